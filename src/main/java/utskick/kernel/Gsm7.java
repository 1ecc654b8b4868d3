package utskick.kernel;

import java.util.Arrays;

/// The GSM 7-bit default alphabet with its extension table (3GPP TS 23.038 section 6.2.1): what one SMS character
/// costs and which octets it becomes. National shift tables are left out: there are none for our languages.
public final class Gsm7 {

    private static final byte ESCAPE = 0x1B;

    /// In code order from 0x00; the escape at 0x1B (octal 33) is no character.
    private static final String BASIC = "@£$¥èéùìòÇ\nØø\rÅå"
            + "Δ_ΦΓΛΩΠΨΣΘΞ\033ÆæßÉ"
            + " !\"#¤%&'()*+,-./"
            + "0123456789:;<=>?"
            + "¡ABCDEFGHIJKLMNO"
            + "PQRSTUVWXYZÄÖÑÜ§"
            + "¿abcdefghijklmno"
            + "pqrstuvwxyzäöñüà";

    /// Each character, then the code that follows the escape.
    private static final String EXTENSION = "\f\n^\024{(})\\/[<~=]>|@€e";

    /// Code of a BMP character; 0x100 added for the extension table; -1 for what the alphabet lacks.
    private static final short[] CODES = new short[0x20AD];

    private static final char[] EXTENDED = new char[128];

    static {
        Arrays.fill(CODES, (short) -1);
        for (int code = 0; code < BASIC.length(); code++) {
            if (code != ESCAPE) {
                CODES[BASIC.charAt(code)] = (short) code;
            }
        }
        for (int i = 0; i < EXTENSION.length(); i += 2) {
            CODES[EXTENSION.charAt(i)] = (short) (0x100 | EXTENSION.charAt(i + 1));
            EXTENDED[EXTENSION.charAt(i + 1)] = EXTENSION.charAt(i);
        }
    }

    private Gsm7() {}

    public static boolean isEncodable(int codePoint) {
        return code(codePoint) >= 0;
    }

    /// Whether each character of the text is in the alphabet.
    public static boolean isEncodable(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (code(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    /// What the character costs in septets: 1, 2 (by escape) or -1 when the alphabet lacks it.
    public static int septets(int codePoint) {
        int code = code(codePoint);
        return code < 0 ? -1 : code < 0x100 ? 1 : 2;
    }

    /// The text as unpacked octets, one per septet, an escaped character as two: the form SMPP carries.
    ///
    /// @throws IllegalArgumentException when the alphabet lacks a character: a question mark never takes its place
    public static byte[] encode(CharSequence text) {
        byte[] octets = new byte[2 * text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            int code = code(text.charAt(i));
            if (code < 0) {
                throw new IllegalArgumentException(
                        "U+%04X is not in the GSM 7-bit alphabet".formatted((int) text.charAt(i)));
            }
            if (code >= 0x100) {
                octets[length++] = ESCAPE;
            }
            octets[length++] = (byte) code;
        }
        return Arrays.copyOf(octets, length);
    }

    /// The text of unpacked octets. As a phone does it: an unknown code after an escape reads as the basic
    /// character of that code, a lone escape at the end as a space (TS 23.038 section 6.2.1.1); the eighth bit is
    /// not looked at.
    public static String decode(byte[] octets) {
        StringBuilder text = new StringBuilder(octets.length);
        for (int i = 0; i < octets.length; i++) {
            int code = octets[i] & 0x7F;
            if (code != ESCAPE) {
                text.append(BASIC.charAt(code));
            } else if (i + 1 == octets.length) {
                text.append(' ');
            } else {
                int extended = octets[++i] & 0x7F;
                char known = EXTENDED[extended];
                text.append(known != 0 ? known : extended == ESCAPE ? ' ' : BASIC.charAt(extended));
            }
        }
        return text.toString();
    }

    private static int code(int codePoint) {
        return codePoint >= 0 && codePoint < CODES.length ? CODES[codePoint] : -1;
    }
}
