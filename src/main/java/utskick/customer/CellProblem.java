package utskick.customer;

/// A cell that could not be used.
///
/// @param line the line of the file
/// @param problem the key of the reason
/// @param value what stands in the cell
record CellProblem(int line, String heading, String problem, String value) {}
