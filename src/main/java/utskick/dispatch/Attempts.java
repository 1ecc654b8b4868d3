package utskick.dispatch;

import java.time.Duration;
import java.time.Instant;
import utskick.gateway.FailureReason;

/// When a message that the provider did not take is offered again, and when that ends.
final class Attempts {

    /// So often a message is offered before it has failed. A person may begin another series.
    static final int SERIES = 5;

    /// So long, however often: a message that waits longer says something that is no longer true.
    static final Duration LONGEST = Duration.ofHours(24);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

    private Attempts() {}

    /// Whether the refusal is about the message, not about the account as a whole: only then it uses up an attempt.
    static boolean counts(FailureReason reason) {
        return switch (reason) {
            case THROTTLED, UNREACHABLE, ACCOUNT -> false;
            case UNKNOWN_ADDRESS, SENDER_REFUSED, CONTENT_REFUSED, EXPIRED, BLOCKED, OTHER -> true;
        };
    }

    static boolean exhausted(int attempt, FailureReason reason, Instant since, Instant now) {
        return counts(reason) && attempt % SERIES == 0 || since.plus(LONGEST).isBefore(now);
    }

    /// Doubles from attempt to attempt, and is never shorter than what the provider asked for.
    static Duration pause(int attempt, FailureReason reason, Duration asked) {
        var own = counts(reason) ? FIRST_PAUSE.multipliedBy(1L << ((attempt - 1) % SERIES)) : SHORTEST_PAUSE;
        return own.compareTo(asked) > 0 ? own : asked;
    }
}
