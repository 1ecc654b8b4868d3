package utskick.consent;

/// A seal that does not fit any more, so that entries it covered are not what they were.
///
/// @param number the seal
/// @param missing how many entries of it are gone; 0 where one was changed, or is too many
public record BrokenSeal(int number, Kind kind, long missing) {

    /// What is wrong with it.
    public enum Kind {
        /// Its entries do not give its digest.
        CONTENT,
        /// The seal itself is gone from the database.
        MISSING,
        /// The seal in the database is not the one that was noted in the data folder.
        REPLACED
    }
}
