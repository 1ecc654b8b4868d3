package utskick.customer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.customer.RegisterFile.Table;

/// What an import would change in the register, value by value: what stands there and what the file says. Read a page
/// at a time from the staged rows, before they are applied.
final class ImportChanges {

    private static final Map<Field, Shown> SHOWN = new LinkedHashMap<>();

    static {
        show(Field.FIRST_NAME, "c.first_name", "r.first_name");
        show(Field.LAST_NAME, "c.last_name", "r.last_name");
        show(Field.COMPANY_NAME, "c.company_name", "r.company_name");
        show(Field.COMPANY, "k.number", "r.company_number");
        show(Field.EXTERNAL_ID, "c.external_id", "r.external_id");
        show(Field.TAX_ID, "c.tax_id", "r.tax_id");
        show(Field.CATEGORY, "g.name", "r.category");
        show(Field.STORE, "s.name", "r.store");
        show(Field.POINTS, "c.points::text", "r.points::text");
        show(Field.BALANCE, "c.balance::text", "r.balance::text");
        show(Field.LAST_PURCHASE, "c.last_purchase::text", "r.last_purchase::text");
        show(Field.BOUGHT_12_MONTHS, "c.bought_12_months::text", "r.bought_12_months::text");
        show(Field.BOUGHT_THIS_YEAR, "c.bought_this_year::text", "r.bought_this_year::text");
        show(Field.BOUGHT_LAST_YEAR, "c.bought_last_year::text", "r.bought_last_year::text");
        show(Field.PURCHASES_12_MONTHS, "c.purchases_12_months::text", "r.purchases_12_months::text");
        show(Field.BIRTHDAY, day("c"), day("r"));
        show(Field.NAME_DAY, "c.name_day", "r.name_day");
        show(Field.STREET, "c.street", "r.street");
        show(Field.POSTCODE, "c.postcode", "r.postcode");
        show(Field.CITY, "c.city", "r.city");
        show(Field.COUNTRY, "c.country", "coalesce(r.country, c.country)");
        show(Field.LANGUAGE, "c.language", "coalesce(r.language, c.language)");
        show(Field.STATUS, "c.status", "r.status");
        show(Field.PROTECTED, "c.protected::text", "r.protected::text");
        show(Field.NOTE, "c.note", "r.note");
        show(
                Field.GROUPS,
                "(SELECT string_agg(n.name, ', ' ORDER BY n.name COLLATE \"C\") FROM customer.membership b"
                        + " JOIN customer.customer_group n ON n.id = b.group_id WHERE b.customer_id = c.id)",
                "array_to_string(r.groups, ', ')");
    }

    /// The expressions for the register's value and the file's.
    private record Shown(String before, String after) {}

    /// One value that an import changes.
    ///
    /// @param use the column's use as pages write it: `points`, `phone:mobile`, `custom:heading`
    record Changed(int line, String number, String name, String use, String before, String after) {}

    private final JdbcClient jdbc;

    ImportChanges(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static void show(Field field, String before, String after) {
        SHOWN.put(field, new Shown(before, after));
    }

    private static String day(String row) {
        return "concat_ws('-', lpad(%1$s.birth_year::text, 4, '0'), lpad(%1$s.birth_month::text, 2, '0'), lpad(%1$s.birth_day::text, 2, '0'))"
                .formatted(row);
    }

    /// The values that change on these rows, in the file's order.
    ///
    /// @param rows changed rows from `offset` on; each may have several values
    List<Changed> page(long id, Table table, int rows, int offset) {
        Map<String, Object> params = new HashMap<>();
        boolean merged = new Preparation(jdbc).hasMerged(id);
        var values = values(id, table, merged, params);
        if (values.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("""
                WITH page AS (
                    SELECT m.line, m.customer_id FROM customer.staged_match_%1$d m
                    WHERE m.outcome = 'changed' ORDER BY m.line LIMIT :rows OFFSET :offset
                )%3$s
                SELECT m.line, c.number, btrim(concat_ws(' ', c.first_name, c.last_name, c.company_name)) AS name,
                       v.use, coalesce(v.before, '') AS before, coalesce(v.after, '') AS after
                FROM page m
                JOIN customer.staged_row_%1$d r ON r.line = m.line
                JOIN customer.customer c ON c.id = m.customer_id
                LEFT JOIN customer.store s ON s.id = c.store_id
                LEFT JOIN customer.customer_group g ON g.id = c.category_id
                LEFT JOIN customer.customer k ON k.id = c.company_id
                CROSS JOIN LATERAL (VALUES %2$s) v (position, use, before, after)
                WHERE coalesce(v.before, '') <> coalesce(v.after, '')
                ORDER BY m.line, v.position
                """.formatted(
                                id,
                                String.join(",\n", values),
                                merged ? ", joined AS MATERIALIZED (" + Preparation.joinedPoints(id) + ")" : ""))
                .params(params)
                .param("rows", rows)
                .param("offset", offset)
                .query((row, _) -> new Changed(
                        row.getInt("line"),
                        row.getString("number"),
                        row.getString("name"),
                        row.getString("use"),
                        row.getString("before"),
                        row.getString("after")))
                .list();
    }

    private static List<String> values(long id, Table table, boolean merged, Map<String, Object> params) {
        var values = new ArrayList<String>();
        var labels = new TreeSet<String>();
        for (int i = 0; i < table.uses().size(); i++) {
            var use = table.uses().get(i);
            switch (use.field()) {
                case PHONE -> labels.add(use.label());
                case EMAIL -> labels.add("email");
                case CUSTOM -> {
                    var name = "own" + i;
                    params.put(name, RowReader.ownKey(use, table.headings().get(i)));
                    add(
                            values,
                            "'custom:' || :" + name,
                            "c.custom ->> :" + name,
                            "CASE WHEN jsonb_exists(r.custom, :%1$s) THEN r.custom ->> :%1$s ELSE c.custom ->> :%1$s END"
                                    .formatted(name));
                }
                default -> {
                    var shown = SHOWN.get(use.field());
                    if (shown != null) {
                        add(values, "'" + use.key() + "'", shown.before(), shown.after());
                    }
                }
            }
        }
        for (var label : labels) {
            var name = "label" + values.size();
            params.put(name, label);
            add(
                    values,
                    label.equals("email") ? "'email'" : "'phone:' || :" + name,
                    entered("customer.contact_point p WHERE p.customer_id = c.id", name),
                    entered(
                            merged
                                    ? """
                                            (SELECT s.line, s.label, s.position, s.as_entered
                                             FROM customer.staged_point_%d s
                                             UNION ALL SELECT line, label, position, as_entered FROM joined) p
                                            WHERE p.line = r.line""".formatted(id)
                                    : "customer.staged_point_%d p WHERE p.line = r.line".formatted(id),
                            name));
        }
        return values;
    }

    private static String entered(String from, String label) {
        return "(SELECT string_agg(p.as_entered, ', ' ORDER BY p.position) FROM %s AND p.label = :%s)"
                .formatted(from, label);
    }

    private static void add(List<String> values, String use, String before, String after) {
        values.add("(%d, %s, %s, %s)".formatted(values.size() + 1, use, before, after));
    }
}
