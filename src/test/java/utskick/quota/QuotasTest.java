package utskick.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import utskick.access.Audit;
import utskick.access.CurrentUser;
import utskick.kernel.Channel;
import utskick.testing.Database;
import utskick.testing.TestClock;

/// F7, F8, L7: what may still be sent, exact.
final class QuotasTest {

    @RegisterExtension
    static final Database database = new Database();

    private final TestClock clock = new TestClock(Instant.parse("2026-11-30T12:00:00Z"));
    private final Audit audit = new Audit(database.jdbc(), new CurrentUser(), clock);
    private final Quotas quotas =
            new Quotas(database.jdbc(), database.transaction(), audit, clock, ZoneId.of("Europe/Stockholm"));

    @BeforeEach
    void nothing_taken_of_100() {
        database.jdbc().sql("DELETE FROM quota.reservation").update();
        database.jdbc().sql("DELETE FROM quota.month").update();
        quotas.setMonthly(Channel.SMS, 100L);
        quotas.setMonthly(Channel.EMAIL, null);
    }

    @Test
    void a_reservation_counts_before_anything_is_sent() {
        assertThat(quotas.reserve(Channel.SMS, 1, 60)).isEqualTo(new Reservation.Reserved(60, OptionalLong.of(40)));
        assertThat(quotas.reserve(Channel.SMS, 2, 41)).isEqualTo(new Reservation.Exceeded(40));
        assertThat(quotas.left(Channel.SMS)).hasValue(40);
        assertThat(quotas.reserve(Channel.SMS, 2, 40)).isEqualTo(new Reservation.Reserved(40, OptionalLong.of(0)));
    }

    @Test
    void what_was_not_used_is_given_back() {
        quotas.reserve(Channel.SMS, 1, 60);
        quotas.use(1, 45);
        quotas.release(1);
        quotas.release(1);

        assertThat(quotas.left(Channel.SMS)).hasValue(55);
    }

    @Test
    void what_was_sent_beyond_the_reservation_counts_too() {
        quotas.reserve(Channel.SMS, 1, 10);
        quotas.use(1, 12);

        assertThat(quotas.left(Channel.SMS)).hasValue(88);
    }

    @Test
    void the_same_batch_asking_again_holds_the_new_number() {
        quotas.reserve(Channel.SMS, 1, 90);

        assertThat(quotas.reserve(Channel.SMS, 1, 95)).isEqualTo(new Reservation.Reserved(95, OptionalLong.of(5)));
    }

    @Test
    void a_channel_without_an_allowance_has_no_limit() {
        assertThat(quotas.reserve(Channel.EMAIL, 1, 1_000_000))
                .isEqualTo(new Reservation.Reserved(1_000_000, OptionalLong.empty()));
    }

    @Test
    void a_new_month_starts_where_the_shop_is_and_the_old_one_keeps_its_batches() {
        quotas.reserve(Channel.SMS, 1, 70);
        clock.set(Instant.parse("2026-11-30T23:00:00Z"));

        assertThat(quotas.left(Channel.SMS)).hasValue(100);
        quotas.release(1);
        assertThat(quotas.left(Channel.SMS)).hasValue(100);
    }

    @Test
    void a_lowered_allowance_leaves_nothing_but_never_less() {
        quotas.reserve(Channel.SMS, 1, 70);
        quotas.setMonthly(Channel.SMS, 50L);

        assertThat(quotas.left(Channel.SMS)).hasValue(0);
        assertThat(quotas.reserve(Channel.SMS, 2, 1)).isEqualTo(new Reservation.Exceeded(0));
    }

    @Test
    void many_at_one_time_never_get_more_than_there_is() throws Exception {
        List<Callable<Reservation>> wishes = LongStream.rangeClosed(1, 40)
                .<Callable<Reservation>>mapToObj(batch -> () -> quotas.reserve(Channel.SMS, batch, 7))
                .toList();
        try (var threads = Executors.newFixedThreadPool(8)) {
            var answers = threads.invokeAll(wishes).stream()
                    .map(answer -> answer.resultNow())
                    .toList();

            assertThat(answers)
                    .filteredOn(Reservation.Reserved.class::isInstance)
                    .hasSize(14);
            assertThat(quotas.left(Channel.SMS)).hasValue(2);
        }
    }

    @Test
    void use_and_release_by_many_at_one_time_add_up() throws Exception {
        quotas.reserve(Channel.SMS, 1, 80);
        List<Callable<Boolean>> uses = LongStream.range(0, 30)
                .<Callable<Boolean>>mapToObj(_ -> () -> {
                    quotas.use(1, 2);
                    return true;
                })
                .toList();
        try (var threads = Executors.newFixedThreadPool(6)) {
            assertThat(threads.invokeAll(uses)).allMatch(answer -> answer.resultNow());
        }
        quotas.release(1);

        assertThat(quotas.left(Channel.SMS)).hasValue(40);
    }
}
