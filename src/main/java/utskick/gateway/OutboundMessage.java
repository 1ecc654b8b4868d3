package utskick.gateway;

import java.util.List;
import utskick.kernel.EmailAddress;
import utskick.kernel.PhoneNumber;

/// A finished message on its way out: nothing in it is to be filled in any more.
public sealed interface OutboundMessage {

    /// Our own name of the message and the attempt, unique for ever; providers that take a reference get it.
    String reference();

    /// An SMS, already encoded and split: `parts` holds the text of each part in order (one part: no header
    /// needed).
    record Sms(String reference, String sender, PhoneNumber to, Encoding encoding, List<String> parts)
            implements OutboundMessage {
        public Sms {
            parts = List.copyOf(parts);
        }
    }

    /// An e-mail: `content` is the whole message, header and body, lines ended by CR LF, not dot-stuffed.
    record Mail(String reference, EmailAddress envelopeFrom, EmailAddress to, byte[] content)
            implements OutboundMessage {}

    /// How an SMS is written on the air (3GPP TS 23.038).
    enum Encoding {
        GSM7,
        UCS2
    }
}
