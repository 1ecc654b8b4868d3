package utskick.customer;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The statements of an import. Everything is done by set: a register of a million rows is a dozen statements.
final class ImportStore {

    private static final List<String> STAGING = List.of("staged_row", "staged_point", "staged_problem", "staged_match");

    private final JdbcClient jdbc;

    ImportStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// How one field of the file stands in the register.
    ///
    /// @param field the column of the file
    /// @param columns the columns of `customer.customer`
    /// @param staged what they get from `r`, the staged row, and the joined `s` store and `g` category
    private record Target(Field field, List<String> columns, List<String> staged) {}

    /// What the columns of a file say something about; everything else of a known customer stays as it is.
    ///
    /// @param labels the labels of its contact points
    record Mapping(Set<Field> fields, String[] labels) {

        static Mapping of(List<ColumnUse> uses) {
            var labels = uses.stream()
                    .filter(use -> use.field() == Field.PHONE)
                    .map(ColumnUse::label)
                    .collect(Collectors.toCollection(TreeSet::new));
            var fields = uses.stream().map(ColumnUse::field).collect(Collectors.toUnmodifiableSet());
            if (fields.contains(Field.EMAIL)) {
                labels.add("email");
            }
            return new Mapping(fields, labels.toArray(String[]::new));
        }

        boolean has(Field field) {
            return fields.contains(field);
        }
    }

    private static final List<Target> TARGETS = List.of(
            new Target(Field.FIRST_NAME, List.of("first_name"), List.of("r.first_name")),
            new Target(Field.LAST_NAME, List.of("last_name"), List.of("r.last_name")),
            new Target(Field.COMPANY_NAME, List.of("company_name"), List.of("r.company_name")),
            new Target(Field.COMPANY, List.of("company_id"), List.of("k.id")),
            new Target(Field.TAX_ID, List.of("tax_id"), List.of("r.tax_id")),
            new Target(Field.LANGUAGE, List.of("language"), List.of("coalesce(r.language, c.language)")),
            new Target(Field.COUNTRY, List.of("country"), List.of("coalesce(r.country, c.country)")),
            new Target(Field.STORE, List.of("store_id"), List.of("s.id")),
            new Target(Field.CATEGORY, List.of("category_id"), List.of("g.id")),
            new Target(Field.STREET, List.of("street"), List.of("r.street")),
            new Target(Field.POSTCODE, List.of("postcode"), List.of("r.postcode")),
            new Target(Field.CITY, List.of("city"), List.of("r.city")),
            new Target(
                    Field.BIRTHDAY,
                    List.of("birth_year", "birth_month", "birth_day"),
                    List.of("r.birth_year", "r.birth_month", "r.birth_day")),
            new Target(Field.NAME_DAY, List.of("name_day"), List.of("r.name_day")),
            new Target(Field.POINTS, List.of("points"), List.of("r.points")),
            new Target(Field.BALANCE, List.of("balance"), List.of("r.balance")),
            new Target(Field.LAST_PURCHASE, List.of("last_purchase"), List.of("r.last_purchase")),
            new Target(Field.STATUS, List.of("status"), List.of("r.status")),
            new Target(Field.PROTECTED, List.of("protected"), List.of("r.protected")),
            new Target(Field.NOTE, List.of("note"), List.of("r.note")),
            new Target(Field.CUSTOM, List.of("custom"), List.of("c.custom || r.custom")));

    /// Joins what a staged row names: its store, its category, its company.
    private static final String JOINS = """
            LEFT JOIN customer.store s ON s.name = r.store
            LEFT JOIN customer.customer_group g ON g.kind = 'category' AND g.name = r.category
            LEFT JOIN customer.customer k ON k.number = r.company_number AND k.kind = 'company'
            """;

    long begin(String fileName, String actor, Instant now) {
        return jdbc.sql("""
                INSERT INTO customer.import_run (file_name, actor, started_at)
                VALUES (:file, :actor, :now) RETURNING id
                """)
                .param("file", fileName)
                .param("actor", actor)
                .param("now", Timestamp.from(now))
                .query(Long.class)
                .single();
    }

    /// A staging table of its own for this import. The names hold nothing but the number.
    void createStaging(long id) {
        for (var table : STAGING) {
            jdbc.sql("CREATE UNLOGGED TABLE customer.%s_%d (CHECK (import_id = %d)) INHERITS (customer.%s)"
                            .formatted(table, id, id, table))
                    .update();
        }
    }

