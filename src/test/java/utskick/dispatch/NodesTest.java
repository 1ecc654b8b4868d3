package utskick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import utskick.testing.Database;

/// Promise 9: a node that dies loses its work to another, and two nodes never hold one message.
final class NodesTest {

    @RegisterExtension
    static final Database database = new Database();

    private Rig rig;

    @BeforeEach
    void setUp() {
        rig = new Rig(database.dataSource());
    }

    @Test
    void an_account_is_worked_on_by_one_node_at_a_time() {
        var batch = rig.started(120);
        var other = rig.nodes.join();
        var otherDispatcher = rig.dispatcher(database.dataSource());

        assertThat(rig.round()).isEqualTo(50);
        assertThat(otherDispatcher.runOnce(rig.account, other)).isZero();

        rig.dispatcher.leave(rig.node);
        assertThat(otherDispatcher.runOnce(rig.account, other)).isEqualTo(50);
        assertThat(rig.round()).isZero();
        assertThat(rig.counts(batch).submitted()).isEqualTo(100);
    }

    @Test
    void another_node_goes_on_when_a_node_has_fallen_silent() {
        var batch = rig.started(120);
        rig.round();
        rig.clock.advance(Nodes.LEASE.plusSeconds(1));
        var other = rig.nodes.join();
        var otherDispatcher = rig.dispatcher(database.dataSource());

        while (otherDispatcher.runOnce(rig.account, other) > 0) {
            assertThat(rig.round()).as("the silent node may claim nothing").isZero();
        }

        assertThat(rig.gateway.perAddress())
                .hasSize(120)
                .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
        assertThat(rig.counts(batch).submitted()).isEqualTo(120);
    }

    @Test
    void a_node_that_lost_its_connection_makes_way_for_the_one_that_has_it() {
        var batch = rig.started(120);
        var connected = new AtomicBoolean(true);
        var first = rig.dispatcher(database.dataSource(), connected::get);
        var second = rig.dispatcher(database.dataSource());
        var other = rig.nodes.join();
        assertThat(first.runOnce(rig.account, rig.node)).isPositive();
        assertThat(second.runOnce(rig.account, other)).isZero();

        connected.set(false);
        assertThat(first.runOnce(rig.account, rig.node)).isZero();
        while (second.runOnce(rig.account, other) > 0) {
            assertThat(first.runOnce(rig.account, rig.node)).isZero();
        }
        assertThat(rig.gateway.perAddress())
                .hasSize(120)
                .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
        assertThat(rig.counts(batch).submitted()).isEqualTo(120);
    }

    @Test
    void a_program_whose_process_is_gone_is_dead_at_once() {
        var crashed = new Nodes(
                rig.jdbc,
                rig.clock,
                new Nodes.Process("crashed", Nodes.Process.own().place(), 4_000_000, rig.clock.instant()));
        long lost = crashed.join();
        claim(lost);

        rig.nodes.join();
        rig.dispatcher.tidy();

        assertThat(claimsOf(lost)).isZero();
    }

    @Test
    void a_younger_process_with_the_same_number_is_another_one() {
        var own = Nodes.Process.own();
        assertThat(Nodes.Process.isRunning(own.pid(), own.startedAt())).isTrue();
        assertThat(Nodes.Process.isRunning(own.pid(), Instant.parse("2020-01-01T00:00:00Z")))
                .isFalse();
    }

    @Test
    void a_program_on_another_machine_is_dead_only_when_its_lease_is_over() {
        var elsewhere =
                new Nodes(rig.jdbc, rig.clock, new Nodes.Process("elsewhere", "boot x", 4_000_000, Instant.EPOCH));
        long other = elsewhere.join();
        claim(other);

        rig.nodes.join();
        rig.dispatcher.tidy();
        assertThat(claimsOf(other)).isEqualTo(1);

        rig.clock.advance(Nodes.LEASE.plusSeconds(1));
        rig.dispatcher.tidy();
        assertThat(claimsOf(other)).isZero();
    }

    /// Two nodes with two rounds each; one after the other they fall silent for longer than their lease, in the
    /// middle of whatever they do, and come back.
    @Test
    void two_nodes_and_20_000_messages_and_no_duplicate() throws Exception {
        var batch = rig.started(20_000);
        var nodes = new long[] {rig.node, rig.nodes.join()};
        var stalls = new AtomicInteger();
        rig.gateway.meanwhile = () -> {
            // time passes for everybody; whoever is heard last survives
            rig.clock.advance(java.time.Duration.ofSeconds(3));
            rig.nodes.renew(nodes[ThreadLocalRandom.current().nextInt(2)]);
            stalls.incrementAndGet();
            rig.dispatcher.tidy();
        };

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (long node : nodes) {
                var dispatcher = rig.dispatcher(database.dataSource());
                for (int round = 0; round < 2; round++) {
                    threads.submit((Callable<Void>) () -> {
                        while (rig.batch(batch).state() != Batch.State.DONE) {
                            dispatcher.runOnce(rig.account, node);
                            dispatcher.tidy();
                            if (ThreadLocalRandom.current().nextInt(4) == 0) {
                                rig.nodes.renew(node);
                            }
                        }
                        return null;
                    });
                }
            }
        }

        assertThat(rig.gateway.perAddress())
                .hasSize(20_000)
                .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
        var counts = rig.counts(batch);
        assertThat(counts.submitted()).isEqualTo(20_000);
        assertThat(counts.sum()).isEqualTo(20_000);
        assertThat(stalls.get()).isGreaterThan(10);
    }

    private void claim(long node) {
        var batch = rig.started(3);
        rig.jdbc
                .sql("""
                WITH moved AS (UPDATE dispatch.slice SET next_seq = 3 WHERE batch_id = :batch)
                INSERT INTO dispatch.claim (batch_id, slice, seqs, attempts, node_id, account_id, at)
                VALUES (:batch, 1, ARRAY[1, 2], CAST(ARRAY[1, 1] AS smallint[]), :node, :account, now())
                """)
                .param("batch", batch.value())
                .param("node", node)
                .param("account", rig.account)
                .update();
    }

    private int claimsOf(long node) {
        return rig.jdbc
                .sql("SELECT count(*) FROM dispatch.claim WHERE node_id = :node")
                .param("node", node)
                .query(Integer.class)
                .single();
    }
}
