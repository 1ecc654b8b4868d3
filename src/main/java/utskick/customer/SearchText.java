package utskick.customer;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The words that customers are stored and asked under: without case and accents, so that `Sofia`, `ΣΟΦΊΑ` and `Łukasz`
/// are found however they are typed. Both sides are made here, so they always agree.
final class SearchText {

    /// No name is longer; what is, is found by its beginning.
    private static final int LONGEST_WORD = 60;

    /// Whoever pastes more than this into the search looks for its beginning.
    private static final int LONGEST_QUESTION = 500;

    /// More words than this narrow nothing down any more.
    private static final int MOST_WORDS = 8;

    /// Marks the digits of a phone number from the last to the first: people remember the last four.
    private static final char BACKWARDS = '<';

    /// Marks the digits of a phone number with its country, so that the beginning of a customer number is not
    /// looked for among the phones, which nearly all begin alike.
    private static final char INTERNATIONAL = '+';

    /// So many digits tell phones apart; fewer are a customer number.
    private static final int LAST_DIGITS = 4;

    /// Before so many digits a number with its country says little more than the country.
    private static final int INTERNATIONAL_DIGITS = 6;

    /// Fewer digits than this are a whole customer number, or one that is only begun.
    private static final int FEW_DIGITS = 3;

    /// So many leading zeros a customer number may have that is asked for without them.
    private static final int MOST_ZEROS = 7;

    /// Country calling codes that a national number is looked up under (ITU-T E.164: Europe).
    private static final List<String> CALLING_CODES = List.of(
            "46", "358", "30", "48", "47", "45", "49", "44", "31", "32", "33", "34", "39", "40", "41", "43", "36",
            "351", "352", "353", "354", "357", "359", "370", "371", "372", "380", "385", "386", "420", "421");

    /// The length of a pattern for two letters.
    private static final int BEGUN = "% ab%".length();

    /// Where mail goes, such as `example.com`.
    private static final Pattern PLACE = Pattern.compile("@?[a-z]+(?:-[a-z]+)*(?:\\.[a-z]+)+");

    private SearchText() {}

    /// What a customer's row of the index holds.
    ///
    /// @param sortName see the migration
    /// @param plain the words as written, in lower case
    /// @param words as the text of a `tsvector`
    record Entry(String sortName, String plain, String words) {}

    /// @param name as lists sort it, the last name first
    /// @param texts names, numbers, e-mail addresses
    /// @param phones in E.164 where they could be read
    static Entry entry(String number, String name, Collection<String> texts, Collection<String> phones) {
        var words = new LinkedHashSet<String>();
        var plain = new StringBuilder(" ");
        for (var text : texts) {
            for (var word : split(plain(text))) {
                plain.append(word).append(' ');
                words.add(fold(word));
            }
        }
        for (var phone : phones) {
            var digits = digits(phone);
            if (digits.length() >= LAST_DIGITS) {
                words.add(phone.startsWith("+") ? INTERNATIONAL + digits : digits);
                words.add(BACKWARDS + new StringBuilder(digits).reverse().toString());
            }
        }
        var vector = new StringJoiner(" ");
        words.forEach(word -> vector.add(quoted(word)));
        return new Entry(sortKey(name.isBlank() ? number : name), plain.toString(), vector.toString());
    }

    /// What somebody looks for.
    ///
    /// @param words as the text of a `tsquery`
    /// @param also patterns of [Entry#plain()] that must hold besides: what is too common to look up
    /// @param begins patterns of [Entry#plain()]: all of them hold where the accents are as typed
    /// @param whole the same for whole words
    /// @param isNumber whether numbers are asked for, of which there are many ways to begin
    record Ask(String words, List<String> also, List<String> begins, List<String> whole, boolean isNumber) {

        /// Whether hardly anything was typed yet.
        boolean isBegun() {
            return begins.size() == 1 && begins.getFirst().length() <= BEGUN;
        }
    }

