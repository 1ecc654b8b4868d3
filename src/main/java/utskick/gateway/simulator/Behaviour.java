package utskick.gateway.simulator;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// How the simulated network treats what it gets: the handling for a share of the messages (the others are
/// taken), and the delivery reports for all of them.
public record Behaviour(Handling handling, Share share, Reports reports, Duration delay) {

    private static final Duration LONGEST = Duration.ofHours(1);

    /// Takes everything and reports on it after two seconds.
    public static final Behaviour NORMAL = new Behaviour(Handling.TAKE, Share.ALL, Reports.ONCE, Duration.ofSeconds(2));

    public Behaviour {
        if (delay.isNegative() || delay.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a delay is 0 to 3600 seconds");
        }
    }

    /// What happens to a message of the share.
    public enum Handling {
        TAKE,
        /// Refused for good: the address does not exist.
        REJECT,
        /// Refused for now: throttled, try again later.
        DEFER,
        /// The connection ends before the message is taken.
        DISCONNECT_BEFORE,
        /// The message is taken, and the connection ends before the answer.
        DISCONNECT_AFTER,
        /// Taken, but the answer comes only after the delay.
        SLOW,
        /// Taken, and later reported as not delivered.
        UNDELIVERABLE
    }

    /// The delivery reports; the delay is that of the first.
    public enum Reports {
        ONCE,
        NEVER,
        TWICE,
        /// The final report first, then the one that says it is on its way.
        OUT_OF_ORDER,
        /// After ten times the delay.
        LATE
    }

    /// Which messages: those whose number (or name before the @) ends with one of the digits, else so many in a
    /// hundred.
    public record Share(int percent, String lastDigits) {

        public static final Share ALL = new Share(100, "");

        public Share {
            if (percent < 0 || percent > 100) {
                throw new IllegalArgumentException("a share is 0 to 100 per cent");
            }
            if (!lastDigits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw new IllegalArgumentException("last digits are digits");
            }
        }

        boolean has(String address) {
            if (lastDigits.isEmpty()) {
                return percent == 100 || ThreadLocalRandom.current().nextInt(100) < percent;
            }
            int at = address.indexOf('@');
            String local = at < 0 ? address : address.substring(0, at);
            return !local.isEmpty() && lastDigits.indexOf(local.charAt(local.length() - 1)) >= 0;
        }
    }

    Handling handlingOf(String address) {
        return handling == Handling.TAKE || !share.has(address) ? Handling.TAKE : handling;
    }
}
