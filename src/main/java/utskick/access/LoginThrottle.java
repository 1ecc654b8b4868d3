package utskick.access;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Makes guessing slow: after a few wrong tries each further one must wait, twice as long each time. Counted in the
/// database, so that all nodes count together and a restart forgets nothing.
final class LoginThrottle {

    /// What tries have in common, and how many are free before waiting begins.
    enum Kind {
        ACCOUNT(5),
        /// A shop's people share an address.
        NETWORK(20),
        SETUP(5);

        private final int free;

        Kind(int free) {
            this.free = free;
        }

        private String key() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

    private final JdbcClient jdbc;
    private final Clock clock;

    LoginThrottle(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Counts a try before it is made; empty when it may be made, else when the next may.
    Optional<Instant> tried(Kind kind, String key) {
        var now = clock.instant();
        var counted = jdbc.sql("""
                INSERT INTO access.login_attempt AS a (kind, key, tries, last_at) VALUES (:kind, :key, 1, :now)
                ON CONFLICT (kind, key) DO UPDATE SET
                    tries = CASE WHEN a.last_at < :forgotten THEN 1 ELSE a.tries + 1 END,
                    last_at = :now,
                    -- 1, 2, 4, 8, then 15 minutes
                    locked_until = CASE WHEN a.last_at >= :forgotten AND a.tries + 1 >= :free
                        THEN CAST(:now AS timestamptz) + make_interval(mins => least(15, 2 ^ least(4, a.tries + 1 - :free))::int) END
                WHERE a.locked_until IS NULL OR a.locked_until <= :now
                RETURNING tries
                """)
                .param("kind", kind.key())
                .param("key", key)
                .param("free", kind.free)
                .param("now", Timestamp.from(now))
                .param("forgotten", Timestamp.from(now.minus(FORGOTTEN_AFTER)))
                .query(Integer.class)
                .optional();
        return counted.isPresent() ? Optional.empty() : lockedUntil(kind, key);
    }

    /// Takes the try back that turned out right: for an account all of them, for a network only this one, else a
    /// guesser's own account would wash the others' tries away.
    void wasRight(Kind kind, String key) {
        if (kind == Kind.NETWORK) {
            jdbc.sql("""
                    UPDATE access.login_attempt SET tries = tries - 1, locked_until = NULL
                    WHERE kind = :kind AND key = :key AND tries > 0
                    """).param("kind", kind.key()).param("key", key).update();
        } else {
            jdbc.sql("DELETE FROM access.login_attempt WHERE kind = :kind AND key = :key")
                    .param("kind", kind.key())
                    .param("key", key)
                    .update();
        }
        jdbc.sql("DELETE FROM access.login_attempt WHERE last_at < :old")
                .param("old", Timestamp.from(clock.instant().minus(Duration.ofDays(1))))
                .update();
    }

    private Optional<Instant> lockedUntil(Kind kind, String key) {
        return jdbc.sql("SELECT locked_until FROM access.login_attempt WHERE kind = :kind AND key = :key")
                .param("kind", kind.key())
                .param("key", key)
                .query((row, _) -> row.getTimestamp(1))
                .optional()
                .map(Timestamp::toInstant);
    }
}
