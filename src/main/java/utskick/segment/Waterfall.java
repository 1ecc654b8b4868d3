package utskick.segment;

import java.util.Map;

/// How many of a selection get the mailing, and how many do not for each one reason: everybody is counted once, so
/// `selected = recipients + the sum of leftOut`.
///
/// @param leftOut by reason, in the order in which the reasons are asked; only those that somebody is left out for
public record Waterfall(long selected, long recipients, Map<LeftOutReason, Long> leftOut) {}
