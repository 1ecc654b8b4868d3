package utskick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import utskick.kernel.CustomerId;
import utskick.kernel.Money;
import utskick.kernel.PhoneNumber;
import utskick.kernel.SqlQuery;
import utskick.testing.Database;

final class OutboxTest {

    @RegisterExtension
    static final Database database = new Database();

    private Rig rig;

    @BeforeEach
    void setUp() {
        rig = new Rig(database.dataSource());
    }

    @Test
    void everybody_of_the_selection_is_a_recipient_or_left_out_for_one_reason() {
        var batch = rig.outbox.freeze(rig.draft(), Rig.audience(100));

        var frozen = rig.batch(batch);
        assertThat(frozen.state()).isEqualTo(Batch.State.HELD);
        assertThat(frozen.selected()).isEqualTo(100);
        assertThat(frozen.counts().planned()).isEqualTo(90);
        assertThat(frozen.counts().queued()).isEqualTo(90);
        assertThat(frozen.leftOut()).isEqualTo(10);
        assertThat(rig.history.leftOutReasons(batch)).isEqualTo(Map.of("no_phone", 10));
        assertThat(seqs(batch))
                .isEqualTo(java.util.stream.IntStream.rangeClosed(1, 90).boxed().toList());
    }

    @Test
    void two_customers_with_one_address_are_one_recipient() {
        var batch = rig.outbox.freeze(rig.draft(), new SqlQuery("""
                SELECT g AS customer_id, '+4670' || lpad(CAST(g / 2 AS text), 7, '0') AS address, 'sv' AS language,
                       ARRAY['Kim'] AS fields, CAST(NULL AS text) AS reason
                FROM generate_series(CAST(2 AS bigint), 11) g
                """, Map.of()));

        assertThat(rig.counts(batch).planned()).isEqualTo(5);
        assertThat(rig.history.leftOut(batch, "duplicate_address", null, 10).customers())
                .extracting(it -> it.customer().value())
                .containsExactly(3L, 5L, 7L, 9L, 11L);
    }

    @Test
    void those_left_out_are_paged_by_customer() {
        var batch = rig.outbox.freeze(rig.draft(), Rig.audience(100));

        var first = rig.history.leftOut(batch, "no_phone", null, 6);
        var second = rig.history.leftOut(batch, "no_phone", first.next(), 6);

        assertThat(first.customers()).hasSize(6);
        assertThat(second.customers()).extracting(LeftOut::customer).first().isEqualTo(new CustomerId(70));
        assertThat(second.next()).isNull();
    }

    @Test
    void a_held_batch_sends_nothing() {
        rig.frozen(10);

        assertThat(rig.round()).isZero();
        assertThat(rig.gateway.handed).isEmpty();
    }

    @Test
    void the_price_is_that_of_every_single_message() {
        var batch = rig.outbox.freeze(rig.draft(), new SqlQuery("""
                SELECT g AS customer_id, '+4670' || lpad(CAST(g AS text), 7, '0') AS address, 'sv' AS language,
                       ARRAY[CASE WHEN g <= 3 THEN NULL WHEN g <= 5 THEN 'Żaneta Ż' WHEN g = 6 THEN repeat('x', 40)
                                  ELSE 'Kim' END] AS fields,
                       CAST(NULL AS text) AS reason
                FROM generate_series(CAST(1 AS bigint), 12000) g
                """, Map.of()));

        var pricing = rig.outbox.count(batch).orElseThrow();

        assertThat(pricing.finished()).isTrue();
        assertThat(pricing.counted()).isEqualTo(12_000);
        assertThat(pricing.parts()).containsExactly(11_997, 2, 0, 0, 1);
        assertThat(pricing.units()).isEqualTo(11_997 + 2 * 2 + 5);
        assertThat(pricing.ucs2()).isEqualTo(2);
        assertThat(pricing.characters()).containsExactly(new Pricing.CharacterCount("Ż", 2));
        assertThat(pricing.missing()).isEqualTo(3);
        assertThat(pricing.tooLong()).isEqualTo(1);
        assertThat(pricing.notes())
                .contains(
                        new Pricing.Note(Pricing.Kind.TOO_LONG, "5", new CustomerId(6), 6),
                        new Pricing.Note(Pricing.Kind.UCS2, "Ż", new CustomerId(4), 4),
                        new Pricing.Note(Pricing.Kind.MISSING, "first_name", new CustomerId(1), 1));
        assertThat(pricing.notes()).hasSizeLessThan(60);
        assertThat(rig.batch(batch).cost()).isEqualTo(Money.of("0.5000", "SEK").times(12_006));
    }

    @Test
    void start_twice_starts_once() {
        var batch = rig.frozen(5);
        long units = rig.outbox.count(batch).orElseThrow().units();

        assertThat(rig.outbox.start(batch, 5, units)).isInstanceOf(Start.Started.class);
        assertThat(rig.outbox.start(batch, 5, units)).isInstanceOf(Start.AlreadyStarted.class);
        rig.rounds();
        assertThat(rig.outbox.start(batch, 5, units)).isInstanceOf(Start.AlreadyStarted.class);
        rig.rounds();
        assertThat(rig.gateway.handed).hasSize(5);
    }

    @Test
    void what_is_not_as_confirmed_does_not_start() {
        var batch = rig.frozen(5);
        assertThat(rig.outbox.start(batch, 5, 0)).isInstanceOf(Start.Stale.class);
        long units = rig.outbox.count(batch).orElseThrow().units();

        assertThat(rig.outbox.start(batch, 6, units)).isInstanceOf(Start.Stale.class);
        assertThat(rig.outbox.start(batch, 5, units + 1)).isInstanceOf(Start.Stale.class);
        assertThat(rig.batch(batch).state()).isEqualTo(Batch.State.HELD);
        assertThat(rig.outbox.start(new BatchId(-1), 5, units)).isInstanceOf(Start.Gone.class);
    }

    @Test
    void a_discarded_batch_is_gone_and_a_started_one_cannot_be_discarded() {
        var batch = rig.frozen(5);
        rig.outbox.count(batch);
        var running = rig.started(5);

        assertThat(rig.outbox.discard(batch)).isTrue();
        assertThat(rig.outbox.discard(batch)).isFalse();
        assertThat(rig.outbox.batch(batch)).isEmpty();
        assertThat(rig.outbox.count(batch)).isEmpty();
        assertThat(rig.outbox.discard(running)).isFalse();
        assertThat(rig.counts(running).planned()).isEqualTo(5);
    }

    @Test
    void the_same_command_makes_one_batch() {
        var draft = rig.draft(Draft.Kind.SINGLE, "service", Draft.Window.NOW, UUID.randomUUID());
        var recipient = new Recipient(new CustomerId(1), new PhoneNumber(Rig.phone(1)), "sv", List.of("Kim"));

        var first = rig.outbox.single(draft, recipient);
        var second = rig.outbox.single(draft, recipient);
        rig.rounds();

        assertThat(second).isEqualTo(first);
        assertThat(rig.gateway.handed).hasSize(1);
        var frozen = rig.draft(Draft.Kind.CAMPAIGN, "service", Draft.Window.NOW, UUID.randomUUID());
        assertThat(rig.outbox.freeze(frozen, Rig.everybody(3))).isEqualTo(rig.outbox.freeze(frozen, Rig.everybody(3)));
    }

    private List<Integer> seqs(BatchId batch) {
        return rig.jdbc
                .sql("SELECT seq FROM dispatch.recipient WHERE batch_id = :batch ORDER BY customer_id")
                .param("batch", batch.value())
                .query(Integer.class)
                .list();
    }
}
