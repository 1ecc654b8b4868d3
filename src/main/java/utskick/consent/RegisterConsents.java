package utskick.consent;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.customer.ImportedConsents;
import utskick.kernel.SqlQuery;
import utskick.web.Texts;

/// What an import says, on its way into the ledger in one statement.
final class RegisterConsents implements ImportedConsents {

    private final ConsentLedger ledger;
    private final Purposes purposes;
    private final Rules rules;
    private final JdbcClient jdbc;

    RegisterConsents(ConsentLedger ledger, Purposes purposes, Rules rules, JdbcClient jdbc) {
        this.ledger = ledger;
        this.purposes = purposes;
        this.rules = rules;
        this.jdbc = jdbc;
    }

    @Override
    public int record(long importId, String fileName, String actor, Instant at) {
        // cards have changed, whatever was said
        jdbc.sql("INSERT INTO consent.touched (address) VALUES ('')").update();
        long before = lastEntry();
        int written = ledger.append(said(importId, fileName, actor, at)).written();
        if (written > 0) {
            jdbc.sql("""
                    INSERT INTO consent.import_entries (import_id, after_entry, last_entry)
                    VALUES (:import, :before, :last)
                    """)
                    .param("import", importId)
                    .param("before", before)
                    .param("last", lastEntry())
                    .update();
        }
        if (written > 1000) {
            // the next import, and every selection, is planned by how much there is
            jdbc.sql("ANALYZE consent.standing").update();
        }
        return written;
    }

    private long lastEntry() {
        return jdbc.sql("SELECT coalesce(max(id), 0) FROM consent.entry")
                .query(Long.class)
                .single();
    }

    @Override
    public int takeBack(long importId, String fileName, String actor, Instant at) {
        return ledger.append(new SqlQuery(
                        """
                        SELECT e.address, e.channel, e.purpose, 'unknown'::text AS state, e.basis, ''::text AS wording,
                               'import'::text AS source, :file || ': undone' AS detail, :actor::text AS actor,
                               :at::timestamptz AS at, ''::text AS evidence, NULL::date AS sale
                        FROM consent.import_entries i
                        JOIN consent.entry e ON e.id > i.after_entry AND e.id <= i.last_entry
                        JOIN consent.standing s
                          ON s.address = e.address AND s.channel = e.channel AND s.purpose = e.purpose
                             AND s.entry_id = e.id
                        WHERE i.import_id = :import AND e.source = 'import' AND e.state = 'given'
                          AND starts_with(e.detail, :file || ':')
                        """,
                        Map.of(
                                "import", importId,
                                "file", fileName,
                                "actor", actor,
                                "at", OffsetDateTime.ofInstant(at, ZoneOffset.UTC))))
                .written();
    }

    /// Asked from the side of those who said no: where nobody did, the file is not looked at.
    @Override
    public int keptBack(long importId) {
        return jdbc.sql("""
                SELECT CASE WHEN EXISTS (SELECT FROM consent.standing WHERE state IN ('refused', 'withdrawn'))
                       THEN (SELECT count(DISTINCT (i.address, i.channel))
                             FROM %s i
                             JOIN consent.standing s
                               ON s.address = i.address AND s.channel = i.channel AND s.purpose = i.purpose
                             WHERE i.import_id = :import AND i.state = 'given'
                               AND s.state IN ('refused', 'withdrawn'))
                       ELSE 0 END
                """.formatted(ground(importId).words()))
                .param("import", importId)
                .query(Integer.class)
                .single();
    }

    @Override
    public Map<String, String> purposes(Texts texts) {
        var names = new LinkedHashMap<String, String>();
        purposes.active().forEach(it -> names.put(it.purpose().key(), it.name(texts)));
        return names;
    }

    @Override
    public int notAllowed(long importId, String basis) {
        var allowed = allowed(basis);
        if (allowed.isEmpty()) {
            return 0;
        }
        return jdbc.sql("""
                SELECT count(DISTINCT (i.address, i.channel))
                FROM %s i
                WHERE i.import_id = :import AND i.state = 'given' AND NOT (%s)
                """.formatted(ground(importId).words(), allowed))
                .param("import", importId)
                .params(law())
                .query(Integer.class)
                .single();
    }

    /// Whether a yes of `i` counts on this ground where the customer lives; empty where it does everywhere. As on
    /// the card ([ConsentPages]): a service needs no yes, and offers are no service; who is an existing
    /// customer has bought something, on a day that is known.
    private static String allowed(String basis) {
        return switch (basis) {
            case "existing_customer" ->
                "i.purpose = 'service'"
                        + " OR i.country = ANY (:existing_customers) AND coalesce(i.sold <= CURRENT_DATE, false)";
            case "company" -> "i.purpose = 'service' OR i.company AND i.country <> :companies_asked";
            case "service" -> "i.purpose = 'service'";
            default -> "";
        };
    }

    private Map<String, Object> law() {
        return Map.of(
                "existing_customers",
                rules.now().existingCustomers().toArray(String[]::new),
                "companies_asked",
                Rules.COMPANIES_ASKED);
    }

    /// What an import says of its consents as a whole.
    ///
    /// @param ownPurposes whether columns name purposes of their own
    private record Ground(String basis, boolean ownPurposes) {

        /// Where its words are read from.
        String words() {
            return ownPurposes
                    ? "(SELECT * FROM customer.imported_consent UNION ALL SELECT * FROM customer.imported_consent_own)"
                    : "customer.imported_consent";
        }
    }

    private Ground ground(long importId) {
        return jdbc.sql("SELECT basis, own_purposes FROM customer.imported_ground WHERE import_id = :import")
                .param("import", importId)
                .query(Ground.class)
                .optional()
                .orElse(new Ground("consent", false));
    }

    /// One row an address and purpose: where rows disagree the no wins, and a withdrawal over a refusal. Rows
    /// that say what stands are left out before anything is sorted: the ledger would not take them, nor would it
    /// take what they win over. So are those whose ground the law does not know.
    private SqlQuery said(long importId, String fileName, String actor, Instant at) {
        var ground = ground(importId);
        var allowed = allowed(ground.basis());
        Map<String, Object> params = new HashMap<>(allowed.isEmpty() ? Map.of() : law());
        params.put("import", importId);
        params.put("file", fileName);
        params.put("actor", actor);
        params.put("at", OffsetDateTime.ofInstant(at, ZoneOffset.UTC));
        return new SqlQuery(
                """
                SELECT DISTINCT ON (i.address, i.channel, i.purpose)
                       i.address, i.channel, i.purpose, i.state, i.basis, i.wording,
                       'import'::text AS source, :file || ':' || i.line AS detail, :actor::text AS actor,
                       coalesce(i.at, :at::timestamptz) AS at, i.note AS evidence,
                       CASE WHEN i.basis = 'existing_customer' AND i.state = 'given' THEN i.sold END AS sale
                FROM %s i
                LEFT JOIN consent.standing p
                       ON p.address = i.address AND p.channel = i.channel AND p.purpose = i.purpose
                WHERE i.import_id = :import AND i.state IN ('given', 'refused', 'withdrawn')
                  AND p.state IS DISTINCT FROM i.state %s
                ORDER BY i.address, i.channel, i.purpose,
                         CASE i.state WHEN 'withdrawn' THEN 1 WHEN 'refused' THEN 2 ELSE 3 END, i.line
                """.formatted(ground.words(), allowed.isEmpty() ? "" : "AND (i.state <> 'given' OR " + allowed + ")"),
                params);
    }
}
