package utskick.dispatch;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.kernel.Address;
import utskick.kernel.CustomerId;
import utskick.kernel.PersonalData;
import utskick.template.ContentId;
import utskick.template.Contents;

/// What messages tell of persons. An erased message keeps its day, its sender's account, its state, its parts and its
/// cost, and nothing of the recipient.
final class MessagePersons implements PersonalData {

    private static final int PAGE = 500;
    private static final String NOBODYS = "r.customer_id IS NULL AND r.address = ANY (:whose)";

    private final JdbcClient jdbc;
    private final MessageHistory history;
    private final Contents contents;

    MessagePersons(JdbcClient jdbc, MessageHistory history, Contents contents) {
        this.jdbc = jdbc;
        this.history = history;
        this.contents = contents;
    }

    @Override
    public Set<Long> busy(Collection<Long> customers) {
        return new HashSet<>(jdbc.sql("""
                SELECT DISTINCT m.customer_id FROM dispatch.message m
                WHERE m.customer_id = ANY (:customers) AND m.batch_state IN ('running', 'paused')
                  AND m.state IN ('queued', 'claimed', 'retrying')
                """)
                .param("customers", customers.toArray(Long[]::new))
                .query(Long.class)
                .list());
    }

    @Override
    public void erase(Collection<Long> customers, Instant now) {
        var ids = customers.toArray(Long[]::new);
        forgetContents(ids);
        forgetDetails("r.customer_id = ANY (:whose)", ids);
        jdbc.sql("""
                UPDATE dispatch.pricing_note n SET customer_id = NULL
                FROM dispatch.recipient r
                WHERE r.customer_id = ANY (:customers) AND n.batch_id = r.batch_id AND n.customer_id = r.customer_id
                """).param("customers", ids).update();
        jdbc.sql("""
                UPDATE dispatch.outcome o SET customer_id = NULL
                FROM dispatch.recipient r
                WHERE r.customer_id = ANY (:customers)
                  AND o.batch_id = r.batch_id AND o.slice = r.slice AND o.seq = r.seq
                """).param("customers", ids).update();
        jdbc.sql("""
                UPDATE dispatch.recipient
                SET customer_id = NULL, address = '#' || slice || '-' || seq, fields = NULL
                WHERE customer_id = ANY (:customers)
                """).param("customers", ids).update();
        // the number of those left out stays, as a key that leads to nobody
        jdbc.sql("""
                UPDATE dispatch.left_out SET customer_id = -customer_id, address = NULL
                WHERE customer_id = ANY (:customers)
                """).param("customers", ids).update();
    }

    /// A test to a typed address, and the question whether it was you who signed up.
    @Override
    public void eraseAddresses(Collection<Address> addresses, Instant now) {
        var values = addresses.stream().map(Address::value).toArray(String[]::new);
        forgetDetails(NOBODYS, values);
        jdbc.sql("""
                UPDATE dispatch.recipient r SET address = '#' || slice || '-' || seq, fields = NULL WHERE
                """ + NOBODYS).param("whose", values).update();
    }

    /// What the provider said of a message may quote its address.
    ///
    /// @param condition of `dispatch.recipient r`, with `:whose`
    private void forgetDetails(String condition, Object[] whose) {
        jdbc.sql("""
                UPDATE dispatch.report p SET detail = ''
                FROM dispatch.recipient r
                JOIN dispatch.part x ON x.batch_id = r.batch_id AND x.slice = r.slice AND x.seq = r.seq
                WHERE %s AND p.account_id = x.account_id AND p.reference = x.reference AND p.detail <> ''
                """.formatted(condition)).param("whose", whose).update();
        for (var table : List.of("outcome", "retry")) {
            jdbc.sql("""
                    UPDATE dispatch.%s o SET detail = ''
                    FROM dispatch.recipient r
                    WHERE %s AND o.batch_id = r.batch_id AND o.slice = r.slice AND o.seq = r.seq AND o.detail <> ''
                    """.formatted(table, condition)).param("whose", whose).update();
        }
    }

    /// What was written to one person alone may name the person in every line.
    private void forgetContents(Long[] ids) {
        var alone = jdbc.sql("""
                SELECT DISTINCT b.content_id FROM dispatch.recipient r JOIN dispatch.batch b ON b.id = r.batch_id
                WHERE r.customer_id = ANY (:customers) AND b.planned = 1
                  AND NOT EXISTS (SELECT FROM dispatch.batch o WHERE o.content_id = b.content_id AND o.planned > 1)
                """).param("customers", ids).query(Long.class).list();
        contents.forget(alone.stream().map(ContentId::new).toList());
        jdbc.sql("UPDATE dispatch.batch SET name = '' WHERE content_id = ANY (:contents)")
                .param("contents", alone.toArray(Long[]::new))
                .update();
    }

