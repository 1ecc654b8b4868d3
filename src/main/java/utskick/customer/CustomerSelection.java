package utskick.customer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The customers that something is to be done with: those that were ticked, or all that a search has found.
public sealed interface CustomerSelection {

    /// Ticked rows.
    record Ticked(List<Long> ids) implements CustomerSelection {

        public Ticked {
            ids = List.copyOf(ids);
        }
    }

    /// All that are found, however many pages.
    record Found(CustomerQuery query) implements CustomerSelection {}

    /// From the form of the list.
    ///
    /// @param ids the ticked rows
    /// @param all whether all that are found are meant instead
    /// @param query the list's [CustomerQuery#text()]
    static CustomerSelection of(@Nullable List<Long> ids, boolean all, @Nullable String query) {
        if (all) {
            return new Found(CustomerQuery.parse(query == null ? "" : query).firstPage());
        }
        return new Ticked(ids == null ? List.of() : ids);
    }
}