    void dropStaging(long id) {
        for (var table : STAGING) {
            jdbc.sql("DROP TABLE IF EXISTS customer.%s_%d".formatted(table, id)).update();
        }
    }

    /// Without fresh statistics the planner takes a new table for a thousand rows, and joins by loop.
    void analyseStaging(long id) {
        for (var table : List.of("staged_row", "staged_point")) {
            jdbc.sql("ANALYZE customer.%s_%d".formatted(table, id)).update();
        }
    }

    /// Decides what becomes of every row that could be read: `repeated` or `number_already_used` where an earlier
    /// row
    /// of the file has the number, else `new`, `changed` or `unchanged` against the register as it is now. New
    /// customers get their id here.
    void match(long id, Mapping mapping) {
        jdbc.sql("TRUNCATE customer.staged_match_%d".formatted(id)).update();
        jdbc.sql("""
                WITH ranked AS (
                    SELECT line, number, fingerprint,
                           first_value(line) OVER same AS first_line,
                           first_value(fingerprint) OVER same AS first_fingerprint
                    FROM customer.staged_row_%d
                    WHERE fault IS NULL
                    WINDOW same AS (PARTITION BY number COLLATE "C" ORDER BY line)
                )
                INSERT INTO customer.staged_match_%d (import_id, line, outcome, same_as, customer_id)
                SELECT %d, x.line,
                       CASE WHEN x.line <> x.first_line AND x.fingerprint = x.first_fingerprint THEN 'repeated'
                            WHEN x.line <> x.first_line THEN 'number_already_used'
                            WHEN c.id IS NULL THEN 'new'
                            ELSE 'unchanged' END,
                       nullif(x.first_line, x.line),
                       CASE WHEN x.line = x.first_line
                            THEN coalesce(c.id, nextval(pg_get_serial_sequence('customer.customer', 'id'))) END
                FROM ranked x
                LEFT JOIN customer.customer c ON c.number = x.number
                """.formatted(id, id, id)).update();
        jdbc.sql("ANALYZE customer.staged_match_%d".formatted(id)).update();
        markChanged(id, mapping);
        jdbc.sql("""
                UPDATE customer.staged_match_%d m SET customer_id = f.customer_id
                FROM customer.staged_match_%d f
                WHERE m.outcome = 'number_already_used' AND f.line = m.same_as
                """.formatted(id, id)).update();
        for (var channel : List.of("sms", "email")) {
            takeAway(id, channel);
        }
    }

    /// Where a number is used twice and one of the rows says no, the customer has not said yes.
    private void takeAway(long id, String channel) {
        jdbc.sql("""
                UPDATE customer.staged_row_%1$d f SET %2$s_state = n.state, %2$s_at = NULL, %2$s_wording = NULL
                FROM (SELECT m.same_as AS line, max(r.%2$s_state) AS state
                      FROM customer.staged_match_%1$d m
                      JOIN customer.staged_row_%1$d r ON r.line = m.line
                      WHERE m.outcome = 'number_already_used' AND r.%2$s_state IN ('refused', 'withdrawn')
                      GROUP BY m.same_as) n
                WHERE f.line = n.line AND f.%2$s_state = 'given'
                """.formatted(id, channel)).update();
    }

    private void markChanged(long id, Mapping mapping) {
        boolean any = jdbc.sql("SELECT EXISTS (SELECT FROM customer.staged_match_%d WHERE outcome = 'unchanged')"
                        .formatted(id))
                .query(Boolean.class)
                .single();
        if (!any) {
            return;
        }
        var different = new StringJoiner("\n   OR ");
        for (var target : TARGETS) {
            if (mapping.has(target.field())) {
                for (int i = 0; i < target.columns().size(); i++) {
                    different.add(comparison(target, i));
                }
            }
        }
        if (mapping.has(Field.PHONE) || mapping.has(Field.EMAIL)) {
            different.add("r.points_key IS DISTINCT FROM coalesce(p.points_key, '')");
        }
        if (mapping.has(Field.GROUPS)) {
            different.add("r.groups IS DISTINCT FROM coalesce(b.groups, '{}')");
        }
        if (different.length() == 0) {
            return;
        }
        jdbc.sql("""
                WITH p AS (
                    SELECT c.customer_id,
                           string_agg(c.channel || ' ' || c.label || ' ' || c.position || ' ' || c.as_entered || '|', ''
                                      ORDER BY c.channel COLLATE "C" DESC, c.position) AS points_key
                    FROM customer.contact_point c
                    WHERE c.label = ANY (:labels)
                    GROUP BY c.customer_id
                ), b AS (
                    SELECT m.customer_id, array_agg(n.name ORDER BY n.name COLLATE "C") AS groups
                    FROM customer.membership m
                    JOIN customer.customer_group n ON n.id = m.group_id
                    GROUP BY m.customer_id
                )
                UPDATE customer.staged_match_%d m SET outcome = 'changed'
                FROM customer.staged_row_%d r
                JOIN customer.customer c ON c.number = r.number
                LEFT JOIN p ON p.customer_id = c.id
                LEFT JOIN b ON b.customer_id = c.id
                %s
                WHERE m.outcome = 'unchanged' AND r.line = m.line AND (%s)
                """.formatted(id, id, JOINS, different))
                .param("labels", mapping.labels())
                .update();
    }