    private static final String OLD = """
            FROM dispatch.batch b
            WHERE b.state IN ('done', 'cancelled') AND coalesce(b.done_at, b.created_at) < :before
              AND EXISTS (SELECT FROM dispatch.recipient r WHERE r.batch_id = b.id AND r.fields IS NOT NULL)
            """;

    @Override
    public long forgettable(Instant before) {
        return jdbc.sql("""
                SELECT coalesce(sum((SELECT count(*) FROM dispatch.recipient r
                                     WHERE r.batch_id = b.id AND r.fields IS NOT NULL)), 0)
                """ + OLD)
                .param("before", Timestamp.from(before))
                .query(Long.class)
                .single();
    }

    @Override
    public long forget(Instant before) {
        var batches = jdbc.sql("SELECT b.id " + OLD)
                .param("before", Timestamp.from(before))
                .query(Long.class)
                .list();
        long messages = 0;
        for (long batch : batches) {
            messages += jdbc.sql("""
                    UPDATE dispatch.recipient SET fields = NULL WHERE batch_id = :batch AND fields IS NOT NULL
                    """).param("batch", batch).update();
        }
        return messages;
    }

    @Override
    public void merge(CustomerId gone, CustomerId kept) {
        jdbc.sql("""
                UPDATE dispatch.outcome o SET customer_id = :kept
                FROM dispatch.recipient r
                WHERE r.customer_id = :gone AND o.batch_id = r.batch_id AND o.slice = r.slice AND o.seq = r.seq
                """).param("gone", gone.value()).param("kept", kept.value()).update();
        jdbc.sql("UPDATE dispatch.recipient SET customer_id = :kept WHERE customer_id = :gone")
                .param("gone", gone.value())
                .param("kept", kept.value())
                .update();
        jdbc.sql("""
                UPDATE dispatch.left_out l SET customer_id = :kept
                WHERE l.customer_id = :gone
                  AND NOT EXISTS (SELECT FROM dispatch.left_out k
                                  WHERE k.batch_id = l.batch_id AND k.customer_id = :kept)
                """).param("gone", gone.value()).param("kept", kept.value()).update();
    }

    @Override
    public List<Moved> moved(CustomerId gone) {
        return List.of(new Moved(
                "customer.merge.messages",
                jdbc.sql("SELECT count(*) FROM dispatch.recipient WHERE customer_id = :gone")
                        .param("gone", gone.value())
                        .query(Long.class)
                        .single()));
    }

    @Override
    public List<Section> tell(CustomerId customer) {
        var rows = new ArrayList<List<String>>();
        Message.@Nullable Key before = null;
        while (true) {
            var page = history.ofCustomer(customer, before, PAGE);
            page.forEach(message -> rows.add(row(message)));
            if (page.size() < PAGE) {
                var columns = List.of(
                        "at", "channel", "address", "sender", "name", "subject", "text", "state", "parts", "cost");
                return List.of(new Section("messages", columns, rows), leftOut(customer));
            }
            before = page.getLast().key();
        }
    }

    /// Mailings for which the customer was looked at, and why nothing was sent.
    private Section leftOut(CustomerId customer) {
        return new Section(
                "left_out",
                List.of("at", "channel", "address", "name", "detail"),
                jdbc.sql("""
                        SELECT b.created_at, b.channel, coalesce(l.address, '') AS address, b.name, l.reason
                        FROM dispatch.batch b
                        JOIN dispatch.left_out l ON l.batch_id = b.id AND l.customer_id = :customer
                        ORDER BY b.id DESC
                        """)
                        .param("customer", customer.value())
                        .query((row, _) -> List.of(
                                row.getTimestamp("created_at").toInstant().toString(),
                                row.getString("channel"),
                                row.getString("address"),
                                row.getString("name"),
                                row.getString("reason")))
                        .list());
    }

    private static List<String> row(Message message) {
        return List.of(
                Objects.requireNonNullElse(
                                message.times().settledAt(), message.times().frozenAt())
                        .toString(),
                message.route().channel().name(),
                message.address(),
                message.route().sender(),
                message.name(),
                message.subject(),
                message.text(),
                message.state().name().toLowerCase(Locale.ROOT),
                String.valueOf(message.units()),
                message.cost().amount().toPlainString() + " "
                        + message.cost().currency().getCurrencyCode());
    }
}
