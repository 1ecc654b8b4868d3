package utskick.report;

import java.time.Instant;
import java.time.LocalTime;
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
}