    private static String comparison(Target target, int column) {
        var register = "c." + target.columns().get(column);
        return switch (target.field()) {
            // a store, category or company that is not in the register yet is a change too
            case STORE -> "coalesce(r.store, '') <> '' AND s.id IS NULL OR c.store_id IS DISTINCT FROM s.id";
            case CATEGORY -> "coalesce(r.category, '') <> '' AND g.id IS NULL OR c.category_id IS DISTINCT FROM g.id";
            default -> register + " IS DISTINCT FROM " + target.staged().get(column);
        };
    }

    /// Writes everything that the match has decided on.
    void apply(long id, Mapping mapping, ImportSettings settings, Instant now) {
        insertStoresAndGroups(id, settings);
        insertCustomers(id, settings, now);
        updateCustomers(id, mapping, now);
        insertContactPoints(id, mapping);
        if (mapping.has(Field.GROUPS)) {
            insertMemberships(id);
        }
    }

    private void insertStoresAndGroups(long id, ImportSettings settings) {
        jdbc.sql("""
                INSERT INTO customer.store (name, country, language, currency)
                SELECT DISTINCT ON (r.store) r.store, coalesce(r.country, :country), coalesce(r.language, :language),
                       :currency
                FROM customer.staged_row_%d r
                JOIN customer.staged_match_%d m ON m.line = r.line AND m.outcome IN ('new', 'changed')
                WHERE r.store <> ''
                ON CONFLICT (name) DO NOTHING
                """.formatted(id, id))
                .param("country", settings.country())
                .param("language", settings.language())
                .param("currency", settings.currency())
                .update();
        jdbc.sql("""
                INSERT INTO customer.customer_group (kind, name)
                SELECT DISTINCT 'category', r.category
                FROM customer.staged_row_%d r
                JOIN customer.staged_match_%d m ON m.line = r.line AND m.outcome IN ('new', 'changed')
                WHERE r.category <> ''
                UNION
                SELECT DISTINCT 'group', part.name
                FROM customer.staged_row_%d r
                JOIN customer.staged_match_%d m ON m.line = r.line AND m.outcome IN ('new', 'changed')
                CROSS JOIN LATERAL unnest(r.groups) AS part (name)
                ON CONFLICT (kind, name) DO NOTHING
                """.formatted(id, id, id, id)).update();
    }

    private void insertCustomers(long id, ImportSettings settings, Instant now) {
        jdbc.sql("""
                INSERT INTO customer.customer (id, number, kind, first_name, last_name, company_name, company_id, tax_id,
                       language, country, store_id, category_id, street, postcode, city, birth_year, birth_month,
                       birth_day, name_day, points, balance, currency, last_purchase, status, protected, note, custom,
                       created_at, changed_at)
                OVERRIDING SYSTEM VALUE
                SELECT m.customer_id, r.number, coalesce(r.kind, 'person'), coalesce(r.first_name, ''),
                       coalesce(r.last_name, ''), coalesce(r.company_name, ''), k.id, coalesce(r.tax_id, ''),
                       coalesce(r.language, s.language, :language), coalesce(r.country, s.country, :country), s.id, g.id,
                       coalesce(r.street, ''), coalesce(r.postcode, ''), coalesce(r.city, ''), r.birth_year,
                       r.birth_month, r.birth_day, coalesce(r.name_day, ''), r.points, r.balance,
                       coalesce(s.currency, :currency), r.last_purchase, coalesce(r.status, 'active'),
                       coalesce(r.protected, false), coalesce(r.note, ''), coalesce(r.custom, '{}'), :now, :now
                FROM customer.staged_match_%d m
                JOIN customer.staged_row_%d r ON r.line = m.line
                %s
                WHERE m.outcome = 'new'
                """.formatted(id, id, JOINS))
                .param("language", settings.language())
                .param("country", settings.country())
                .param("currency", settings.currency())
                .param("now", Timestamp.from(now))
                .update();
    }

