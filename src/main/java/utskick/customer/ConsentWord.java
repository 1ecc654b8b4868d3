package utskick.customer;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the words of a consent column mean, in the languages of the four countries and English. Nothing else is ever
/// read as consent: any other word is unknown, and unknown means no.
enum ConsentWord {
    GIVEN("ja j x 1 sant true yes y kyllä k ναι tak t wyrażona"),
    REFUSED("nej n 0 falskt false no ei όχι nie niewyrażona"),
    WITHDRAWN("avregistrerad avregistrerat återkallat återkallad peruttu wycofana"),
    UNKNOWN("nieustalona");

    private static final Map<String, ConsentWord> WORDS = Stream.of(values())
            .flatMap(word -> Stream.of(word.words.split(" ")).map(text -> Map.entry(CellText.key(text), word)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private final String words;

    ConsentWord(String words) {
        this.words = words;
    }

    /// The meaning of a field; empty when the word is not known; null for an empty field.
    static @Nullable Optional<ConsentWord> read(String field) {
        var key = CellText.key(field);
        return key.isEmpty() ? null : Optional.ofNullable(WORDS.get(key));
    }

    static boolean isYes(String field) {
        var word = read(field);
        return word != null && word.isPresent() && word.get() == GIVEN;
    }

    /// The higher it is, the surer nobody is written to.
    int strictness() {
        return switch (this) {
            case GIVEN -> 0;
            case UNKNOWN -> 1;
            case REFUSED -> 2;
            case WITHDRAWN -> 3;
        };
    }

    /// The state in the ledger's words.
    String state() {
        return name().toLowerCase(Locale.ROOT);
    }
}
