package utskick.campaign;

import java.util.List;
import java.util.Set;
import utskick.segment.Selected;
import utskick.template.SmsNormaliser.Step;

/// What a campaign would cost if it were frozen now: every recipient rendered with its own values.
///
/// @param recipients how many there are
/// @param units SMS parts or e-mails of all of them
/// @param bands how many get 1, 2, 3 … parts, only those that occur
/// @param missing the fields without a value, most first
/// @param dear the characters that make messages dear
/// @param fixes what would make it cheaper, the greatest saving first
/// @param tooLong how many messages have more parts than are allowed
public record Check(
        int recipients, long units, List<Band> bands, List<Missing> missing, Dear dear, List<Fix> fixes, int tooLong) {

    static final Check NOBODY = new Check(0, 0, List.of(), List.of(), Dear.NONE, List.of(), 0);

    /// @param examples a few of them, the longest messages first
    public record Band(int parts, int customers, List<Selected> examples) {}

    public record Missing(String field, int customers, List<Selected> examples) {}

    /// @param characters those that do it, the commonest first
    /// @param customers who get a message with one of them
    public record Dear(List<String> characters, int customers, List<Selected> examples) {

        static final Dear NONE = new Dear(List.of(), 0, List.of());
    }

    /// @param steps to be switched on
    /// @param customers whose message gets fewer parts
    public record Fix(Set<Step> steps, int customers, long unitsSaved) {}
}
