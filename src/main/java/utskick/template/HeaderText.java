package utskick.template;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Text in the header of an e-mail: nothing but printable ASCII on one line comes out, whatever goes in.
final class HeaderText {

    /// RFC 5322 section 2.1.1 asks for 78; the name of the field takes some of it.
    private static final int PLAIN_LINE = 60;

    /// A line with an encoded word has at most 76 characters (RFC 2047 section 2), 12 of them around the base64
    /// of so many octets; the first line begins with the name of the field.
    private static final int WORD_OCTETS = 45;

    private static final int FIRST_WORD_OCTETS = 36;

    private HeaderText() {}

    /// Without anything that could end a line or hide in it; several spaces in a row are one.
    static String oneLine(String text) {
        var out = new StringBuilder(text.length());
        TextTemplate.appendLine(text, out);
        return out.toString().strip().replaceAll(" {2,}", " ");
    }

    /// A subject: as it is when it is short plain ASCII, else as encoded words (RFC 2047), folded.
    static String unstructured(String text) {
        var line = oneLine(text);
        return isPlain(line) && line.length() <= PLAIN_LINE ? line : encodedWords(line);
    }

    /// The name before an address: as a quoted string or as encoded words.
    static String phrase(String text) {
        var line = oneLine(text);
        return isPlain(line) && line.length() <= PLAIN_LINE
                ? '"' + line.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
                : encodedWords(line);
    }

    /// `=?` would be read as the beginning of an encoded word.
    private static boolean isPlain(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) < ' ' || line.charAt(i) > '~') {
                return false;
            }
        }
        return !line.contains("=?");
    }

    /// Cut between characters: no octet sequence is split over two words.
    private static String encodedWords(String line) {
        var out = new StringBuilder();
        int start = 0;
        int octets = 0;
        for (int i = 0; i < line.length(); ) {
            int codePoint = line.codePointAt(i);
            int size = codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
            if (octets + size > (out.isEmpty() ? FIRST_WORD_OCTETS : WORD_OCTETS)) {
                word(line.substring(start, i), out);
                start = i;
                octets = 0;
            }
            octets += size;
            i += Character.charCount(codePoint);
        }
        word(line.substring(start), out);
        return out.toString();
    }

    private static void word(String text, StringBuilder out) {
        if (!out.isEmpty()) {
            out.append("\r\n ");
        }
        out.append("=?UTF-8?B?")
                .append(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
                .append("?=");
    }
}
