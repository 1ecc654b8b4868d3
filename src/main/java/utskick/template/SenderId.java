package utskick.template;

import java.util.Optional;
import java.util.regex.Pattern;
import utskick.template.ContentProblem.Kind;
import utskick.template.ContentProblem.Place;

/// What a phone shows as the sender of an SMS: a name, a number with its country code, or a short code. A name cannot
/// take an answer, so not a STOP either.
public record SenderId(String value) {

    /// The room for a name in the address field (3GPP TS 23.040 section 9.1.2.5).
    public static final int MAX_NAME = 11;

    private static final Pattern NUMBER = Pattern.compile("\\+[1-9][0-9]{6,14}");
    private static final Pattern SHORT_CODE = Pattern.compile("[0-9]{3,6}");
    private static final Pattern DIGITS = Pattern.compile("[+0-9 ()/.-]+");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9 ]+");

    /// @throws IllegalArgumentException when [#problem] finds one
    public SenderId {
        value = plain(value);
        problem(value).ifPresent(it -> {
            throw new IllegalArgumentException(it.messageKey());
        });
    }

    /// What is wrong with it, if anything.
    public static Optional<ContentProblem> problem(String typed) {
        var value = plain(typed);
        if (value.isEmpty()) {
            return problem(Kind.SENDER_MISSING, "", -1);
        }
        if (DIGITS.matcher(value).matches()) {
            boolean fine =
                    NUMBER.matcher(value).matches() || SHORT_CODE.matcher(value).matches();
            return fine ? Optional.empty() : problem(Kind.SENDER_NUMBER, value, 0);
        }
        if (!NAME.matcher(value).matches()) {
            var wrong = new StringBuilder();
            value.codePoints()
                    .filter(it -> !NAME.matcher(Character.toString(it)).matches())
                    .distinct()
                    .limit(MAX_NAME)
                    .forEach(wrong::appendCodePoint);
            return problem(
                    Kind.SENDER_CHARACTERS, wrong.toString(), value.indexOf(Character.toString(wrong.codePointAt(0))));
        }
        return value.length() > MAX_NAME ? problem(Kind.SENDER_TOO_LONG, value, MAX_NAME) : Optional.empty();
    }

    /// Whether a phone can answer it.
    public boolean canReceive() {
        return NUMBER.matcher(value).matches() || SHORT_CODE.matcher(value).matches();
    }

    private static Optional<ContentProblem> problem(Kind kind, String what, int position) {
        return Optional.of(new ContentProblem(kind, Place.SENDER, what, position, MAX_NAME));
    }

    /// Numbers lose what people put between digits; names keep their single spaces.
    private static String plain(String typed) {
        var value = typed.strip().replaceAll(" {2,}", " ");
        return DIGITS.matcher(value).matches() ? value.replaceAll("[^+0-9]", "") : value;
    }
}
