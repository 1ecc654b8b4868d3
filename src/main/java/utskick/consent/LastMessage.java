package utskick.consent;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import utskick.kernel.PhoneNumber;

/// What a phone got last, so that a stop is understood as it was meant. Implemented by the engine, which is above the
/// ledger.
public interface LastMessage {

    /// The purpose of the latest SMS that was handed to the provider for this phone; empty where there
    /// is none since then.
    ///
    /// @param customers whose phone it is
    Optional<String> purpose(PhoneNumber phone, Collection<Long> customers, Instant since);
}
