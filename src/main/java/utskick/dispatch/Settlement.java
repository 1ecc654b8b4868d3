package utskick.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import utskick.gateway.FailureReason;
import utskick.gateway.Submission;

/// What became of each message of a claim, on its way into the database.
final class Settlement {

    private static final int DETAIL = 300;

    final List<Outcome> outcomes = new ArrayList<>();
    final List<Retry> retries = new ArrayList<>();
    final List<Part> parts = new ArrayList<>();
    private final Instant now;

    Settlement(Instant now) {
        this.now = now;
    }

    void suppressed(Claim.Entry entry, String refusal) {
        outcomes.add(new Outcome(entry.seq(), entry.attempt(), Message.State.SUPPRESSED, refusal, "", 0));
    }

    void submitted(Claim.Entry entry, int units, Submission submission) {
        switch (submission) {
            case Submission.Accepted(var references) -> {
                add(entry, Message.State.SUBMITTED, null, "", units);
                for (int i = 0; i < references.size(); i++) {
                    parts.add(new Part(entry.seq(), i + 1, storable(references.get(i))));
                }
            }
            case Submission.Rejected(var reason, var detail) -> failed(entry, reason, detail);
            case Submission.Uncertain(var detail) -> add(entry, Message.State.UNCERTAIN, null, detail, units);
            case Submission.Deferred(var reason, var detail, var retryAfter) -> {
                if (Attempts.exhausted(entry.attempt(), reason, entry.since(), now)) {
                    failed(entry, reason, detail);
                } else {
                    deferred(entry, reason, detail, retryAfter);
                }
            }
        }
    }

    void failed(Claim.Entry entry, FailureReason reason, String detail) {
        add(entry, Message.State.FAILED, reason.name(), detail, 0);
    }

    private void deferred(Claim.Entry entry, FailureReason reason, String detail, Duration retryAfter) {
        int next = entry.attempt() + (Attempts.counts(reason) ? 1 : 0);
        var due = now.plus(Attempts.pause(entry.attempt(), reason, retryAfter));
        retries.add(new Retry(entry.seq(), entry.attempt(), next, entry.since(), due, reason.name(), storable(detail)));
    }

    private void add(Claim.Entry entry, Message.State state, @Nullable String reason, String detail, int units) {
        outcomes.add(new Outcome(entry.seq(), entry.attempt(), state, reason, storable(detail), units));
    }

    int count(Message.State state) {
        return (int) outcomes.stream().filter(it -> it.state() == state).count();
    }

    int unitsSubmitted() {
        return outcomes.stream()
                .filter(it -> it.state() == Message.State.SUBMITTED)
                .mapToInt(Outcome::units)
                .sum();
    }

    /// A provider's word as the database takes it. What it says must never be the reason that a settle fails.
    static String storable(String text) {
        var clean = new StringBuilder(Math.min(text.length(), DETAIL));
        text.codePoints()
                .limit(DETAIL)
                .map(it -> it < ' ' || it >= Character.MIN_SURROGATE && it <= Character.MAX_SURROGATE ? ' ' : it)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    record Outcome(
            int seq,
            int attempt,
            Message.State state,
            @Nullable String reason,
            String detail,
            int units) {}

    /// @param attempt the one that was refused
    /// @param next the number of the next one
    record Retry(int seq, int attempt, int next, Instant since, Instant dueAt, String reason, String detail) {}

    record Part(int seq, int part, String reference) {}
}
