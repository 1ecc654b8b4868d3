package utskick.dispatch;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.consent.Refusal;
import utskick.kernel.Channel;

/// All SQL of the rounds. Each statement works on a set of messages; none of them updates a recipient.
final class RoundStore {

    private final JdbcClient jdbc;

    RoundStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Accounts with something to send at this moment.
    List<Long> accountsWithWork(Instant now) {
        return jdbc.sql("""
                SELECT b.account_id
                FROM dispatch.batch b
                WHERE b.state = 'running'
                  AND coalesce(b.not_before <= :now, true) AND coalesce(b.not_after > :now, true)
                  AND (EXISTS (SELECT FROM dispatch.slice s WHERE s.batch_id = b.id AND s.next_seq <= s.last_seq)
                       OR EXISTS (SELECT FROM dispatch.retry q WHERE q.batch_id = b.id AND q.due_at <= :now))
                GROUP BY b.account_id
                """)
                .param("now", OutboxStore.utc(now))
                .query(Long.class)
                .list();
    }

    /// Makes this node the only one that works on the account. True when it was not and now is; false when it
    /// was, or when another living node is.
    boolean takeLane(long account, long node, Instant now) {
        return jdbc.sql("""
                INSERT INTO dispatch.lane AS l (account_id, node_id) VALUES (:account, :node)
                ON CONFLICT (account_id) DO UPDATE SET node_id = excluded.node_id
                WHERE l.node_id IS DISTINCT FROM excluded.node_id
                  AND NOT EXISTS (SELECT FROM dispatch.node n WHERE n.id = l.node_id AND n.lease_until > :now)
                """)
                        .param("account", account)
                        .param("node", node)
                        .param("now", OutboxStore.utc(now))
                        .update()
                == 1;
    }

    void leaveLane(long account, long node) {
        jdbc.sql("UPDATE dispatch.lane SET node_id = NULL WHERE account_id = :account AND node_id = :node")
                .param("account", account)
                .param("node", node)
                .update();
    }

    void leaveLanes(long node) {
        jdbc.sql("UPDATE dispatch.lane SET node_id = NULL WHERE node_id = :node")
                .param("node", node)
                .update();
    }

    /// Moves the cursor of the slice that has waited longest, single messages and tests first, and writes the
    /// claim. The batch stays locked against a pause until the claim is committed. The cursor moves once over a
    /// row, so that no row can be claimed twice, whatever clocks and leases say.
    Optional<Taken> takeFresh(long account, long node, int size, Instant now) {
        return jdbc.sql("""
                WITH pick AS (
                    SELECT b.id, s.slice, s.next_seq AS first, least(s.next_seq + :size - 1, s.last_seq) AS last,
                           b.channel, b.account_id, b.sender, b.content_id, b.purpose
                    FROM dispatch.batch b
                    JOIN dispatch.slice s ON s.batch_id = b.id
                    JOIN dispatch.lane l ON l.account_id = b.account_id AND l.node_id = :node
                    JOIN dispatch.node n ON n.id = l.node_id AND n.lease_until > :now
                    WHERE b.account_id = :account AND b.state = 'running' AND s.next_seq <= s.last_seq
                      AND coalesce(b.not_before <= :now, true) AND coalesce(b.not_after > :now, true)
                    ORDER BY b.kind = 'campaign', s.claimed_at NULLS FIRST, b.id, s.slice
                    LIMIT 1
                    FOR SHARE OF b
                    FOR UPDATE OF s
                ), moved AS (
                    UPDATE dispatch.slice s SET next_seq = p.last + 1, claimed_at = :now
                    FROM pick p
                    WHERE s.batch_id = p.id AND s.slice = p.slice
                ), claim AS (
                    INSERT INTO dispatch.claim (batch_id, slice, seqs, attempts, node_id, account_id, at)
                    SELECT p.id, p.slice, ARRAY(SELECT generate_series(p.first, p.last)),
                           array_fill(CAST(1 AS smallint), ARRAY[p.last - p.first + 1]), :node, p.account_id, :now
                    FROM pick p
                    RETURNING id
                )
                SELECT c.id AS claim_id, p.*, NULL AS seqs, NULL AS attempts, NULL AS sinces
                FROM pick p CROSS JOIN claim c
                """)
                .param("account", account)
                .param("node", node)
                .param("size", size)
                .param("now", OutboxStore.utc(now))
                .query((row, _) -> taken(row, now))
                .optional();
    }

