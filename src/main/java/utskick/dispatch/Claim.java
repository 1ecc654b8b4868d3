package utskick.dispatch;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What this node is about to hand over: committed to the database before the first byte leaves.
record Claim(long id, Range range, Draft.Route route, long contentId, Instant at, List<Entry> entries) {

    Claim {
        entries = List.copyOf(entries);
    }

    /// The place of the messages: one slice of one batch.
    record Range(long batch, int slice) {}

    /// One message. `since` is the first refusal of the present series of attempts, or the claim itself;
    /// `refusal` is why consent forbids it, as asked in the claiming transaction.
    record Entry(
            int seq,
            int attempt,
            Instant since,
            String address,
            String language,
            List<@Nullable String> fields,
            @Nullable String refusal) {}

    /// Our own name of a message and the attempt, for providers that take one. Unique for ever.
    String reference(Entry entry) {
        return range.batch() + "-" + range.slice() + "-" + entry.seq() + "-" + entry.attempt();
    }
}
