package utskick.consent;

/// A place where the ledger is no longer what was written.
///
/// @param entryId the entry, or the one that the end of the chain should be
public record TamperedEntry(long entryId, String address, Kind kind) {

    /// What is wrong there.
    public enum Kind {
        /// The entry's fields do not give its hash.
        CHANGED,
        /// The entry before it is missing or is another one.
        BROKEN_CHAIN,
        /// The last entry is not the one that the standing was taken from.
        MISSING_TAIL
    }
}
