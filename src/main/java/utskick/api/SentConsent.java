package utskick.api;

import java.time.Instant;
import java.util.Set;
import utskick.consent.ConsentState;
import utskick.consent.Origin;
import utskick.consent.Purpose;
import utskick.kernel.Channel;

/// One word about consent that came with a customer.
///
/// @param place where in the customer's object it stands
/// @param address whom it speaks for, empty for all addresses of the channel
record SentConsent(
        String place, Channel channel, Purpose purpose, ConsentState state, Origin origin, Instant at, String address) {

    static final Set<String> MEMBERS = Set.of(
            "channel", "purpose", "state", "basis", "source", "at", "saleDate", "wording", "evidence", "address");
}