    private void updateCustomers(long id, Mapping mapping, Instant now) {
        var sets = new StringJoiner(", ");
        for (var target : TARGETS) {
            if (mapping.has(target.field())) {
                for (int i = 0; i < target.columns().size(); i++) {
                    sets.add(target.columns().get(i) + " = " + target.staged().get(i));
                }
            }
        }
        sets.add("version = t.version + 1");
        sets.add("changed_at = :now");
        jdbc.sql("""
                UPDATE customer.customer t SET %s
                FROM customer.staged_match_%d m
                JOIN customer.staged_row_%d r ON r.line = m.line
                JOIN customer.customer c ON c.id = m.customer_id
                %s
                WHERE m.outcome = 'changed' AND t.id = m.customer_id
                """.formatted(sets, id, id, JOINS))
                .param("now", Timestamp.from(now))
                .update();
    }

    private void insertContactPoints(long id, Mapping mapping) {
        jdbc.sql("""
                DELETE FROM customer.contact_point p
                USING customer.staged_match_%d m
                WHERE m.outcome = 'changed' AND p.customer_id = m.customer_id AND p.label = ANY (:labels)
                """.formatted(id)).param("labels", mapping.labels()).update();
        jdbc.sql("""
                INSERT INTO customer.contact_point
                       (customer_id, channel, label, as_entered, address, problem, reachable, position)
                SELECT m.customer_id, p.channel, p.label, p.as_entered, p.address, p.problem, p.reachable, p.position
                FROM customer.staged_match_%d m
                JOIN customer.staged_point_%d p ON p.line = m.line
                WHERE m.outcome IN ('new', 'changed')
                """.formatted(id, id)).update();
    }

    private void insertMemberships(long id) {
        jdbc.sql("""
                DELETE FROM customer.membership b
                USING customer.staged_match_%d m
                WHERE m.outcome = 'changed' AND b.customer_id = m.customer_id
                """.formatted(id)).update();
        jdbc.sql("""
                INSERT INTO customer.membership (customer_id, group_id)
                SELECT m.customer_id, g.id
                FROM customer.staged_match_%d m
                JOIN customer.staged_row_%d r ON r.line = m.line
                CROSS JOIN LATERAL unnest(r.groups) AS part (name)
                JOIN customer.customer_group g ON g.kind = 'group' AND g.name = part.name
                WHERE m.outcome IN ('new', 'changed')
                """.formatted(id, id)).update();
    }

    /// What the import comes to, from its staging tables.
    ImportCounts counts(long id) {
        return jdbc.sql("""
                SELECT (SELECT count(*) FROM customer.staged_match_%d WHERE outcome = 'new') AS new_rows,
                       (SELECT count(*) FROM customer.staged_match_%d WHERE outcome = 'changed') AS changed,
                       (SELECT count(*) FROM customer.staged_match_%d WHERE outcome = 'unchanged') AS unchanged,
                       (SELECT count(*) FROM customer.staged_match_%d WHERE outcome = 'repeated') AS repeated,
                       (SELECT count(*) FROM customer.staged_match_%d WHERE outcome = 'number_already_used')
                           + (SELECT count(*) FROM customer.staged_row_%d WHERE fault IS NOT NULL) AS rejected
                """.formatted(id, id, id, id, id, id))
                .query((row, _) -> new ImportCounts(
                        row.getInt("new_rows"),
                        row.getInt("changed"),
                        row.getInt("unchanged"),
                        row.getInt("repeated"),
                        row.getInt("rejected")))
                .single();
    }

    void save(long id, String state, int blank, ImportCounts counts) {
        jdbc.sql("""
                UPDATE customer.import_run
                SET state = :state, rows_data = :data, rows_blank = :blank, rows_new = :new, rows_changed = :changed,
                    rows_same = :same, rows_repeated = :repeated, rows_rejected = :rejected
                WHERE id = :id
                """)
                .param("id", id)
                .param("state", state)
                .param("data", counts.rows() + blank)
                .param("blank", blank)
                .param("new", counts.added())
                .param("changed", counts.changed())
                .param("same", counts.unchanged())
                .param("repeated", counts.repeated())
                .param("rejected", counts.rejected())
                .update();
    }

