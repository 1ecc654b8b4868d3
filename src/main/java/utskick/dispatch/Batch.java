package utskick.dispatch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import utskick.kernel.Money;

/// One launch of one content to one frozen audience, as it stood at one moment (one snapshot of the database).
/// `selected` customers were asked for, `leftOut` of them are no recipients. `units` is what the audience costs in SMS
/// parts or e-mails (0 until counted), `unitsSent` what has been handed over so far.
public record Batch(
        BatchId id,
        @Nullable Long campaignId,
        Draft.Kind kind,
        String name,
        Draft.Route route,
        long contentId,
        String purpose,
        State state,
        Counts counts,
        int selected,
        int leftOut,
        long units,
        long unitsSent,
        Money unitPrice,
        Draft.Window window,
        String createdBy,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant doneAt) {

    /// What may happen to the batch next. Only a held batch can be discarded, only a running one sends.
    public enum State {
        /// Frozen, nothing leaves before somebody starts it.
        HELD,
        RUNNING,
        PAUSED,
        /// The rest is never sent.
        CANCELLED,
        DONE
    }

    /// What the whole audience costs.
    public Money cost() {
        return unitPrice.times(units);
    }

    /// What was handed over so far costs.
    public Money costSent() {
        return unitPrice.times(unitsSent);
    }

    /// Whether nothing will change any more but by delivery reports and people.
    public boolean ended() {
        return (state == State.DONE || state == State.CANCELLED) && counts.claimed() == 0 && counts.retrying() == 0;
    }

    /// Where the messages of a batch stand. Each is counted exactly once, so the states add up to `planned`.
    public record Counts(
            int planned,
            int queued,
            int claimed,
            int retrying,
            int submitted,
            int delivered,
            int undelivered,
            int failed,
            int suppressed,
            int cancelled,
            int uncertain) {

        public int of(Message.State state) {
            return switch (state) {
                case QUEUED -> queued;
                case CLAIMED -> claimed;
                case RETRYING -> retrying;
                case SUBMITTED -> submitted;
                case DELIVERED -> delivered;
                case UNDELIVERED -> undelivered;
                case FAILED -> failed;
                case SUPPRESSED -> suppressed;
                case CANCELLED -> cancelled;
                case UNCERTAIN -> uncertain;
            };
        }

        /// The sum of all states.
        public int sum() {
            int sum = 0;
            for (var state : Message.State.values()) {
                sum += of(state);
            }
            return sum;
        }

        /// How many the provider took, whatever became of them.
        public int handedOver() {
            return submitted + delivered + undelivered;
        }

        /// How many wait for nothing any more but a delivery report.
        public int settled() {
            return planned - queued - claimed - retrying;
        }
    }
}
