package utskick.consent;

import java.time.Instant;
import utskick.kernel.Address;

/// One word about consent, on its way into the ledger.
public record Said(Address address, Purpose purpose, ConsentState state, Origin origin, Instant at) {}