    void finish(long id, String state, @Nullable String refusal, int consents, Instant now) {
        jdbc.sql("""
                UPDATE customer.import_run
                SET state = :state, refusal = :refusal, consents = :consents, finished_at = :now
                WHERE id = :id
                """)
                .param("id", id)
                .param("state", state)
                .param("refusal", refusal)
                .param("consents", consents)
                .param("now", Timestamp.from(now))
                .update();
    }

    /// Imports that ended before this moment and still have their staging tables, which only serve their summary.
    List<Long> stale(Instant before) {
        return jdbc.sql("""
                SELECT i.id FROM customer.import_run i
                WHERE coalesce(i.finished_at, i.started_at) < :before
                  AND to_regclass('customer.staged_row_' || i.id) IS NOT NULL
                """)
                .param("before", Timestamp.from(before))
                .query(Long.class)
                .list();
    }

    /// Nobody else writes customers until the transaction ends: what the match found stays true, and two imports
    /// come
    /// one after the other. Reading goes on.
    void lockRegister() {
        jdbc.sql("LOCK TABLE customer.customer IN SHARE ROW EXCLUSIVE MODE").update();
    }

    /// The rejected rows with their reasons, in the file's order.
    List<RejectedRow> rejected(long id, int limit) {
        return jdbc.sql("""
                SELECT r.line, r.record, r.number, coalesce(r.fault, m.outcome) AS reason, m.same_as
                FROM customer.staged_row_%d r
                LEFT JOIN customer.staged_match_%d m ON m.line = r.line
                WHERE r.fault IS NOT NULL OR m.outcome = 'number_already_used'
                ORDER BY r.line
                LIMIT :limit
                """.formatted(id, id))
                .param("limit", limit)
                .query((row, _) -> new RejectedRow(
                        row.getInt("line"),
                        row.getInt("record"),
                        row.getString("number"),
                        row.getString("reason"),
                        row.getObject("same_as", Integer.class)))
                .list();
    }

    /// A cell that could not be used, with the customer it belongs to.
    record CellProblem(int line, String number, String name, String heading, String problem, String value) {}

    List<CellProblem> problems(long id, int limit) {
        return jdbc.sql("""
                SELECT p.line, coalesce(r.number, '') AS number, p.heading, p.problem, p.value,
                       btrim(concat_ws(' ', r.first_name, r.last_name, r.company_name)) AS name
                FROM customer.staged_problem_%d p
                JOIN customer.staged_match_%d m ON m.line = p.line AND m.outcome IN ('new', 'changed', 'unchanged')
                JOIN customer.staged_row_%d r ON r.line = p.line
                ORDER BY p.line
                LIMIT :limit
                """.formatted(id, id, id))
                .param("limit", limit)
                .query((row, _) -> new CellProblem(
                        row.getInt("line"),
                        row.getString("number"),
                        row.getString("name"),
                        row.getString("heading"),
                        row.getString("problem"),
                        row.getString("value")))
                .list();
    }

    /// How often each fault occurs in the cells of the rows that are imported, most often first.
    Map<String, Integer> problemCounts(long id) {
        var counts = new LinkedHashMap<String, Integer>();
        jdbc.sql("""
                SELECT p.problem, count(*) AS times
                FROM customer.staged_problem_%d p
                JOIN customer.staged_match_%d m ON m.line = p.line AND m.outcome IN ('new', 'changed', 'unchanged')
                GROUP BY p.problem
                ORDER BY times DESC, p.problem
                """.formatted(id, id)).query(row -> {
            counts.put(row.getString("problem"), row.getInt("times"));
        });
        return counts;
    }

    /// Contacts whose company is in no register: imported all the same, and reported.
    void reportMissingCompanies(long id, String heading) {
        jdbc.sql("""
                INSERT INTO customer.staged_problem_%d (import_id, line, heading, problem, value)
                SELECT %d, r.line, :heading, 'company.not_found', r.company_number
                FROM customer.staged_row_%d r
                JOIN customer.staged_match_%d m ON m.line = r.line AND m.outcome IN ('new', 'changed', 'unchanged')
                LEFT JOIN customer.customer k ON k.number = r.company_number AND k.kind = 'company'
                WHERE r.company_number <> '' AND k.id IS NULL
                """.formatted(id, id, id, id)).param("heading", heading).update();
    }

    /// Fresh statistics after many new rows, so that lists and selections are planned well at once.
    void analyseRegister() {
        for (var table : List.of("customer", "contact_point", "membership")) {
            jdbc.sql("ANALYZE customer." + table).update();
        }
    }
}
