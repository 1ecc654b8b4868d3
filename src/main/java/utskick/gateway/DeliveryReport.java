package utskick.gateway;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the provider said later about one part it had accepted. May come early, late, twice and out of order.
public record DeliveryReport(
        long accountId,
        String providerReference,
        State state,
        @Nullable FailureReason reason,
        String detail,
        Instant at) {

    /// Final are all but [#BUFFERED].
    public enum State {
        BUFFERED,
        DELIVERED,
        UNDELIVERED,
        EXPIRED,
        UNKNOWN
    }
}
