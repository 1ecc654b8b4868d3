package utskick.customer;

import org.jspecify.annotations.Nullable;
import utskick.kernel.Channel;

/// One way to reach a customer.
///
/// @param label which one it is: `mobile`, `home`, `work`, `switchboard`, `other` for phones, `email`, `work`,
///     `invoice`, `other` for e-mail addresses
/// @param asEntered what somebody typed
/// @param address E.164 or the address in lower case; null where `problem` says why not
/// @param problem a [PhoneProblem#key()], or `invalid_address`, `two_addresses`, `non_ascii_address`
/// @param reachable a message of this channel can go there; a landline is a fine address, and takes no SMS
/// @param preferred the one of its channel that the customer wants to be written to
public record ContactPoint(
        Channel channel,
        String label,
        String asEntered,
        @Nullable String address,
        @Nullable String problem,
        boolean reachable,
        boolean preferred) {}
