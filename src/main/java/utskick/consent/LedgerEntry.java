package utskick.consent;

import java.time.Instant;
import utskick.kernel.Channel;

/// One entry as the ledger holds it.
public record LedgerEntry(
        long id, String address, Channel channel, Purpose purpose, ConsentState state, Origin origin, Instant at) {}
