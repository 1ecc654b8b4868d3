package utskick.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.consent.ConsentLedger;
import utskick.dispatch.BatchId;
import utskick.dispatch.Message;
import utskick.dispatch.MessageHistory;
import utskick.kernel.CustomerId;

/// What passed between us and one customer: messages of both channels, and what was said about consent, in one line of
/// time.
final class Timeline {

    private static final int PAGE = 20;

    private final MessageHistory history;
    private final ConsentLedger ledger;
    private final JdbcClient jdbc;

    Timeline(MessageHistory history, ConsentLedger ledger, JdbcClient jdbc) {
        this.history = history;
        this.ledger = ledger;
        this.jdbc = jdbc;
    }

    /// Newest first.
    ///
    /// @param from where a page before has ended; empty for the first
    TimelinePage page(CustomerId customer, String from) {
        var start = Position.read(from);
        var found = history.ofCustomer(customer, start.map(Position::key).orElse(null), PAGE + 1);
        var messages = found.subList(0, Math.min(PAGE, found.size()));
        boolean more = found.size() > PAGE;
        var until = start.map(Position::at).orElse(Instant.MAX);
        var since = more ? messages.getLast().times().frozenAt() : Instant.MIN;
        var items = new ArrayList<TimelineItem>();
        var mailings = mailings(customer, messages);
        messages.forEach(message -> items.add(new TimelineItem(
                message.times().frozenAt(),
                message,
                mailings.get(message.key().batch().value()),
                null)));
        ledger.history(customer).stream()
                .filter(entry -> entry.at().isBefore(until) && !entry.at().isBefore(since))
                .forEach(entry -> items.add(new TimelineItem(entry.at(), null, null, entry)));
        items.sort(Comparator.comparing(TimelineItem::at).reversed());
        return new TimelinePage(
                List.copyOf(items), more ? new Position(messages.getLast().key(), since).written() : "");
    }

    private Map<Long, TimelineItem.Mailing> mailings(CustomerId customer, List<Message> messages) {
        var mailings = new HashMap<Long, TimelineItem.Mailing>();
        jdbc.sql("""
                SELECT DISTINCT batch_id, campaign_id, purpose FROM dispatch.message
                WHERE customer_id = :customer AND batch_id = ANY (:batches)
                """)
                .param("customer", customer.value())
                .param(
                        "batches",
                        messages.stream()
                                .map(message -> message.key().batch().value())
                                .toArray(Long[]::new))
                .query((RowCallbackHandler) row -> mailings.put(
                        row.getLong("batch_id"),
                        new TimelineItem.Mailing(row.getObject("campaign_id", Long.class), row.getString("purpose"))));
        return mailings;
    }

    /// Where a page ends, as it stands in the address of the next.
    private record Position(Message.Key key, Instant at) {

        String written() {
            return "%d-%d-%d-%d".formatted(key.batch().value(), key.slice(), key.seq(), at.toEpochMilli());
        }

        static Optional<Position> read(String text) {
            if (!text.matches("\\d{1,18}-\\d{1,9}-\\d{1,9}-\\d{1,15}")) {
                return Optional.empty();
            }
            var parts = text.split("-", -1);
            return Optional.of(new Position(
                    new Message.Key(
                            new BatchId(Long.parseLong(parts[0])),
                            Integer.parseInt(parts[1]),
                            Integer.parseInt(parts[2])),
                    Instant.ofEpochMilli(Long.parseLong(parts[3]))));
        }
    }
}
