package utskick.template;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import utskick.kernel.Gsm7;

/// Makes an SMS cheaper without making it say something else. What nobody sees is always cleaned away: decomposed
/// letters are composed, line ends become LF, odd spaces plain ones, invisible characters go. Everything that changes
/// what is seen is a [Step] that a person chooses, because "łaskę" and "laskę" are two words.
///
/// Web and e-mail addresses, codes and merge fields are never changed: an upper-cased path is another path.
public final class SmsNormaliser {

    /// What may be changed, from harmless to visible.
    public enum Step {
        /// Curly quotes, dashes, the ellipsis and the like become their plain forms.
        TYPOGRAPHY,
        /// Latin letters that the GSM alphabet lacks lose their marks: `ł` becomes `l`. The alphabet's own
        /// letters, such as å, ä, ö and é, stay.
        TRANSLITERATION,
        /// Greek is written in capitals, with the Latin ones where they look the same.
        GREEK_CAPITALS
    }

    /// A cheaper way to say the same.
    ///
    /// @param steps all steps to be switched on, the present ones among them
    /// @param text how it then reads
    public record Saving(Set<Step> steps, String text, int partsBefore, int partsAfter) {}

    private static final Pattern PROTECTED = Pattern.compile("\\{\\{[^{}]*}}"
            + "|\\b(?i:https?://|www\\.)\\S+"
            + "|[\\w.+-]++@[\\w-]++(?:\\.[\\w-]+)+"
            + "|[\\p{L}\\d-]++(?:\\.[\\p{L}\\d-]++)+/\\S*"
            + "|(?<![\\p{L}\\d-])(?=[\\p{L}\\d-]{0,40}\\p{L}(?:\\d|-\\d\\d))[\\p{L}\\d-]{4,}");

    private static final Map<Integer, String> TYPOGRAPHY = table(
            "‘’‚‛′`´‹›",
            "'",
            "“”„‟″«»",
            "\"",
            "‐‑‒–—―−",
            "-",
            "•·∙‣",
            "-",
            "…",
            "...",
            "™",
            "TM",
            "®",
            "(R)",
            "©",
            "(C)",
            "×",
            "x",
            "½",
            "1/2",
            "¼",
            "1/4",
            "¾",
            "3/4");

    private static final Map<Integer, String> LETTERS = table(
            "ł", "l", "Ł", "L", "đð", "d", "ĐÐ", "D", "œ", "oe", "Œ", "OE", "þ", "th", "Þ", "Th", "ı", "i", "ħ", "h",
            "Ħ", "H", "ŧ", "t", "Ŧ", "T", "ĸ", "k", "ẞ", "SS");

    /// Greek capitals that a Latin one looks like.
    private static final String GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ";

    private static final String LATIN = "ABEZHIKMNOPTYX";

    private SmsNormaliser() {}

    /// The text after cleaning and the chosen steps. Letters are only changed when that makes the text GSM-7: a
    /// text that stays UCS-2 would lose its letters for nothing.
    public static String normalise(String text, Set<Step> steps) {
        if (isPlain(text)) {
            return text;
        }
        var cleaned = clean(text);
        if (steps.contains(Step.TYPOGRAPHY) && !Gsm7.isEncodable(cleaned)) {
            cleaned = outsideProtected(cleaned, EnumSet.of(Step.TYPOGRAPHY));
        }
        boolean letters = steps.contains(Step.TRANSLITERATION) || steps.contains(Step.GREEK_CAPITALS);
        if (!letters || Gsm7.isEncodable(cleaned)) {
            return cleaned;
        }
        var folded = outsideProtected(cleaned, steps);
        return Gsm7.isEncodable(folded) ? folded : cleaned;
    }

    /// The mildest steps beyond the given ones that save a part.
    public static Optional<Saving> saving(String text, Set<Step> steps) {
        int before = SmsText.count(normalise(text, steps));
        for (var more : List.of(
                EnumSet.of(Step.TYPOGRAPHY),
                EnumSet.of(Step.TYPOGRAPHY, Step.TRANSLITERATION),
                EnumSet.of(Step.TYPOGRAPHY, Step.GREEK_CAPITALS),
                EnumSet.allOf(Step.class))) {
            more.addAll(steps);
            var cheaper = normalise(text, more);
            int after = SmsText.count(cheaper);
            if (after < before) {
                return Optional.of(new Saving(Collections.unmodifiableSet(more), cheaper, before, after));
            }
        }
        return Optional.empty();
    }

