package utskick.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import utskick.testing.Database;
import utskick.testing.TestClock;

final class NightlyTest {

    @RegisterExtension
    static final Database database = new Database();

    private final TestClock clock = new TestClock(Instant.parse("2026-11-22T02:59:00Z"));
    private final List<Instant> runs = new ArrayList<>();
    private boolean breaks;

    private final Nightly nightly = nightly();

    @BeforeEach
    void empty() {
        database.jdbc().sql("TRUNCATE database.nightly_run").update();
    }

    @Test
    void it_runs_once_a_night_in_the_whole_cluster() {
        assertThat(nightly.runDue()).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        assertThat(nightly.runDue()).containsExactly("test.job");
        assertThat(nightly().runDue()).isEmpty();
        clock.advance(Duration.ofHours(12));
        assertThat(nightly.runDue()).isEmpty();
        assertThat(ends()).containsExactly(Instant.parse("2026-11-22T03:00:00Z"));

        clock.set(Instant.parse("2026-11-23T09:30:00Z"));
        assertThat(nightly().runDue()).containsExactly("test.job");
        assertThat(runs).hasSize(2);
    }

    @Test
    void what_failed_is_tried_again_an_hour_later() {
        clock.advance(Duration.ofMinutes(1));
        breaks = true;
        assertThat(nightly.runDue()).isEmpty();
        breaks = false;
        clock.advance(Duration.ofMinutes(59));
        assertThat(nightly.runDue()).isEmpty();
        assertThat(ends()).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        assertThat(nightly().runDue()).containsExactly("test.job");
        assertThat(runs).hasSize(2);
    }

    private List<Instant> ends() {
        return database.jdbc()
                .sql("SELECT finished_at FROM database.nightly_run WHERE finished_at IS NOT NULL")
                .query((row, _) -> row.getTimestamp(1).toInstant())
                .list();
    }

    private Nightly nightly() {
        return new Nightly(database.jdbc(), clock, List.of(new NightlyJob() {

            @Override
            public String name() {
                return "test.job";
            }

            @Override
            public void run() {
                runs.add(clock.instant());
                if (breaks) {
                    throw new IllegalStateException("on purpose");
                }
            }
        }));
    }
}
