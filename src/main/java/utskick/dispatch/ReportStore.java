package utskick.dispatch;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.gateway.DeliveryReport;

/// All SQL about delivery reports.
final class ReportStore {

    private final JdbcClient jdbc;

    ReportStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Makes sure that the account has a lane to take turns in.
    void ensureLane(long account) {
        jdbc.sql("INSERT INTO dispatch.lane (account_id) VALUES (:account) ON CONFLICT DO NOTHING")
                .param("account", account)
                .update();
    }

    /// Keeps settles and reports of the account apart until the transaction ends: each sees all that the other
    /// wrote, so that of a report and a settle that come together the later one connects them.
    void takeTurn(long account) {
        jdbc.sql("SELECT account_id FROM dispatch.lane WHERE account_id = :account FOR UPDATE")
                .param("account", account)
                .query(Long.class)
                .single();
    }

    /// Appends what is new. The same report again is nothing new, unless the provider has given the same
    /// reference to another message since.
    void append(long account, Collection<DeliveryReport> reports, Instant now) {
        jdbc.sql("""
                INSERT INTO dispatch.report AS r (account_id, reference, state, reason, detail, at, received_at)
                SELECT DISTINCT ON (n.reference, n.state) :account, n.reference, n.state, n.reason, n.detail, n.at, :now
                FROM unnest(:references, :states, :reasons, :details, CAST(:times AS timestamptz[]))
                    WITH ORDINALITY AS n (reference, state, reason, detail, at, place)
                ORDER BY n.reference, n.state, n.place
                ON CONFLICT (account_id, reference, state) DO UPDATE
                SET reason = excluded.reason, detail = excluded.detail, at = excluded.at,
                    received_at = excluded.received_at
                WHERE EXISTS (SELECT FROM dispatch.part p
                              WHERE p.account_id = r.account_id AND p.reference = r.reference
                                AND p.since > r.received_at)
                """)
                .param("account", account)
                .param("now", OutboxStore.utc(now))
                .param(
                        "references",
                        reports.stream()
                                .map(it -> Settlement.storable(it.providerReference()))
                                .toArray(String[]::new))
                .param(
                        "states",
                        reports.stream().map(it -> OutboxStore.word(it.state())).toArray(String[]::new))
                .param(
                        "reasons",
                        reports.stream()
                                .map(it ->
                                        it.reason() == null ? null : it.reason().name())
                                .toArray(String[]::new))
                .param(
                        "details",
                        reports.stream()
                                .map(it -> Settlement.storable(it.detail()))
                                .toArray(String[]::new))
                .param("times", reports.stream().map(it -> it.at().toString()).toArray(String[]::new))
                .update();
    }

    /// Writes the fate of the messages whose parts have these references, where it is known now: undelivered when
    /// one part is, delivered when all are. The first final report of a part counts. What was written before
    /// stays, and only what is written here is counted.
    int conclude(long account, List<String> references) {
        return jdbc.sql("""
                WITH touched AS (
                    SELECT DISTINCT p.batch_id, p.slice, p.seq
                    FROM unnest(:references) AS x (reference)
                    JOIN dispatch.part p ON p.account_id = :account AND p.reference = x.reference
                ), fate AS (
                    SELECT t.batch_id, t.slice, t.seq, count(*) AS parts,
                           count(*) FILTER (WHERE f.state = 'delivered') AS arrived,
                           count(*) FILTER (WHERE f.state IN ('undelivered', 'expired')) AS lost,
                           min(f.reason) FILTER (WHERE f.state IN ('undelivered', 'expired')) AS reason,
                           max(f.at) AS at
                    FROM touched t
                    JOIN dispatch.part p ON p.batch_id = t.batch_id AND p.slice = t.slice AND p.seq = t.seq
                    LEFT JOIN LATERAL (
                        SELECT r.state, r.at,
                               coalesce(r.reason, CASE WHEN r.state = 'expired' THEN 'EXPIRED' ELSE 'OTHER' END) AS reason
                        FROM dispatch.report r
                        WHERE r.account_id = p.account_id AND r.reference = p.reference AND r.received_at >= p.since
                          AND r.state IN ('delivered', 'undelivered', 'expired')
                        ORDER BY r.received_at, r.state
                        LIMIT 1
                    ) f ON true
                    GROUP BY t.batch_id, t.slice, t.seq
                ), written AS (
                    INSERT INTO dispatch.delivery (batch_id, slice, seq, state, reason, at)
                    SELECT batch_id, slice, seq, CASE WHEN lost > 0 THEN 'undelivered' ELSE 'delivered' END,
                           CASE WHEN lost > 0 THEN reason END, at
                    FROM fate
                    WHERE lost > 0 OR arrived = parts
                    ON CONFLICT DO NOTHING
                    RETURNING batch_id, slice, state
                ), counted AS (
                    SELECT batch_id, slice, count(*) FILTER (WHERE state = 'delivered') AS delivered,
                           count(*) FILTER (WHERE state = 'undelivered') AS undelivered
                    FROM written
                    GROUP BY batch_id, slice
                )
                UPDATE dispatch.slice s
                SET delivered = s.delivered + c.delivered, undelivered = s.undelivered + c.undelivered
                FROM counted c
                WHERE s.batch_id = c.batch_id AND s.slice = c.slice
                """)
                .param("account", account)
                .param("references", references.toArray(String[]::new))
                .update();
    }
}
