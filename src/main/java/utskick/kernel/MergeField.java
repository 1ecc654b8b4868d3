package utskick.kernel;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A field of the register that a text may hold as `{{name}}`. The register says which there are; a text that names
/// another one is refused. Frozen values travel as text in the canonical form of their kind.
///
/// @param labels what a field of the shop's own is called, by language; empty for those that every register has
public record MergeField(String name, Kind kind, Map<String, String> labels) {

    /// What the names of the shop's own fields start with: `{{own_shoe_size}}`.
    public static final String OWN = "own_";

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

    public MergeField {
        labels = Map.copyOf(labels);
    }

    public MergeField(String name, Kind kind) {
        this(name, kind, Map.of());
    }

    /// Fields are the same by name and kind; what one is called may change.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MergeField field && field.name.equals(name) && field.kind == kind;
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + kind.hashCode();
    }
}
