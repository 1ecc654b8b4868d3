package utskick.gateway.simulator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A text as a simulated phone shows it.
///
/// @param written whether the phone's owner wrote it
/// @param other   the sender that the phone shows, or whom it was written to
/// @param report  the state that was reported on it, empty as long as none was
public record Bubble(
        Instant at,
        boolean written,
        String other,
        String text,
        int parts,
        String encoding,
        String report,
        @Nullable Instant reportedAt) {}