    /// All of it in the alphabet and nothing to clean: nearly every text of a mailing.
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\f' || !Gsm7.isEncodable(c)) {
                return false;
            }
        }
        return true;
    }

    private static String clean(String text) {
        var composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        var out = new StringBuilder(composed.length());
        for (int i = 0; i < composed.length(); i++) {
            char c = composed.charAt(i);
            if (c == '\r') {
                if (i + 1 == composed.length() || composed.charAt(i + 1) != '\n') {
                    out.append('\n');
                }
            } else if (c == '\u0085' || c == '\u2028' || c == '\u2029') {
                out.append('\n');
            } else if (c == '\t' || (c != ' ' && Character.getType(c) == Character.SPACE_SEPARATOR)) {
                out.append(' ');
            } else if (c == '\n' || !isInvisible(c)) {
                out.append(c);
            }
        }
        return out.toString();
    }

    /// Controls, zero-width space, word joiner, byte order mark, soft hyphen, direction marks. The zero-width
    /// joiner stays: without it an emoji becomes another.
    private static boolean isInvisible(char c) {
        return Character.isISOControl(c)
                || c == '\u00AD'
                || c == '\u061C'
                || c == '\u200B'
                || c == '\u200E'
                || c == '\u200F'
                || (c >= '\u202A' && c <= '\u202E')
                || c == '\u2060'
                || (c >= '\u2066' && c <= '\u2069')
                || c == '\uFEFF';
    }

    private static String outsideProtected(String text, Set<Step> steps) {
        var out = new StringBuilder(text.length());
        var matcher = PROTECTED.matcher(text);
        int from = 0;
        while (matcher.find()) {
            replace(text, from, matcher.start(), steps, out);
            out.append(text, matcher.start(), matcher.end());
            from = matcher.end();
        }
        replace(text, from, text.length(), steps, out);
        return out.toString();
    }

    private static void replace(String text, int from, int to, Set<Step> steps, StringBuilder out) {
        for (int i = from; i < to; ) {
            int codePoint = text.codePointAt(i);
            i += Character.charCount(codePoint);
            if (Gsm7.isEncodable(codePoint)) {
                out.appendCodePoint(codePoint);
            } else if (steps.contains(Step.TYPOGRAPHY) && TYPOGRAPHY.containsKey(codePoint)) {
                out.append(TYPOGRAPHY.get(codePoint));
            } else if (steps.contains(Step.TRANSLITERATION) && UnicodeScript.of(codePoint) == UnicodeScript.LATIN) {
                out.append(
                        LETTERS.containsKey(codePoint)
                                ? LETTERS.get(codePoint)
                                : withoutMarks(Character.toString(codePoint)));
            } else if (steps.contains(Step.GREEK_CAPITALS) && UnicodeScript.of(codePoint) == UnicodeScript.GREEK) {
                foldGreek(codePoint, out);
            } else {
                out.appendCodePoint(codePoint);
            }
        }
    }

    /// Letter by letter and marks off first: `"ΐ".toUpperCase()` would give three code points.
    private static void foldGreek(int codePoint, StringBuilder out) {
        var capital = withoutMarks(Character.toString(codePoint)).toUpperCase(Locale.ROOT);
        for (int i = 0; i < capital.length(); i++) {
            int lookalike = GREEK.indexOf(capital.charAt(i));
            out.append(lookalike < 0 ? capital.charAt(i) : LATIN.charAt(lookalike));
        }
    }

    static String withoutMarks(String text) {
        var decomposed = Normalizer.normalize(text, Normalizer.Form.NFD);
        var out = new StringBuilder(decomposed.length());
        decomposed
                .codePoints()
                .filter(it -> Character.getType(it) != Character.NON_SPACING_MARK)
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    private static Map<Integer, String> table(String... pairs) {
        var table = new HashMap<Integer, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            var replacement = pairs[i + 1];
            pairs[i].codePoints().forEach(it -> table.put(it, replacement));
        }
        return Map.copyOf(table);
    }
}
