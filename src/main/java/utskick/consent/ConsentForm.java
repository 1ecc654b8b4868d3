package utskick.consent;

import org.jspecify.annotations.Nullable;

/// What a user typed to change one line of the consent tab, so that a refusal can show it again.
///
/// @param line the line's key: channel, address and purpose; empty where nothing was typed
/// @param reason what the customer said, and when
/// @param sale the day of the sale, for an existing customer
/// @param wording the sentence that the customer said yes to: a version's number, `0` for the program's own, empty for
///     none of them; null: nobody has chosen yet
/// @param evidence what proves it: a paper's number, a recording, the text of a letter
/// @param problem the text to show; empty where there is none
public record ConsentForm(
        String line,
        String reason,
        Origin.Basis basis,
        String sale,
        @Nullable String wording,
        String evidence,
        String problem) {

    /// Nothing typed yet.
    static final ConsentForm EMPTY = new ConsentForm("", "", Origin.Basis.CONSENT, "", null, "", "");

    /// The same for one line, untouched where another one was typed into.
    public ConsentForm of(String key) {
        return line.equals(key) ? this : EMPTY;
    }

    ConsentForm refused(String text) {
        return new ConsentForm(line, reason, basis, sale, wording, evidence, text);
    }
}
