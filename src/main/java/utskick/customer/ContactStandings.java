package utskick.customer;

import java.util.Collection;
import java.util.Map;
import utskick.kernel.Channel;
import utskick.kernel.SqlQuery;

/// May we write to these customers? Declared here for the customer list and the card's head, implemented by the owner
/// of the ledger, because the register must not know it.
public interface ContactStandings {

    /// How it stands for marketing, for each of these customers. Customers it does not know are left out.
    Map<Long, Standing> of(Collection<Long> customerIds);

    /// A condition on `customer.profile p`, for the filter chips of the list: true for the customers who get
    /// marketing by this channel. Its parameters have names that start with `standing_`.
    SqlQuery reachable(Channel channel);

    /// How it stands for both channels.
    record Standing(State sms, State email) {}

    /// Why a message may go out, or may not; the first that holds, from below.
    enum State {
        /// Consent stands and there is an address for it.
        YES,
        /// Asked, and refused.
        NO,
        /// Nobody asked.
        NEVER_ASKED,
        /// A number, but none that takes SMS.
        NOT_MOBILE,
        /// The address is on the list of addresses never to use.
        SUPPRESSED,
        /// Said yes once and took it back, or said stop.
        WITHDRAWN,
        /// No address of that kind.
        NO_ADDRESS
    }
}
