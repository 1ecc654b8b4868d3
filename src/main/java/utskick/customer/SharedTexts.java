package utskick.customer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import utskick.customer.ImportRefused.Reason;

/// The texts that a workbook keeps once for all cells (ECMA-376 part 1, 18.4.9), read as far as they are asked for.
final class SharedTexts implements AutoCloseable {

    private final @Nullable PartReader reader;
    private final List<String> texts = new ArrayList<>();

    /// @param reader of the part; null in a workbook without any
    SharedTexts(@Nullable PartReader reader) {
        this.reader = reader;
    }

    /// @param index from 0
    /// @throws ImportRefused when there is no such text
    String get(int index) {
        while (index >= texts.size()) {
            texts.add(next());
        }
        return texts.get(index);
    }

    private String next() {
        while (reader != null && reader.advance()) {
            if (reader.begins("si")) {
                return text(reader, "si");
            }
        }
        throw new ImportRefused(Reason.FILE_IS_DAMAGED);
    }

    /// The text of the element that has begun, whole or in parts of different looks. How it is pronounced is left
    /// out.
    static String text(PartReader reader, String element) {
        var text = new GatheredText();
        while (reader.advance() && !reader.ends(element)) {
            if (reader.begins("rPh")) {
                reader.skip();
            } else if (reader.begins("t")) {
                text.add(reader.text());
            }
        }
        return unescape(text.toString());
    }

    /// What XML cannot hold or would change is written `_x000D_` (ECMA-376 part 1, 22.9.2.19).
    static String unescape(String text) {
        int at = text.indexOf("_x");
        if (at < 0) {
            return text;
        }
        var out = new StringBuilder(text.length());
        int from = 0;
        while (at >= 0) {
            int code = code(text, at);
            if (code >= 0) {
                out.append(text, from, at).append((char) code);
                from = at + 7;
            }
            at = text.indexOf("_x", code >= 0 ? from : at + 1);
        }
        return out.append(text, from, text.length()).toString();
    }

    private static int code(String text, int at) {
        if (at + 7 > text.length() || text.charAt(at + 6) != '_') {
            return -1;
        }
        int code = 0;
        for (int i = at + 2; i < at + 6; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            code = 16 * code + digit;
        }
        return code;
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }
}
