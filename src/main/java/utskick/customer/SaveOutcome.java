package utskick.customer;

import java.util.Map;
import utskick.kernel.CustomerId;

/// What became of a card that somebody saved.
public sealed interface SaveOutcome {

    record Saved(CustomerId id) implements SaveOutcome {}

    /// Nothing was written.
    ///
    /// @param problems by field (`number`, `birthday`, `point.0`, …) the end of a message's key:
    ///     `customer.problem.` + value
    record Refused(Map<String, String> problems) implements SaveOutcome {}

    /// Nothing was written, because somebody else has changed the customer meanwhile.
    record Stale(Customer now) implements SaveOutcome {}
}
