package utskick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import utskick.consent.ConsentLedger;
import utskick.consent.Origin;
import utskick.consent.Purpose;
import utskick.gateway.FailureReason;
import utskick.gateway.Submission;
import utskick.kernel.CustomerId;
import utskick.kernel.PhoneNumber;
import utskick.testing.Database;

/// The engine's promises, each with a test that can fail. Their numbers are those of ARCHITECTURE.md.
final class DispatcherTest {

    @RegisterExtension
    static final Database database = new Database();

    private Rig rig;

    @BeforeEach
    void setUp() {
        rig = new Rig(database.dataSource());
    }

    @AfterEach
    void every_batch_adds_up() {
        for (long id :
                rig.jdbc.sql("SELECT id FROM dispatch.batch").query(Long.class).list()) {
            var counts = rig.counts(new BatchId(id));
            assertThat(counts.sum()).as("batch %s: %s", id, counts).isEqualTo(counts.planned());
            assertThat(byState(new BatchId(id))).as("counters of batch %s", id).isEqualTo(nonZero(counts));
        }
    }

    @Test
    void promise_1_a_message_is_handed_over_only_under_a_committed_claim() {
        var batch = rig.started(120);
        var claimedWhileHanded = new ArrayList<Integer>();
        rig.gateway.meanwhile = () -> claimedWhileHanded.add(rig.counts(batch).claimed());

        rig.rounds();

        assertThat(claimedWhileHanded).first().isEqualTo(50);
        assertThat(claimedWhileHanded.stream().mapToInt(it -> it).sum()).isEqualTo(120);
        assertThat(rig.gateway.perAddress())
                .hasSize(120)
                .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
        assertThat(rig.counts(batch).submitted()).isEqualTo(120);
        assertThat(rig.batch(batch).state()).isEqualTo(Batch.State.DONE);
    }

