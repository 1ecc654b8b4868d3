package utskick.template;

import java.util.Arrays;

/// Bytes that are being put together. Not a `ByteArrayOutputStream`, which locks at every byte.
final class ByteSink {

    private byte[] bytes;
    private int length;

    ByteSink(int expected) {
        bytes = new byte[expected];
    }

    void write(int octet) {
        if (length == bytes.length) {
            grow(1);
        }
        bytes[length++] = (byte) octet;
    }

    void write(byte[] octets) {
        if (bytes.length - length < octets.length) {
            grow(octets.length);
        }
        System.arraycopy(octets, 0, bytes, length, octets.length);
        length += octets.length;
    }

    /// Only ASCII; what else comes is a bug of ours.
    void ascii(String text) {
        if (bytes.length - length < text.length()) {
            grow(text.length());
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                throw new IllegalArgumentException("U+%04X has no place here".formatted((int) c));
            }
            bytes[length++] = (byte) c;
        }
    }

    void crlf() {
        write('\r');
        write('\n');
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void grow(int needed) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + needed));
    }
}
