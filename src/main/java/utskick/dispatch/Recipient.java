package utskick.dispatch;

import java.util.List;
import org.jspecify.annotations.Nullable;
import utskick.kernel.Address;
import utskick.kernel.CustomerId;

/// The audience of a single message or a test. `fields` are the values of the content's merge fields in the content's
/// order, null where the register has none; `customer` is null for an address that is nobody's.
public record Recipient(
        @Nullable CustomerId customer, Address address, String language, List<@Nullable String> fields) {}
