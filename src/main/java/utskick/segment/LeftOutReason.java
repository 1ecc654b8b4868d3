package utskick.segment;

import java.util.Locale;

/// Why a customer of the selection is no recipient, in the order in which it is asked.
public enum LeftOutReason {
    /// There is an address, and nobody said yes for it.
    NO_CONSENT,
    WITHDRAWN,
    /// The address is on the suppression list.
    SUPPRESSED,
    /// Protected identity, deceased or blocked.
    PROTECTED,
    /// No address of the channel under the chosen labels.
    NO_ADDRESS,
    /// A phone number that takes no SMS.
    NOT_MOBILE,
    /// Of a country that the mailing is not for.
    WRONG_COUNTRY,
    /// On the quiet list that the mailing names.
    QUIET,
    /// Was written to a few days ago.
    WRITTEN_TO,
    /// Somebody else of the selection gets it at the same address: the one who prefers that address, then the
    /// newest.
    DUPLICATE_ADDRESS;

    /// As the database writes it: `no_consent`.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
