package utskick.kernel;

/// A field of the register that a text may hold as `{{name}}`. The register says which there are; a text that names
/// another one is refused. Frozen values travel as text in the canonical form of their kind.
public record MergeField(String name, Kind kind) {

    /// How a frozen value is written, and so how it is shown in the recipient's language.
    public enum Kind {
        /// As it stands.
        TEXT,
        /// Digits with a point as decimal mark: `1240.50`.
        NUMBER,
        /// Amount, space, currency: `475.50 SEK`.
        MONEY,
        /// ISO 8601: `2026-11-14`.
        DATE
    }
}