    @Test
    void promise_1_a_claim_whose_commit_fails_is_not_handed_over_and_goes_back() {
        var breaking = new BreakingDataSource(database.dataSource());
        var dispatcher = rig.dispatcher(breaking);
        assertThat(dispatcher.runOnce(rig.account, rig.node))
                .as("takes the lane")
                .isZero();
        var batch = rig.started(10);
        breaking.failAfterCommit = true;

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> dispatcher.runOnce(rig.account, rig.node)))
                .isNotNull();
        breaking.failAfterCommit = false;

        assertThat(rig.gateway.handed).isEmpty();
        assertThat(rig.counts(batch).claimed()).isEqualTo(10);
        dispatcher.tidy();
        assertThat(rig.counts(batch).retrying()).isEqualTo(10);
        assertThat(dispatcher.runOnce(rig.account, rig.node)).isEqualTo(10);
        assertThat(rig.counts(batch).submitted()).isEqualTo(10);
    }

    @Test
    void promise_2_what_is_uncertain_is_never_sent_again_by_itself() {
        var batch = rig.started(10);
        rig.gateway.script = message -> message.reference().endsWith("-3-1")
                ? new Submission.Uncertain("connection lost")
                : ScriptedGateway.accept(message);

        rig.rounds();
        rig.later(Duration.ofDays(2));
        rig.dispatcher.tidy();
        rig.rounds();

        assertThat(rig.counts(batch).uncertain()).isEqualTo(1);
        assertThat(rig.gateway.handed).hasSize(10);
        var uncertain = rig.history
                .ofBatch(batch, new MessageHistory.Filter(Message.State.UNCERTAIN, null), null, 10)
                .messages();
        assertThat(uncertain).extracting(Message::address).containsExactly(Rig.phone(3));
        assertThat(rig.batch(batch).state()).isEqualTo(Batch.State.DONE);
    }

    @Test
    void promise_2_a_person_decides_what_is_uncertain() {
        var batch = rig.started(4);
        rig.gateway.script = message -> new Submission.Uncertain("connection lost");
        rig.rounds();
        var resent = rig.started(4);
        rig.rounds();
        rig.gateway.script = ScriptedGateway::accept;

        assertThat(rig.outbox.treatUncertainAsSent(batch)).isEqualTo(4);
        assertThat(rig.outbox.treatUncertainAsSent(batch)).isZero();
        assertThat(rig.outbox.resendUncertain(resent)).isEqualTo(4);
        assertThat(rig.outbox.resendUncertain(resent)).isZero();
        rig.rounds();

        assertThat(rig.counts(batch).submitted()).isEqualTo(4);
        assertThat(rig.batch(batch).unitsSent()).isEqualTo(4);
        assertThat(rig.counts(resent).submitted()).isEqualTo(4);
        assertThat(rig.gateway.handed).hasSize(12);
    }

    @Test
    void promise_2_a_gateway_that_throws_leaves_uncertain_messages() {
        var batch = rig.started(5);
        rig.gateway.meanwhile = () -> {
            throw new IllegalStateException("a bug");
        };

        rig.rounds();

        assertThat(rig.counts(batch).uncertain()).isEqualTo(5);
    }

    @Test
    void promise_2_what_a_lost_node_was_handing_over_is_uncertain_and_its_late_record_settles_it() {
        var batch = rig.started(10);
        rig.gateway.meanwhile = () -> {
            // the node falls silent in the middle of a round, and another one tidies up
            rig.clock.advance(Nodes.LEASE.plusSeconds(1));
            rig.dispatcher.tidy();
            assertThat(rig.counts(batch).uncertain()).isEqualTo(10);
            rig.gateway.meanwhile = () -> {};
        };

        rig.round();

        assertThat(rig.counts(batch).uncertain()).isZero();
        assertThat(rig.counts(batch).submitted()).isEqualTo(10);
        assertThat(rig.gateway.handed).hasSize(10);
    }

    @Test
    void promise_2_a_settle_is_repeated_until_the_database_takes_it() {
        var batch = rig.started(10);
        var breaking = new BreakingDataSource(database.dataSource());
        var dispatcher = rig.dispatcher(breaking);
        rig.gateway.meanwhile = () -> breaking.failures.set(3);

        dispatcher.runOnce(rig.account, rig.node);

        assertThat(breaking.failures.get()).isZero();
        assertThat(rig.counts(batch).submitted()).isEqualTo(10);
        assertThat(rig.gateway.handed).hasSize(10);
    }

    @Test
    void promise_3_the_states_add_up_at_every_moment() {
        var batch = rig.started(400);
        rig.gateway.script = message -> switch (Math.floorMod(
                message.reference().hashCode(), 4)) {
            case 0 -> new Submission.Rejected(FailureReason.UNKNOWN_ADDRESS, "no such number");
            case 1 -> ScriptedGateway.busy(message);
            case 2 -> new Submission.Uncertain("lost");
            default -> ScriptedGateway.accept(message);
        };
        rig.gateway.meanwhile = () -> {
            var counts = rig.counts(batch);
            assertThat(counts.sum()).isEqualTo(400);
            assertThat(counts.claimed()).isPositive();
        };

        for (int i = 0; i < 4; i++) {
            rig.round();
            assertThat(rig.counts(batch).sum()).isEqualTo(400);
        }
        rig.outbox.pause(batch);
        rig.outbox.cancelRest(batch);

        var counts = rig.counts(batch);
        assertThat(counts.sum()).isEqualTo(400);
        assertThat(counts.failed()).isPositive();
        assertThat(counts.uncertain()).isPositive();
        assertThat(counts.submitted()).isPositive();
        assertThat(counts.cancelled()).isPositive();
        assertThat(counts.retrying()).isZero();
    }

    @Test
    void promise_4_a_stop_after_the_freeze_holds() {
        var ledger = ledger();
        for (int i = 1; i <= 5; i++) {
            ledger.give(new PhoneNumber(Rig.phone(i)), Purpose.MARKETING, origin());
        }
        var batch = rig.outbox.freeze(
                rig.draft(Draft.Kind.CAMPAIGN, "marketing", Draft.Window.NOW, null), Rig.everybody(5));
        rig.start(batch);
        ledger.withdraw(new PhoneNumber(Rig.phone(2)), Purpose.MARKETING, origin());

        rig.rounds();

        assertThat(rig.counts(batch).suppressed()).isEqualTo(1);
        assertThat(rig.gateway.perAddress()).doesNotContainKey(Rig.phone(2)).hasSize(4);
        assertThat(rig.history.reasons(batch, Message.State.SUPPRESSED)).isEqualTo(Map.of("withdrawn", 1));
    }

    @Test
    void promise_4_a_stop_holds_for_a_message_that_had_been_deferred() {
        var ledger = ledger();
        ledger.give(new PhoneNumber(Rig.phone(1)), Purpose.MARKETING, origin());
        var batch = rig.outbox.freeze(
                rig.draft(Draft.Kind.CAMPAIGN, "marketing", Draft.Window.NOW, null), Rig.everybody(1));
        rig.start(batch);
        rig.gateway.script = ScriptedGateway::busy;
        rig.rounds();
        assertThat(rig.counts(batch).retrying()).isEqualTo(1);

        ledger.withdraw(new PhoneNumber(Rig.phone(1)), Purpose.MARKETING, origin());
        rig.gateway.script = ScriptedGateway::accept;
        rig.later(Duration.ofMinutes(1));
        rig.rounds();

        assertThat(rig.counts(batch).suppressed()).isEqualTo(1);
        assertThat(rig.gateway.handed).hasSize(1);
    }

    @Test
    void promise_4_a_pause_holds_what_has_not_left_and_resume_sends_it() {
        var batch = rig.started(120);
        rig.round();
        assertThat(rig.outbox.pause(batch)).isTrue();
        assertThat(rig.outbox.pause(batch)).isFalse();

        rig.rounds();
        assertThat(rig.gateway.handed).hasSize(50);
        assertThat(rig.counts(batch).queued()).isEqualTo(70);

        assertThat(rig.outbox.resume(batch)).isTrue();
        assertThat(rig.outbox.resume(batch)).isFalse();
        rig.rounds();
        assertThat(rig.gateway.handed).hasSize(120);
    }

    @Test
    void promise_4_cancelling_the_rest_is_final() {
        var batch = rig.started(120);
        rig.gateway.script = ScriptedGateway::busy;
        rig.round();
        assertThat(rig.outbox.cancelRest(batch)).isTrue();
        assertThat(rig.outbox.cancelRest(batch)).isFalse();
        rig.later(Duration.ofHours(1));

        rig.rounds();

        assertThat(rig.gateway.handed).hasSize(50);
        assertThat(rig.counts(batch).cancelled()).isEqualTo(120);
        assertThat(rig.outbox.resume(batch)).isFalse();
        assertThat(rig.batch(batch).ended()).isTrue();
    }

    @Test
    void promise_4_what_is_deferred_while_the_batch_is_cancelled_is_cancelled() {
        var batch = rig.started(20);
        rig.gateway.script = ScriptedGateway::busy;
        rig.gateway.meanwhile = () -> rig.outbox.cancelRest(batch);

        rig.round();
        rig.dispatcher.tidy();

        assertThat(rig.counts(batch).cancelled()).isEqualTo(20);
    }

    @Test
    void promise_5_a_claim_takes_no_more_than_about_a_second_of_work() {
        var throttle = new Throttle();
        var accepted = List.<Submission>of(new Submission.Accepted(List.of("a")));
        for (int i = 0; i < 10; i++) {
            throttle.learn(
                    java.util.Collections.nCopies(throttle.size(), accepted.getFirst()),
                    Duration.ofMillis(throttle.size()),
                    rig.clock.instant());
        }
        assertThat(throttle.size()).isEqualTo(800);
        assertThat(throttle.size(OptionalInt.of(30))).isEqualTo(24);
        assertThat(throttle.size(OptionalInt.of(1))).isEqualTo(1);
        assertThat(throttle.size(OptionalInt.of(5_000))).isEqualTo(800);

        throttle.learn(
                java.util.Collections.nCopies(800, accepted.getFirst()), Duration.ofSeconds(20), rig.clock.instant());
        assertThat(throttle.size()).isEqualTo(32);
    }

    @Test
    void promise_10_what_the_provider_did_not_take_is_offered_again_until_the_end() {
        var batch = rig.started(3);
        rig.gateway.script = message ->
                message.reference().contains("-2-") ? ScriptedGateway.busy(message) : ScriptedGateway.accept(message);

        for (int minutes = 0; minutes < 60; minutes++) {
            rig.rounds();
            rig.later(Duration.ofMinutes(1));
        }

        assertThat(rig.gateway.perAddress()).containsEntry(Rig.phone(2), Attempts.SERIES);
        assertThat(rig.counts(batch).failed()).isEqualTo(1);
        assertThat(rig.batch(batch).state()).isEqualTo(Batch.State.DONE);
        assertThat(rig.history.reasons(batch, Message.State.FAILED)).isEqualTo(Map.of("OTHER", 1));
    }

    @Test
    void promise_10_a_pause_grows_with_each_attempt() {
        rig.started(1);
        rig.gateway.script = ScriptedGateway::busy;
        rig.rounds();
        var due = new ArrayList<Long>();
        for (int attempt = 2; attempt <= Attempts.SERIES; attempt++) {
            var dueAt = rig.jdbc
                    .sql("SELECT due_at FROM dispatch.retry WHERE account_id = :account")
                    .param("account", rig.account)
                    .query(java.time.OffsetDateTime.class)
                    .single();
            due.add(Duration.between(rig.clock.instant(), dueAt.toInstant()).toSeconds());
            rig.clock.set(dueAt.toInstant());
            rig.nodes.renew(rig.node);
            rig.rounds();
        }
        assertThat(due).containsExactly(30L, 60L, 120L, 240L);
    }

    @Test
    void promise_10_an_account_that_takes_nothing_rests_and_uses_up_no_attempts() {
        var batch = rig.started(300);
        rig.gateway.script = message -> new Submission.Deferred(FailureReason.THROTTLED, "slow down", Duration.ZERO);

        for (int seconds = 0; seconds < 60; seconds++) {
            rig.rounds();
            rig.later(Duration.ofSeconds(1));
        }

        assertThat(rig.gateway.handed.size()).isLessThan(150);
        assertThat(rig.counts(batch).failed()).isZero();
        rig.gateway.script = ScriptedGateway::accept;
        rig.later(Duration.ofMinutes(1));
        rig.rounds();
        assertThat(rig.counts(batch).submitted()).isEqualTo(300);
    }

    @Test
    void promise_10_a_person_may_try_again_what_surely_was_not_taken() {
        var batch = rig.started(4);
        rig.gateway.script = message -> switch (message.reference().split("-")[2]) {
            case "1" -> new Submission.Rejected(FailureReason.UNKNOWN_ADDRESS, "");
            case "2", "3" -> new Submission.Rejected(FailureReason.ACCOUNT, "no credit");
            default -> ScriptedGateway.accept(message);
        };
        rig.rounds();
        assertThat(rig.counts(batch).failed()).isEqualTo(3);
        rig.gateway.script = ScriptedGateway::accept;

        assertThat(rig.outbox.retryFailed(batch)).isEqualTo(2);
        assertThat(rig.outbox.retryFailed(batch)).isZero();
        assertThat(rig.counts(batch).retrying()).isEqualTo(2);
        rig.rounds();

        assertThat(rig.counts(batch).submitted()).isEqualTo(3);
        assertThat(rig.counts(batch).failed()).isEqualTo(1);
        assertThat(rig.batch(batch).state()).isEqualTo(Batch.State.DONE);
    }

    @Test
    void a_message_that_nobody_takes_for_a_day_has_failed() {
        var batch = rig.started(1);
        rig.gateway.script = message -> new Submission.Deferred(FailureReason.UNREACHABLE, "", Duration.ofMinutes(30));

        for (int halfHours = 0; halfHours < 52; halfHours++) {
            rig.rounds();
            rig.later(Duration.ofMinutes(31));
        }

        assertThat(rig.counts(batch).failed()).isEqualTo(1);
    }

    @Test
    void single_messages_go_ahead_of_campaigns_and_campaigns_share_the_account() {
        var first = rig.started(200);
        var second = rig.started(200);
        rig.round();
        rig.round();
        assertThat(rig.counts(first).submitted()).isPositive();
        assertThat(rig.counts(second).submitted()).isPositive();

        var single = rig.outbox.single(
                rig.draft(Draft.Kind.SINGLE, "service", Draft.Window.NOW, null),
                new Recipient(new CustomerId(99), new PhoneNumber(Rig.phone(99)), "sv", List.of("Kim")));
        rig.round();

        assertThat(rig.counts(single).submitted()).isEqualTo(1);
        assertThat(rig.batch(single).state()).isEqualTo(Batch.State.DONE);
        assertThat(rig.batch(first).state()).isEqualTo(Batch.State.RUNNING);
    }

    @Test
    void nothing_leaves_before_its_time_and_the_rest_is_cancelled_after_it() {
        var now = rig.clock.instant();
        var batch = rig.start(rig.outbox.freeze(
                rig.draft(
                        Draft.Kind.CAMPAIGN,
                        "service",
                        new Draft.Window(now.plusSeconds(3600), now.plusSeconds(7200)),
                        null),
                Rig.everybody(60)));

        rig.rounds();
        assertThat(rig.gateway.handed).isEmpty();
        rig.later(Duration.ofMinutes(61));
        rig.round();
        assertThat(rig.gateway.handed).hasSize(50);
        rig.later(Duration.ofMinutes(60));
        rig.rounds();
        rig.dispatcher.tidy();

        assertThat(rig.gateway.handed).hasSize(50);
        assertThat(rig.counts(batch).cancelled()).isEqualTo(10);
    }

    @Test
    void a_round_is_a_handful_of_statements_however_many_messages() {
        var counting = new CountingDataSource(database.dataSource());
        var dispatcher = rig.dispatcher(counting);
        rig.started(5_000);
        for (int i = 0; i < 3; i++) {
            dispatcher.runOnce(rig.account, rig.node);
        }

        counting.statements.set(0);
        int messages = dispatcher.runOnce(rig.account, rig.node);

        assertThat(messages).isGreaterThan(500);
        assertThat(counting.statements.get()).isEqualTo(4);
    }

    private static ConsentLedger ledger() {
        var nested = new TransactionTemplate(new JdbcTransactionManager(database.dataSource()));
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        return new ConsentLedger(database.jdbc(), nested, java.time.Clock.systemUTC());
    }

    private static Origin origin() {
        return Origin.customer(Origin.Source.STOP, "STOP", "");
    }

    private Map<Message.State, Integer> byState(BatchId batch) {
        var counts = new java.util.EnumMap<Message.State, Integer>(Message.State.class);
        rig.jdbc
                .sql("SELECT state, count(*) AS n FROM dispatch.message WHERE batch_id = :batch GROUP BY state")
                .param("batch", batch.value())
                .query(row -> {
                    counts.put(
                            Message.State.valueOf(row.getString("state").toUpperCase(java.util.Locale.ROOT)),
                            row.getInt("n"));
                });
        return counts;
    }

    private static Map<Message.State, Integer> nonZero(Batch.Counts counts) {
        var map = new java.util.EnumMap<Message.State, Integer>(Message.State.class);
        for (var state : Message.State.values()) {
            if (counts.of(state) != 0) {
                map.put(state, counts.of(state));
            }
        }
        return map;
    }
}
