package utskick.dispatch;

import java.util.List;
import org.jspecify.annotations.Nullable;
import utskick.kernel.CustomerId;

/// What the messages of a batch will cost, exactly: every single one was rendered with its own values. While it is
/// being counted, `counted` of `planned` are in the figures.
///
/// @param parts how many messages have 1, 2, 3 … parts, in this order
/// @param ucs2 how many messages need the dear encoding, and `characters` what makes them so
/// @param missing how many lack the value of a field that the text names
/// @param tooLong how many have more parts than the content allows
/// @param notes a few customers to look at for each finding
public record Pricing(
        BatchId batch,
        int planned,
        int counted,
        boolean finished,
        long units,
        List<Integer> parts,
        int ucs2,
        List<CharacterCount> characters,
        int missing,
        int tooLong,
        List<Note> notes) {

    /// In how many messages a character stands that the cheap alphabet lacks.
    public record CharacterCount(String character, int messages) {}

    /// One example. `detail` is the number of parts, the characters, or the names of the missing fields.
    public record Note(Kind kind, String detail, @Nullable CustomerId customer, int seq) {}

    /// What a note is about.
    public enum Kind {
        PARTS,
        UCS2,
        MISSING,
        TOO_LONG
    }
}
