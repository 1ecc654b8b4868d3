package utskick.gateway.smpp;

import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import utskick.kernel.Gsm7;

/// What is to be known to speak SMPP with one provider.
public record SmppSettings(Endpoint endpoint, Login login, Flow flow, Dialect dialect) {

    /// Where the SMS centre listens; with TLS its name is checked against its certificate.
    public record Endpoint(String host, int port, boolean tls) {}

    /// The account. SMPP allows 15, 8 and 12 characters; some providers allow more, so nothing is cut here.
    public record Login(String systemId, String password, String systemType) {
        @Override
        public String toString() {
            return "Login[" + systemId + "]";
        }
    }

    /// How much and how patiently.
    ///
    /// @param window          submits without an answer at one time
    /// @param partsPerSecond  at most; null: no limit of ours
    /// @param responseTimeout after this a submit without an answer is uncertain
    /// @param enquireLink     silence after which the line is tested
    public record Flow(int window, @Nullable Integer partsPerSecond, Duration responseTimeout, Duration enquireLink) {
        public static final Flow DEFAULT = new Flow(50, null, Duration.ofSeconds(30), Duration.ofSeconds(30));
    }

    /// Where providers differ.
    ///
    /// @param defaultAlphabet what data_coding 0 means there
    /// @param shortCodeTon    type of number of a short code as sender
    /// @param shortCodeNpi    numbering plan of a short code as sender
    /// @param idForm          how the id in a receipt relates to the id in the answer
    public record Dialect(DefaultAlphabet defaultAlphabet, int shortCodeTon, int shortCodeNpi, IdForm idForm) {
        public static final Dialect DEFAULT = new Dialect(DefaultAlphabet.GSM7, 3, 0, IdForm.EXACT);
    }

    /// The octets behind data_coding 0.
    public enum DefaultAlphabet {
        GSM7,
        LATIN1;

        private static final Charset LATIN = StandardCharsets.ISO_8859_1;

        /// @throws IllegalArgumentException when the alphabet lacks a character
        byte[] encode(String text) {
            if (this == GSM7) {
                return Gsm7.encode(text);
            }
            if (!LATIN.newEncoder().canEncode(text)) {
                throw new IllegalArgumentException("a character is not in Latin-1, which this account is set to");
            }
            return text.getBytes(LATIN);
        }

        String decode(byte[] octets) {
            return this == GSM7 ? Gsm7.decode(octets) : new String(octets, LATIN);
        }
    }

    /// How message ids are compared. Never by trying all: ids of different messages would meet.
    public enum IdForm {
        EXACT,
        /// The answer has it in hexadecimal, the receipt in decimal figures.
        ANSWER_HEX_RECEIPT_DECIMAL,
        /// The answer has it in decimal, the receipt in hexadecimal figures.
        ANSWER_DECIMAL_RECEIPT_HEX,
        /// Case and leading zeros do not matter.
        LENIENT;

        String ofAnswer(String id) {
            return switch (this) {
                case EXACT -> id;
                case ANSWER_HEX_RECEIPT_DECIMAL -> decimal(id, 16);
                case ANSWER_DECIMAL_RECEIPT_HEX -> decimal(id, 10);
                case LENIENT -> lenient(id);
            };
        }

        String ofReceipt(String id) {
            return switch (this) {
                case EXACT -> id;
                case ANSWER_HEX_RECEIPT_DECIMAL -> decimal(id, 10);
                case ANSWER_DECIMAL_RECEIPT_HEX -> decimal(id, 16);
                case LENIENT -> lenient(id);
            };
        }

        /// Ids outgrow 64 bits; one that is no number stays as it is.
        private static String decimal(String id, int radix) {
            try {
                return new BigInteger(id.strip(), radix).toString();
            } catch (NumberFormatException e) {
                return id;
            }
        }

        private static String lenient(String id) {
            String bare = id.strip().toLowerCase(Locale.ROOT);
            int i = 0;
            while (i < bare.length() - 1 && bare.charAt(i) == '0') {
                i++;
            }
            return bare.substring(i);
        }
    }
}
