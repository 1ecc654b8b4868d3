package utskick.customer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows in the text form of PostgreSQL's `COPY … FROM STDIN` (manual, COPY, "Text Format").
final class CopyText {

    private final StringBuilder text = new StringBuilder(1 << 20);
    private boolean first = true;

    CopyText add(@Nullable String value) {
        cell();
        if (value == null) {
            text.append("\\N");
        } else {
            escape(value);
        }
        return this;
    }

    CopyText add(long value) {
        cell();
        text.append(value);
        return this;
    }

    CopyText add(@Nullable Object value) {
        return add(value == null ? null : value.toString());
    }

    CopyText add(boolean value) {
        cell();
        text.append(value ? 't' : 'f');
        return this;
    }

    /// An array of texts.
    CopyText add(@Nullable List<String> values) {
        if (values == null) {
            return add((String) null);
        }
        var array = new StringBuilder("{");
        for (var value : values) {
            array.append(array.length() == 1 ? "\"" : ",\"");
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c == '"' || c == '\\') {
                    array.append('\\');
                }
                array.append(c);
            }
            array.append('"');
        }
        return add(array.append('}').toString());
    }

    void endRow() {
        text.append('\n');
        first = true;
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    int length() {
        return text.length();
    }

    byte[] take() {
        var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        text.setLength(0);
        return bytes;
    }

    private void cell() {
        if (!first) {
            text.append('\t');
        }
        first = false;
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                // a lone half of a pair is no character, and no UTF-8
                default -> text.append(c);
            }
        }
    }
}
