package utskick.dispatch;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.kernel.CustomerId;

/// All SQL that reads what became of messages. Pages are keyed, so the last one costs what the first one does.
final class HistoryStore {

    private final JdbcClient jdbc;
    private final Writer.Source writers;

    HistoryStore(JdbcClient jdbc, Writer.Source writers) {
        this.jdbc = jdbc;
        this.writers = writers;
    }

    List<Message> ofCustomer(CustomerId customer, Message.@Nullable Key before, int limit) {
        return jdbc.sql("""
                SELECT m.* FROM dispatch.message m
                WHERE m.customer_id = :customer AND m.batch_state <> 'held'
                  AND (m.batch_id, m.slice, m.seq) < (:batch, :slice, :seq)
                ORDER BY m.batch_id DESC, m.slice DESC, m.seq DESC
                LIMIT :limit
                """)
                .param("customer", customer.value())
                .param("batch", before == null ? Long.MAX_VALUE : before.batch().value())
                .param("slice", before == null ? 0 : before.slice())
                .param("seq", before == null ? 0 : before.seq())
                .param("limit", limit)
                .query(this::message)
                .list();
    }

    List<Message> ofBatch(BatchId batch, MessageHistory.Filter filter, Message.@Nullable Key after, int limit) {
        // the rare states have an index: without it a page of them would read the whole batch
        boolean rare = filter.state() == Message.State.FAILED
                || filter.state() == Message.State.SUPPRESSED
                || filter.state() == Message.State.UNCERTAIN;
        return jdbc.sql("""
                SELECT m.* FROM dispatch.message m
                WHERE m.batch_id = :batch AND (m.slice, m.seq) > (:slice, :seq)
                  AND (CAST(:state AS text) IS NULL OR m.state = :state)
                  AND (CAST(:reason AS text) IS NULL OR m.reason = :reason)
                  %s
                ORDER BY m.slice, m.seq
                LIMIT :limit
                """.formatted(rare ? """
                          AND EXISTS (SELECT FROM dispatch.outcome x
                                      WHERE x.batch_id = :batch AND x.slice = m.slice AND x.seq = m.seq
                                        AND x.state = :state AND x.state <> 'submitted')
                        """ : ""))
                .param("batch", batch.value())
                .param("slice", after == null ? 0 : after.slice())
                .param("seq", after == null ? 0 : after.seq())
                .param("state", filter.state() == null ? null : OutboxStore.word(filter.state()))
                .param("reason", filter.reason())
                .param("limit", limit)
                .query(this::message)
                .list();
    }

    Map<String, Integer> reasons(BatchId batch, Message.State state) {
        return counts(jdbc.sql("""
                SELECT coalesce(m.reason, '') AS reason, count(*) AS n
                FROM dispatch.message m
                WHERE m.batch_id = :batch AND m.state = :state
                GROUP BY 1
                ORDER BY 2 DESC, 1
                """).param("batch", batch.value()).param("state", OutboxStore.word(state)));
    }

    List<LeftOut> leftOut(BatchId batch, @Nullable String reason, @Nullable CustomerId after, int limit) {
        return jdbc.sql("""
                SELECT customer_id, reason, address FROM dispatch.left_out
                WHERE batch_id = :batch AND customer_id > :after
                  AND (CAST(:reason AS text) IS NULL OR reason = :reason)
                ORDER BY customer_id
                LIMIT :limit
                """)
                .param("batch", batch.value())
                .param("after", after == null ? Long.MIN_VALUE : after.value())
                .param("reason", reason)
                .param("limit", limit)
                .query((row, _) -> new LeftOut(
                        new CustomerId(row.getLong("customer_id")), row.getString("reason"), row.getString("address")))
                .list();
    }

    Map<String, Integer> leftOutReasons(BatchId batch) {
        return counts(jdbc.sql("""
                SELECT reason, count(*) AS n FROM dispatch.left_out
                WHERE batch_id = :batch
                GROUP BY 1
                ORDER BY 2 DESC, 1
                """).param("batch", batch.value()));
    }

    private static Map<String, Integer> counts(JdbcClient.StatementSpec statement) {
        var counts = new LinkedHashMap<String, Integer>();
        statement.query(row -> {
            counts.put(row.getString("reason"), row.getInt("n"));
        });
        return counts;
    }

    private Message message(ResultSet row, int rowNumber) throws SQLException {
        var fields = row.getArray("fields");
        var text = fields == null
                ? new Writer.Text("", "")
                : writers.writer(row.getLong("content_id")).text(row.getString("language"), OutboxStore.texts(fields));
        return new Message(
                new Message.Key(new BatchId(row.getLong("batch_id")), row.getInt("slice"), row.getInt("seq")),
                Draft.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getString("name"),
                OutboxStore.route(row),
                OutboxStore.customer(row),
                row.getString("address"),
                text.subject(),
                text.body(),
                Message.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getInt("attempt"),
                row.getString("reason"),
                row.getString("detail"),
                row.getInt("units"),
                OutboxStore.price(row),
                new Message.Times(
                        row.getObject("frozen_at", OffsetDateTime.class).toInstant(),
                        OutboxStore.instant(row, "due_at"),
                        OutboxStore.instant(row, "settled_at"),
                        OutboxStore.instant(row, "reported_at")));
    }
}
