package utskick.dispatch;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.gateway.FailureReason;
import utskick.kernel.Channel;
import utskick.kernel.CustomerId;
import utskick.kernel.Money;
import utskick.kernel.SqlQuery;

/// All SQL that people's commands need: freezing, pricing, starting, stopping.
final class OutboxStore {

    /// Until country windows cut a batch, it is one slice.
    static final int ONLY_SLICE = 1;

    private final JdbcClient jdbc;

    OutboxStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Makes the batch, or nothing when its command made one before.
    Optional<BatchId> insertBatch(Draft draft, Batch.State state, Instant now) {
        return jdbc.sql("""
                INSERT INTO dispatch.batch (command, campaign_id, kind, name, channel, account_id, sender, content_id,
                                            purpose, state, unit_price, currency, not_before, not_after, created_by,
                                            created_at, started_at)
                VALUES (:command, :campaign, :kind, :name, :channel, :account, :sender, :content,
                        :purpose, :state, :price, :currency, :notBefore, :notAfter, :by,
                        :now, CASE WHEN :state = 'running' THEN CAST(:now AS timestamptz) END)
                ON CONFLICT (command) DO NOTHING
                RETURNING id
                """)
                .param("command", draft.command())
                .param("campaign", draft.campaignId())
                .param("kind", word(draft.kind()))
                .param("name", draft.name())
                .param("channel", draft.route().channel().name())
                .param("account", draft.route().accountId())
                .param("sender", draft.route().sender())
                .param("content", draft.contentId())
                .param("purpose", draft.purpose())
                .param("state", word(state))
                .param("price", draft.unitPrice().amount())
                .param("currency", draft.unitPrice().currency().getCurrencyCode())
                .param("notBefore", utc(draft.window().notBefore()))
                .param("notAfter", utc(draft.window().notAfter()))
                .param("by", draft.createdBy())
                .param("now", utc(now))
                .query(Long.class)
                .optional()
                .map(BatchId::new);
    }

    BatchId batchOf(UUID command) {
        return new BatchId(jdbc.sql("SELECT id FROM dispatch.batch WHERE command = :command")
                .param("command", command)
                .query(Long.class)
                .single());
    }

    /// Writes every row of the audience as recipient or as left out, each customer once. Two customers with one
    /// address are one recipient, whatever the audience says.
    void insertAudience(BatchId batch, SqlQuery audience) {
        // sorting 200,000 rows in memory, not on disk
        jdbc.sql("SET LOCAL work_mem = '64MB'").update();
        jdbc.sql("""
                WITH audience AS MATERIALIZED (
                    SELECT a.customer_id, a.address, a.language, a.fields,
                           coalesce(a.reason, CASE WHEN row_number() OVER (PARTITION BY a.reason, a.address COLLATE "C"
                                                                           ORDER BY a.customer_id) > 1
                                                   THEN 'duplicate_address' END) AS reason
                    FROM (%s) a
                ), recipients AS (
                    INSERT INTO dispatch.recipient (batch_id, slice, seq, customer_id, address, language, fields)
                    SELECT :dispatchBatch, :dispatchSlice, row_number() OVER (ORDER BY customer_id),
                           customer_id, address, language, fields
                    FROM audience
                    WHERE reason IS NULL
                ), left_out AS (
                    INSERT INTO dispatch.left_out (batch_id, customer_id, reason, address)
                    SELECT :dispatchBatch, customer_id, reason, address
                    FROM audience
                    WHERE reason IS NOT NULL
                ), size AS (
                    SELECT count(*) AS selected, count(*) FILTER (WHERE reason IS NULL) AS planned FROM audience
                ), slice AS (
                    INSERT INTO dispatch.slice (batch_id, slice, last_seq)
                    SELECT :dispatchBatch, :dispatchSlice, planned
                    FROM size
                )
                UPDATE dispatch.batch b
                SET selected = s.selected, planned = s.planned, left_out = s.selected - s.planned
                FROM size s
                WHERE b.id = :dispatchBatch
                """.formatted(audience.text()))
                .params(audience.params())
                .param("dispatchBatch", batch.value())
                .param("dispatchSlice", ONLY_SLICE)
                .update();
    }

