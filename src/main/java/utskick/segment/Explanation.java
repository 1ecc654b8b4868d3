package utskick.segment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why one customer is in a selection or not: every row with its answer and the customer's own value.
public record Explanation(Selected customer, boolean in, List<Line> lines) {

    /// @param except whether the row takes away those for whom it holds
    /// @param value the customer's own, as the register writes it; null where the criterion has none
    public record Line(
            Criterion criterion,
            boolean except,
            boolean holds,
            @Nullable String value) {}
}
