package utskick.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import utskick.kernel.Gsm7;

/// One finished SMS text as it travels: its encoding, its length and the parts it is billed as (3GPP TS 23.038 and
/// 23.040). A single message holds 160 septets or 70 UTF-16 units; of several parts each holds 153 or 67, because the
/// header with the 8-bit reference takes the rest. An escape pair and a surrogate pair stay in one part, so there can
/// be more parts than the length divided by the capacity.
public final class SmsText {

    static final int SINGLE_SEPTETS = 160;
    static final int JOINED_SEPTETS = 153;
    static final int SINGLE_UNITS = 70;
    static final int JOINED_UNITS = 67;

    private final String text;
    private final Encoding encoding;
    private final int units;
    private final int count;

    private SmsText(String text, Encoding encoding, int units, int count) {
        this.text = text;
        this.encoding = encoding;
        this.units = units;
        this.count = count;
    }

    /// How the text is written on the air. One character outside the GSM alphabet makes the whole text UCS-2.
    public enum Encoding {
        GSM7,
        UCS2
    }

    /// A character that forces UCS-2.
    ///
    /// @param position where it stands first, as an index into the text
    /// @param count how often it stands in the text
    public record Culprit(String character, int position, int count) {}

    /// Measures the text. The empty text has no part: it cannot be sent.
    public static SmsText of(String text) {
        int septets = septets(text);
        return septets >= 0
                ? new SmsText(text, Encoding.GSM7, septets, gsmParts(text, septets))
                : new SmsText(text, Encoding.UCS2, text.length(), ucs2Parts(text));
    }

    /// Only the number of parts, without making an object: for counting whole audiences.
    public static int count(String text) {
        int septets = septets(text);
        return septets >= 0 ? gsmParts(text, septets) : ucs2Parts(text);
    }

    public String text() {
        return text;
    }

    public Encoding encoding() {
        return encoding;
    }

    /// The length: septets in GSM-7 (a character of the extension table is two), UTF-16 units in UCS-2.
    public int units() {
        return units;
    }

    /// How many parts it is sent and billed as.
    public int count() {
        return count;
    }

    /// How many units fit into the number of parts it has now.
    public int capacity() {
        return encoding == Encoding.GSM7
                ? count <= 1 ? SINGLE_SEPTETS : count * JOINED_SEPTETS
                : count <= 1 ? SINGLE_UNITS : count * JOINED_UNITS;
    }

    /// The text of each part, in order. Joined they are the text.
    public List<String> parts() {
        if (count <= 1) {
            return count == 0 ? List.of() : List.of(text);
        }
        var parts = new ArrayList<String>(count);
        int capacity = encoding == Encoding.GSM7 ? JOINED_SEPTETS : JOINED_UNITS;
        int start = 0;
        int filled = 0;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            int cost = encoding == Encoding.GSM7 ? Gsm7.septets(codePoint) : Character.charCount(codePoint);
            if (filled + cost > capacity) {
                parts.add(text.substring(start, i));
                start = i;
                filled = 0;
            }
            filled += cost;
            i += Character.charCount(codePoint);
        }
        parts.add(text.substring(start));
        return List.copyOf(parts);
    }

    /// What makes the text UCS-2, in the order of first appearance; empty in GSM-7.
    public List<Culprit> culprits() {
        if (encoding == Encoding.GSM7) {
            return List.of();
        }
        var found = new LinkedHashMap<String, Culprit>();
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (!Gsm7.isEncodable(codePoint)) {
                int position = i;
                found.compute(
                        Character.toString(codePoint),
                        (character, known) -> known == null
                                ? new Culprit(character, position, 1)
                                : new Culprit(character, known.position(), known.count() + 1));
            }
            i += Character.charCount(codePoint);
        }
        return List.copyOf(found.values());
    }

    /// -1 when a character is not in the alphabet.
    private static int septets(String text) {
        int septets = 0;
        for (int i = 0; i < text.length(); i++) {
            int cost = Gsm7.septets(text.charAt(i));
            if (cost < 0) {
                return -1;
            }
            septets += cost;
        }
        return septets;
    }

    private static int gsmParts(String text, int septets) {
        if (septets <= SINGLE_SEPTETS) {
            return septets == 0 ? 0 : 1;
        }
        if (septets == text.length()) {
            return (septets + JOINED_SEPTETS - 1) / JOINED_SEPTETS;
        }
        int parts = 1;
        int filled = 0;
        for (int i = 0; i < text.length(); i++) {
            int cost = Gsm7.septets(text.charAt(i));
            if (filled + cost > JOINED_SEPTETS) {
                parts++;
                filled = 0;
            }
            filled += cost;
        }
        return parts;
    }

    private static int ucs2Parts(String text) {
        int length = text.length();
        if (length <= SINGLE_UNITS) {
            return length == 0 ? 0 : 1;
        }
        int parts = 1;
        int start = 0;
        while (length - start > JOINED_UNITS) {
            int end = start + JOINED_UNITS;
            boolean insidePair =
                    Character.isLowSurrogate(text.charAt(end)) && Character.isHighSurrogate(text.charAt(end - 1));
            start = insidePair ? end - 1 : end;
            parts++;
        }
        return parts;
    }
}