    /// Without fresh statistics the planner does not trust the keys of a big new batch, and claims read the table.
    void analyze() {
        jdbc.sql("ANALYZE dispatch.recipient").update();
    }

    /// An audience of one.
    void insertRecipient(BatchId batch, Recipient recipient, int units) {
        jdbc.sql("""
                WITH recipient AS (
                    INSERT INTO dispatch.recipient (batch_id, slice, seq, customer_id, address, language, fields)
                    VALUES (:batch, :slice, 1, :customer, :address, :language, :fields)
                ), slice AS (
                    INSERT INTO dispatch.slice (batch_id, slice, last_seq) VALUES (:batch, :slice, 1)
                )
                UPDATE dispatch.batch SET selected = 1, planned = 1, units = :units WHERE id = :batch
                """)
                .param("batch", batch.value())
                .param("slice", ONLY_SLICE)
                .param(
                        "customer",
                        recipient.customer() == null
                                ? null
                                : recipient.customer().value())
                .param("address", recipient.address().value())
                .param("language", recipient.language())
                .param("fields", recipient.fields().toArray(String[]::new))
                .param("units", units)
                .update();
    }

    void forgetValues(Collection<BatchId> batches) {
        jdbc.sql("UPDATE dispatch.recipient SET fields = NULL WHERE batch_id = ANY (:batches) AND fields IS NOT NULL")
                .param("batches", batches.stream().map(BatchId::value).toArray(Long[]::new))
                .update();
    }

    /// Whether this call started it: held, counted, and what the person saw.
    boolean start(BatchId batch, int planned, long units, Instant now) {
        return jdbc.sql("""
                UPDATE dispatch.batch b
                SET state = 'running', started_at = :now
                WHERE b.id = :batch AND b.state = 'held' AND b.planned = :planned AND b.units = :units
                  AND EXISTS (SELECT FROM dispatch.pricing p WHERE p.batch_id = b.id AND p.finished_at IS NOT NULL)
                """)
                        .param("batch", batch.value())
                        .param("planned", planned)
                        .param("units", units)
                        .param("now", utc(now))
                        .update()
                == 1;
    }

    boolean move(BatchId batch, Batch.State from, Batch.State to) {
        return jdbc.sql("UPDATE dispatch.batch SET state = :to WHERE id = :batch AND state = :from")
                        .param("batch", batch.value())
                        .param("from", word(from))
                        .param("to", word(to))
                        .update()
                == 1;
    }

    /// Takes the account's turn at counting until the transaction ends, and with it keeps settles, reports and
    /// commands from waiting for each other in a circle.
    void takeTurn(BatchId batch) {
        jdbc.sql("""
                SELECT l.account_id
                FROM dispatch.lane l
                WHERE l.account_id = (SELECT account_id FROM dispatch.batch WHERE id = :batch)
                FOR UPDATE
                """).param("batch", batch.value()).query(Long.class).optional();
    }

    /// Ends the batch. What was never claimed is cancelled by that alone; what waits for another try is cancelled
    /// here.
    boolean cancel(BatchId batch, Instant now) {
        boolean cancelled = jdbc.sql("""
                UPDATE dispatch.batch SET state = 'cancelled', done_at = :now
                WHERE id = :batch AND state IN ('running', 'paused')
                """)
                        .param("batch", batch.value())
                        .param("now", utc(now))
                        .update()
                == 1;
        if (cancelled) {
            cancelRetries(batch, now);
        }
        return cancelled;
    }

