package utskick.customer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows in the text form of PostgreSQL's `COPY … FROM STDIN` (manual, COPY, "Text Format"), in UTF-8.
final class CopyText {

    private byte[] bytes = new byte[1 << 20];
    private int length;
    private boolean first = true;

    CopyText add(@Nullable String value) {
        cell();
        if (value == null) {
            ensure(2);
            bytes[length++] = '\\';
            bytes[length++] = 'N';
        } else {
            text(value);
        }
        return this;
    }

    CopyText add(long value) {
        cell();
        if (value < 0) {
            text(Long.toString(value));
            return this;
        }
        ensure(20);
        int digits = 1;
        for (long rest = value; rest > 9; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    CopyText add(@Nullable Object value) {
        return add(value == null ? null : value.toString());
    }

    CopyText add(boolean value) {
        cell();
        ensure(1);
        bytes[length++] = (byte) (value ? 't' : 'f');
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
        ensure(1);
        bytes[length++] = '\n';
        first = true;
    }

    int length() {
        return length;
    }

    byte[] take() {
        var taken = Arrays.copyOf(bytes, length);
        length = 0;
        return taken;
    }

    private void cell() {
        if (!first) {
            ensure(1);
            bytes[length++] = '\t';
        }
        first = false;
    }

    private void text(String value) {
        int chars = value.length();
        ensure(2 * chars);
        for (int i = 0; i < chars; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                encoded(value.substring(i));
                return;
            }
            escaped((byte) c);
        }
    }

    private void encoded(String value) {
        // a lone half of a pair is no character and no UTF-8; it becomes a question mark here
        var utf8 = value.getBytes(StandardCharsets.UTF_8);
        ensure(2 * utf8.length);
        for (byte b : utf8) {
            escaped(b);
        }
    }

    private void escaped(byte b) {
        if (b > '\r' && b != '\\' || b < 0) {
            bytes[length++] = b;
            return;
        }
        byte escape = switch (b) {
            case '\\' -> '\\';
            case '\t' -> 't';
            case '\n' -> 'n';
            case '\r' -> 'r';
            default -> 0;
        };
        if (escape != 0) {
            bytes[length++] = '\\';
        }
        bytes[length++] = escape == 0 ? b : escape;
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
