package utskick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import utskick.gateway.DeliveryReport;
import utskick.gateway.DeliveryReport.State;
import utskick.gateway.FailureReason;
import utskick.gateway.OutboundMessage;
import utskick.gateway.Submission;
import utskick.kernel.CustomerId;
import utskick.kernel.SqlQuery;
import utskick.testing.Database;

/// Promise 8: reports come early, late, twice and out of order, and final states never go back.
final class DeliveryReportsTest {

    @RegisterExtension
    static final Database database = new Database();

    private Rig rig;

    @BeforeEach
    void setUp() {
        rig = new Rig(database.dataSource());
    }

    @Test
    void a_report_after_the_settle_counts_once_however_often_it_comes() {
        var batch = rig.started(3);
        rig.rounds();

        report(1, 1, State.DELIVERED);
        report(1, 1, State.DELIVERED);
        report(2, 1, State.UNDELIVERED);
        report(2, 1, State.UNDELIVERED);

        assertThat(rig.counts(batch).delivered()).isEqualTo(1);
        assertThat(rig.counts(batch).undelivered()).isEqualTo(1);
        assertThat(rig.counts(batch).submitted()).isEqualTo(1);
        assertThat(rig.counts(batch).sum()).isEqualTo(3);
        assertThat(rig.history.reasons(batch, Message.State.UNDELIVERED)).isEqualTo(Map.of("OTHER", 1));
    }

    @Test
    void a_report_that_comes_before_the_settle_is_not_lost() {
        var batch = rig.started(3);
        rig.gateway.meanwhile = () -> report(2, 1, State.DELIVERED);

        rig.rounds();

        assertThat(rig.counts(batch).delivered()).isEqualTo(1);
        assertThat(state(batch, 2)).isEqualTo(Message.State.DELIVERED);
    }

    @Test
    void a_final_state_never_goes_back() {
        var batch = rig.started(2);
        rig.rounds();

        report(1, 1, State.DELIVERED);
        report(1, 1, State.UNDELIVERED);
        report(1, 1, State.BUFFERED);
        report(2, 1, State.EXPIRED);
        report(2, 1, State.DELIVERED);

        assertThat(state(batch, 1)).isEqualTo(Message.State.DELIVERED);
        assertThat(state(batch, 2)).isEqualTo(Message.State.UNDELIVERED);
        assertThat(rig.counts(batch).delivered()).isEqualTo(1);
        assertThat(rig.counts(batch).undelivered()).isEqualTo(1);
        assertThat(rig.history.reasons(batch, Message.State.UNDELIVERED)).isEqualTo(Map.of("EXPIRED", 1));
    }

    @Test
    void buffered_and_unknown_decide_nothing() {
        var batch = rig.started(2);
        rig.rounds();

        report(1, 1, State.BUFFERED);
        report(2, 1, State.UNKNOWN);
        assertThat(rig.counts(batch).submitted()).isEqualTo(2);

        report(1, 1, State.DELIVERED);
        report(2, 1, State.DELIVERED);
        assertThat(rig.counts(batch).delivered()).isEqualTo(2);
    }

    @Test
    void a_message_is_delivered_when_all_its_parts_are() {
        var batch = longTexts(2);
        rig.rounds();

        report(1, 2, State.DELIVERED);
        report(1, 3, State.DELIVERED);
        assertThat(rig.counts(batch).delivered()).isZero();
        report(1, 1, State.DELIVERED);
        assertThat(rig.counts(batch).delivered()).isEqualTo(1);

        report(2, 1, State.DELIVERED);
        report(2, 2, State.UNDELIVERED);
        report(2, 3, State.DELIVERED);
        assertThat(rig.counts(batch).undelivered()).isEqualTo(1);
        assertThat(rig.batch(batch).unitsSent()).isEqualTo(6);
    }

    @Test
    void a_report_about_nothing_we_know_is_kept_and_changes_nothing() {
        rig.reports.reported(List.of(report("nobody", State.DELIVERED, null)));

        assertThat(rig.jdbc
                        .sql("SELECT state FROM dispatch.report WHERE account_id = :account AND reference = 'nobody'")
                        .param("account", rig.account)
                        .query(String.class)
                        .single())
                .isEqualTo("delivered");
    }

    @Test
    void a_provider_that_counts_from_one_again_does_not_mix_up_messages() {
        rig.gateway.script = message -> new Submission.Accepted(List.of("1"));
        var old = rig.started(1);
        rig.rounds();
        rig.reports.reported(List.of(report("1", State.UNDELIVERED, FailureReason.BLOCKED)));
        rig.later(Duration.ofDays(1));

        var young = rig.started(1);
        rig.rounds();
        assertThat(rig.counts(young).submitted()).isEqualTo(1);
        rig.later(Duration.ofSeconds(1));
        rig.reports.reported(List.of(report("1", State.UNDELIVERED, FailureReason.UNKNOWN_ADDRESS)));

        assertThat(rig.counts(old).undelivered()).isEqualTo(1);
        assertThat(rig.counts(young).undelivered()).isEqualTo(1);
        assertThat(rig.history.reasons(young, Message.State.UNDELIVERED)).isEqualTo(Map.of("UNKNOWN_ADDRESS", 1));
    }

