package utskick.report;

import java.time.Instant;
import java.time.LocalTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import utskick.consent.LedgerEntry;
import utskick.dispatch.Message;
import utskick.web.PageModel;

/// A message, or a word about consent.
///
/// @param mailing what the message belongs to
public record TimelineItem(
        Instant at,
        @Nullable Message message,
        @Nullable Mailing mailing,
        @Nullable LedgerEntry entry) {

    /// What one batch is about.
    ///
    /// @param campaign null for a single message
    /// @param purpose `marketing` or `service`
    public record Mailing(@Nullable Long campaign, String purpose) {}

    /// Whether to show the time of day: registers know the day of a consent only.
    public boolean hasTime(PageModel page) {
        return entry == null || !at.atZone(page.zone()).toLocalTime().equals(LocalTime.MIDNIGHT);
    }

    /// The icon of a message's state.
    public static String icon(Message.State state) {
        return switch (state) {
            case QUEUED -> "clock";
            case CLAIMED, SUBMITTED -> "send";
            case RETRYING -> "retry";
            case DELIVERED -> "delivered";
            case UNDELIVERED, CANCELLED -> "close";
            case FAILED -> "warning";
            case SUPPRESSED -> "barred";
            case UNCERTAIN -> "question";
        };
    }

    /// The colour of a message's state, as a class.
    public static String look(Message.State state) {
        return switch (state) {
            case DELIVERED -> "state-ok";
            case CLAIMED, RETRYING -> "state-wait";
            case UNDELIVERED, FAILED -> "state-bad";
            case UNCERTAIN -> "state-warn";
            case QUEUED, SUBMITTED, SUPPRESSED, CANCELLED -> "";
        };
    }

    /// The state in words.
    public static String word(PageModel page, Message.State state) {
        return page.t("report.state." + state.name().toLowerCase(Locale.ROOT));
    }

    /// Why, in words; the provider's own where we have none; empty where there is nothing to say.
    public static String why(PageModel page, Message message) {
        var key = "report.reason."
                + (message.reason() == null ? "" : message.reason().toLowerCase(Locale.ROOT));
        return message.reason() == null ? "" : page.texts().has(key) ? page.t(key) : message.detail();
    }
}
