package utskick.customer;

import java.time.Instant;

/// One line of a card's log: who changed which field, from which value to which.
///
/// @param file that somebody imported, empty where it was changed by hand
public record Change(Instant at, String actor, String field, String before, String after, String file) {}
