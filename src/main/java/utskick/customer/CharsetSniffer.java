package utskick.customer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Finds the encoding of a text. Unicode shows itself (byte order mark, or bytes that are UTF-8 by rule); among the
/// code pages of our countries that one is taken in which the text has the most letters people write and the fewest
/// signs in the middle of words: `Ά` read with the wrong page becomes `¶`, `ą` becomes `¹`.
final class CharsetSniffer {

    private static final String SWEDISH = "åäöÅÄÖéÉüÜøæØÆèáàëïôíñçœžŽšŠ€–’”“…½°§´";
    private static final String POLISH = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ€–’”„…";
    private static final String GREEK = "€–’‘«»”“…·΄";

    private CharsetSniffer() {}

    private record Page(Charset charset, String letters, int firstGreek, int lastGreek) {

        int score(CharBuffer text) {
            int score = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c < 0x80) {
                    continue;
                }
                if (c == 0x2019 && isInitial(text, i)) {
                    // the accented capital of another page: ’ννα is Άννα
                    score -= 3;
                } else if (c >= firstGreek && c <= lastGreek || letters.indexOf(c) >= 0) {
                    score += 1;
                } else if (c == 0xfffd || c >= 0x80 && c < 0xa0) {
                    score -= 20;
                } else if (Character.isLetter(c)) {
                    score -= 1;
                } else if (i > 0 && Character.isLetter(text.charAt(i - 1))
                        || i + 1 < text.length() && Character.isLetter(text.charAt(i + 1))) {
                    score -= c == 0xa0 ? 0 : 3;
                }
            }
            return score;
        }

        /// Whether a word begins here.
        private static boolean isInitial(CharBuffer text, int at) {
            return at + 1 < text.length()
                    && Character.isLetter(text.charAt(at + 1))
                    && (at == 0 || !Character.isLetter(text.charAt(at - 1)));
        }
    }

    /// The code pages a register may be in; of two that read it alike the first wins.
    private static final List<Page> PAGES = pages();

    private static List<Page> pages() {
        var pages = new ArrayList<Page>();
        pages.add(new Page(Charset.forName("windows-1252"), SWEDISH, 1, 0));
        pages.add(new Page(Charset.forName("windows-1250"), POLISH, 1, 0));
        pages.add(new Page(Charset.forName("ISO-8859-7"), GREEK, 0x386, 0x3ce));
        pages.add(new Page(Charset.forName("windows-1253"), GREEK, 0x386, 0x3ce));
        pages.add(new Page(Charset.forName("ISO-8859-2"), POLISH, 1, 0));
        if (Charset.isSupported("IBM850")) {
            pages.add(new Page(Charset.forName("IBM850"), "åäöÅÄÖéÉüÜøæØÆ", 1, 0));
        }
        return List.copyOf(pages);
    }

    /// The encoding by byte order mark, or null.
    static @org.jspecify.annotations.Nullable Charset byMark(byte[] head) {
        if (startsWith(head, 0xef, 0xbb, 0xbf)) {
            return StandardCharsets.UTF_8;
        }
        if (startsWith(head, 0xff, 0xfe)) {
            return StandardCharsets.UTF_16LE;
        }
        return startsWith(head, 0xfe, 0xff) ? StandardCharsets.UTF_16BE : null;
    }

    /// UTF-16 without its mark: every other byte of Latin text is 0.
    static @org.jspecify.annotations.Nullable Charset byZeros(byte[] head) {
        int even = 0;
        int odd = 0;
        for (int i = 0; i < head.length; i++) {
            if (head[i] == 0) {
                if (i % 2 == 0) {
                    even++;
                } else {
                    odd++;
                }
            }
        }
        if (odd > head.length / 4 && odd > 10 * even) {
            return StandardCharsets.UTF_16LE;
        }
        return even > head.length / 4 && even > 10 * odd ? StandardCharsets.UTF_16BE : null;
    }

    /// The best of the code pages for these bytes.
    static Charset byContent(byte[] bytes) {
        var best = PAGES.getFirst().charset();
        int highest = Integer.MIN_VALUE;
        for (var page : PAGES) {
            int score = page.score(page.charset().decode(ByteBuffer.wrap(bytes)));
            if (score > highest) {
                highest = score;
                best = page.charset();
            }
        }
        return best;
    }

    /// Says whether bytes that come in pieces are UTF-8.
    static final class Utf8Check {

        private final CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        private final CharBuffer out = CharBuffer.allocate(1 << 15);
        private ByteBuffer rest = ByteBuffer.allocate(0);

        /// False as soon as one is not.
        boolean accepts(byte[] bytes, int length, boolean last) {
            var in = ByteBuffer.allocate(rest.remaining() + length);
            in.put(rest).put(bytes, 0, length).flip();
            while (true) {
                out.clear();
                var result = decoder.decode(in, out, last);
                if (result.isError()) {
                    return false;
                }
                if (result.isUnderflow()) {
                    rest = in;
                    return true;
                }
            }
        }
    }

    static boolean startsWith(byte[] head, int... bytes) {
        if (head.length < bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if ((head[i] & 0xff) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