    /// Takes retries that are due, of the batch whose first one has waited longest.
    Optional<Taken> takeRetries(long account, long node, int size, Instant now) {
        return jdbc.sql("""
                WITH pick AS (
                    SELECT b.id, q.slice, b.channel, b.account_id, b.sender, b.content_id, b.purpose
                    FROM dispatch.retry q
                    JOIN dispatch.batch b ON b.id = q.batch_id
                    JOIN dispatch.lane l ON l.account_id = b.account_id AND l.node_id = :node
                    JOIN dispatch.node n ON n.id = l.node_id AND n.lease_until > :now
                    WHERE q.account_id = :account AND q.due_at <= :now AND b.state = 'running'
                      AND coalesce(b.not_before <= :now, true) AND coalesce(b.not_after > :now, true)
                    ORDER BY b.kind = 'campaign', q.due_at
                    LIMIT 1
                    FOR SHARE OF b
                ), due AS (
                    SELECT q.batch_id, q.slice, q.seq
                    FROM dispatch.retry q
                    JOIN pick p ON p.id = q.batch_id AND p.slice = q.slice
                    WHERE q.due_at <= :now
                    ORDER BY q.due_at
                    LIMIT :size
                    FOR UPDATE OF q
                ), gone AS (
                    DELETE FROM dispatch.retry q
                    USING due d
                    WHERE q.batch_id = d.batch_id AND q.slice = d.slice AND q.seq = d.seq
                    RETURNING q.seq, q.attempt, q.since
                ), sets AS (
                    SELECT array_agg(seq ORDER BY seq) AS seqs, array_agg(attempt ORDER BY seq) AS attempts,
                           array_agg(since ORDER BY seq) AS sinces
                    FROM gone
                    HAVING count(*) > 0
                ), claim AS (
                    INSERT INTO dispatch.claim (batch_id, slice, seqs, attempts, node_id, account_id, at)
                    SELECT p.id, p.slice, s.seqs, s.attempts, :node, p.account_id, :now
                    FROM pick p CROSS JOIN sets s
                    RETURNING id
                )
                SELECT c.id AS claim_id, p.*, 0 AS first, 0 AS last, s.seqs, s.attempts, s.sinces
                FROM pick p CROSS JOIN sets s CROSS JOIN claim c
                """)
                .param("account", account)
                .param("node", node)
                .param("size", size)
                .param("now", OutboxStore.utc(now))
                .query((row, _) -> taken(row, now))
                .optional();
    }

    private static Taken taken(ResultSet row, Instant now) throws SQLException {
        var attempts = new HashMap<Integer, Attempt>();
        var seqs = row.getArray("seqs");
        var retried = List.<Integer>of();
        if (seqs != null) {
            retried = List.of((Integer[]) seqs.getArray());
            var numbers = (Short[]) row.getArray("attempts").getArray();
            var sinces = (Timestamp[]) row.getArray("sinces").getArray();
            for (int i = 0; i < retried.size(); i++) {
                attempts.put(retried.get(i), new Attempt(numbers[i], sinces[i].toInstant()));
            }
        }
        return new Taken(
                row.getLong("claim_id"),
                new Claim.Range(row.getLong("id"), row.getInt("slice")),
                new Draft.Route(
                        Channel.valueOf(row.getString("channel")), row.getLong("account_id"), row.getString("sender")),
                row.getLong("content_id"),
                row.getString("purpose"),
                new Selection(row.getInt("first"), row.getInt("last"), retried, attempts),
                now);
    }

    /// Reads what was taken, and for each message whether consent still allows it. Belongs into the transaction of
    /// the taking: a withdrawal committed before it is seen.
    Claim read(Taken taken) {
        var first = new Attempt(1, taken.at());
        var selection = taken.selection();
        boolean fresh = selection.retried().isEmpty();
        var entries = jdbc.sql("""
                SELECT r.seq, r.address, r.language, r.fields, %s AS refusal
                FROM dispatch.recipient r
                WHERE r.batch_id = :batch AND r.slice = :slice AND %s
                ORDER BY r.seq
                """.formatted(
                                Refusal.sql(":channel", ":purpose", "r.address"),
                                fresh ? "r.seq BETWEEN :first AND :last" : "r.seq = ANY (:seqs)"))
                .param("channel", taken.route().channel().name())
                .param("purpose", taken.purpose())
                .param("batch", taken.range().batch())
                .param("slice", taken.range().slice())
                .param("first", selection.first())
                .param("last", selection.last())
                .param("seqs", selection.retried().toArray(Integer[]::new))
                .query((row, _) -> {
                    int seq = row.getInt("seq");
                    var attempt = Objects.requireNonNull(selection.attempts().getOrDefault(seq, first));
                    return new Claim.Entry(
                            seq,
                            attempt.number(),
                            attempt.since(),
                            row.getString("address"),
                            row.getString("language"),
                            OutboxStore.texts(row.getArray("fields")),
                            row.getString("refusal"));
                })
                .list();
        return new Claim(taken.claimId(), taken.range(), taken.route(), taken.contentId(), taken.at(), entries);
    }