    /// The retries of a cancelled batch become outcomes; also those that a round wrote while it was being
    /// cancelled.
    int cancelRetries(BatchId batch, Instant now) {
        return jdbc.sql("""
                WITH gone AS (
                    DELETE FROM dispatch.retry q
                    USING dispatch.batch b
                    WHERE b.id = :batch AND q.batch_id = :batch AND b.state = 'cancelled'
                    RETURNING q.batch_id, q.slice, q.seq, q.attempt, q.reason, q.detail
                ), outcome AS (
                    INSERT INTO dispatch.outcome (batch_id, slice, seq, customer_id, attempt, state, reason, detail, at)
                    SELECT batch_id, slice, seq, r.customer_id, attempt, 'cancelled', reason, detail, :now
                    FROM gone LEFT JOIN dispatch.recipient r USING (batch_id, slice, seq)
                ), counted AS (
                    SELECT batch_id, slice, count(*) AS n FROM gone GROUP BY batch_id, slice
                )
                UPDATE dispatch.slice s SET cancelled = s.cancelled + c.n
                FROM counted c
                WHERE s.batch_id = c.batch_id AND s.slice = c.slice
                """)
                .param("batch", batch.value())
                .param("now", utc(now))
                .update();
    }

    /// Has messages that stand at `state` tried again, as a new series of attempts. Returns how many.
    int again(BatchId batch, Message.State state, List<FailureReason> hopeless, Instant now) {
        int messages = jdbc.sql("""
                WITH batch AS (
                    SELECT id, account_id FROM dispatch.batch
                    WHERE id = :batch AND state IN ('running', 'paused', 'done')
                    FOR UPDATE
                ), again AS (
                    UPDATE dispatch.outcome o SET retaken = true
                    FROM batch b
                    WHERE o.batch_id = :batch AND o.state = :state AND NOT o.retaken
                      AND coalesce(o.reason, '') <> ALL (:hopeless)
                      AND NOT EXISTS (SELECT FROM dispatch.recipient r
                                      WHERE r.batch_id = o.batch_id AND r.slice = o.slice AND r.seq = o.seq
                                        AND r.fields IS NULL)
                    RETURNING o.batch_id, o.slice, o.seq, b.account_id, o.attempt, o.reason, o.detail
                ), counted AS (
                    SELECT slice, count(*) AS n FROM again GROUP BY slice
                ), counters AS (
                    UPDATE dispatch.slice s
                    SET failed = s.failed - CASE WHEN :state = 'failed' THEN c.n ELSE 0 END,
                        uncertain = s.uncertain - CASE WHEN :state = 'uncertain' THEN c.n ELSE 0 END
                    FROM counted c
                    WHERE s.batch_id = :batch AND s.slice = c.slice
                )
                INSERT INTO dispatch.retry (batch_id, slice, seq, account_id, attempt, since, due_at, reason, detail)
                SELECT batch_id, slice, seq, account_id, ((attempt - 1) / :series + 1) * :series + 1, :now, :now,
                       coalesce(reason, 'OTHER'), coalesce(detail, '')
                FROM again
                """)
                .param("batch", batch.value())
                .param("state", word(state))
                .param("hopeless", hopeless.stream().map(Enum::name).toArray(String[]::new))
                .param("series", Attempts.SERIES)
                .param("now", utc(now))
                .update();
        if (messages > 0) {
            jdbc.sql("UPDATE dispatch.batch SET state = 'running', done_at = NULL WHERE id = :batch AND state = 'done'")
                    .param("batch", batch.value())
                    .update();
        }
        return messages;
    }

