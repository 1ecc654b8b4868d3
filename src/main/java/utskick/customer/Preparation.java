package utskick.customer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.customer.RegisterFile.Table;

/// What somebody decided about a file, done to its staged rows before they are matched by number: rows that find their
/// customer by something else get that customer's number, and columns that only fill what is empty get what stands
/// there. Starts from the rows as they were read each time, since the register may change between preview and import.
/// A file without such decisions costs nothing.
final class Preparation {

    /// How a column of staged rows is filled from `c`, the customer as it is, where that is not empty.
    private static final Map<Field, List<String>> FILLS = Map.ofEntries(
            text(Field.FIRST_NAME, "first_name"),
            text(Field.LAST_NAME, "last_name"),
            text(Field.COMPANY_NAME, "company_name"),
            text(Field.TAX_ID, "tax_id"),
            text(Field.STREET, "street"),
            text(Field.POSTCODE, "postcode"),
            text(Field.CITY, "city"),
            text(Field.NAME_DAY, "name_day"),
            text(Field.NOTE, "note"),
            text(Field.LANGUAGE, "language"),
            text(Field.COUNTRY, "country"),
            value(Field.EXTERNAL_ID, "external_id"),
            value(Field.POINTS, "points"),
            value(Field.BALANCE, "balance"),
            value(Field.LAST_PURCHASE, "last_purchase"),
            value(Field.BOUGHT_12_MONTHS, "bought_12_months"),
            value(Field.BOUGHT_THIS_YEAR, "bought_this_year"),
            value(Field.BOUGHT_LAST_YEAR, "bought_last_year"),
            value(Field.PURCHASES_12_MONTHS, "purchases_12_months"),
            Map.entry(
                    Field.BIRTHDAY,
                    List.of(
                            "birth_year = CASE WHEN c.birth_month IS NULL THEN r.birth_year ELSE c.birth_year END",
                            "birth_month = coalesce(c.birth_month, r.birth_month)",
                            "birth_day = CASE WHEN c.birth_month IS NULL THEN r.birth_day ELSE c.birth_day END")),
            Map.entry(Field.STATUS, List.of("status = CASE WHEN c.status = 'active' THEN r.status ELSE c.status END")),
            Map.entry(Field.PROTECTED, List.of("protected = c.protected OR r.protected")),
            Map.entry(
                    Field.STORE,
                    List.of(
                            "store = coalesce((SELECT s.name FROM customer.store s WHERE s.id = c.store_id), r.store)")),
            Map.entry(
                    Field.CATEGORY,
                    List.of("category = coalesce((SELECT g.name FROM customer.customer_group g"
                            + " WHERE g.id = c.category_id), r.category)")),
            Map.entry(
                    Field.COMPANY,
                    List.of("company_number = coalesce((SELECT k.number FROM customer.customer k"
                            + " WHERE k.id = c.company_id), r.company_number)")),
            Map.entry(
                    Field.GROUPS,
                    List.of("groups = coalesce((SELECT array_agg(g.name ORDER BY g.name COLLATE \"C\")"
                            + " FROM customer.membership n JOIN customer.customer_group g ON g.id = n.group_id"
                            + " WHERE n.customer_id = c.id), r.groups)")),
            Map.entry(
                    Field.CUSTOM,
                    List.of("custom = r.custom || (SELECT coalesce(jsonb_object_agg(o.key, o.value), '{}')"
                            + " FROM jsonb_each(c.custom) o WHERE o.key = ANY (:own))")));

    private final JdbcClient jdbc;

