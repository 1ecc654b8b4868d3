package utskick.dispatch;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import utskick.kernel.CustomerId;

/// What was sent to whom, with the exact text, and what became of it. Nothing rendered is stored: the content, the
/// frozen values and the pure renderer give the text back.
public final class MessageHistory {

    private final HistoryStore store;

    MessageHistory(HistoryStore store) {
        this.store = store;
    }

    /// The messages of one customer on all channels, newest first; held batches are no history yet. Ask the next
    /// page with the last message's key, the first with null.
    public List<Message> ofCustomer(CustomerId customer, Message.@Nullable Key before, int limit) {
        return store.ofCustomer(customer, before, limit);
    }

    /// The messages of a batch in the order of the audience, all or those of one state and reason.
    public Message.Page ofBatch(BatchId batch, Filter filter, Message.@Nullable Key after, int limit) {
        var messages = store.ofBatch(batch, filter, after, limit + 1);
        return messages.size() <= limit
                ? new Message.Page(messages, null)
                : new Message.Page(
                        messages.subList(0, limit), messages.get(limit - 1).key());
    }

    /// Why the messages of a batch stand at a state (FAILED, UNDELIVERED, SUPPRESSED, UNCERTAIN, RETRYING …), and
    /// how many for each reason.
    public Map<String, Integer> reasons(BatchId batch, Message.State state) {
        return store.reasons(batch, state);
    }

    /// The customers of the selection who are no recipients: of one reason, or all.
    public LeftOut.Page leftOut(BatchId batch, @Nullable String reason, @Nullable CustomerId after, int limit) {
        var customers = store.leftOut(batch, reason, after, limit + 1);
        return customers.size() <= limit
                ? new LeftOut.Page(customers, null)
                : new LeftOut.Page(
                        customers.subList(0, limit), customers.get(limit - 1).customer());
    }

    /// How many were left out for each reason, most first.
    public Map<String, Integer> leftOutReasons(BatchId batch) {
        return store.leftOutReasons(batch);
    }

    /// Which messages to show; null: any.
    public record Filter(
            Message.@Nullable State state, @Nullable String reason) {

        public static final Filter ALL = new Filter(null, null);
    }
}