    /// The question behind what was typed, null where there is none. Each word must be found; the beginning of
    /// one is enough.
    static @Nullable Ask ask(String typed) {
        var text = plain(
                CellText.clean(typed.length() <= LONGEST_QUESTION ? typed : typed.substring(0, LONGEST_QUESTION)));
        if (text.matches("[-+0-9 ()/.]+") && !digits(text).isEmpty()) {
            return digitsAsk(text);
        }
        var all = new StringJoiner(" & ");
        var also = new ArrayList<String>();
        var begins = new ArrayList<String>();
        var whole = new ArrayList<String>();
        int count = 0;
        for (var token : text.split(" ", -1)) {
            var parts = split(token);
            if (parts.isEmpty()) {
                continue;
            }
            if (++count > MOST_WORDS) {
                break;
            }
            for (var part : parts) {
                begins.add("% " + pattern(part) + "%");
                whole.add("% " + pattern(part) + " %");
            }
            int at = token.indexOf('@');
            var local = at < 0 ? Set.<String>of() : split(token.substring(0, at));
            if (local.isEmpty() && PLACE.matcher(token).matches()) {
                var rest = List.copyOf(parts);
                all.add(quoted(fold(rest.getFirst())));
                rest.subList(1, rest.size()).forEach(part -> also.add("% " + pattern(part) + "%"));
            } else if (local.isEmpty()) {
                all.add(tokenAsk(parts));
            } else {
                // half the register may have its mail at the same place
                local.forEach(part -> all.add(quoted(fold(part))));
                for (var part : split(token.substring(at + 1))) {
                    also.add("% " + pattern(part) + "%");
                }
            }
        }
        return count == 0
                ? null
                : new Ask(
                        all.toString(),
                        List.copyOf(also),
                        List.copyOf(begins),
                        List.copyOf(whole),
                        text.matches(".*[0-9].*"));
    }

    /// `anna-lena` is all its parts, of which the last may be unfinished; a number with signs in it (`A-17`) is
    /// itself.
    private static String tokenAsk(Set<String> parts) {
        var list = List.copyOf(parts);
        if (isWhole(list.getFirst()) && list.size() > 1) {
            return "(" + begin(fold(list.getFirst())) + " | " + partsAsk(list.subList(1, list.size())) + ")";
        }
        return partsAsk(list);
    }

    private static String partsAsk(List<String> parts) {
        var ask = new StringJoiner(" & ", "(", ")");
        for (int i = 0; i < parts.size(); i++) {
            var word = fold(parts.get(i));
            if (i < parts.size() - 1) {
                ask.add(quoted(word));
            } else {
                ask.add(word.matches("[0-9]+") ? digitsAsk(word, false) : begin(word));
            }
        }
        return ask.toString();
    }

    private static @Nullable Ask digitsAsk(String text) {
        var compact = text.replace("(0)", "").replaceAll("[^+0-9]", "");
        var digits = digits(compact);
        boolean international = compact.startsWith("+");
        // +46 or 07 is only the beginning of what somebody means to type
        if (international
                ? digits.length() < INTERNATIONAL_DIGITS
                : digits.length() < FEW_DIGITS && digits.startsWith("0")) {
            return null;
        }
        var ask = digitsAsk(digits, international);
        // what was typed with signs in it may be a customer number that has them
        if (isWhole(text) && !international && text.indexOf(' ') < 0) {
            ask = "(" + ask + " | " + begin(text) + ")";
        }
        return new Ask(ask, List.of(), List.of("% " + digits + "%"), List.of("% " + digits + " %"), true);
    }

    /// Digits are a customer number, with or without its leading zeros, or a phone number in any writing, or the
    /// end of one.
    private static String digitsAsk(String digits, boolean international) {
        var any = new StringJoiner(" | ", "(", ")");
        if (international) {
            return begin(INTERNATIONAL + digits);
        }
        if (digits.startsWith("00") && digits.length() >= INTERNATIONAL_DIGITS + 2) {
            any.add(begin(INTERNATIONAL + digits.substring(2)));
        }
        var number = digits;
        for (int zeros = 0; zeros <= MOST_ZEROS; zeros++) {
            any.add(digits.length() < FEW_DIGITS ? quoted(number) : begin(number));
            number = "0" + number;
        }
        var national = digits.startsWith("0") ? digits.substring(1) : digits;
        if (national.length() >= LAST_DIGITS && !national.startsWith("0")) {
            CALLING_CODES.forEach(code -> any.add(begin(INTERNATIONAL + code + national)));
            if (digits.length() > INTERNATIONAL_DIGITS) {
                // a country's code without a sign before it
                any.add(begin(INTERNATIONAL + digits));
            }
            any.add(begin(BACKWARDS + new StringBuilder(national).reverse().toString()));
        } else if (digits.length() >= LAST_DIGITS) {
            any.add(begin(BACKWARDS + new StringBuilder(digits).reverse().toString()));
        }
        return any.toString();
    }

