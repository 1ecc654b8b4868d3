package utskick.customer;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.kernel.SqlQuery;

/// The statements that keep what an import changes, and bring it back.
final class UndoStore {

    private final JdbcClient jdbc;
    final ImportLog log;

    UndoStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.log = new ImportLog(jdbc);
    }

    /// One table of a file that was imported.
    ///
    /// @param at when; its new customers have this moment as theirs
    record Run(long id, String fileName, Instant at, int added, int changed) {}

    /// Only the last import can be undone: with the next, what the one before has kept goes.
    void forget() {
        log.write();
        jdbc.sql("DELETE FROM customer.import_undo").update();
    }

    /// Keeps the customers that are about to change, as they are, and the ids of the new ones. After the match,
    /// before anything is written.
    ///
    /// @param changes whether any are about to change
    void keep(long id, ImportMapping mapping, boolean changes) {
        jdbc.sql("""
                UPDATE customer.import_run i
                SET (first_new, last_new) = (SELECT min(m.customer_id), max(m.customer_id)
                                             FROM customer.staged_match_%d m WHERE m.outcome = 'new'),
                    labels = :labels, with_groups = :groups
                WHERE i.id = :id
                """.formatted(id))
                .param("id", id)
                .param("labels", mapping.labels())
                .param("groups", mapping.has(Field.GROUPS))
                .update();
        if (!changes) {
            return;
        }
        var columns = mapping.columns().stream()
                .map(column -> "'%1$s', c.%1$s".formatted(column))
                .collect(Collectors.joining(", "));
        jdbc.sql("""
                INSERT INTO customer.import_undo (import_id, customer_id, version, before, points, groups)
                SELECT %1$d, c.id, c.version, jsonb_build_object(%2$s), coalesce(p.points, '[]'), b.groups
                FROM customer.staged_match_%1$d m
                JOIN customer.customer c ON c.id = m.customer_id
                LEFT JOIN LATERAL (SELECT jsonb_agg(to_jsonb(x)) AS points FROM customer.contact_point x
                                   WHERE x.customer_id = c.id AND x.label = ANY (:labels)) p ON true
                LEFT JOIN LATERAL (SELECT array_agg(n.group_id) AS groups FROM customer.membership n
                                   WHERE n.customer_id = c.id) b ON :groups
                WHERE m.outcome = 'changed'
                """.formatted(id, columns))
                .param("labels", mapping.labels())
                .param("groups", mapping.has(Field.GROUPS))
                .update();
    }

    /// The tables of the last file that was imported, in their order; empty when there is none, or it was undone.
    List<Run> last(Instant notBefore) {
        return jdbc.sql("""
                SELECT i.id, i.file_name, i.finished_at, i.rows_new, i.rows_changed
                FROM customer.import_run i
                WHERE i.state = 'done' AND i.finished_at >= :from
                  AND i.upload = (SELECT l.upload FROM customer.import_run l
                                  WHERE l.state IN ('done', 'undone')
                                  ORDER BY l.finished_at DESC, l.id DESC LIMIT 1)
                ORDER BY i.id
                """)
                .param("from", Timestamp.from(notBefore))
                .query((row, _) -> new Run(
                        row.getLong("id"),
                        row.getString("file_name"),
                        row.getTimestamp("finished_at").toInstant(),
                        row.getInt("rows_new"),
                        row.getInt("rows_changed")))
                .list();
    }

    private static final String NEW = """
            SELECT c.id, c.version FROM customer.customer c
            JOIN customer.import_run i ON c.id BETWEEN i.first_new AND i.last_new AND c.created_at = i.finished_at
            WHERE i.id = ANY (:runs)
            """;

    /// Everybody whom an undo takes away or changes.
    SqlQuery touched(List<Long> runs) {
        return new SqlQuery(
                "SELECT n.id FROM (" + NEW + ") n UNION SELECT u.customer_id FROM customer.import_undo u"
                        + " WHERE u.import_id = ANY (:runs)",
                Map.of("runs", runs.toArray(Long[]::new)));
    }

    /// Customers of the import that were changed since, or have become a part of another one.
    int changedSince(List<Long> runs) {
        return jdbc.sql("""
                SELECT (SELECT count(*) FROM (%s) n WHERE n.version <> 1)
                     + (SELECT count(*) FROM customer.import_undo u JOIN customer.customer c ON c.id = u.customer_id
                        WHERE u.import_id = ANY (:runs) AND c.version <> u.version + 1)
                     + (SELECT count(*) FROM customer.merged g
                        WHERE EXISTS (SELECT FROM customer.import_undo u
                                      WHERE u.import_id = ANY (:runs) AND u.customer_id = g.gone_id)
                           OR EXISTS (SELECT FROM customer.import_run i
                                      WHERE i.id = ANY (:runs) AND g.gone_id BETWEEN i.first_new AND i.last_new))
                """.formatted(NEW))
                .param("runs", runs.toArray(Long[]::new))
                .query(Integer.class)
                .single();
    }

    /// Persons of companies that came with the import, who did not.
    int contactsSince(List<Long> runs) {
        return jdbc.sql("""
                WITH brought AS (%s)
                SELECT count(*) FROM customer.customer c
                WHERE c.company_id IN (SELECT id FROM brought) AND c.id NOT IN (SELECT id FROM brought)
                """.formatted(NEW))
                .param("runs", runs.toArray(Long[]::new))
                .query(Integer.class)
                .single();
    }

    /// Takes the new customers away. All tables of the file together: contacts lean on companies.
    int removeNew(List<Long> runs) {
        jdbc.sql("DELETE FROM customer.search s USING (%s) n WHERE s.customer_id = n.id".formatted(NEW))
                .param("runs", runs.toArray(Long[]::new))
                .update();
        return jdbc.sql("""
                DELETE FROM customer.customer t USING (%s) n WHERE t.id = n.id
                """.formatted(NEW))
                .param("runs", runs.toArray(Long[]::new))
                .update();
    }

    /// Gives the changed customers of one table what they had.
    int restore(long id, Instant now) {
        log.write();
        var columns = jdbc.sql("""
                SELECT jsonb_object_keys(before) FROM
                    (SELECT before FROM customer.import_undo WHERE import_id = :id LIMIT 1) u
                """).param("id", id).query(String.class).list();
        var sets = columns.stream()
                .map(column -> "%1$s = o.%1$s, ".formatted(quoted(column)))
                .collect(Collectors.joining());
        int restored = jdbc.sql("""
                UPDATE customer.customer c SET %sversion = c.version + 1, changed_at = :now
                FROM (SELECT u.customer_id, b.* FROM customer.import_undo u
                      CROSS JOIN LATERAL jsonb_populate_record(NULL::customer.customer, u.before) b
                      WHERE u.import_id = :id) o
                WHERE c.id = o.customer_id
                """.formatted(sets))
                .param("id", id)
                .param("now", Timestamp.from(now))
                .update();
        restorePoints(id);
        restoreGroups(id);
        return restored;
    }

    private static String quoted(String column) {
        return '"' + column.replace("\"", "\"\"") + '"';
    }

    private void restorePoints(long id) {
        jdbc.sql("""
                DELETE FROM customer.contact_point p
                USING customer.import_undo u, customer.import_run i
                WHERE u.import_id = :id AND i.id = u.import_id AND p.customer_id = u.customer_id
                  AND p.label = ANY (i.labels)
                """).param("id", id).update();
        jdbc.sql("""
                INSERT INTO customer.contact_point
                       (customer_id, channel, label, as_entered, address, problem, reachable, preferred, position)
                SELECT u.customer_id, p.channel, p.label, p.as_entered, p.address, p.problem, p.reachable, p.preferred,
                       p.position
                FROM customer.import_undo u
                JOIN customer.customer c ON c.id = u.customer_id
                CROSS JOIN LATERAL jsonb_populate_recordset(NULL::customer.contact_point, u.points) p
                WHERE u.import_id = :id
                """).param("id", id).update();
    }

    private void restoreGroups(long id) {
        jdbc.sql("""
                DELETE FROM customer.membership b
                USING customer.import_undo u, customer.import_run i
                WHERE u.import_id = :id AND i.id = u.import_id AND i.with_groups AND b.customer_id = u.customer_id
                """).param("id", id).update();
        jdbc.sql("""
                INSERT INTO customer.membership (customer_id, group_id)
                SELECT u.customer_id, g.id
                FROM customer.import_undo u
                JOIN customer.import_run i ON i.id = u.import_id AND i.with_groups
                JOIN customer.customer c ON c.id = u.customer_id
                CROSS JOIN LATERAL unnest(u.groups) AS n (group_id)
                JOIN customer.customer_group g ON g.id = n.group_id
                WHERE u.import_id = :id
                """).param("id", id).update();
    }

    void done(long id, String actor, Instant now) {
        jdbc.sql("""
                UPDATE customer.import_run SET state = 'undone', undone_at = :now, undone_by = :actor
                WHERE id = :id
                """)
                .param("id", id)
                .param("actor", actor)
                .param("now", Timestamp.from(now))
                .update();
        log.takenBack(id, actor, now);
    }
}