    Preparation(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Whether this field can be left to what the register has: consents follow a rule of their own.
    static boolean canFill(Field field) {
        return FILLS.containsKey(field) || field == Field.PHONE || field == Field.EMAIL;
    }

    private static Map.Entry<Field, List<String>> text(Field field, String column) {
        return Map.entry(field, List.of("%1$s = coalesce(nullif(c.%1$s, ''), r.%1$s)".formatted(column)));
    }

    private static Map.Entry<Field, List<String>> value(Field field, String column) {
        return Map.entry(field, List.of("%1$s = coalesce(c.%1$s, r.%1$s)".formatted(column)));
    }

    /// To be called before each match, and inside its transaction where it has one.
    void prepare(long id, Table table, MatchBy match) {
        boolean external = table.has(Field.EXTERNAL_ID);
        if (match != MatchBy.NUMBER || !table.fills().isEmpty() || external) {
            restore(id);
        }
        if (match != MatchBy.NUMBER) {
            resolve(id, match);
        }
        followMerged(id);
        if (external) {
            refuseTakenIds(id);
        }
        if (!table.fills().isEmpty()) {
            fill(id, table);
        }
        if (hasMerged(id)) {
            joinPoints(id);
        }
    }

    /// A customer who became a part of another one is still asked for by the old number, by a till that does not
    /// know. Such a row is about the customer that was kept. Where that one has a row of its own, its row says what
    /// the fields are, and the phones and addresses of both are the customer's.
    private void followMerged(long id) {
        boolean any = jdbc.sql("SELECT EXISTS (SELECT FROM customer.merged)")
                .query(Boolean.class)
                .single();
        if (!any) {
            return;
        }
        jdbc.sql(
                        "UPDATE customer.staged_row_%d SET number = merged_from, merged_from = NULL WHERE merged_from IS NOT NULL"
                                .formatted(id))
                .update();
        follow(id, "number", ", merged_from = m.gone_number");
        follow(id, "company_number", "");
    }

    private void follow(long id, String column, String also) {
        jdbc.sql("""
                UPDATE customer.staged_row_%1$d r SET %2$s = k.number%3$s
                FROM customer.merged m JOIN customer.customer k ON k.id = m.kept_id
                WHERE r.%2$s = m.gone_number
                  AND NOT EXISTS (SELECT FROM customer.customer c WHERE c.number = m.gone_number)
                """.formatted(id, column, also)).update();
    }

    /// Whether a row is about a customer who has become a part of another one. Where nobody has, the file is not
    /// looked at.
    boolean hasMerged(long id) {
        return jdbc.sql("""
                SELECT EXISTS (SELECT FROM customer.merged)
                       AND EXISTS (SELECT FROM customer.staged_row_%d WHERE merged_from IS NOT NULL)
                """.formatted(id)).query(Boolean.class).single();
    }

    /// The phones and addresses that come to a customer's row from the rows of those who were merged with it,
    /// behind its own: a query with the columns of a staged point, `line` being the row they come to. They stay
    /// with their own row, too, since that one says what may be done with them.
    static String joinedPoints(long id) {
        return """
                SELECT j.first_line AS line, j.channel, j.label, j.as_entered, j.address, j.problem, j.reachable,
                       50 + row_number() OVER (PARTITION BY j.first_line
                                               ORDER BY j.line, j.channel, j.label, j.position) AS position
                FROM (
                    SELECT DISTINCT ON (o.first_line, p.channel, coalesce(p.address, p.as_entered)) o.first_line, p.*
                    FROM (
                        SELECT r.line, first_value(r.line) OVER same AS first_line,
                               r.line = first_value(r.line) OVER own AS is_own
                        FROM customer.staged_row_%1$d r
                        WHERE r.fault IS NULL
                          AND r.number IN (SELECT n.number FROM customer.staged_row_%1$d n
                                           WHERE n.merged_from IS NOT NULL AND n.fault IS NULL)
                        WINDOW same AS (PARTITION BY r.number ORDER BY r.merged_from IS NOT NULL, r.line),
                               own AS (PARTITION BY r.number, r.merged_from ORDER BY r.line)
                    ) o
                    JOIN customer.staged_point_%1$d p ON p.line = o.line
                    WHERE o.is_own AND o.line <> o.first_line
                      AND NOT EXISTS (SELECT FROM customer.staged_point_%1$d w
                                      WHERE w.line = o.first_line AND w.channel = p.channel
                                        AND coalesce(w.address, w.as_entered) = coalesce(p.address, p.as_entered))
                    ORDER BY o.first_line, p.channel, coalesce(p.address, p.as_entered), p.line, p.position
                ) j
                """.formatted(id);
    }

    /// What is compared with the register's contact points has those of both.
    private void joinPoints(long id) {
        jdbc.sql("""
                WITH joined AS (%2$s)
                UPDATE customer.staged_row_%1$d r SET points_key = k.points_key
                FROM (SELECT p.line,
                             string_agg(p.channel || ' ' || p.label || ' ' || p.position || ' '
                                        || coalesce(p.address, p.as_entered) || '|', ''
                                        ORDER BY p.channel, p.label, p.position) AS points_key
                      FROM (SELECT s.line, s.channel, s.label, s.position, s.as_entered, s.address
                            FROM customer.staged_point_%1$d s WHERE s.line IN (SELECT line FROM joined)
                            UNION ALL
                            SELECT line, channel, label, position, as_entered, address FROM joined) p
                      GROUP BY p.line) k
                WHERE r.line = k.line
                """.formatted(id, joinedPoints(id))).update();
    }

    void drop(long id) {
        jdbc.sql("DROP TABLE IF EXISTS customer.staged_kept_%1$d, customer.staged_kept_point_%1$d".formatted(id))
                .update();
    }

    /// Keeps the rows as they were read at the first call, and brings them back at the next.
    private void restore(long id) {
        boolean kept = jdbc.sql("SELECT to_regclass('customer.staged_kept_' || :id) IS NOT NULL")
                .param("id", id)
                .query(Boolean.class)
                .single();
        if (kept) {
            jdbc.sql("TRUNCATE customer.staged_row_%1$d, customer.staged_point_%1$d".formatted(id))
                    .update();
            jdbc.sql("INSERT INTO customer.staged_row_%1$d SELECT * FROM customer.staged_kept_%1$d".formatted(id))
                    .update();
            jdbc.sql("INSERT INTO customer.staged_point_%1$d SELECT * FROM customer.staged_kept_point_%1$d"
                            .formatted(id))
                    .update();
        } else {
            jdbc.sql("CREATE UNLOGGED TABLE customer.staged_kept_%1$d AS SELECT * FROM customer.staged_row_%1$d"
                            .formatted(id))
                    .update();
            jdbc.sql("CREATE UNLOGGED TABLE customer.staged_kept_point_%1$d AS SELECT * FROM customer.staged_point_%1$d"
                            .formatted(id))
                    .update();
        }
        jdbc.sql("ANALYZE customer.staged_row_%1$d, customer.staged_point_%1$d".formatted(id))
                .update();
    }

    /// Gives each row the number of the customer that has its key. Rows of one key are about one customer; one that
    /// the register does not have keeps the number it brings, or gets the next of our own.
    private void resolve(long id, MatchBy match) {
        jdbc.sql("""
                WITH keyed AS (
                    SELECT r.line, r.number, %2$s AS key
                    FROM customer.staged_row_%1$d r
                    %3$s
                    WHERE r.fault IS NULL
                ), known AS (
                    SELECT k.key, count(DISTINCT c.id) AS customers, min(c.number) AS number
                    FROM (SELECT DISTINCT key FROM keyed WHERE key <> '') k
                    JOIN %4$s
                    GROUP BY k.key
                ), unknown AS (
                    SELECT DISTINCT ON (k.key) k.key,
                           coalesce(nullif(k.number, ''),
                                    'U' || lpad(nextval('customer.own_number')::text, 6, '0')) AS number
                    FROM keyed k
                    WHERE k.key <> '' AND NOT EXISTS (SELECT FROM known WHERE known.key = k.key)
                    ORDER BY k.key, k.line
                )
                UPDATE customer.staged_row_%1$d r
                SET number = coalesce(n.number, u.number),
                    fault = CASE WHEN coalesce(k.key, '') = '' THEN 'no_match_key'
                                 WHEN n.customers > 1 THEN 'several_customers'
                                 WHEN EXISTS (SELECT FROM customer.customer c WHERE c.number = u.number)
                                 THEN 'number_taken' END
                FROM keyed k
                LEFT JOIN known n ON n.key = k.key
                LEFT JOIN unknown u ON u.key = k.key
                WHERE r.line = k.line
                """.formatted(
                                id,
                                match == MatchBy.EXTERNAL_ID ? "r.external_id" : "p.address",
                                match == MatchBy.EXTERNAL_ID ? "" : firstAddress(id, match),
                                match == MatchBy.EXTERNAL_ID
                                        ? "customer.customer c ON c.external_id = k.key"
                                        : "customer.contact_point x ON x.address = k.key"
                                                + " JOIN customer.customer c ON c.id = x.customer_id"))
                .update();
    }

    private static String firstAddress(long id, MatchBy match) {
        return """
                LEFT JOIN (SELECT DISTINCT ON (line) line, address FROM customer.staged_point_%d
                           WHERE channel = '%s' AND address IS NOT NULL
                           ORDER BY line, position) p ON p.line = r.line
                """.formatted(id, match == MatchBy.EMAIL ? "EMAIL" : "SMS");
    }

    /// An id of another system belongs to one customer: a row that brings another's is not imported.
    private void refuseTakenIds(long id) {
        jdbc.sql("UPDATE customer.staged_row_%d SET external_id = NULL WHERE external_id = ''".formatted(id))
                .update();
        jdbc.sql("""
                UPDATE customer.staged_row_%1$d r SET fault = 'external_id_taken'
                WHERE r.fault IS NULL
                  AND (EXISTS (SELECT FROM customer.customer c
                               WHERE c.external_id = r.external_id AND c.number <> r.number)
                       OR EXISTS (SELECT FROM (SELECT line, external_id, number,
                                                      first_value(number) OVER (PARTITION BY external_id ORDER BY line)
                                                          AS owner
                                               FROM customer.staged_row_%1$d
                                               WHERE fault IS NULL AND external_id IS NOT NULL) f
                                  WHERE f.line = r.line AND f.owner <> f.number))
                """.formatted(id)).update();
    }

    private void fill(long id, Table table) {
        var fields = new LinkedHashSet<Field>();
        var labels = new TreeSet<String>();
        var own = new ArrayList<String>();
        for (int column : table.fills()) {
            var use = table.uses().get(column);
            switch (use.field()) {
                case PHONE -> labels.add(use.label());
                case EMAIL -> labels.add("email");
                case CUSTOM -> {
                    fields.add(Field.CUSTOM);
                    own.add(RowReader.ownKey(use, table.headings().get(column)));
                }
                default -> fields.add(use.field());
            }
        }
        fillColumns(id, fields, own);
        if (!labels.isEmpty()) {
            fillPoints(id, labels);
        }
    }

    private void fillColumns(long id, Set<Field> fields, List<String> own) {
        var sets = fields.stream()
                .flatMap(field -> FILLS.getOrDefault(field, List.of()).stream())
                .toList();
        if (sets.isEmpty()) {
            return;
        }
        Map<String, Object> params = new HashMap<>();
        if (fields.contains(Field.CUSTOM)) {
            params.put("own", own.toArray(String[]::new));
        }
        jdbc.sql("""
                UPDATE customer.staged_row_%d r SET %s
                FROM customer.customer c
                WHERE c.number = r.number AND r.fault IS NULL
                """.formatted(id, String.join(", ", sets))).params(params).update();
    }

    /// Where the customer has contact points with such a label, they stand for the file's.
    private void fillPoints(long id, Set<String> labels) {
        var chosen = labels.toArray(String[]::new);
        jdbc.sql("""
                DELETE FROM customer.staged_point_%1$d p
                USING customer.staged_row_%1$d r, customer.customer c
                WHERE p.label = ANY (:labels) AND r.line = p.line AND c.number = r.number
                  AND EXISTS (SELECT FROM customer.contact_point x WHERE x.customer_id = c.id AND x.label = p.label)
                """.formatted(id)).param("labels", chosen).update();
        jdbc.sql("""
                INSERT INTO customer.staged_point_%1$d
                       (import_id, line, channel, label, position, as_entered, address, problem, reachable)
                SELECT %1$d, r.line, x.channel, x.label, x.position, x.as_entered, x.address, x.problem, x.reachable
                FROM customer.staged_row_%1$d r
                JOIN customer.customer c ON c.number = r.number
                JOIN customer.contact_point x ON x.customer_id = c.id AND x.label = ANY (:labels)
                WHERE r.fault IS NULL
                """.formatted(id)).param("labels", chosen).update();
        jdbc.sql("""
                UPDATE customer.staged_row_%1$d r SET points_key = coalesce(k.points_key, '')
                FROM customer.staged_row_%1$d o
                LEFT JOIN (SELECT p.line,
                                  string_agg(p.channel || ' ' || p.label || ' ' || p.position || ' '
                                             || coalesce(p.address, p.as_entered) || '|',
                                             '' ORDER BY p.channel, p.label, p.position) AS points_key
                           FROM customer.staged_point_%1$d p GROUP BY p.line) k ON k.line = o.line
                WHERE r.line = o.line AND r.fault IS NULL
                """.formatted(id)).update();
    }
}
