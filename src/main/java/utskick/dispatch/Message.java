package utskick.dispatch;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import utskick.kernel.CustomerId;
import utskick.kernel.Money;

/// One message of a batch: state and history. `subject` (empty for SMS) and `text` are exactly what was sent or is to
/// be sent; for an e-mail `text` is its plain part. `reason` is a name of [utskick.gateway.FailureReason], or for
/// suppressed messages what consent says (`withdrawn`, `suppressed`, `no_consent`); `detail` the provider's own word.
public record Message(
        Key key,
        Draft.Kind kind,
        String name,
        Draft.Route route,
        @Nullable CustomerId customer,
        String address,
        String subject,
        String text,
        State state,
        int attempt,
        @Nullable String reason,
        String detail,
        int units,
        Money unitPrice,
        Times times) {

    /// The order of the audience, and so of pages over it.
    public record Key(BatchId batch, int slice, int seq) {}

    /// When it was frozen, when it will be tried again, when the last attempt ended, when its fate was reported.
    public record Times(
            Instant frozenAt,
            @Nullable Instant dueAt,
            @Nullable Instant settledAt,
            @Nullable Instant reportedAt) {

        /// The last thing that happened.
        public Instant last() {
            return reportedAt != null ? reportedAt : settledAt != null ? settledAt : frozenAt;
        }
    }

    /// Whether what it said was taken away, because it is kept no longer or the customer was erased.
    public boolean isForgotten() {
        return subject.isEmpty() && text.isEmpty();
    }

    public Money cost() {
        return unitPrice.times(units);
    }

    /// Where a message stands.
    public enum State {
        QUEUED,
        /// Being handed over at this moment.
        CLAIMED,
        /// Refused for now, offered again later.
        RETRYING,
        /// Taken by the provider.
        SUBMITTED,
        DELIVERED,
        UNDELIVERED,
        /// Surely not taken.
        FAILED,
        /// Not sent, because the recipient does not want it.
        SUPPRESSED,
        CANCELLED,
        /// Handed over or not, nobody knows. Never sent again by itself.
        UNCERTAIN
    }

    /// A page over a batch, and the key to ask the next one with (null: this is the last).
    public record Page(List<Message> messages, @Nullable Key next) {
        public Page {
            messages = List.copyOf(messages);
        }
    }
}
