package utskick.customer;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.StringJoiner;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The statements that write into the register what the match has decided on.
final class ImportWriting {

    private final JdbcClient jdbc;
    private final Preparation preparation;

    ImportWriting(JdbcClient jdbc, Preparation preparation) {
        this.jdbc = jdbc;
        this.preparation = preparation;
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
    void writeCustomers(long id, ImportMapping mapping, ImportSettings settings, boolean changes, Instant now) {
        ImportStore.takeMemory(jdbc);
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
    void writeMemberships(long id, ImportMapping mapping, boolean changes) {
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
    void writePoints(long id, ImportMapping mapping, boolean changes) {
        ImportStore.takeMemory(jdbc);
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
    private void insertStores(long id, ImportMapping mapping, ImportSettings settings) {
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

    private void insertGroups(long id, ImportMapping mapping) {
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

    private void insertCustomers(long id, ImportMapping mapping, ImportSettings settings, Instant now) {
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
                        mapping.references()))
                .param("language", settings.language())
                .param("country", settings.country())
                .param("currency", settings.currency())
                .param("now", Timestamp.from(now))
                .update();
    }

    private void updateCustomers(long id, ImportMapping mapping, Instant now) {
        var sets = new StringJoiner(", ");
        mapping.assignments().forEach(sets::add);
        sets.add("version = t.version + 1");
        sets.add("changed_at = :now");
        jdbc.sql("""
                UPDATE customer.customer t SET %s
                FROM customer.staged_match_%d m
                JOIN customer.staged_row_%d r ON r.line = m.line
                JOIN customer.customer c ON c.id = m.customer_id
                %s
                WHERE m.outcome = 'changed' AND t.id = m.customer_id
                """.formatted(sets, id, id, mapping.references()))
                .param("now", Timestamp.from(now))
                .update();
    }

    /// What the file says anew of customers that are known.
    private void clearPoints(long id, ImportMapping mapping) {
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
}
