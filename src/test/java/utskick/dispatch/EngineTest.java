package utskick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import utskick.kernel.CustomerId;
import utskick.kernel.PhoneNumber;
import utskick.testing.Database;

/// The engine on its own threads.
final class EngineTest {

    @RegisterExtension
    static final Database database = new Database();

    private final Doorbell doorbell = new Doorbell();
    private Rig rig;
    private Engine engine;

    @BeforeEach
    void setUp() {
        rig = new Rig(database.dataSource());
        engine = new Engine(rig.dispatcher, rig.nodes, doorbell);
        engine.start();
    }

    @AfterEach
    void tearDown() {
        engine.stop();
    }

    @Test
    void a_started_batch_goes_out_and_ends_by_itself() {
        var batch = rig.started(1_000);

        await().until(() -> rig.batch(batch).state() == Batch.State.DONE);

        assertThat(rig.counts(batch).submitted()).isEqualTo(1_000);
        assertThat(rig.gateway.perAddress())
                .hasSize(1_000)
                .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
        assertThat(rig.batch(batch).doneAt()).isNotNull();
    }

    @Test
    void a_single_message_leaves_at_the_ring_of_the_doorbell() {
        var batch = rig.outbox.single(
                rig.draft(Draft.Kind.TEST, "service", Draft.Window.NOW, null),
                new Recipient(new CustomerId(1), new PhoneNumber(Rig.phone(1)), "sv", List.of("Kim")));
        doorbell.ring();

        await().until(() -> rig.counts(batch).submitted() == 1);
        assertThat(rig.gateway.handed).hasSize(1);
    }

    @Test
    void a_planned_stop_waits_for_what_was_handed_over_and_leaves_nothing_uncertain() throws Exception {
        var handed = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        rig.gateway.meanwhile = () -> {
            handed.countDown();
            try {
                answer.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException("the stop did not wait", interrupted);
            }
        };
        var batch = rig.started(5_000);
        handed.await();

        var stop = Thread.ofVirtual().start(engine::stop);
        await().until(() -> !engine.isRunning());
        assertThat(rig.counts(batch).claimed()).isPositive();
        answer.countDown();
        stop.join();

        var counts = rig.counts(batch);
        assertThat(counts.claimed()).isZero();
        assertThat(counts.uncertain()).isZero();
        assertThat(counts.submitted()).isPositive().isEqualTo(rig.gateway.handed.size());
        assertThat(counts.queued()).isPositive();
        assertThat(rig.dispatcher.accountsWithWork()).contains(rig.account);
        assertThat(rig.jdbc
                        .sql("SELECT node_id IS NULL FROM dispatch.lane WHERE account_id = :account")
                        .param("account", rig.account)
                        .query(Boolean.class)
                        .single())
                .as("another node may take over at once")
                .isTrue();
    }
}
