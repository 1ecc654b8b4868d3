package utskick.gateway.smtp;

import java.nio.charset.StandardCharsets;

/// The octets of a message as they go over the wire: dots at the beginning of a line doubled, ended by the lone
/// dot (RFC 5321 section 4.5.2). A CR or LF by itself is refused and never repaired: some server behind would
/// read it as the end of a line, and a dot after it as the end of the message.
record MailContent(byte[] wire, int length, boolean eightBit, String messageId) {

    private static final int LONGEST_LINE = 998;
    private static final byte[] MESSAGE_ID = "message-id:".getBytes(StandardCharsets.US_ASCII);

    /// @throws IllegalArgumentException when the message may not be sent like that, with the reason
    static MailContent of(byte[] content) {
        byte[] wire = new byte[content.length + content.length / 64 + 16];
        int to = 0;
        boolean eightBit = false;
        boolean inHeader = true;
        String messageId = "";
        int lineStart = 0;
        for (int from = 0; from < content.length; from++) {
            if (to + 8 > wire.length) {
                wire = java.util.Arrays.copyOf(wire, wire.length * 2);
            }
            byte octet = content[from];
            if (from == lineStart) {
                if (octet == '.') {
                    wire[to++] = '.';
                } else if (inHeader && (octet | 0x20) == 'm' && startsWith(content, from)) {
                    messageId = value(content, from + MESSAGE_ID.length);
                }
            }
            wire[to++] = octet;
            eightBit |= octet < 0;
            if (octet == '\r') {
                if (from + 1 == content.length || content[from + 1] != '\n') {
                    throw new IllegalArgumentException("a carriage return by itself");
                }
                if (from - lineStart > LONGEST_LINE) {
                    throw new IllegalArgumentException("a line of more than " + LONGEST_LINE + " octets");
                }
                inHeader &= from != lineStart;
                wire[to++] = '\n';
                from++;
                lineStart = from + 1;
            } else if (octet == '\n') {
                throw new IllegalArgumentException("a line feed by itself");
            } else if (octet == 0) {
                throw new IllegalArgumentException("a zero octet");
            }
        }
        if (lineStart != content.length) {
            wire[to++] = '\r';
            wire[to++] = '\n';
        }
        wire[to++] = '.';
        wire[to++] = '\r';
        wire[to++] = '\n';
        return new MailContent(wire, to, eightBit, messageId);
    }

    private static boolean startsWith(byte[] content, int at) {
        if (at + MESSAGE_ID.length > content.length) {
            return false;
        }
        for (int i = 0; i < MESSAGE_ID.length; i++) {
            if (Character.toLowerCase(content[at + i]) != MESSAGE_ID[i]) {
                return false;
            }
        }
        return true;
    }

    private static String value(byte[] content, int from) {
        int end = from;
        while (end < content.length && content[end] != '\r') {
            end++;
        }
        return new String(content, from, end - from, StandardCharsets.US_ASCII).strip();
    }
}
