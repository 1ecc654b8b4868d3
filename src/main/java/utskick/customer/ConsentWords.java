package utskick.customer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one file's own words for yes, no and withdrawn are, besides those that everybody writes ([ConsentWord]).
///
/// @param given as somebody typed them, such as `accept` or `A`
public record ConsentWords(List<String> given, List<String> refused, List<String> withdrawn) {

    static final ConsentWords NONE = new ConsentWords(List.of(), List.of(), List.of());

    private static final int MOST = 50;
    private static final int LONGEST = 100;

    public ConsentWords {
        given = List.copyOf(given);
        refused = List.copyOf(refused);
        withdrawn = List.copyOf(withdrawn);
    }

    /// From three fields, each with words between commas.
    static ConsentWords of(String given, String refused, String withdrawn) {
        return new ConsentWords(words(given), words(refused), words(withdrawn));
    }

    private static List<String> words(String typed) {
        var words = new ArrayList<String>();
        for (var part : typed.split("[,;\\n]", -1)) {
            var word = CellText.clean(part);
            if (!word.isEmpty() && word.length() <= LONGEST && words.size() < MOST) {
                words.add(word);
            }
        }
        return words;
    }

    /// As somebody may type it again: the words of one of the three between commas.
    public static String typed(List<String> words) {
        return String.join(", ", words);
    }

    /// Reads cells of this file. A word that stands in two of the fields is the stricter of the two.
    Reading reading() {
        var own = new HashMap<String, ConsentWord>();
        given.forEach(word -> own.put(CellText.key(word), ConsentWord.GIVEN));
        refused.forEach(word -> own.put(CellText.key(word), ConsentWord.REFUSED));
        withdrawn.forEach(word -> own.put(CellText.key(word), ConsentWord.WITHDRAWN));
        return new Reading(Map.copyOf(own));
    }

    /// @param own the file's words as they are compared
    record Reading(Map<String, ConsentWord> own) {

        /// The meaning of a cell; empty when the word is not known; null for an empty cell.
        @Nullable
        Optional<ConsentWord> of(String cell) {
            var word = own.isEmpty() ? null : own.get(CellText.key(cell));
            return word == null ? ConsentWord.read(cell) : Optional.of(word);
        }

        boolean isYes(String cell) {
            var word = of(cell);
            return word != null && word.isPresent() && word.get() == ConsentWord.GIVEN;
        }
    }
}
