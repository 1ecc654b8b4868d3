package utskick.api;

import java.util.Map;
import utskick.web.Texts;

/// Sentences for programmers; those about a customer's fields are the card's own.
final class ProblemTexts {

    private static final Map<String, String> OWN = Map.ofEntries(
            Map.entry("missing", "This member is needed."),
            Map.entry("unknown_field", "There is no such member."),
            Map.entry("unknown_word", "None of the words that are allowed here."),
            Map.entry("wrong_type", "The value is of another type."),
            Map.entry("busy", "Somebody else is writing the same customer. Send it again."),
            Map.entry("no_address", "The customer has no such address to speak for."),
            Map.entry("future", "The time lies ahead."),
            Map.entry("comma", "A group's name has no comma or semicolon."),
            Map.entry("only_consent", "Where the customer lives only consent counts."),
            Map.entry("no_sale", "The day of the sale is needed, and cannot lie ahead."),
            Map.entry("no_company", "This is for companies, and not in Poland."));

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
