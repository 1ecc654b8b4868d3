package utskick.consent;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.customer.ImportedConsents;
import utskick.kernel.SqlQuery;

/// What an import says, on its way into the ledger in one statement.
final class RegisterConsents implements ImportedConsents {

    private final ConsentLedger ledger;
    private final JdbcClient jdbc;

    RegisterConsents(ConsentLedger ledger, JdbcClient jdbc) {
        this.ledger = ledger;
        this.jdbc = jdbc;
    }

    @Override
    public int record(long importId, String fileName, String actor, Instant at) {
        int written = ledger.append(said(importId, fileName, actor, at)).written();
        if (written > 1000) {
            // the next import, and every selection, is planned by how much there is
            jdbc.sql("ANALYZE consent.standing").update();
        }
        return written;
    }

    /// Asked from the side of those who said no: where nobody did, the file is not looked at.
    @Override
    public int keptBack(long importId) {
        return jdbc.sql("""
                SELECT CASE WHEN EXISTS (SELECT FROM consent.standing
                                         WHERE purpose = 'marketing' AND state IN ('refused', 'withdrawn'))
                       THEN (SELECT count(DISTINCT (i.address, i.channel))
                             FROM customer.imported_consent i
                             JOIN consent.standing s ON s.address = i.address AND s.channel = i.channel
                             WHERE i.import_id = :import AND i.state = 'given'
                               AND s.purpose = 'marketing' AND s.state IN ('refused', 'withdrawn'))
                       ELSE 0 END
                """).param("import", importId).query(Integer.class).single();
    }

    /// One row an address: where rows disagree the no wins, and a withdrawal over a refusal. Rows that say what
    /// stands
    /// are left out before anything is sorted: the ledger would not take them, nor would it take what they win
    /// over.
    private static SqlQuery said(long importId, String fileName, String actor, Instant at) {
        return new SqlQuery(
                """
                SELECT DISTINCT ON (i.address, i.channel)
                       i.address, i.channel, 'marketing'::text AS purpose, i.state, 'consent'::text AS basis, i.wording,
                       'import'::text AS source, :file || ':' || i.line AS detail, :actor::text AS actor,
                       coalesce(i.at, :at::timestamptz) AS at, ''::text AS evidence
                FROM customer.imported_consent i
                LEFT JOIN consent.standing p
                       ON p.address = i.address AND p.channel = i.channel AND p.purpose = 'marketing'
                WHERE i.import_id = :import AND i.state IN ('given', 'refused', 'withdrawn')
                  AND p.state IS DISTINCT FROM i.state
                ORDER BY i.address, i.channel,
                         CASE i.state WHEN 'withdrawn' THEN 1 WHEN 'refused' THEN 2 ELSE 3 END, i.line
                """,
                Map.of(
                        "import", importId,
                        "file", fileName,
                        "actor", actor,
                        "at", OffsetDateTime.ofInstant(at, ZoneOffset.UTC)));
    }
}
