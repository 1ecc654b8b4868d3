package utskick.customer;

import java.time.Instant;
import utskick.kernel.SqlQuery;

/// What other modules have written down about customers since an import, so that it cannot be undone any more.
/// Declared here and implemented above, because the register must not know them.
public interface ImportTraces {

    /// What it is, as the end of the message's key `customer.undo.kept.`: `messages`, `consents`.
    String kind();

    /// How many of these customers have something since then.
    ///
    /// @param customers gives the customers' ids in a column `id`
    int count(SqlQuery customers, Instant since);
}
