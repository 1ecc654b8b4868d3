package utskick.customer;

import java.time.Instant;

/// One line of a card's log: who changed which field, from which value to which.
public record Change(Instant at, String actor, String field, String before, String after) {}
