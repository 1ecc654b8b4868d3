package utskick.template;

/// The transfer encoding of bodies that are mostly ASCII (RFC 2045 section 6.7): lines of at most 76 characters, spaces
/// and tabs at the end of a line encoded, everything else but printable ASCII as `=XX` of its UTF-8 octets.
final class QuotedPrintable {

    private static final int MAX_LINE = 76;

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};

    private QuotedPrintable() {}

    /// One line of text with its CR LF.
    static void line(CharSequence line, ByteSink out) {
        int column = 0;
        int length = line.length();
        for (int i = 0; i < length; i++) {
            char c = line.charAt(i);
            boolean last = i + 1 == length;
            if (isPlain(c) || ((c == ' ' || c == '\t') && !last)) {
                // the last character may stand where a soft break would
                if (column + 1 > (last ? MAX_LINE : MAX_LINE - 1)) {
                    column = softBreak(out);
                }
                out.write(c);
                column++;
            } else {
                int codePoint = Character.codePointAt(line, i);
                if (Character.charCount(codePoint) == 2) {
                    i++;
                }
                // half a surrogate pair has no UTF-8
                column = character(
                        Character.isSurrogate((char) codePoint) && codePoint < 0x10000 ? '?' : codePoint,
                        column,
                        i + 1 == length,
                        out);
            }
        }
        out.crlf();
    }

    private static boolean isPlain(char c) {
        return c > ' ' && c < 0x7F && c != '=';
    }

    /// The octets of a character stay in one line, so that a reader of the source can tell it.
    private static int character(int codePoint, int column, boolean last, ByteSink out) {
        int octets = codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
        int start = column + 3 * octets > (last ? MAX_LINE : MAX_LINE - 1) ? softBreak(out) : column;
        switch (octets) {
            case 1 -> octet(codePoint, out);
            case 2 -> octet(0xC0 | codePoint >> 6, out);
            case 3 -> octet(0xE0 | codePoint >> 12, out);
            default -> octet(0xF0 | codePoint >> 18, out);
        }
        for (int shift = 6 * (octets - 2); shift >= 0; shift -= 6) {
            octet(0x80 | (codePoint >> shift & 0x3F), out);
        }
        return start + 3 * octets;
    }

    private static void octet(int octet, ByteSink out) {
        out.write('=');
        out.write(HEX[octet >> 4 & 0xF]);
        out.write(HEX[octet & 0xF]);
    }

    private static int softBreak(ByteSink out) {
        out.write('=');
        out.crlf();
        return 0;
    }
}
