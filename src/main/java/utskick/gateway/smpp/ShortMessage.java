package utskick.gateway.smpp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The body that submit_sm and deliver_sm share (SMPP 3.4 sections 4.4.1 and 4.6.1), read leniently: over-long
/// strings are kept, broken optional parameters are left out.
public record ShortMessage(Party source, Party destination, Coding coding, byte[] text, Map<Integer, byte[]> optional) {

    public static final int RECEIPTED_MESSAGE_ID = 0x001E;
    public static final int NETWORK_ERROR_CODE = 0x0423;
    public static final int MESSAGE_PAYLOAD = 0x0424;
    public static final int MESSAGE_STATE = 0x0427;
    public static final int SAR_REFERENCE = 0x020C;
    public static final int SAR_TOTAL = 0x020E;
    public static final int SAR_NUMBER = 0x020F;

    private static final int TYPE_MASK = 0x3C;
    private static final int UDHI = 0x40;

    /// An address with its type of number and numbering plan.
    public record Party(int ton, int npi, String address) {}

    /// The octets that say how to read the text.
    public record Coding(int esmClass, int registeredDelivery, int dataCoding) {}

    /// Which part of a long message this is.
    public record Part(int reference, int total, int number) {}

    /// Reads the body of a PDU; `pdu` holds the 16 octets of the header too.
    ///
    /// @throws IllegalArgumentException when the mandatory part is cut off
    public static ShortMessage parse(byte[] pdu) {
        ByteBuffer in = ByteBuffer.wrap(pdu, 16, pdu.length - 16);
        try {
            cString(in);
            Party source = new Party(octet(in), octet(in), cString(in));
            Party destination = new Party(octet(in), octet(in), cString(in));
            int esmClass = octet(in);
            octet(in);
            octet(in);
            cString(in);
            cString(in);
            int registered = octet(in);
            octet(in);
            int dataCoding = octet(in);
            octet(in);
            byte[] text = new byte[octet(in)];
            in.get(text);
            Map<Integer, byte[]> optional = optional(in);
            byte[] payload = optional.get(MESSAGE_PAYLOAD);
            return new ShortMessage(
                    source,
                    destination,
                    new Coding(esmClass, registered, dataCoding),
                    text.length == 0 && payload != null ? payload : text,
                    optional);
        } catch (java.nio.BufferUnderflowException e) {
            throw new IllegalArgumentException("the PDU is cut off", e);
        }
    }

    /// Whether an SMS centre reports on one of our messages with it (finally or on the way).
    public boolean isReceipt() {
        int type = coding.esmClass() & TYPE_MASK;
        return type == 0x04 || type == 0x20;
    }

    /// The text without its user data header.
    public byte[] body() {
        int header = headerLength();
        return java.util.Arrays.copyOfRange(text, header, text.length);
    }

    /// Which part of a long message it is, by user data header or by sar_* parameters; null when it is a whole
    /// one.
    public @Nullable Part part() {
        byte[] reference = optional.get(SAR_REFERENCE);
        byte[] total = optional.get(SAR_TOTAL);
        byte[] number = optional.get(SAR_NUMBER);
        if (reference != null
                && total != null
                && number != null
                && reference.length > 1
                && total.length > 0
                && number.length > 0) {
            return valid((reference[0] & 0xFF) << 8 | reference[1] & 0xFF, total[0] & 0xFF, number[0] & 0xFF);
        }
        int end = headerLength();
        for (int i = 1; i + 1 < end; i += 2 + (text[i + 1] & 0xFF)) {
            int length = text[i + 1] & 0xFF;
            if (text[i] == 0x00 && length == 3 && i + 4 < end) {
                return valid(text[i + 2] & 0xFF, text[i + 3] & 0xFF, text[i + 4] & 0xFF);
            }
            if (text[i] == 0x08 && length == 4 && i + 5 < end) {
                return valid((text[i + 2] & 0xFF) << 8 | text[i + 3] & 0xFF, text[i + 4] & 0xFF, text[i + 5] & 0xFF);
            }
        }
        return null;
    }

    /// The words, by data_coding; what 0 means is up to the provider.
    public String decode(SmppSettings.DefaultAlphabet alphabet) {
        return switch (coding.dataCoding() & 0xEF) {
            case 0x08 -> new String(body(), StandardCharsets.UTF_16BE);
            case 0x01, 0x03 -> new String(body(), StandardCharsets.ISO_8859_1);
            default -> alphabet.decode(body());
        };
    }

    private int headerLength() {
        boolean has = (coding.esmClass() & UDHI) != 0 && text.length > 0;
        return has ? Math.min(text.length, 1 + (text[0] & 0xFF)) : 0;
    }

    /// A number of 0 or beyond the total makes receivers ignore the header (3GPP TS 23.040 section 9.2.3.24.1).
    private static @Nullable Part valid(int reference, int total, int number) {
        return total > 1 && number >= 1 && number <= total ? new Part(reference, total, number) : null;
    }

    private static Map<Integer, byte[]> optional(ByteBuffer in) {
        Map<Integer, byte[]> optional = new HashMap<>();
        while (in.remaining() >= 4) {
            int tag = in.getShort() & 0xFFFF;
            int length = in.getShort() & 0xFFFF;
            if (length > in.remaining()) {
                break;
            }
            byte[] value = new byte[length];
            in.get(value);
            optional.putIfAbsent(tag, value);
        }
        return optional;
    }

    private static int octet(ByteBuffer in) {
        return in.get() & 0xFF;
    }

    private static String cString(ByteBuffer in) {
        int start = in.position();
        while (in.get() != 0) {
            // up to the closing zero
        }
        return new String(in.array(), start, in.position() - 1 - start, StandardCharsets.ISO_8859_1);
    }
}
