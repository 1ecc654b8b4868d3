package utskick.dispatch;

import java.util.List;
import org.jspecify.annotations.Nullable;
import utskick.kernel.CustomerId;

/// A customer of the selection who is no recipient, and the one reason.
public record LeftOut(
        CustomerId customer, String reason, @Nullable String address) {

    /// A page over those left out, by customer; ask the next one after `next` (null: this is the last).
    public record Page(List<LeftOut> customers, @Nullable CustomerId next) {
        public Page {
            customers = List.copyOf(customers);
        }
    }
}