    /// A person has decided that the uncertain ones count as handed over.
    int treatAsSent(BatchId batch) {
        return jdbc.sql("""
                WITH sent AS (
                    UPDATE dispatch.outcome SET state = 'submitted', reason = 'TREATED_AS_SENT'
                    WHERE batch_id = :batch AND state = 'uncertain' AND NOT retaken
                    RETURNING slice, units
                ), counted AS (
                    SELECT slice, count(*) AS n, sum(units) AS units FROM sent GROUP BY slice
                ), counters AS (
                    UPDATE dispatch.slice s
                    SET uncertain = s.uncertain - c.n, submitted = s.submitted + c.n, units_sent = s.units_sent + c.units
                    FROM counted c
                    WHERE s.batch_id = :batch AND s.slice = c.slice
                )
                SELECT coalesce(sum(n), 0) FROM counted
                """).param("batch", batch.value()).query(Integer.class).single();
    }

    /// Removes a batch that never started. Nothing of it was ever sent, so nothing of it is history.
    boolean discard(BatchId batch) {
        boolean held = lockHeld(batch);
        if (held) {
            for (var statement : List.of(
                    "DELETE FROM dispatch.recipient WHERE batch_id = :batch",
                    "DELETE FROM dispatch.left_out WHERE batch_id = :batch",
                    "DELETE FROM dispatch.pricing_note WHERE batch_id = :batch",
                    "DELETE FROM dispatch.pricing WHERE batch_id = :batch",
                    "DELETE FROM dispatch.slice WHERE batch_id = :batch",
                    "DELETE FROM dispatch.batch WHERE id = :batch")) {
                jdbc.sql(statement).param("batch", batch.value()).update();
            }
        }
        return held;
    }

    /// Locks the batch while it is not started. Whatever changes a held batch locks it first, so that a count and a
    /// discard wait for each other instead of blocking each other.
    private boolean lockHeld(BatchId batch) {
        return jdbc.sql("SELECT id FROM dispatch.batch WHERE id = :batch AND state = 'held' FOR UPDATE")
                .param("batch", batch.value())
                .query(Long.class)
                .optional()
                .isPresent();
    }

    /// Begins the count anew; false when there is no such held batch.
    boolean beginPricing(BatchId batch) {
        return jdbc.sql("""
                INSERT INTO dispatch.pricing (batch_id)
                SELECT id FROM dispatch.batch WHERE id = :batch AND state = 'held'
                ON CONFLICT (batch_id) DO UPDATE SET counted = 0, finished_at = NULL
                """).param("batch", batch.value()).update() == 1;
    }

    List<Line> lines(BatchId batch, int after, int limit) {
        return jdbc.sql("""
                SELECT seq, customer_id, language, fields
                FROM dispatch.recipient
                WHERE batch_id = :batch AND slice = :slice AND seq > :after
                ORDER BY seq
                LIMIT :limit
                """)
                .param("batch", batch.value())
                .param("slice", ONLY_SLICE)
                .param("after", after)
                .param("limit", limit)
                .query((row, _) -> new Line(
                        row.getInt("seq"),
                        row.getObject("customer_id", Long.class),
                        row.getString("language"),
                        texts(row.getArray("fields"))))
                .list();
    }

    /// Stores how far the count is; false when the batch was discarded or started in the meantime.
    boolean storePricing(BatchId batch, Pricing pricing, @Nullable Instant finishedAt) {
        if (!lockHeld(batch)) {
            return false;
        }
        boolean stored = jdbc.sql("""
                UPDATE dispatch.pricing p
                SET counted = :counted, units = :units, parts = :parts, ucs2 = :ucs2, characters = :characters,
                    occurrences = :occurrences, missing = :missing, too_long = :tooLong, finished_at = :finishedAt
                WHERE p.batch_id = :batch
                """)
                        .param("batch", batch.value())
                        .param("counted", pricing.counted())
                        .param("units", pricing.units())
                        .param("parts", pricing.parts().toArray(Integer[]::new))
                        .param("ucs2", pricing.ucs2())
                        .param(
                                "characters",
                                pricing.characters().stream()
                                        .map(Pricing.CharacterCount::character)
                                        .toArray(String[]::new))
                        .param(
                                "occurrences",
                                pricing.characters().stream()
                                        .map(Pricing.CharacterCount::messages)
                                        .toArray(Integer[]::new))
                        .param("missing", pricing.missing())
                        .param("tooLong", pricing.tooLong())
                        .param("finishedAt", utc(finishedAt))
                        .update()
                == 1;
        if (stored && finishedAt != null) {
            jdbc.sql("UPDATE dispatch.batch SET units = :units WHERE id = :batch AND state = 'held'")
                    .param("batch", batch.value())
                    .param("units", pricing.units())
                    .update();
        }
        return stored;
    }

