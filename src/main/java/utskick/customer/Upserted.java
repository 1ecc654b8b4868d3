package utskick.customer;

import java.util.Map;

/// What became of a customer that another program sent.
public sealed interface Upserted {

    /// It is there now.
    record Created(Customer customer) implements Upserted {}

    /// Something of it changed.
    record Updated(Customer customer) implements Upserted {}

    /// It was so already, and nothing was written.
    record Unchanged(Customer customer) implements Upserted {}

    /// Nothing was written.
    ///
    /// @param problems by field (`number`, `points`, `phones.0`, …) a word for what is wrong
    record Rejected(Map<String, String> problems) implements Upserted {}
}
