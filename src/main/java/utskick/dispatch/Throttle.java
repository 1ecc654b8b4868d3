package utskick.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import utskick.gateway.FailureReason;
import utskick.gateway.Submission;

/// How much of an account's work one claim takes, and when the account rests. A claim is what the gateway sends in
/// about a second, so that this is the most that a crash leaves in doubt. Used by the rounds of one account.
final class Throttle {

    static final int SMALLEST = 10;
    static final int LARGEST = 2_000;
    private static final int FIRST = 50;
    private static final Duration SHORTEST_REST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofSeconds(30);

    /// Two rounds of an account overlap, so each aims at a little under a second.
    private static final double SECONDS = 0.8;

    private int size = FIRST;
    private Instant restUntil = Instant.MIN;
    private Duration rest = SHORTEST_REST;

    synchronized int size() {
        return size;
    }

    /// The size for an account whose rate is known: a pause, a STOP or a crash never has minutes of messages before
    /// it.
    int size(OptionalInt rate) {
        return rate.isEmpty() ? size() : (int) Math.clamp(rate.getAsInt() * SECONDS, 1, size());
    }

    synchronized boolean rests(Instant now) {
        return now.isBefore(restUntil);
    }

    /// Learns from a round that took so long. Grows at most fourfold at a time, shrinks at once.
    synchronized void learn(List<Submission> submissions, Duration took, Instant now) {
        if (submissions.isEmpty()) {
            return;
        }
        long refused = submissions.stream().filter(Throttle::aboutTheAccount).count();
        if (refused * 2 > submissions.size()) {
            restUntil = now.plus(rest);
            rest = rest.multipliedBy(2).compareTo(LONGEST_REST) < 0 ? rest.multipliedBy(2) : LONGEST_REST;
            size = SMALLEST;
            return;
        }
        rest = SHORTEST_REST;
        double rate = submissions.size() / Math.max(took.toNanos() / 1e9, 1e-6);
        double wanted = refused > 0 ? size / 2.0 : Math.min(rate * SECONDS, size * 4.0);
        // a round that was smaller than it might have been says little about what a full one would have done
        if (submissions.size() >= size || wanted < size) {
            size = (int) Math.clamp(wanted, SMALLEST, LARGEST);
        }
    }

    private static boolean aboutTheAccount(Submission submission) {
        return submission instanceof Submission.Deferred(FailureReason reason, var _, var _)
                && !Attempts.counts(reason);
    }
}
