package utskick.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import utskick.testing.Database;
import utskick.testing.TestClock;

/// Everything that can be said, in random trees, on random registers, against the plain reading of it in Java.
final class SegmentDifferentialTest {

    private static final int SELECTIONS = 1_300;
    private static final int EXPLAINED_EVERY = 10;

    @RegisterExtension
    static final Database database = new Database();

    /// Eight registers in shops of several zones, at odd moments: midnight here and still yesterday there, leap day
    /// and the day before it in a common year, the turn of the year, the nights when the clocks change.
    @ParameterizedTest
    @CsvSource({
        "1, 2027-02-27T23:30:00Z, Europe/Stockholm",
        "2, 2028-02-28T22:10:00Z, Europe/Athens",
        "3, 2026-12-31T23:59:59Z, Europe/Warsaw",
        "4, 2026-03-29T00:30:00Z, Europe/Helsinki",
        "5, 2026-10-25T00:30:00Z, Europe/Stockholm",
        "6, 2026-11-22T12:00:00Z, UTC",
        "7, 2027-03-01T04:00:00Z, America/New_York",
        "8, 2026-06-30T15:00:00Z, Pacific/Auckland"
    })
    void the_query_and_explain_agree_with_a_plain_reading(long seed, Instant now, ZoneId zone) {
        var random = new Random(seed);
        var register = RandomRegister.refill(database.jdbc(), random, 120, now, zone);
        if (seed % 2 == 0) { // in the other registers each customer's consent is looked up when it is asked for
            TestSegments.reach(database).refreshAll();
        }
        database.jdbc().sql("ANALYZE").update();
        var segments = TestSegments.in(zone, database, new TestClock(now));
        for (int i = 0; i < SELECTIONS; i++) {
            var criterion = RandomCriteria.next(random, 3);
            List<Long> selected = segments.page(criterion, "", 0, 1_000).stream()
                    .map(Selected::customerId)
                    .toList();
            assertThat(selected).as(() -> CriterionJson.write(criterion)).isEqualTo(register.meeting(criterion));
            if (i % EXPLAINED_EVERY == 0) {
                assertThat(segments.count(criterion)).isEqualTo(selected.size());
                explained(segments, register, criterion, new HashSet<>(selected), random);
            }
        }
    }

    /// Each row's answer is that of the row alone, and together they are the selection's.
    private static void explained(
            Segments segments, RandomRegister register, Criterion criterion, HashSet<Long> selected, Random random) {
        for (long customer : register.some(random, 2)) {
            var explanation = segments.explain(criterion, customer).orElseThrow();
            assertThat(explanation.in())
                    .as(() -> CriterionJson.write(criterion))
                    .isEqualTo(selected.contains(customer));
            for (var line : explanation.lines()) {
                assertThat(line.holds())
                        .as(() -> CriterionJson.write(line.criterion()))
                        .isEqualTo(register.meeting(line.criterion()).contains(customer));
            }
        }
    }
}