    /// Writes what became of a claim, deletes it and counts, all in one statement. Empty when the claim was gone:
    /// another node took this one for dead. Otherwise whether the slice has come to its end.
    Optional<Boolean> settle(Claim claim, Settlement settlement, Instant now) {
        return jdbc.sql("""
                WITH turn AS (
                    SELECT account_id FROM dispatch.lane WHERE account_id = :account FOR UPDATE
                ), gone AS (
                    DELETE FROM dispatch.claim c USING turn WHERE c.id = :claim RETURNING c.id
                ), outcome AS (
                    INSERT INTO dispatch.outcome (batch_id, slice, seq, customer_id, attempt, state, reason, detail, units, at)
                    SELECT :batch, :slice, o.seq, r.customer_id, o.attempt, o.state, o.reason, o.detail, o.units, :now
                    FROM gone, unnest(:outSeqs, :outAttempts, :outStates, :outReasons, :outDetails, :outUnits)
                        AS o (seq, attempt, state, reason, detail, units)
                    LEFT JOIN dispatch.recipient r ON r.batch_id = :batch AND r.slice = :slice AND r.seq = o.seq
                ), part AS (
                    INSERT INTO dispatch.part AS p (account_id, reference, batch_id, slice, seq, part, since)
                    SELECT DISTINCT ON (n.reference) :account, n.reference, :batch, :slice, n.seq, n.part, :since
                    FROM gone, unnest(:partReferences, :partSeqs, :partNumbers) AS n (reference, seq, part)
                    ON CONFLICT (account_id, reference) DO UPDATE
                    SET batch_id = excluded.batch_id, slice = excluded.slice, seq = excluded.seq, part = excluded.part,
                        since = excluded.since
                ), retry AS (
                    INSERT INTO dispatch.retry (batch_id, slice, seq, account_id, attempt, since, due_at, reason, detail)
                    SELECT :batch, :slice, q.seq, :account, q.attempt, q.since, q.due_at, q.reason, q.detail
                    FROM gone, unnest(:retrySeqs, :retryAttempts, CAST(:retrySinces AS timestamptz[]),
                                     CAST(:retryDues AS timestamptz[]), :retryReasons, :retryDetails)
                        AS q (seq, attempt, since, due_at, reason, detail)
                )
                UPDATE dispatch.slice s
                SET submitted = s.submitted + :submitted, failed = s.failed + :failed,
                    suppressed = s.suppressed + :suppressed, uncertain = s.uncertain + :uncertain,
                    units_sent = s.units_sent + :unitsSent
                FROM gone
                WHERE s.batch_id = :batch AND s.slice = :slice
                RETURNING s.next_seq > s.last_seq
                """)
                .param("account", claim.route().accountId())
                .param("claim", claim.id())
                .param("batch", claim.range().batch())
                .param("slice", claim.range().slice())
                .param("now", OutboxStore.utc(now))
                .param("since", OutboxStore.utc(claim.at()))
                .params(outcomes(settlement.outcomes))
                .params(parts(settlement.parts))
                .param("retrySeqs", ints(settlement.retries, Settlement.Retry::seq))
                .param("retryAttempts", shorts(settlement.retries, Settlement.Retry::next))
                .param("retrySinces", times(settlement.retries, Settlement.Retry::since))
                .param("retryDues", times(settlement.retries, Settlement.Retry::dueAt))
                .param("retryReasons", strings(settlement.retries, Settlement.Retry::reason))
                .param("retryDetails", strings(settlement.retries, Settlement.Retry::detail))
                .param("submitted", settlement.count(Message.State.SUBMITTED))
                .param("failed", settlement.count(Message.State.FAILED))
                .param("suppressed", settlement.count(Message.State.SUPPRESSED))
                .param("uncertain", settlement.count(Message.State.UNCERTAIN))
                .param("unitsSent", settlement.unitsSubmitted())
                .query(Boolean.class)
                .optional();
    }

