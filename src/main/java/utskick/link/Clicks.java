package utskick.link;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Takes note of clicks.
final class Clicks {

    private final JdbcClient jdbc;
    private final Clock clock;

    Clicks(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Where a token leads, with the click counted in the same statement. The person is noted only if there is
    /// still a yes at this moment. There is no difference between a wrong token and an unknown one.
    ///
    /// @param counts false where it was no person's click
    Optional<String> follow(String token, boolean counts) {
        return jdbc.sql("""
                WITH found AS (
                    SELECT t.id, t.url, t.test, NULL::bigint AS customer_id
                    FROM link.target t
                    WHERE t.token = :token
                    UNION ALL
                    SELECT t.id, t.url, t.test,
                           CASE WHEN consent.permits(p.channel, :purpose, p.address)
                                 AND EXISTS (SELECT FROM consent.purpose_choice WHERE key = :purpose)
                                THEN p.customer_id END
                    FROM link.personal p
                    JOIN link.target t ON t.id = p.target_id
                    WHERE p.token = :token
                ), counted AS (
                    INSERT INTO link.hit (target_id, customer_id, at)
                    SELECT id, customer_id, :now::timestamptz FROM found WHERE :counts AND NOT test
                )
                SELECT url FROM found
                """)
                .param("token", token)
                .param("purpose", Links.PURPOSE)
                .param("counts", counts)
                .param("now", Timestamp.from(clock.instant()))
                .query(String.class)
                .optional();
    }
}
