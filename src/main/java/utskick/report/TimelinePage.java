package utskick.report;

import java.util.List;

/// A page of a timeline.
///
/// @param next where the next page begins; empty: this is the last
public record TimelinePage(List<TimelineItem> items, String next) {}
