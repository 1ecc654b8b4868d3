package utskick.template;

import java.util.Locale;

/// Why a text or a sender cannot be used as it stands.
///
/// @param place the form field that shows it
/// @param what the offending name, characters or number; empty when there is nothing to name
/// @param position where it begins, as an index into what was typed; -1 when it is nowhere in particular
/// @param limit how much is allowed, where that is the point; else 0
public record ContentProblem(Kind kind, Place place, String what, int position, int limit) {

    ContentProblem(Kind kind, Place place, String what, int position) {
        this(kind, place, what, position, 0);
    }

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

    /// The key of its text, which takes [#arguments()].
    public String messageKey() {
        return "template.problem." + kind.name().toLowerCase(Locale.ROOT);
    }

    /// What, its length, and the limit.
    public Object[] arguments() {
        return new Object[] {what, what.length(), limit};
    }

    /// The form field's name, as the editor has it.
    public String field() {
        return switch (place) {
            case SUBJECT -> "subject";
            case TEXT -> "text";
            case HTML -> "html";
            case OPT_OUT -> "optOut";
            case SENDER -> "sender";
        };
    }

    /// Whether it is nothing wrong yet, but only not written yet.
    public boolean isUnfinished() {
        return kind == Kind.TEXT_MISSING || kind == Kind.SUBJECT_MISSING || kind == Kind.SENDER_MISSING;
    }
}