    /// The late record of a node that had been taken for dead: it does know what became of its uncertain messages.
    /// What it does not find uncertain is left alone, so this may be repeated. Returns how many it settled.
    int settleLate(Claim claim, Settlement settlement, Instant now) {
        // not taken after all; whether to try again is now for a person to decide
        var outcomes = new ArrayList<>(settlement.outcomes);
        for (var retry : settlement.retries) {
            outcomes.add(new Settlement.Outcome(
                    retry.seq(), retry.attempt(), Message.State.FAILED, retry.reason(), retry.detail(), 0));
        }
        return jdbc.sql("""
                WITH turn AS (
                    SELECT account_id FROM dispatch.lane WHERE account_id = :account FOR UPDATE
                ), known AS (
                    UPDATE dispatch.outcome o
                    SET state = n.state, reason = n.reason, detail = n.detail, units = n.units, at = :now
                    FROM turn, unnest(:outSeqs, :outAttempts, :outStates, :outReasons, :outDetails, :outUnits)
                        AS n (seq, attempt, state, reason, detail, units)
                    WHERE o.batch_id = :batch AND o.slice = :slice AND o.seq = n.seq AND o.attempt = n.attempt
                      AND o.state = 'uncertain' AND n.state <> 'uncertain'
                    RETURNING o.seq, o.state, o.units, o.retaken
                ), part AS (
                    INSERT INTO dispatch.part AS p (account_id, reference, batch_id, slice, seq, part, since)
                    SELECT DISTINCT ON (n.reference) :account, n.reference, :batch, :slice, n.seq, n.part, :since
                    FROM unnest(:partReferences, :partSeqs, :partNumbers) AS n (reference, seq, part)
                    JOIN known k ON k.seq = n.seq AND NOT k.retaken
                    ON CONFLICT (account_id, reference) DO UPDATE
                    SET batch_id = excluded.batch_id, slice = excluded.slice, seq = excluded.seq, part = excluded.part,
                        since = excluded.since
                ), counted AS (
                    SELECT count(*) AS n, count(*) FILTER (WHERE state = 'submitted') AS submitted,
                           count(*) FILTER (WHERE state = 'failed') AS failed,
                           count(*) FILTER (WHERE state = 'suppressed') AS suppressed,
                           coalesce(sum(units) FILTER (WHERE state = 'submitted'), 0) AS units
                    FROM known
                    WHERE NOT retaken
                ), counters AS (
                    UPDATE dispatch.slice s
                    SET submitted = s.submitted + c.submitted, failed = s.failed + c.failed,
                        suppressed = s.suppressed + c.suppressed, uncertain = s.uncertain - c.n,
                        units_sent = s.units_sent + c.units
                    FROM counted c
                    WHERE s.batch_id = :batch AND s.slice = :slice
                )
                SELECT count(*) FROM known
                """)
                .param("account", claim.route().accountId())
                .param("batch", claim.range().batch())
                .param("slice", claim.range().slice())
                .param("now", OutboxStore.utc(now))
                .param("since", OutboxStore.utc(claim.at()))
                .params(outcomes(outcomes))
                .params(parts(settlement.parts))
                .query(Integer.class)
                .single();
    }

    private static Map<String, Object> outcomes(List<Settlement.Outcome> outcomes) {
        return Map.of(
                "outSeqs", ints(outcomes, Settlement.Outcome::seq),
                "outAttempts", shorts(outcomes, Settlement.Outcome::attempt),
                "outStates", strings(outcomes, it -> OutboxStore.word(it.state())),
                "outReasons", strings(outcomes, Settlement.Outcome::reason),
                "outDetails", strings(outcomes, Settlement.Outcome::detail),
                "outUnits", shorts(outcomes, Settlement.Outcome::units));
    }

    private static Map<String, Object> parts(List<Settlement.Part> parts) {
        return Map.of(
                "partReferences", strings(parts, Settlement.Part::reference),
                "partSeqs", ints(parts, Settlement.Part::seq),
                "partNumbers", shorts(parts, Settlement.Part::part));
    }

    /// A claim whose commit ended in an error was never handed over: if it is there all the same, its messages go
    /// back.
    /// Only the process that made the claim may say so.
    int putBack(long claim, Instant now) {
        return jdbc.sql("""
                WITH gone AS (
                    DELETE FROM dispatch.claim WHERE id = :claim RETURNING *
                )
                INSERT INTO dispatch.retry (batch_id, slice, seq, account_id, attempt, since, due_at, reason)
                SELECT g.batch_id, g.slice, m.seq, g.account_id, m.attempt, :now, :now, 'UNREACHABLE'
                FROM gone g, unnest(g.seqs, g.attempts) AS m (seq, attempt)
                """)
                .param("claim", claim)
                .param("now", OutboxStore.utc(now))
                .update();
    }