    void insertNotes(BatchId batch, List<Pricing.Note> notes) {
        if (notes.isEmpty()) {
            return;
        }
        jdbc.sql("""
                INSERT INTO dispatch.pricing_note (batch_id, kind, detail, seq, customer_id)
                SELECT :batch, n.kind, n.detail, n.seq, n.customer_id
                FROM unnest(:kinds, :details, :seqs, :customers) AS n (kind, detail, seq, customer_id)
                ON CONFLICT DO NOTHING
                """)
                .param("batch", batch.value())
                .param("kinds", notes.stream().map(it -> word(it.kind())).toArray(String[]::new))
                .param("details", notes.stream().map(Pricing.Note::detail).toArray(String[]::new))
                .param("seqs", notes.stream().map(Pricing.Note::seq).toArray(Integer[]::new))
                .param(
                        "customers",
                        notes.stream()
                                .map(it -> it.customer() == null
                                        ? null
                                        : it.customer().value())
                                .toArray(Long[]::new))
                .update();
    }

    Optional<Pricing> pricing(BatchId batch) {
        var notes = jdbc.sql("""
                SELECT kind, detail, customer_id, seq FROM dispatch.pricing_note
                WHERE batch_id = :batch
                ORDER BY kind, detail, seq
                """)
                .param("batch", batch.value())
                .query((row, _) -> new Pricing.Note(
                        Pricing.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                        row.getString("detail"),
                        customer(row),
                        row.getInt("seq")))
                .list();
        return jdbc.sql("""
                SELECT p.counted, b.planned, p.units, p.parts, p.ucs2, p.characters, p.occurrences, p.missing, p.too_long,
                       p.finished_at IS NOT NULL AS finished
                FROM dispatch.pricing p
                JOIN dispatch.batch b ON b.id = p.batch_id
                WHERE p.batch_id = :batch
                """)
                .param("batch", batch.value())
                .query((row, _) -> new Pricing(
                        batch,
                        row.getInt("planned"),
                        row.getInt("counted"),
                        row.getBoolean("finished"),
                        row.getLong("units"),
                        numbers(row.getArray("parts")),
                        row.getInt("ucs2"),
                        characters(texts(row.getArray("characters")), numbers(row.getArray("occurrences"))),
                        row.getInt("missing"),
                        row.getInt("too_long"),
                        notes))
                .optional();
    }

    Optional<Batch> batch(BatchId batch) {
        return jdbc.sql(BATCH + "WHERE b.id = :batch")
                .param("batch", batch.value())
                .query(OutboxStore::batch)
                .optional();
    }

    List<Batch> ofCampaign(long campaign) {
        return jdbc.sql(BATCH + "WHERE b.campaign_id = :campaign ORDER BY b.id DESC")
                .param("campaign", campaign)
                .query(OutboxStore::batch)
                .list();
    }

    List<Batch> underWay() {
        return jdbc.sql(BATCH + """
                WHERE b.state IN ('running', 'paused') AND b.kind = 'campaign'
                ORDER BY b.started_at DESC, b.id DESC
                LIMIT 100
                """).query(OutboxStore::batch).list();
    }

    List<Batch> startedSince(Instant since) {
        return jdbc.sql(BATCH + """
                WHERE b.state <> 'held' AND b.kind = 'campaign' AND b.started_at >= :since
                ORDER BY b.started_at DESC, b.id DESC
                LIMIT 1000
                """)
                .param("since", since.atOffset(ZoneOffset.UTC))
                .query(OutboxStore::batch)
                .list();
    }

