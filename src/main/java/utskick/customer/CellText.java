package utskick.customer;

import java.text.Normalizer;
import java.util.Locale;
import java.util.stream.Collectors;

/// The text of a cell, freed of what nobody meant to write: white space of every kind becomes one space, invisible
/// characters and controls go, letters are composed (NFC). U+200D stays, because it holds emoji together.
final class CellText {

    private CellText() {}

    /// The cell as plain text.
    static String clean(String cell) {
        return isPlain(cell) ? cell : compose(squeeze(unwrap(cell), false));
    }

    /// The cell as a postal address, which keeps its lines; empty ones go.
    static String lines(String cell) {
        if (isPlain(cell)) {
            return cell;
        }
        return cell.lines().map(CellText::clean).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
    }

    /// The cell as an address: as [#clean], and invisible characters inside go altogether.
    static String address(String cell) {
        return isPlain(cell) ? cell : compose(squeeze(unwrap(cell), true));
    }

    /// A word to compare with: clean, in lower case, without accents (`Όχι` and `ΟΧΙ` are one).
    static String key(String cell) {
        var text = clean(cell).toLowerCase(Locale.ROOT);
        if (isAscii(text)) {
            return text;
        }
        var decomposed = Normalizer.normalize(text, Normalizer.Form.NFD);
        var key = new StringBuilder(decomposed.length());
        for (int i = 0; i < decomposed.length(); i++) {
            char c = decomposed.charAt(i);
            if (Character.getType(c) != Character.NON_SPACING_MARK) {
                key.append(c == 'ς' ? 'σ' : c == 'ł' ? 'l' : c == 'ø' ? 'o' : c);
            }
        }
        return key.toString();
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7e) {
                return false;
            }
        }
        return true;
    }

    static boolean hasLetterOrDigit(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isLetterOrDigit(text.charAt(i)) || Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /// `="text"`, the way exports keep leading zeros, stands for the text, and `'=text`, the way our own export
    /// keeps a spreadsheet from calculating, for what it hides ([CsvExport#harmless]).
    private static String unwrap(String cell) {
        var text = cell.strip();
        if (text.length() >= 2 && text.charAt(0) == '\'' && "=+-@".indexOf(text.charAt(1)) >= 0) {
            return text.substring(1);
        }
        if (text.length() >= 3 && text.startsWith("=\"") && text.endsWith("\"")) {
            var inner = text.substring(2, text.length() - 1);
            return inner.indexOf('"') < 0 ? inner : cell;
        }
        return cell;
    }

    /// Nearly every cell is; the rest of this class is for the others.
    private static boolean isPlain(String text) {
        int length = text.length();
        if (length == 0) {
            return true;
        }
        char first = text.charAt(0);
        if (first == ' ' || first == '=' || first == '\'' || text.charAt(length - 1) == ' ') {
            return false;
        }
        boolean space = false;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            // below U+00A0 nothing but ASCII letters, digits and signs
            if (c < ' ' || c > 0x7e && !isComposed(c) || c == ' ' && space) {
                return false;
            }
            space = c == ' ';
        }
        return true;
    }

    /// Latin letters up to ž and the letters of modern Greek are composed by nature, and nothing else is among
    /// them.
    static boolean isComposed(char c) {
        return c >= 0xc0 && c <= 0x17e || c >= 0x38e && c <= 0x3ce && c != 0x3a2;
    }

    private static String squeeze(String text, boolean address) {
        var out = new StringBuilder(text.length());
        boolean space = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isSpace(c)) {
                space = true;
            } else if (!isDropped(c, address)) {
                if (space && !out.isEmpty()) {
                    out.append(' ');
                }
                space = false;
                out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c >= '\t' && c <= '\r' || c == 0x85 || c > 0x7f && (Character.isSpaceChar(c));
    }

    private static boolean isDropped(char c, boolean address) {
        if (c < ' ' || c >= 0x7f && c < 0xa0) {
            return true;
        }
        return switch (c) {
            case 0x00ad, 0x200b, 0x200e, 0x200f, 0x2060, 0xfeff -> true;
            default ->
                c >= 0x202a && c <= 0x202e
                        || c >= 0x2066 && c <= 0x2069
                        || address && Character.getType(c) == Character.FORMAT;
        };
    }

    private static String compose(String text) {
        return Normalizer.isNormalized(text, Normalizer.Form.NFC)
                ? text
                : Normalizer.normalize(text, Normalizer.Form.NFC);
    }
}
