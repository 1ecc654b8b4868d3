package utskick.api;

import java.util.Map;
import utskick.web.Texts;

/// Sentences for programmers; those about a customer's fields are the card's own.
final class ProblemTexts {

    private static final Map<String, String> OWN = Map.of(
            "missing", "This member is needed.",
            "unknown_field", "There is no such member.",
            "unknown_word", "None of the words that are allowed here.",
            "wrong_type", "The value is of another type.",
            "busy", "Somebody else is writing the same customer. Send it again.",
            "no_address", "The customer has no such address to speak for.",
            "future", "The time lies ahead.",
            "comma", "A group's name has no comma or semicolon.");

    private ProblemTexts() {}

    static String of(String code) {
        String own = OWN.get(code);
        if (own != null) {
            return own;
        }
        var texts = Texts.of("en");
        String key = "customer.problem." + code;
        return texts.has(key) ? texts.t(key) : code;
    }
}
