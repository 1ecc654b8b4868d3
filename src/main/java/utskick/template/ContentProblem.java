package utskick.template;

import java.util.Locale;

/// Why a text or a sender cannot be used as it stands.
///
/// @param place the form field that shows it
/// @param what the offending name, characters or number; empty when there is nothing to name
/// @param position where it begins, as an index into what was typed; -1 when it is nowhere in particular
public record ContentProblem(Kind kind, Place place, String what, int position) {

    public enum Kind {
        UNKNOWN_FIELD,
        MALFORMED_FIELD,
        TEXT_MISSING,
        SUBJECT_MISSING,
        /// `what` is the number of parts, of the shortest form that the message can take.
        TOO_MANY_PARTS,
        SENDER_MISSING,
        SENDER_TOO_LONG,
        /// `what` is what a name may not hold.
        SENDER_CHARACTERS,
        /// Digits that are neither a short code nor a number with its country code.
        SENDER_NUMBER,
        /// Without an opt-out link or a number that answers, a marketing SMS may not leave.
        OPT_OUT_UNREACHABLE
    }

    /// Form fields.
    public enum Place {
        SUBJECT,
        TEXT,
        HTML,
        OPT_OUT,
        SENDER
    }

    /// The key of its message, whose arguments are [#what()] and the limit, if there is one.
    public String messageKey() {
        return "template.problem." + kind.name().toLowerCase(Locale.ROOT);
    }
}
