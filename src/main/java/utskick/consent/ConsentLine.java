package utskick.consent;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import utskick.kernel.Channel;

/// How it stands for one of a customer's addresses and one purpose, with the entry it was taken from.
///
/// @param entry the last word, null where nobody was asked
/// @param suppressed whether the address is on the suppression list
public record ConsentLine(
        String address,
        Channel channel,
        Purpose purpose,
        @Nullable LedgerEntry entry,
        boolean suppressed) {

    public ConsentState state() {
        return entry == null ? ConsentState.UNKNOWN : entry.state();
    }

    /// Names the line in forms.
    public String key() {
        return key(channel, address, purpose);
    }

    /// Whether the last word was a no.
    public boolean saidNo() {
        return state() == ConsentState.REFUSED || state() == ConsentState.WITHDRAWN;
    }

    static String key(Channel channel, String address, Purpose purpose) {
        return channel + " " + address + " " + purpose.key();
    }

    public @Nullable Instant since() {
        return entry == null ? null : entry.at();
    }
}
