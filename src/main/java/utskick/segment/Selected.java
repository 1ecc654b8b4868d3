package utskick.segment;

import org.jspecify.annotations.Nullable;

/// One customer of a selection, as lists show it.
///
/// @param address where the mailing would go, null where there is none or it was not asked
public record Selected(
        long customerId,
        String number,
        String name,
        String city,
        @Nullable String address) {}
