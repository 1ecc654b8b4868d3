package utskick.gateway;

import java.time.Duration;
import java.util.List;

/// What became of one attempt to hand a message over.
public sealed interface Submission {

    /// The provider took responsibility for it; a delivery report may follow. One reference for each part of an
    /// SMS.
    record Accepted(List<String> providerReferences) implements Submission {
        public Accepted {
            providerReferences = List.copyOf(providerReferences);
        }
    }

    /// The provider will never take it.
    record Rejected(FailureReason reason, String detail) implements Submission {}

    /// Not now: the provider is busy, or was not reached. It surely did not take the message.
    record Deferred(FailureReason reason, String detail, Duration retryAfter) implements Submission {}

    /// The connection broke after the message had left; nobody knows. Never retried by itself.
    record Uncertain(String detail) implements Submission {}
}
