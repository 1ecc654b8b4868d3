package utskick.report;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import utskick.dispatch.Batch;
import utskick.quota.Quotas;

/// How things stand, as the start page tells it.
///
/// @param going being sent, or paused
/// @param planned started, but not to leave yet
/// @param ended the last ones
/// @param left what the month has, for the channels that are on
/// @param brokenLedger whether the consent ledger was found not to be as it was written, and nobody has explained that
/// @param uncertain the newest mailing with messages of which nobody knows
public record StartView(
        Instant now,
        List<Batch> going,
        List<Batch> planned,
        List<Batch> ended,
        Days days,
        List<Quotas.Month> left,
        Services services,
        boolean brokenLedger,
        Optional<Batch> uncertain) {

    /// Whether nothing was ever sent, as far as the page looks back.
    public boolean empty() {
        return going.isEmpty() && planned.isEmpty() && ended.isEmpty();
    }

    /// How often the page asks for news: often while something moves.
    public String every() {
        return going.isEmpty() ? "every 20s" : "every 2s";
    }

    /// Which channels can be used, and the accounts that do not answer.
    public record Services(boolean sms, boolean email, List<String> down) {

        public boolean none() {
            return !sms && !email;
        }
    }

    /// What arrived on each of the last days, oldest first; never empty.
    public record Days(List<Day> days) {

        /// The drawing is 720 wide and 96 high.
        private static final double HEIGHT = 93;

        public long delivered() {
            return days.stream().mapToLong(Day::delivered).sum();
        }

        public long undelivered() {
            return days.stream().mapToLong(Day::undelivered).sum();
        }

        /// The busiest day.
        public Day most() {
            return days.stream()
                    .reduce((one, other) -> other.delivered() > one.delivered() ? other : one)
                    .orElseThrow();
        }

        /// How high a day's column is.
        public double height(Day day) {
            return day.delivered() == 0 ? 2 : Math.max(3, HEIGHT * day.delivered() / most().delivered());
        }
    }

    /// One day of the shop.
    public record Day(LocalDate date, long delivered, long undelivered) {}
}
