package utskick.quota;

import java.util.OptionalLong;

/// The answer to a wish for units.
public sealed interface Reservation {

    /// The units are the batch's. `left` is what the month has beyond them, empty where there is no limit.
    record Reserved(long units, OptionalLong left) implements Reservation {}

    /// Nothing was reserved; so much is left.
    record Exceeded(long left) implements Reservation {}
}
