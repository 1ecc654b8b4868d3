package utskick.customer;

import java.util.Collection;
import utskick.kernel.Address;

/// Told of addresses that may be somebody else's by now. Implemented by the owner of the ledger, which
/// the register must not know.
@FunctionalInterface
public interface NewAddresses {

    /// These have come to a card, or left one, and no other card has them: nobody's yes goes with them. Within the
    /// transaction that saves the card.
    ///
    /// @param actor who saved it
    void startAnew(Collection<Address> addresses, String actor);
}
