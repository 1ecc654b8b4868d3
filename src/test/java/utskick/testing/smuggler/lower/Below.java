package utskick.testing.smuggler.lower;

import utskick.testing.smuggler.upper.Above;

/// The smuggled arrow.
public record Below(Above above) {}
