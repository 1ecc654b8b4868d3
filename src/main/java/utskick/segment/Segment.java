package utskick.segment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A saved selection. It holds nobody: who is in it is computed whenever it is used.
///
/// @param version goes up with every save; a save names the version it was made from
/// @param lastCount what the last count on its page was, with the time
public record Segment(
        long id,
        Keeping keeping,
        Criterion criterion,
        int version,
        Change changed,
        @Nullable Count lastCount) {

    public String name() {
        return keeping.name();
    }

    public String description() {
        return keeping.description();
    }

    /// The last save.
    public record Change(String by, Instant at) {}

    /// How many there were, and when.
    public record Count(long customers, Instant at) {}
}