    /// Claims of nodes whose lease has lapsed.
    List<Long> lostClaims(Instant now) {
        return jdbc.sql("""
                SELECT c.id
                FROM dispatch.claim c
                JOIN dispatch.node n ON n.id = c.node_id
                WHERE n.lease_until <= :now
                ORDER BY c.id
                """)
                .param("now", OutboxStore.utc(now))
                .query(Long.class)
                .list();
    }

    /// Turns the claim of a lost node into uncertain messages. Returns how many: none when another node was faster.
    int giveUp(long claim, Instant now) {
        return jdbc.sql("""
                WITH gone AS (
                    DELETE FROM dispatch.claim c
                    USING dispatch.node n
                    WHERE c.id = :claim AND n.id = c.node_id AND n.lease_until <= :now
                    RETURNING c.batch_id, c.slice, c.seqs, c.attempts
                ), outcome AS (
                    INSERT INTO dispatch.outcome (batch_id, slice, seq, customer_id, attempt, state, reason, detail, at)
                    SELECT g.batch_id, g.slice, m.seq, r.customer_id, m.attempt, 'uncertain', 'NODE_LOST', '', :now
                    FROM gone g
                    CROSS JOIN LATERAL unnest(g.seqs, g.attempts) AS m (seq, attempt)
                    LEFT JOIN dispatch.recipient r ON r.batch_id = g.batch_id AND r.slice = g.slice AND r.seq = m.seq
                ), counters AS (
                    UPDATE dispatch.slice s SET uncertain = s.uncertain + cardinality(g.seqs)
                    FROM gone g
                    WHERE s.batch_id = g.batch_id AND s.slice = g.slice
                )
                SELECT coalesce(sum(cardinality(seqs)), 0) FROM gone
                """)
                .param("claim", claim)
                .param("now", OutboxStore.utc(now))
                .query(Integer.class)
                .single();
    }

    /// Ends batches in which nothing is left to do. Asked after a settle and not in it, so that of two rounds that
    /// end together the later one sees both.
    List<Long> closeFinished(Instant now) {
        return jdbc.sql("""
                UPDATE dispatch.batch b SET state = 'done', done_at = :now
                WHERE b.state = 'running'
                  AND NOT EXISTS (SELECT FROM dispatch.slice s WHERE s.batch_id = b.id AND s.next_seq <= s.last_seq)
                  AND NOT EXISTS (SELECT FROM dispatch.claim c WHERE c.batch_id = b.id)
                  AND NOT EXISTS (SELECT FROM dispatch.retry q WHERE q.batch_id = b.id)
                RETURNING b.id
                """)
                .param("now", OutboxStore.utc(now))
                .query(Long.class)
                .list();
    }

    /// Batches whose time is over but that still have messages to send.
    List<Long> expired(Instant now) {
        return jdbc.sql("SELECT id FROM dispatch.batch WHERE state IN ('running', 'paused') AND not_after <= :now")
                .param("now", OutboxStore.utc(now))
                .query(Long.class)
                .list();
    }

    /// Cancelled batches in which a round has left retries since.
    List<Long> cancelledWithRetries() {
        return jdbc.sql("""
                SELECT DISTINCT q.batch_id
                FROM dispatch.retry q
                JOIN dispatch.batch b ON b.id = q.batch_id
                WHERE b.state = 'cancelled'
                """).query(Long.class).list();
    }

    private static <T> Integer[] ints(List<T> rows, Function<T, Integer> column) {
        return rows.stream().map(column).toArray(Integer[]::new);
    }

    private static <T> Short[] shorts(List<T> rows, Function<T, Integer> column) {
        return rows.stream().map(it -> column.apply(it).shortValue()).toArray(Short[]::new);
    }

    private static <T> String[] strings(List<T> rows, Function<T, @Nullable String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }

    /// The driver takes no arrays of times: their ISO form is cast in the statement.
    private static <T> String[] times(List<T> rows, Function<T, Instant> column) {
        return rows.stream().map(it -> column.apply(it).toString()).toArray(String[]::new);
    }

    private record Attempt(int number, Instant since) {}

    /// A claim that is written but not yet read.
    record Taken(
            long claimId,
            Claim.Range range,
            Draft.Route route,
            long contentId,
            String purpose,
            Selection selection,
            Instant at) {}

    /// Which rows: a fresh range, or else those retried.
    private record Selection(int first, int last, List<Integer> retried, Map<Integer, Attempt> attempts) {}
}
