package utskick.campaign;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import utskick.dispatch.Batch;
import utskick.dispatch.Message;
import utskick.kernel.Channel;
import utskick.web.Bar;
import utskick.web.PageModel;

/// The page of a campaign that is on its way or has ended.
///
/// @param reasons why messages failed, were not delivered, or were suppressed, most first
/// @param ask the question to ask before an act, empty when there is none
public record Following(
        Campaign campaign,
        Batch batch,
        Standing standing,
        List<Reason> reasons,
        Map<String, Integer> leftOut,
        Instant now,
        String ask) {

    /// @param name of the reason, upper case, as the engine has it
    public record Reason(Message.State state, String name, int messages) {

        /// The key of its words.
        public String key(PageModel page) {
            return MessageState.reason(page, name);
        }

        /// The key of what to do about it, null where nothing is said.
        public @Nullable String hint(PageModel page) {
            var key = "campaign.reason." + name.toLowerCase(Locale.ROOT) + ".hint";
            return page.texts().has(key) ? key : null;
        }
    }

    public Batch.Counts counts() {
        return batch.counts();
    }

    public boolean sms() {
        return campaign.channel() == Channel.SMS;
    }

    /// What did not arrive.
    public int notArrived() {
        return counts().failed() + counts().undelivered() + counts().suppressed();
    }

    /// Whether somebody could press "try again": what failed may be taken now.
    public boolean canRetry() {
        return counts().failed() > 0
                && reasons.stream()
                        .anyMatch(it -> it.state() == Message.State.FAILED
                                && !List.of("UNKNOWN_ADDRESS", "CONTENT_REFUSED", "BLOCKED")
                                        .contains(it.name()));
    }

    /// The states in the order of the sum.
    public List<Message.State> states() {
        return List.of(
                Message.State.DELIVERED,
                Message.State.SUBMITTED,
                Message.State.QUEUED,
                Message.State.CLAIMED,
                Message.State.RETRYING,
                Message.State.UNDELIVERED,
                Message.State.FAILED,
                Message.State.SUPPRESSED,
                Message.State.CANCELLED,
                Message.State.UNCERTAIN);
    }

    /// Whether anything can still change by itself.
    public boolean open() {
        return !batch.ended() || sms() && counts().submitted() > 0;
    }

    public Bar bar(PageModel page) {
        var counts = counts();
        return Bar.of(counts.planned())
                .piece("", counts.delivered())
                .piece("b-sent", counts.submitted())
                .piece("b-bad", counts.undelivered() + counts.failed() + counts.suppressed())
                .piece("b-warn", counts.uncertain())
                .labelled(page.t(
                        "campaign.follow.bar",
                        counts.delivered(),
                        counts.submitted(),
                        notArrived(),
                        counts.uncertain(),
                        counts.planned() - counts.settled()));
    }

    /// In how many minutes the rest will have left at the pace so far, at least 1; 0 when that cannot be said.
    public long minutesLeft() {
        var from = batch.startedAt();
        int settled = counts().settled();
        if (from == null || settled < 20 || standing != Standing.SENDING) {
            return 0;
        }
        var notBefore = batch.window().notBefore();
        var began = notBefore != null && notBefore.isAfter(from) ? notBefore : from;
        long spent = Math.max(1, Duration.between(began, now).toMillis());
        long rest = counts().planned() - settled;
        return Math.max(1, Math.round(rest * (double) spent / settled / 60_000));
    }

    static List<Reason> reasons(Map<Message.State, Map<String, Integer>> byState) {
        var reasons = new ArrayList<Reason>();
        byState.forEach((state, counts) -> counts.forEach(
                (name, messages) -> reasons.add(new Reason(state, name.toUpperCase(Locale.ROOT), messages))));
        reasons.sort((one, other) -> Integer.compare(other.messages(), one.messages()));
        return List.copyOf(reasons);
    }
}
