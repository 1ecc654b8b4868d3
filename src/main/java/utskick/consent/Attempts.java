package utskick.consent;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Keeps the public pages from being tried through: counts what comes from one place within a window of time. Counted
/// in the database, so that all nodes count together.
public final class Attempts {

    /// What is counted, how many are let through, and in which time.
    public enum Kind {
        /// A link that does not exist, from one network: guesses. One that exists is always answered, for
        /// saying
        /// no must never be made hard.
        WRONG_LINK(20, Duration.ofHours(1)),
        /// Signing up, from one network: a shop's own, where customers stand in a queue, too.
        SIGN_UP(30, Duration.ofHours(1)),
        /// Signing up of one address: at most so many messages to somebody who may not have asked for any.
        ADDRESS(3, Duration.ofDays(1)),
        /// Codes and tokens that are typed, from one network.
        CODE(120, Duration.ofHours(1));

        private final int most;
        private final Duration window;

        Kind(int most, Duration window) {
            this.most = most;
            this.window = window;
        }

        private String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final JdbcClient jdbc;
    private final Clock clock;

    Attempts(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Counts one, and tells whether it is still within the limit.
    public boolean allows(Kind kind, String place) {
        Instant now = clock.instant();
        int tries = jdbc.sql("""
                INSERT INTO consent.attempt AS a (kind, place, since, tries) VALUES (:kind, :place, :now, 1)
                ON CONFLICT (kind, place) DO UPDATE SET
                    tries = CASE WHEN a.since <= :begin THEN 1 ELSE a.tries + 1 END,
                    since = CASE WHEN a.since <= :begin THEN CAST(:now AS timestamptz) ELSE a.since END
                RETURNING tries
                """)
                .param("kind", kind.key())
                .param("place", place)
                .param("now", Timestamp.from(now))
                .param("begin", Timestamp.from(now.minus(kind.window)))
                .query(Integer.class)
                .single();
        return tries <= kind.most;
    }

    /// Forgets what no window reaches any more.
    void sweep() {
        jdbc.sql("DELETE FROM consent.attempt WHERE since < :old")
                .param("old", Timestamp.from(clock.instant().minus(Duration.ofDays(1))))
                .update();
    }
}
