package utskick.segment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a request did to a list of customers picked by hand, for its page to say it.
///
/// @param removed who was taken off, so that it can be undone
/// @param numbers what was typed and refused
public record PickedDone(
        int added,
        List<Long> removed,
        PickedReport report,
        @Nullable String error,
        String numbers) {

    static final PickedDone NOTHING = new PickedDone(0, List.of(), PickedReport.NOTHING, null, "");
}