    @Test
    void what_a_provider_says_may_hold_any_character() {
        rig.gateway.script = message -> new Submission.Rejected(FailureReason.OTHER, "a\0b\ud800c");
        var batch = rig.started(1);
        rig.rounds();

        assertThat(rig.history
                        .ofBatch(batch, MessageHistory.Filter.ALL, null, 1)
                        .messages()
                        .getFirst()
                        .detail())
                .isEqualTo("a b c");
    }

    /// Reports of all parts, shuffled, doubled and from several threads, while the rounds still run.
    @Test
    void nothing_is_counted_twice_or_lost_when_reports_and_settles_race() throws Exception {
        var batch = longTexts(300);
        var random = new Random(7);
        try (var provider = Executors.newFixedThreadPool(3)) {
            var script = rig.gateway.script;
            rig.gateway.script = message -> {
                var submission = script.apply(message);
                var reports = new ArrayList<DeliveryReport>();
                for (var reference : ((Submission.Accepted) submission).providerReferences()) {
                    reports.add(report(reference, State.DELIVERED, null));
                    reports.add(report(reference, State.BUFFERED, null));
                    reports.add(report(reference, State.DELIVERED, null));
                }
                Collections.shuffle(reports, random);
                for (var report : reports) {
                    provider.execute(() -> rig.reports.reported(List.of(report)));
                }
                return submission;
            };
            rig.rounds();
        }

        assertThat(rig.counts(batch).delivered()).isEqualTo(300);
        assertThat(rig.counts(batch).submitted()).isZero();
    }

    @Test
    void a_customers_timeline_has_the_exact_text_and_what_became_of_it() {
        var batch = rig.started(3);
        rig.rounds();
        report(2, 1, State.DELIVERED);
        var later = rig.frozen(3);

        var messages = rig.history.ofCustomer(new CustomerId(2), null, 1);

        assertThat(messages).hasSize(1);
        var message = messages.getFirst();
        assertThat(message.key().batch()).isEqualTo(batch).isNotEqualTo(later);
        assertThat(message.text()).isEqualTo("Hello Kim!");
        assertThat(message.state()).isEqualTo(Message.State.DELIVERED);
        assertThat(message.cost().amount()).isEqualByComparingTo("0.50");
        assertThat(message.times().reportedAt()).isEqualTo(rig.clock.instant());
        assertThat(rig.history.ofCustomer(new CustomerId(2), message.key(), 10))
                .allSatisfy(it -> assertThat(it.key().batch().value()).isLessThan(batch.value()));
    }

    @Test
    void the_messages_of_a_batch_are_paged_in_the_order_of_the_audience() {
        var batch = rig.started(25);
        rig.rounds();

        var first = rig.history.ofBatch(batch, MessageHistory.Filter.ALL, null, 20);
        var second = rig.history.ofBatch(batch, MessageHistory.Filter.ALL, first.next(), 20);

        assertThat(first.messages()).hasSize(20);
        assertThat(second.messages()).extracting(it -> it.key().seq()).containsExactly(21, 22, 23, 24, 25);
        assertThat(second.next()).isNull();
    }

    /// Messages of three parts each.
    private BatchId longTexts(int messages) {
        return rig.start(rig.outbox.freeze(rig.draft(), new SqlQuery("""
                SELECT g AS customer_id, '+4670' || lpad(CAST(g AS text), 7, '0') AS address, 'sv' AS language,
                       ARRAY[repeat('x', 20)] AS fields, CAST(NULL AS text) AS reason
                FROM generate_series(CAST(1 AS bigint), :n) g
                """, Map.of("n", messages))));
    }

    private Message.State state(BatchId batch, int seq) {
        return rig.history
                .ofBatch(batch, MessageHistory.Filter.ALL, new Message.Key(batch, 1, seq - 1), 1)
                .messages()
                .getFirst()
                .state();
    }

    /// About a part of the newest batch.
    private void report(int seq, int part, State state) {
        var reference = rig.gateway.handed.stream()
                .map(OutboundMessage::reference)
                .filter(it -> it.endsWith("-1-" + seq + "-1"))
                .reduce((_, last) -> last)
                .orElseThrow();
        rig.reports.reported(List.of(report("ref-" + reference + "/" + part, state, null)));
    }

    private DeliveryReport report(String reference, State state, @Nullable FailureReason reason) {
        return new DeliveryReport(rig.account, reference, state, reason, "", rig.clock.instant());
    }
}
