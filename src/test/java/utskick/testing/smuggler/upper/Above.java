package utskick.testing.smuggler.upper;

/// What the lower module must not know.
public record Above(String name) {}
