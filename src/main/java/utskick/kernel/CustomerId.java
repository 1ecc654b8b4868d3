package utskick.kernel;

/// The register's own key of a customer; the number that people see is another thing.
public record CustomerId(long value) {}
