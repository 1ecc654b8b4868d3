package utskick.customer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
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

    private static final List<String> STAGING =
            List.of("staged_row", "staged_point", "staged_problem", "staged_consent", "staged_match");

    private final JdbcClient jdbc;
    final Preparation preparation;
    final UndoStore undo;

    ImportStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.preparation = new Preparation(jdbc);
        this.undo = new UndoStore(jdbc);
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
    /// @param own whether a column is a field of the shop's own, whose empty cell takes the value away
    record Mapping(Set<Field> fields, String[] labels, boolean own) {

        static Mapping of(List<ColumnUse> uses) {
            var labels = uses.stream()
                    .filter(use -> use.field() == Field.PHONE)
                    .map(ColumnUse::label)
                    .collect(Collectors.toCollection(TreeSet::new));
            var fields = uses.stream().map(ColumnUse::field).collect(Collectors.toUnmodifiableSet());
            if (fields.contains(Field.EMAIL)) {
                labels.add("email");
            }
            return new Mapping(
                    fields, labels.toArray(String[]::new), uses.stream().anyMatch(ColumnUse::isOwn));
        }

        boolean has(Field field) {
            return fields.contains(field);
        }

        boolean hasPoints() {
            return labels.length > 0;
        }
    }

    private static final List<Target> TARGETS = List.of(
            new Target(Field.EXTERNAL_ID, List.of("external_id"), List.of("nullif(r.external_id, '')")),
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
            new Target(Field.BOUGHT_12_MONTHS, List.of("bought_12_months"), List.of("r.bought_12_months")),
            new Target(Field.BOUGHT_THIS_YEAR, List.of("bought_this_year"), List.of("r.bought_this_year")),
            new Target(Field.BOUGHT_LAST_YEAR, List.of("bought_last_year"), List.of("r.bought_last_year")),
            new Target(Field.PURCHASES_12_MONTHS, List.of("purchases_12_months"), List.of("r.purchases_12_months")),
            new Target(Field.STATUS, List.of("status"), List.of("r.status")),
            new Target(Field.PROTECTED, List.of("protected"), List.of("r.protected")),
            new Target(Field.NOTE, List.of("note"), List.of("r.note")),
            new Target(Field.CUSTOM, List.of("custom"), List.of("c.custom || r.custom")));

    /// The columns of `customer.customer` that a file with this mapping writes.
    static List<String> columns(Mapping mapping) {
        return TARGETS.stream()
                .filter(target -> mapping.has(target.field()))
                .flatMap(target -> target.columns().stream())
                .toList();
    }

    /// What a column of the register gets. An own field without a value is one that is not there.
    private static String staged(Target target, int column, Mapping mapping) {
        var staged = target.staged().get(column);
        return target.field() == Field.CUSTOM && mapping.own() ? "jsonb_strip_nulls(" + staged + ")" : staged;
    }

    /// The shop's own fields as they are defined now.
    List<CustomField> ownFields() {
        return CustomFields.all(jdbc);
    }

    /// What belongs to the same file, and what its consents rest on.
    ///
    /// @param ownPurposes whether columns name purposes of their own
    void describe(long id, long upload, boolean ownPurposes, ImportSettings settings) {
        var ground = settings.ground();
        jdbc.sql("""
                UPDATE customer.import_run SET upload = :upload, basis = :basis, purpose = :purpose, note = :note,
                    country = :country, own_purposes = :own, sold = :sold
                WHERE id = :id
                """)
                .param("id", id)
                .param("upload", upload)
                .param("basis", ground.isStated() ? ground.basis() : ConsentGround.CONSENT.basis())
                .param("purpose", ground.purpose())
                .param("note", ground.note())
                .param("country", settings.country())
                .param("own", ownPurposes)
                .param("sold", ground.sold())
                .update();
    }

    /// Whom files brought serves selections: not those of files that were taken back, nor of old ones.
    void forgetImported(Instant before) {
        jdbc.sql("""
                DELETE FROM customer.imported_part p USING customer.import_run i
                WHERE i.id = p.import_id AND (i.state <> 'done' OR i.finished_at < :before)
                """).param("before", Timestamp.from(before)).update();
    }

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
            jdbc.sql("""
                    CREATE UNLOGGED TABLE customer.%1$s_%2$d (import_id bigint NOT NULL DEFAULT %2$d, CHECK (import_id = %2$d))
                    INHERITS (customer.%1$s)
                    WITH (autovacuum_enabled = false)
                    """.formatted(table, id)).update();
        }
    }

    void dropStaging(long id) {
        for (var table : STAGING) {
            jdbc.sql("DROP TABLE IF EXISTS customer.%s_%d".formatted(table, id)).update();
        }
        preparation.drop(id);
    }

    /// Without fresh statistics the planner takes a new table for a thousand rows, and joins by loop. Only the
    /// columns that it joins and groups by are looked at; the texts beside them would cost ten times that.
    void analyseStaging(long id) {
        jdbc.sql("ANALYZE customer.staged_row_%1$d (line, number, fault), customer.staged_point_%1$d (line)"
                        .formatted(id))
                .update();
    }

    /// About how many rows were staged, as the analysis has counted.
    long stagedRows(long id) {
        return jdbc.sql("SELECT reltuples::bigint FROM pg_class WHERE oid = 'customer.staged_row_%d'::regclass"
                        .formatted(id))
                .query(Long.class)
                .single();
    }

    /// Whether the import was committed.
    boolean isDone(long id) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM customer.import_run WHERE id = :id AND state = 'done')")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    /// Room for sorting and hashing a register within this transaction. With the server's own setting, which is for
    /// many small statements at a time, a million rows are sorted on disk.
    void takeMemory() {
        jdbc.sql("SET LOCAL work_mem = '64MB'").update();
    }

    /// As it is decided for this table by [Preparation], then [#match(long, Mapping)].
    void match(long id, RegisterFile.Table table, MatchBy by) {
        takeMemory();
        preparation.prepare(id, table, by);
        match(id, Mapping.of(table.uses()));
    }

    /// Decides what becomes of every row that could be read: `repeated` or `number_already_used` where an earlier
    /// row of the file has the number, else `new`, `changed` or `unchanged` against the register as it is now.
    /// New customers get their id here. A row whose customer was merged with the one of another row changes
    /// nothing but the points of that one: it is `unchanged`, and names the row that stands for both. To be
    /// called inside a transaction.
    private void match(long id, Mapping mapping) {
        takeMemory();
        jdbc.sql("TRUNCATE customer.staged_match_%d".formatted(id)).update();
        var compared = comparisons(mapping);
        jdbc.sql("""
                WITH used_twice AS (
                    SELECT number FROM customer.staged_row_%1$d
                    WHERE fault IS NULL GROUP BY number HAVING count(*) > 1
                ), again AS (
                    SELECT r.line, first_value(r.line) OVER same AS first_line,
                           r.fingerprint = first_value(r.fingerprint) OVER own AS is_same,
                           r.line = first_value(r.line) OVER own AS is_own
                    FROM used_twice JOIN customer.staged_row_%1$d r USING (number)
                    WHERE r.fault IS NULL
                    WINDOW same AS (PARTITION BY number ORDER BY r.merged_from IS NOT NULL, r.line),
                           own AS (PARTITION BY number, r.merged_from ORDER BY r.line)
                )
                INSERT INTO customer.staged_match_%1$d (line, outcome, same_as, customer_id)
                SELECT r.line,
                       CASE WHEN a.line <> a.first_line
                            THEN CASE WHEN a.is_own THEN 'unchanged' WHEN a.is_same THEN 'repeated' ELSE 'number_already_used' END
                            WHEN c.id IS NULL THEN 'new'
                            %2$s
                            ELSE 'unchanged' END,
                       nullif(a.first_line, a.line),
                       CASE WHEN a.line IS NULL OR a.line = a.first_line
                            THEN coalesce(c.id, nextval('customer.customer_id_seq')) END
                FROM customer.staged_row_%1$d r
                LEFT JOIN again a ON a.line = r.line
                LEFT JOIN customer.customer c ON c.number = r.number
                %3$s
                WHERE r.fault IS NULL
                """.formatted(id, compared.isEmpty() ? "" : "WHEN " + compared + " THEN 'changed'", joins(mapping)))
                .param("labels", mapping.labels())
                .update();
        jdbc.sql("ANALYZE customer.staged_match_%d".formatted(id)).update();
        if (preparation.hasMerged(id)) {
            jdbc.sql("""
                    UPDATE customer.staged_match_%1$d m SET customer_id = f.customer_id
                    FROM customer.staged_match_%1$d f
                    WHERE m.outcome = 'unchanged' AND m.same_as IS NOT NULL AND f.line = m.same_as
                    """.formatted(id)).update();
        }
        if (rejects(id)) {
            refuseUsedNumbers(id);
        }
    }

    /// How many rows are about customers who have become a part of another one in the file.
    int merged(long id) {
        return jdbc.sql("""
                SELECT count(*) FROM customer.staged_match_%d WHERE outcome = 'unchanged' AND same_as IS NOT NULL
                """.formatted(id)).query(Integer.class).single();
    }

    private boolean rejects(long id) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM customer.staged_match_%d WHERE outcome = 'number_already_used')"
                        .formatted(id))
                .query(Boolean.class)
                .single();
    }

    /// A row whose number is taken is the business of the customer who has it.
    private void refuseUsedNumbers(long id) {
        jdbc.sql("""
                UPDATE customer.staged_match_%1$d m SET customer_id = f.customer_id
                FROM customer.staged_match_%1$d f
                WHERE m.outcome = 'number_already_used' AND f.line = m.same_as
                """.formatted(id)).update();
        for (var channel : List.of("sms", "email")) {
            takeAway(id, channel);
        }
        takeAwayOthers(id);
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

    private void takeAwayOthers(long id) {
        jdbc.sql("""
                UPDATE customer.staged_consent_%1$d f SET state = n.state, at = NULL, wording = NULL
                FROM (SELECT m.same_as AS line, w.channel, w.purpose, max(w.state) AS state
                      FROM customer.staged_match_%1$d m
                      JOIN customer.staged_consent_%1$d w ON w.line = m.line
                      WHERE m.outcome = 'number_already_used' AND w.state IN ('refused', 'withdrawn')
                      GROUP BY m.same_as, w.channel, w.purpose) n
                WHERE f.line = n.line AND f.channel = n.channel AND f.purpose = n.purpose AND f.state = 'given'
                """.formatted(id)).update();
    }

    /// The condition that a row says something else than the register, empty where nothing can differ.
    private static String comparisons(Mapping mapping) {
        var different = new StringJoiner("\n   OR ");
        for (var target : TARGETS) {
            if (mapping.has(target.field())) {
                for (int i = 0; i < target.columns().size(); i++) {
                    different.add(comparison(target, i, mapping));
                }
            }
        }
        if (mapping.hasPoints()) {
            different.add("r.points_key <> coalesce(p.points_key, '')");
        }
        if (mapping.has(Field.GROUPS)) {
            different.add("coalesce(r.groups, '{}') <> coalesce(b.groups, '{}')");
        }
        return different.toString();
    }

    /// What the comparisons need. The register's contact points come in the order of their primary key, so that
    /// they are not sorted.
    private static String joins(Mapping mapping) {
        var points = """
                LEFT JOIN (
                    SELECT k.customer_id,
                           string_agg(k.channel || ' ' || k.label || ' ' || k.position || ' '
                                      || coalesce(k.address, k.as_entered) || '|', ''
                                      ORDER BY k.channel, k.label, k.position) AS points_key
                    FROM customer.contact_point k
                    WHERE k.label = ANY (:labels)
                    GROUP BY k.customer_id
                ) p ON p.customer_id = c.id
                """;
        var groups = """
                LEFT JOIN (
                    SELECT n.customer_id, array_agg(g.name ORDER BY g.name COLLATE "C") AS groups
                    FROM customer.membership n
                    JOIN customer.customer_group g ON g.id = n.group_id
                    GROUP BY n.customer_id
                ) b ON b.customer_id = c.id
                """;
        return references(mapping) + (mapping.hasPoints() ? points : "") + (mapping.has(Field.GROUPS) ? groups : "");
    }

    /// Joins what a staged row names: its store, its category, its company.
    private static String references(Mapping mapping) {
        return "LEFT JOIN customer.store s ON s.name = r.store\n"
                + "LEFT JOIN customer.customer_group g ON g.kind = 'category' AND g.name = r.category\n"
                + (mapping.has(Field.COMPANY)
                        ? "LEFT JOIN customer.customer k ON k.number = r.company_number AND k.kind = 'company'\n"
                        : "");
    }

    private static String comparison(Target target, int column, Mapping mapping) {
        var register = "c." + target.columns().get(column);
        return switch (target.field()) {
            // a store, category or company that is not in the register yet is a change too
            case STORE -> "coalesce(r.store, '') <> '' AND s.id IS NULL OR c.store_id IS DISTINCT FROM s.id";
            case CATEGORY -> "coalesce(r.category, '') <> '' AND g.id IS NULL OR c.category_id IS DISTINCT FROM g.id";
            default -> register + " IS DISTINCT FROM " + staged(target, column, mapping);
        };
    }

    /// Whether this role may keep PostgreSQL from looking up again each key that came from a join with a locked
    /// table.
    boolean mayTrustKeys() {
        return jdbc.sql("SELECT has_parameter_privilege('session_replication_role', 'SET')")
                .query(Boolean.class)
                .single();
    }

    private void trustKeys(Runnable work) {
        boolean trusted = mayTrustKeys();
        if (trusted) {
            jdbc.sql("SET LOCAL session_replication_role = replica").update();
        }
        work.run();
        if (trusted) {
            jdbc.sql("SET LOCAL session_replication_role = origin").update();
        }
    }

    /// Writes the customers that the match has decided on, with the stores, groups and categories that they name.
    ///
    /// @param changes whether customers change that are known
    void writeCustomers(long id, Mapping mapping, ImportSettings settings, boolean changes, Instant now) {
        takeMemory();
        insertStores(id, mapping, settings);
        insertGroups(id, mapping);
        trustKeys(() -> {
            insertCustomers(id, mapping, settings, now);
            if (changes) {
                updateCustomers(id, mapping, now);
            }
        });
    }

    /// Writes which groups they are in. After [#writeCustomers], on the same connection.
    void writeMemberships(long id, Mapping mapping, boolean changes) {
        if (!mapping.has(Field.GROUPS)) {
            return;
        }
        trustKeys(() -> {
            if (changes) {
                clearMemberships(id);
            }
            insertMemberships(id);
        });
    }

    /// Writes their contact points: after [#writeCustomers], or, where keys are trusted, at any time on another
    /// connection. Everybody else who writes contact points has locked their customer before.
    ///
    /// @param changes whether customers change that are known
    void writePoints(long id, Mapping mapping, boolean changes) {
        takeMemory();
        trustKeys(() -> {
            if (changes) {
                clearPoints(id, mapping);
            }
            insertContactPoints(id);
        });
    }

    /// Whom it brought and changed, for selections. Needs nothing but the match.
    void insertImported(long id) {
        jdbc.sql("""
                INSERT INTO customer.imported_part (import_id, added, customers)
                SELECT %1$d, m.outcome = 'new', array_agg(m.customer_id)
                FROM customer.staged_match_%1$d m
                WHERE m.outcome IN ('new', 'changed')
                GROUP BY m.outcome, m.line / 1000
                """.formatted(id)).update();
    }

    /// The rows that are imported, found by the few that are not.
    private static String imported(long id) {
        return """
                r.fault IS NULL
                AND NOT EXISTS (SELECT FROM customer.staged_match_%d m
                                WHERE m.line = r.line AND m.outcome IN ('repeated', 'number_already_used'))
                """.formatted(id);
    }

    /// New stores, in the country and with the language that most of their customers have.
    private void insertStores(long id, Mapping mapping, ImportSettings settings) {
        if (!mapping.has(Field.STORE)) {
            return;
        }
        jdbc.sql("""
                INSERT INTO customer.store (name, country, language, currency)
                SELECT DISTINCT ON (named.store) named.store, coalesce(named.country, :country),
                       coalesce(named.language, :language), :currency
                FROM (SELECT r.store, r.country, r.language, count(*) AS customers
                      FROM customer.staged_row_%1$d r
                      WHERE r.store <> '' AND %2$s
                      GROUP BY r.store, r.country, r.language) named
                ORDER BY named.store, named.customers DESC, named.country, named.language
                ON CONFLICT (name) DO NOTHING
                """.formatted(id, imported(id)))
                .param("country", settings.country())
                .param("language", settings.language())
                .param("currency", settings.currency())
                .update();
    }

    private void insertGroups(long id, Mapping mapping) {
        if (mapping.has(Field.CATEGORY)) {
            jdbc.sql("""
                    INSERT INTO customer.customer_group (kind, name)
                    SELECT DISTINCT 'category', r.category
                    FROM customer.staged_row_%1$d r
                    WHERE r.category <> '' AND %2$s
                    ON CONFLICT (kind, name) DO NOTHING
                    """.formatted(id, imported(id))).update();
        }
        if (mapping.has(Field.GROUPS)) {
            jdbc.sql("""
                    INSERT INTO customer.customer_group (kind, name)
                    SELECT DISTINCT 'group', unnest(r.groups)
                    FROM customer.staged_row_%1$d r
                    WHERE r.groups <> '{}' AND %2$s
                    ON CONFLICT (kind, name) DO NOTHING
                    """.formatted(id, imported(id))).update();
        }
    }

    private void insertCustomers(long id, Mapping mapping, ImportSettings settings, Instant now) {
        jdbc.sql("""
                INSERT INTO customer.customer (id, number, external_id, kind, first_name, last_name, company_name, company_id, tax_id,
                       language, country, store_id, category_id, street, postcode, city, birth_year, birth_month,
                       birth_day, name_day, points, balance, currency, last_purchase, bought_12_months, bought_this_year,
                       bought_last_year, purchases_12_months, status, protected, note, custom, created_at, changed_at)
                OVERRIDING SYSTEM VALUE
                SELECT m.customer_id, r.number, nullif(r.external_id, ''), coalesce(r.kind, 'person'), coalesce(r.first_name, ''),
                       coalesce(r.last_name, ''), coalesce(r.company_name, ''), %s, coalesce(r.tax_id, ''),
                       coalesce(r.language, s.language, :language), coalesce(r.country, s.country, :country), s.id, g.id,
                       coalesce(r.street, ''), coalesce(r.postcode, ''), coalesce(r.city, ''), r.birth_year,
                       r.birth_month, r.birth_day, coalesce(r.name_day, ''), r.points, r.balance,
                       coalesce(s.currency, :currency), r.last_purchase, r.bought_12_months, r.bought_this_year,
                       r.bought_last_year, r.purchases_12_months, coalesce(r.status, 'active'),
                       coalesce(r.protected, false), coalesce(r.note, ''), %s, :now, :now
                FROM customer.staged_match_%d m
                JOIN customer.staged_row_%d r ON r.line = m.line
                %s
                WHERE m.outcome = 'new'
                """.formatted(
                        mapping.has(Field.COMPANY) ? "k.id" : "NULL",
                        mapping.own() ? "coalesce(jsonb_strip_nulls(r.custom), '{}')" : "coalesce(r.custom, '{}')",
                        id,
                        id,
                        references(mapping)))
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
                    sets.add(target.columns().get(i) + " = " + staged(target, i, mapping));
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
                """.formatted(sets, id, id, references(mapping)))
                .param("now", Timestamp.from(now))
                .update();
    }

    /// What the file says anew of customers that are known.
    private void clearPoints(long id, Mapping mapping) {
        jdbc.sql("""
                DELETE FROM customer.contact_point p
                USING customer.staged_match_%d m
                WHERE m.outcome = 'changed' AND p.customer_id = m.customer_id AND p.label = ANY (:labels)
                """.formatted(id)).param("labels", mapping.labels()).update();
    }

    private void clearMemberships(long id) {
        jdbc.sql("""
                DELETE FROM customer.membership b
                USING customer.staged_match_%d m
                WHERE m.outcome = 'changed' AND b.customer_id = m.customer_id
                """.formatted(id)).update();
    }

    private void insertContactPoints(long id) {
        jdbc.sql("""
                INSERT INTO customer.contact_point
                       (customer_id, channel, label, as_entered, address, problem, reachable, position)
                SELECT m.customer_id, p.channel, p.label, p.as_entered, p.address, p.problem, p.reachable, p.position
                FROM customer.staged_match_%d m
                JOIN customer.staged_point_%d p ON p.line = m.line
                WHERE m.outcome IN ('new', 'changed')
                """.formatted(id, id)).update();
        if (preparation.hasMerged(id)) {
            jdbc.sql("""
                    INSERT INTO customer.contact_point
                           (customer_id, channel, label, as_entered, address, problem, reachable, position)
                    SELECT m.customer_id, p.channel, p.label, p.as_entered, p.address, p.problem, p.reachable, p.position
                    FROM customer.staged_match_%d m
                    JOIN (%s) p ON p.line = m.line
                    WHERE m.outcome IN ('new', 'changed')
                    """.formatted(id, Preparation.joinedPoints(id))).update();
        }
    }

    private void insertMemberships(long id) {
        jdbc.sql("""
                INSERT INTO customer.membership (customer_id, group_id)
                SELECT m.customer_id, g.id
                FROM (SELECT line, unnest(groups) AS name FROM customer.staged_row_%d WHERE groups <> '{}') named
                JOIN customer.customer_group g ON g.kind = 'group' AND g.name = named.name
                JOIN customer.staged_match_%d m ON m.line = named.line AND m.outcome IN ('new', 'changed')
                """.formatted(id, id)).update();
    }

    /// What the import comes to, from its staging tables.
    ImportCounts counts(long id) {
        var rows = new HashMap<String, Integer>();
        jdbc.sql("""
                SELECT outcome, count(*) AS times FROM customer.staged_match_%d GROUP BY outcome
                UNION ALL
                SELECT 'fault', count(*) FROM customer.staged_row_%d WHERE fault IS NOT NULL
                """.formatted(id, id)).query(row -> {
            rows.put(row.getString("outcome"), row.getInt("times"));
        });
        return new ImportCounts(
                rows.getOrDefault("new", 0),
                rows.getOrDefault("changed", 0),
                rows.getOrDefault("unchanged", 0),
                rows.getOrDefault("repeated", 0),
                rows.getOrDefault("number_already_used", 0) + rows.getOrDefault("fault", 0));
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

    /// Nobody else writes customers, or takes away a store or group, until the transaction ends: what the match
    /// found stays true, and two imports come one after the other. Reading goes on. Who saves a card locks its row
    /// first and waits at that already: with the row in hand, he and the import would wait for each other.
    void lockRegister() {
        jdbc.sql("LOCK TABLE customer.customer IN EXCLUSIVE MODE").update();
        jdbc.sql("LOCK TABLE customer.store, customer.customer_group IN SHARE ROW EXCLUSIVE MODE")
                .update();
    }

    /// The first rejected rows with their reasons, in the file's order.
    List<RejectedRow> rejected(long id, int limit) {
        return rejected(id, 0, 0, limit);
    }

    /// Those that stand after a line of the file, but for the first of them.
    ///
    /// @param skip how many to leave out
    List<RejectedRow> rejected(long id, int after, int skip, int limit) {
        return jdbc.sql("""
                SELECT r.line, r.record, r.number, coalesce(r.fault, m.outcome) AS reason, m.same_as
                FROM customer.staged_row_%d r
                LEFT JOIN customer.staged_match_%d m ON m.line = r.line
                WHERE (r.fault IS NOT NULL OR m.outcome = 'number_already_used') AND r.line > :after
                ORDER BY r.line
                LIMIT :limit OFFSET :skip
                """.formatted(id, id))
                .param("after", after)
                .param("skip", skip)
                .param("limit", limit)
                .query((row, _) -> new RejectedRow(
                        row.getInt("line"),
                        row.getInt("record"),
                        row.getString("number"),
                        row.getString("reason"),
                        row.getObject("same_as", Integer.class)))
                .list();
    }

    /// How many rows are rejected.
    int rejectedRows(long id) {
        return counts(id).rejected();
    }

    /// A cell that could not be used.
    record CellProblem(int line, String heading, String problem, String value) {}

    /// The cells of the first such rows that are imported all the same, in the file's order.
    List<CellProblem> problems(long id, int rows) {
        return problems(id, 0, 0, rows);
    }

    /// Those of the rows that stand after a line of the file, but for the first of them.
    ///
    /// @param skip how many rows to leave out
    List<CellProblem> problems(long id, int after, int skip, int rows) {
        return jdbc.sql("""
                SELECT p.line, p.heading, p.problem, p.value
                FROM customer.staged_problem_%1$d p
                WHERE p.line IN (SELECT DISTINCT q.line
                                 FROM customer.staged_problem_%1$d q
                                 JOIN customer.staged_match_%1$d m
                                   ON m.line = q.line AND m.outcome IN ('new', 'changed', 'unchanged')
                                 WHERE q.line > :after
                                 ORDER BY q.line
                                 LIMIT :rows OFFSET :skip)
                ORDER BY p.line
                """.formatted(id))
                .param("after", after)
                .param("skip", skip)
                .param("rows", rows)
                .query(ImportStore::problem)
                .list();
    }

    /// What is wrong in the cells of these lines, rejected or not.
    List<CellProblem> problemsOf(long id, Collection<Integer> lines) {
        return jdbc.sql("""
                SELECT line, heading, problem, value FROM customer.staged_problem_%d
                WHERE line = ANY (:lines) ORDER BY line
                """.formatted(id))
                .param("lines", lines.toArray(Integer[]::new))
                .query(ImportStore::problem)
                .list();
    }

    private static CellProblem problem(ResultSet row, int index) throws SQLException {
        return new CellProblem(
                row.getInt("line"), row.getString("heading"), row.getString("problem"), row.getString("value"));
    }

    /// How many rows are imported without some of their cells.
    int problemRows(long id) {
        return jdbc.sql("""
                SELECT count(DISTINCT p.line)
                FROM customer.staged_problem_%1$d p
                JOIN customer.staged_match_%1$d m ON m.line = p.line AND m.outcome IN ('new', 'changed', 'unchanged')
                """.formatted(id)).query(Integer.class).single();
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

    /// Fresh statistics of these tables.
    void analyse(String... tables) {
        for (var table : tables) {
            jdbc.sql("ANALYZE customer." + table).update();
        }
    }
}