    /// The text in lower case, composed, with one form for letters that only look different.
    static String plain(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        if (isAscii(lower)) {
            return lower;
        }
        return Normalizer.normalize(lower, Normalizer.Form.NFC)
                .replace('ς', 'σ')
                .replace('’', '\'');
    }

    /// A word of [#plain] without its accents.
    static String fold(String plain) {
        if (isAscii(plain)) {
            return plain;
        }
        var decomposed = Normalizer.normalize(plain, Normalizer.Form.NFKD);
        var folded = new StringBuilder(decomposed.length());
        for (int i = 0; i < decomposed.length(); i++) {
            char c = decomposed.charAt(i);
            switch (c) {
                case 'ł' -> folded.append('l');
                case 'ø' -> folded.append('o');
                case 'đ', 'ð' -> folded.append('d');
                case 'ı' -> folded.append('i');
                case 'ς' -> folded.append('σ');
                case 'æ' -> folded.append("ae");
                case 'œ' -> folded.append("oe");
                case 'ß' -> folded.append("ss");
                case 'þ' -> folded.append("th");
                default -> {
                    if (Character.getType(c) != Character.NON_SPACING_MARK) {
                        folded.append(c);
                    }
                }
            }
        }
        return folded.toString();
    }

    /// A text whose order by its bytes is the order of the names: `å`, `ä` and `ö` after `z` as Swedish and Finnish
    /// have it, Polish letters after the ones they are made of, Greek by its alphabet, after the Latin one.
    static String sortKey(String name) {
        var plain = plain(CellText.clean(name));
        if (isAscii(plain)) {
            return plain;
        }
        var key = new StringBuilder(plain.length() + 4);
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            switch (c) {
                case 'å' -> key.append("z{1");
                case 'ä', 'æ' -> key.append("z{2");
                case 'ö', 'ø' -> key.append("z{3");
                case 'ą', 'ć', 'ę', 'ł', 'ń', 'ó', 'ś' ->
                    key.append(fold(String.valueOf(c))).append('{');
                case 'ź' -> key.append("z{01");
                case 'ż' -> key.append("z{02");
                default -> key.append(fold(String.valueOf(c)));
            }
        }
        return key.toString();
    }

    /// The words of a text: what stands between spaces, taken apart at signs. A word that has a digit, a sign and
    /// no `@` is a number of some kind, and stays whole besides, first.
    private static Set<String> split(String plain) {
        var words = new LinkedHashSet<String>();
        for (var token : plain.split("\\s+", -1)) {
            if (token.isEmpty()) {
                continue;
            }
            if (isWhole(token)) {
                words.add(cut(token));
            }
            for (var part : token.split("[\\x00-/:-@\\[-`{-\\x7f\\u00a0-\\u00bf]+", -1)) {
                if (!part.isEmpty()) {
                    words.add(cut(part));
                }
            }
        }
        return words;
    }

    private static boolean isWhole(String token) {
        boolean digit = false;
        boolean sign = false;
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            if (c == '@') {
                return false;
            }
            digit |= c >= '0' && c <= '9';
            sign |= c < 0x80 && !Character.isLetterOrDigit(c);
        }
        return digit && sign;
    }

    private static String cut(String word) {
        if (word.length() <= LONGEST_WORD) {
            return word;
        }
        int end = Character.isHighSurrogate(word.charAt(LONGEST_WORD - 1)) ? LONGEST_WORD - 1 : LONGEST_WORD;
        return word.substring(0, end);
    }

    private static String digits(String text) {
        var digits = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            int digit = Character.digit(text.charAt(i), 10);
            if (digit >= 0) {
                digits.append((char) ('0' + digit));
            }
        }
        return digits.toString();
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static String begin(String word) {
        return quoted(word) + ":*";
    }

    /// As `tsvector` and `tsquery` quote.
    private static String quoted(String word) {
        return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /// For `LIKE`.
    private static String pattern(String word) {
        return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }
}
