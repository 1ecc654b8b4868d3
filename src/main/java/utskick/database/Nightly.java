package utskick.database;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Runs the [NightlyJob]s: from three o'clock of the machine's time zone, each once a day in the whole cluster. A
/// program that was off at three does it when it comes back.
public final class Nightly implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Nightly.class);
    private static final LocalTime FROM = LocalTime.of(3, 0);
    private static final Duration LOOK = Duration.ofMinutes(1);
    /// After so long one that did not finish is begun again: its node died, or it failed.
    private static final Duration AGAIN = Duration.ofHours(1);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final List<NightlyJob> jobs;
    private @Nullable CountDownLatch stopped;

    Nightly(JdbcClient jdbc, Clock clock, List<NightlyJob> jobs) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.jobs = List.copyOf(jobs);
    }

    /// Runs what is due and has not been begun by another node.
    ///
    /// @return the names of those that were run to their end
    public List<String> runDue() {
        var now = clock.instant().atZone(clock.getZone());
        if (now.toLocalTime().isBefore(FROM)) {
            return List.of();
        }
        return jobs.stream()
                .filter(job -> begin(job, now.toLocalDate()) && finish(job, now.toLocalDate()))
                .map(NightlyJob::name)
                .toList();
    }

    private boolean begin(NightlyJob job, LocalDate day) {
        Instant now = clock.instant();
        return jdbc.sql("""
                INSERT INTO database.nightly_run AS r (job, day, started_at) VALUES (:job, :day, :now)
                ON CONFLICT (job, day) DO UPDATE SET started_at = :now, problem = ''
                WHERE r.finished_at IS NULL AND r.started_at <= :stale
                """)
                        .param("job", job.name())
                        .param("day", day)
                        .param("now", Timestamp.from(now))
                        .param("stale", Timestamp.from(now.minus(AGAIN)))
                        .update()
                == 1;
    }

    private boolean finish(NightlyJob job, LocalDate day) {
        String problem = "";
        try {
            job.run();
        } catch (RuntimeException e) {
            log.error("the nightly job {} failed; it is tried again in an hour", job.name(), e);
            problem = e.toString();
        }
        jdbc.sql("""
                UPDATE database.nightly_run SET problem = :problem,
                       finished_at = CASE WHEN :problem = '' THEN CAST(:now AS timestamptz) END
                WHERE job = :job AND day = :day
                """)
                .param("problem", problem)
                .param("now", Timestamp.from(clock.instant()))
                .param("job", job.name())
                .param("day", day)
                .update();
        return problem.isEmpty();
    }

    @Override
    public synchronized void start() {
        var end = new CountDownLatch(1);
        stopped = end;
        Thread.ofVirtual().name("nightly").start(() -> watch(end));
    }

    private void watch(CountDownLatch end) {
        try {
            while (!end.await(LOOK.toSeconds(), TimeUnit.SECONDS)) {
                try {
                    runDue();
                } catch (RuntimeException e) { // the database is away: the next minute is another chance
                    log.warn("the nightly jobs could not be looked at: {}", e.toString());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void stop() {
        if (stopped != null) {
            stopped.countDown();
            stopped = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return stopped != null;
    }
}
