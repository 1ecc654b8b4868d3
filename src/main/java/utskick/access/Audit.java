package utskick.access;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Who did what, when: only ever added to. Call it inside the transaction of what it tells about.
public final class Audit {

    /// @param action `module.verb`, such as `user.changed`: also the key of its text
    /// @param subject what it was done to, as people know it
    public record Entry(long id, Instant at, String actor, String action, String subject, String detail) {}

    private final JdbcClient jdbc;
    private final CurrentUser currentUser;
    private final Clock clock;

    public Audit(JdbcClient jdbc, CurrentUser currentUser, Clock clock) {
        this.jdbc = jdbc;
        this.currentUser = currentUser;
        this.clock = clock;
    }

    /// Notes an act of the current user.
    ///
    /// @param action `module.verb`
    /// @param detail what people may want to know of it, never a secret; may be empty
    public void record(String action, String subject, String detail) {
        record(currentUser.login(), action, subject, detail);
    }

    /// Notes an act of somebody who is not logged in, such as whoever tries to.
    void record(String actor, String action, String subject, String detail) {
        jdbc.sql("""
                INSERT INTO access.audit_entry (at, actor, action, subject, detail)
                VALUES (:at, :actor, :action, :subject, :detail)
                """)
                .param("at", Timestamp.from(clock.instant()))
                .param("actor", actor)
                .param("action", action)
                .param("subject", subject)
                .param("detail", detail)
                .update();
    }

    /// The newest entries before `before`, newest first.
    ///
    /// @param before an entry's id, or [Long#MAX_VALUE] for the newest
    public List<Entry> entries(long before, int limit) {
        return jdbc.sql("""
                SELECT id, at, actor, action, subject, detail FROM access.audit_entry
                WHERE id < :before ORDER BY id DESC LIMIT :limit
                """)
                .param("before", before)
                .param("limit", limit)
                .query((row, _) -> new Entry(
                        row.getLong("id"),
                        row.getTimestamp("at").toInstant(),
                        row.getString("actor"),
                        row.getString("action"),
                        row.getString("subject"),
                        row.getString("detail")))
                .list();
    }
}
