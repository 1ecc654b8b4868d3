package utskick.consent;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One text that somebody sent us. `customer` is the first customer who has the sender's number now.
///
/// @param meaning `stop`, `start`, `maybe_stop` or `other`
public record InboxItem(
        long id,
        String sender,
        String body,
        String meaning,
        Instant at,
        @Nullable Long customerId,
        @Nullable String customer) {}
