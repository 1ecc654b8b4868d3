package utskick.gateway.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static utskick.testing.Eventually.eventually;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jsmpp.PDUStringException;
import org.jsmpp.bean.DeliverSm;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.util.DefaultComposer;
import org.junit.jupiter.api.Test;
import utskick.gateway.GatewayListeners;
import utskick.gateway.InboundMessage;
import utskick.gateway.smpp.SmppSettings.DefaultAlphabet;
import utskick.kernel.Gsm7;

/// jsmpp writes what is read here, so that the two check each other.
class ShortMessageTest {

    private static byte[] pdu(int esmClass, int dataCoding, byte[] text, OptionalParameter... optional)
            throws PDUStringException {
        DeliverSm message = new DeliverSm();
        message.setSequenceNumber(1);
        message.setCommandId(5);
        message.setServiceType("");
        message.setSourceAddrTon((byte) 1);
        message.setSourceAddrNpi((byte) 1);
        message.setSourceAddr("46701740611");
        message.setDestAddrTon((byte) 3);
        message.setDestAddrNpi((byte) 0);
        message.setDestAddress("72456");
        message.setEsmClass((byte) esmClass);
        message.setDataCoding((byte) dataCoding);
        message.setShortMessage(text);
        message.setOptionalParameters(optional);
        return new DefaultComposer()
                .deliverSm(
                        message.getSequenceNumber(),
                        message.getServiceType(),
                        message.getSourceAddrTon(),
                        message.getSourceAddrNpi(),
                        message.getSourceAddr(),
                        message.getDestAddrTon(),
                        message.getDestAddrNpi(),
                        message.getDestAddress(),
                        message.getEsmClass(),
                        (byte) 0,
                        (byte) 0,
                        (byte) 0,
                        message.getDataCoding(),
                        message.getShortMessage(),
                        message.getOptionalParameters());
    }

    private static byte[] part(int reference, int total, int number, String text) {
        byte[] body = Gsm7.encode(text);
        byte[] octets = new byte[6 + body.length];
        octets[0] = 5;
        octets[2] = 3;
        octets[3] = (byte) reference;
        octets[4] = (byte) total;
        octets[5] = (byte) number;
        System.arraycopy(body, 0, octets, 6, body.length);
        return octets;
    }

    @Test
    void aTextIsReadInItsAlphabet() throws PDUStringException {
        ShortMessage gsm = ShortMessage.parse(pdu(0, 0, Gsm7.encode("Stopp åäö €@")));
        assertThat(gsm.decode(DefaultAlphabet.GSM7)).isEqualTo("Stopp åäö €@");
        assertThat(gsm.source()).isEqualTo(new ShortMessage.Party(1, 1, "46701740611"));
        assertThat(gsm.destination()).isEqualTo(new ShortMessage.Party(3, 0, "72456"));
        assertThat(gsm.isReceipt()).isFalse();
        assertThat(ShortMessage.parse(pdu(0, 8, "ΣΤΟΠ 😀".getBytes(StandardCharsets.UTF_16BE)))
                        .decode(DefaultAlphabet.GSM7))
                .isEqualTo("ΣΤΟΠ 😀");
        assertThat(ShortMessage.parse(pdu(0, 3, "åäö".getBytes(StandardCharsets.ISO_8859_1)))
                        .decode(DefaultAlphabet.GSM7))
                .isEqualTo("åäö");
    }

    @Test
    void aTextMayComeAsPayload() throws PDUStringException {
        ShortMessage message = ShortMessage.parse(pdu(
                0,
                0,
                new byte[0],
                new OptionalParameter.OctetString((short) ShortMessage.MESSAGE_PAYLOAD, Gsm7.encode("STOP"))));
        assertThat(message.decode(DefaultAlphabet.GSM7)).isEqualTo("STOP");
    }

    @Test
    void aReceiptIsOneWhateverOtherBitsAreSet() throws PDUStringException {
        for (int esmClass : new int[] {0x04, 0x84, 0x44, 0x20, 0x07}) {
            assertThat(ShortMessage.parse(pdu(esmClass, 0, new byte[] {0})).isReceipt())
                    .as("esm_class %x", esmClass)
                    .isTrue();
        }
        for (int esmClass : new int[] {0x00, 0x40, 0x80, 0x08, 0x10, 0x18}) {
            assertThat(ShortMessage.parse(pdu(esmClass, 0, new byte[] {0})).isReceipt())
                    .as("esm_class %x", esmClass)
                    .isFalse();
        }
    }

    @Test
    void aBrokenHeaderOrPduDoesNoHarm() throws PDUStringException {
        assertThat(ShortMessage.parse(pdu(0x40, 0, new byte[] {(byte) 200, 0, 3, 1}))
                        .part())
                .isNull();
        assertThat(ShortMessage.parse(pdu(0x40, 0, part(1, 2, 3, "x"))).part())
                .as("the third of two")
                .isNull();
        byte[] whole = pdu(0, 0, Gsm7.encode("STOP"));
        for (int length = 17; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatIllegalArgumentException().isThrownBy(() -> ShortMessage.parse(cut));
        }
    }

    @Test
    void theNumberOfAPartIsAlsoReadFromTheOptionalParameters() throws PDUStringException {
        ShortMessage message = ShortMessage.parse(pdu(
                0,
                0,
                Gsm7.encode("x"),
                new OptionalParameter.OctetString((short) ShortMessage.SAR_REFERENCE, new byte[] {1, 2}),
                new OptionalParameter.OctetString((short) ShortMessage.SAR_TOTAL, new byte[] {3}),
                new OptionalParameter.OctetString((short) ShortMessage.SAR_NUMBER, new byte[] {2})));
        assertThat(message.part()).isEqualTo(new ShortMessage.Part(258, 3, 2));
    }

    @Test
    void theAnswerToALongTextComesTogetherAndLonePartsGoOn() throws IOException, PDUStringException {
        List<InboundMessage> inbound = new CopyOnWriteArrayList<>();
        List<Integer> answers = new CopyOnWriteArrayList<>();
        try (Incoming incoming =
                new Incoming(7, SmppSettings.Dialect.DEFAULT, new GatewayListeners(List.of(), List.of(inbound::add)))) {
            incoming.take(pdu(0x40, 0, part(9, 2, 2, "mer")), answers::add);
            incoming.take(pdu(0x40, 0, part(9, 2, 1, "STOP och ")), answers::add);
            eventually("put together", () -> answers.size() == 2);
            incoming.take(pdu(0x40, 0, part(10, 2, 1, "STOP, och resten")), answers::add);
            eventually("given up after a while", () -> answers.size() == 3);
        }
        assertThat(inbound)
                .extracting(InboundMessage::from, InboundMessage::text)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("+46701740611", "STOP och mer"),
                        org.assertj.core.groups.Tuple.tuple("+46701740611", "STOP, och resten"));
        assertThat(answers).containsOnly(0);
    }
}