    /// One statement, so one snapshot: a message that moves while we look is counted before or after, never twice.
    private static final String BATCH = """
            SELECT b.*, s.*, c.claimed, q.retrying
            FROM dispatch.batch b
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(last_seq - next_seq + 1), 0) AS rest, coalesce(sum(submitted), 0) AS submitted,
                       coalesce(sum(delivered), 0) AS delivered, coalesce(sum(undelivered), 0) AS undelivered,
                       coalesce(sum(failed), 0) AS failed, coalesce(sum(suppressed), 0) AS suppressed,
                       coalesce(sum(cancelled), 0) AS cancelled, coalesce(sum(uncertain), 0) AS uncertain,
                       coalesce(sum(units_sent), 0) AS units_sent
                FROM dispatch.slice
                WHERE batch_id = b.id
            ) s
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(cardinality(seqs)), 0) AS claimed FROM dispatch.claim WHERE batch_id = b.id
            ) c
            CROSS JOIN LATERAL (
                SELECT count(*) AS retrying FROM dispatch.retry WHERE batch_id = b.id
            ) q
            """;

    private static Batch batch(ResultSet row, int rowNumber) throws SQLException {
        var state = Batch.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT));
        int rest = row.getInt("rest");
        int handedOver = row.getInt("submitted");
        var counts = new Batch.Counts(
                row.getInt("planned"),
                state == Batch.State.CANCELLED ? 0 : rest,
                row.getInt("claimed"),
                row.getInt("retrying"),
                handedOver - row.getInt("delivered") - row.getInt("undelivered"),
                row.getInt("delivered"),
                row.getInt("undelivered"),
                row.getInt("failed"),
                row.getInt("suppressed"),
                row.getInt("cancelled") + (state == Batch.State.CANCELLED ? rest : 0),
                row.getInt("uncertain"));
        return new Batch(
                new BatchId(row.getLong("id")),
                row.getObject("campaign_id", Long.class),
                Draft.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getString("name"),
                route(row),
                row.getLong("content_id"),
                row.getString("purpose"),
                state,
                counts,
                row.getInt("selected"),
                row.getInt("left_out"),
                row.getLong("units"),
                row.getLong("units_sent"),
                price(row),
                new Draft.Window(instant(row, "not_before"), instant(row, "not_after")),
                row.getString("created_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "started_at"),
                instant(row, "done_at"));
    }

    static Draft.Route route(ResultSet row) throws SQLException {
        return new Draft.Route(
                Channel.valueOf(row.getString("channel")), row.getLong("account_id"), row.getString("sender"));
    }

    static Money price(ResultSet row) throws SQLException {
        return new Money(row.getBigDecimal("unit_price"), Currency.getInstance(row.getString("currency")));
    }

    static @Nullable CustomerId customer(ResultSet row) throws SQLException {
        long id = row.getLong("customer_id");
        return row.wasNull() ? null : new CustomerId(id);
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    /// How a state is written in the database.
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static List<@Nullable String> texts(Array array) throws SQLException {
        return Collections.unmodifiableList(Arrays.<@Nullable String>asList((String[]) array.getArray()));
    }

    private static List<Integer> numbers(Array array) throws SQLException {
        return List.of((Integer[]) array.getArray());
    }

    private static List<Pricing.CharacterCount> characters(List<@Nullable String> characters, List<Integer> messages) {
        var counts = new ArrayList<Pricing.CharacterCount>();
        for (int i = 0; i < characters.size(); i++) {
            counts.add(new Pricing.CharacterCount(String.valueOf(characters.get(i)), messages.get(i)));
        }
        return counts;
    }

    /// One recipient as the pricing reads it.
    record Line(int seq, @Nullable Long customer, String language, List<@Nullable String> fields) {}
}
