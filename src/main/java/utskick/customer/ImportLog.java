package utskick.customer;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What imports have changed, in the log of each card: who, when, by which file, from which value. It is written from
/// what is kept for the undo, after the import and in one statement, so that the import itself does not wait for it;
/// before that goes, what is not written yet is.
final class ImportLog {

    private static final Set<String> TEXTS = Set.of(
            "external_id",
            "first_name",
            "last_name",
            "company_name",
            "tax_id",
            "language",
            "country",
            "street",
            "postcode",
            "city",
            "name_day",
            "status",
            "note",
            "protected",
            "last_purchase",
            "purchases_12_months");

    private static final Set<String> AMOUNTS =
            Set.of("points", "balance", "bought_12_months", "bought_this_year", "bought_last_year");

    private static final String BIRTHDAY = """
            CASE WHEN %1$s.birth_month IS NOT NULL
                 THEN coalesce(%1$s.birth_year::text, '-') || '-' || lpad(%1$s.birth_month::text, 2, '0') || '-'
                      || lpad(%1$s.birth_day::text, 2, '0') END""";

    private final JdbcClient jdbc;

    ImportLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Writes what is not written yet. Inside a transaction: whoever comes second waits, and finds nothing to do.
    ///
    /// @return how many lines that made
    int write() {
        int lines = 0;
        var runs = jdbc.sql("""
                UPDATE customer.import_run SET logged = true
                WHERE state = 'done' AND rows_changed > 0 AND NOT logged
                RETURNING id
                """).query(Long.class).list();
        for (var run : runs) {
            var columns = jdbc.sql("""
                    SELECT jsonb_object_keys(before) FROM
                        (SELECT before FROM customer.import_undo WHERE import_id = :id LIMIT 1) u
                    """).param("id", run).query(String.class).list();
            // the next import may have come before the program knew of this log
            lines += columns.isEmpty() ? 0 : write(run, columns);
        }
        return lines;
    }

    private int write(long run, List<String> columns) {
        return jdbc.sql("""
                INSERT INTO customer.change (customer_id, at, actor, field, old_value, new_value, import_id)
                SELECT c.id, i.finished_at, i.actor, f.field, coalesce(f.before, ''),
                       coalesce(CASE WHEN c.version > u.version + 1
                                     -- edited since: what the next one found is what the import left
                                     THEN (SELECT h.old_value FROM customer.change h
                                           WHERE h.customer_id = c.id AND h.field = f.field AND h.at > i.finished_at
                                           ORDER BY h.id LIMIT 1) END,
                                f.after, ''),
                       i.id
                FROM customer.import_run i
                JOIN customer.import_undo u ON u.import_id = i.id
                JOIN customer.customer c ON c.id = u.customer_id
                CROSS JOIN LATERAL jsonb_populate_record(NULL::customer.customer, u.before) b
                CROSS JOIN LATERAL (%s) AS f (field, before, after)
                WHERE i.id = :id AND coalesce(f.before, '') <> coalesce(f.after, '')
                """.formatted(String.join("\nUNION ALL\n", values(columns))))
                .param("id", run)
                .update();
    }

    /// For each field that the file names, a query of its name and its two values.
    private static List<String> values(List<String> columns) {
        var values = new ArrayList<String>();
        columns.forEach(column -> {
            if (TEXTS.contains(column)) {
                values.add("SELECT '%1$s', b.%1$s::text, c.%1$s::text".formatted(column));
            } else if (AMOUNTS.contains(column)) {
                // 12.50 stays 12.50, 12.00 is 12
                values.add(
                        "SELECT '%1$s', regexp_replace(b.%1$s::text, '[.]0+$', ''), regexp_replace(c.%1$s::text, '[.]0+$', '')"
                                .formatted(column));
            }
        });
        if (columns.contains("birth_month")) {
            values.add("SELECT 'birthday', " + BIRTHDAY.formatted("b") + ", " + BIRTHDAY.formatted("c"));
        }
        for (var other : List.of(
                new Other("store_id", "store", "customer.store", "name"),
                new Other("category_id", "category", "customer.customer_group", "name"),
                new Other("company_id", "company_number", "customer.customer", "number"))) {
            if (columns.contains(other.column())) {
                values.add(
                        "SELECT '%1$s', (SELECT o.%4$s FROM %3$s o WHERE o.id = b.%2$s), (SELECT o.%4$s FROM %3$s o WHERE o.id = c.%2$s)"
                                .formatted(other.field(), other.column(), other.table(), other.name()));
            }
        }
        if (columns.contains("custom")) {
            values.add("""
                    SELECT 'own_' || k.key, b.custom ->> k.key, c.custom ->> k.key
                    FROM jsonb_object_keys(b.custom || c.custom) AS k (key)""");
        }
        values.add(points("phones", "SMS"));
        values.add(points("email", "EMAIL"));
        values.add("""
                SELECT 'groups',
                       (SELECT string_agg(g.name, ', ' ORDER BY g.name) FROM customer.customer_group g
                        WHERE g.id = ANY (u.groups)),
                       (SELECT string_agg(m.group_name, ', ' ORDER BY m.group_name) FROM customer.member m
                        WHERE m.customer_id = c.id)
                WHERE i.with_groups""");
        return values;
    }

    /// A column that names a row of another table.
    private record Other(String column, String field, String table, String name) {}

    /// Of the labels that the file names.
    private static String points(String field, String channel) {
        return """
                SELECT '%1$s',
                       (SELECT string_agg(coalesce(p.address, p.as_entered), ', ' ORDER BY p.position, p.id)
                        FROM jsonb_populate_recordset(NULL::customer.contact_point, u.points) p
                        WHERE p.channel = '%2$s'),
                       (SELECT string_agg(coalesce(p.address, p.as_entered), ', ' ORDER BY p.position, p.id)
                        FROM customer.contact_point p
                        WHERE p.customer_id = c.id AND p.channel = '%2$s' AND p.label = ANY (i.labels))
                WHERE i.labels <> '{}'""".formatted(field, channel);
    }

    /// Writes that somebody has taken an import back: each value as it was again. While what is kept for the undo
    /// is
    /// still there.
    void takenBack(long run, String actor, Instant now) {
        jdbc.sql("""
                INSERT INTO customer.change (customer_id, at, actor, field, old_value, new_value, import_id)
                SELECT h.customer_id, :now, :actor, h.field, h.new_value, h.old_value, h.import_id
                FROM customer.import_undo u
                JOIN customer.change h ON h.customer_id = u.customer_id AND h.import_id = u.import_id
                WHERE u.import_id = :id
                """)
                .param("id", run)
                .param("now", Timestamp.from(now))
                .param("actor", actor)
                .update();
    }
}
