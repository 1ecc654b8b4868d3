package utskick.segment;

import java.time.Instant;

/// One line of a selection's history: all that was saved then. What changed is the difference to the line before it.
///
/// @param added customers put on its list of those picked by hand; a line that has any tells of nothing else
/// @param removed customers taken off that list
public record PastSave(Instant at, String actor, Keeping keeping, Criterion criterion, int added, int removed) {}
