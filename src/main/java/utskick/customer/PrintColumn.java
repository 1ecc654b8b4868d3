package utskick.customer;

/// A column of a list on paper.
///
/// @param number whether it stands to the right, as numbers and dates do
public record PrintColumn(String heading, boolean number) {}
