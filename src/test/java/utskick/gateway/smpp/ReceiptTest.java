package utskick.gateway.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import utskick.gateway.DeliveryReport.State;
import utskick.gateway.FailureReason;

class ReceiptTest {

    private static Receipt receipt(String text, Map<Integer, byte[]> optional) {
        return Receipt.of(new ShortMessage(
                new ShortMessage.Party(1, 1, "46701740605"),
                new ShortMessage.Party(5, 0, "BUTIKEN"),
                new ShortMessage.Coding(0x04, 0, 0),
                text.getBytes(StandardCharsets.ISO_8859_1),
                optional));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id:1234 sub:001 dlvrd:001 submit date:2611220930 done date:2611220931 stat:DELIVRD err:000 text:Hej|1234|DELIVERED",
                "id:1234 sub:001 dlvrd:001 submit date:261122093001 done date:261122093101 stat:DELIVRD err:0 Text:Hej|1234|DELIVERED",
                "ID:7f3c-00 STAT:UNDELIV ERR:12|7f3c-00|UNDELIVERED",
                "stat:EXPIRED id:9|9|EXPIRED",
                "id: 42 stat: ACCEPTD|42|BUFFERED",
                "id:1 stat:ENROUTE|1|BUFFERED",
                "id:1 stat:DELETED|1|UNDELIVERED",
                "id:1 stat:REJECTD|1|UNDELIVERED",
                "id:1 stat:UNKNOWN|1|UNKNOWN",
                "id:1 stat:SOMETHING|1|UNKNOWN",
                "id:1|1|UNKNOWN",
                "id:1 stat:UNDELIV text:id:2 stat:DELIVRD|1|UNDELIVERED",
                "id:1 stat:UNDELIV err:001 Text: stat:DELIVRD id:999 err:000|1|UNDELIVERED",
                "id:1 text:stat:DELIVRD|1|UNKNOWN",
                "id:1 id:2 stat:EXPIRED stat:DELIVRD|1|EXPIRED",
                "userid:5 id:1 stat:DELIVRD|1|DELIVERED",
                "id:018f2f6e-0a3b-7c11-9a5e-5d2b8c1f0a77-and-a-very-long-tail stat:DELIVRD|018f2f6e-0a3b-7c11-9a5e-5d2b8c1f0a77-and-a-very-long-tail|DELIVERED"
            })
    void textsAreReadByKey(String text, String id, State state) {
        Receipt receipt = receipt(text, Map.of());
        assertThat(receipt.messageId()).isEqualTo(id);
        assertThat(receipt.state()).isEqualTo(state);
    }

    @Test
    void aTextWithoutAnIdNamesNoMessage() {
        assertThat(receipt("stat:DELIVRD text:id:5", Map.of()).messageId()).isNull();
        assertThat(receipt("", Map.of()).messageId()).isNull();
        assertThat(receipt("\u0000\u0001id\u00ff", Map.of()).messageId()).isNull();
    }

    /// The optional parameter counts DELIVERED as 2 (SMPP 3.4 section 5.2.28); lists of the text form begin at 0.
    @ParameterizedTest
    @CsvSource({
        "1, BUFFERED",
        "2, DELIVERED",
        "3, EXPIRED",
        "4, UNDELIVERED",
        "5, UNDELIVERED",
        "6, BUFFERED",
        "7, UNKNOWN",
        "8, UNDELIVERED",
        "0, BUFFERED",
        "9, UNDELIVERED",
        "77, UNKNOWN"
    })
    void messageStateIsReadByTheStandardsNumbers(int value, State state) {
        assertThat(receipt("", Map.of(ShortMessage.MESSAGE_STATE, new byte[] {(byte) value}))
                        .state())
                .isEqualTo(state);
    }

    @Test
    void optionalParametersWinOverTheText() {
        Receipt receipt = receipt(
                "id:1 stat:DELIVRD err:000",
                Map.of(
                        ShortMessage.RECEIPTED_MESSAGE_ID,
                        "77\0".getBytes(StandardCharsets.ISO_8859_1),
                        ShortMessage.MESSAGE_STATE,
                        new byte[] {5},
                        ShortMessage.NETWORK_ERROR_CODE,
                        new byte[] {3, 0, 1}));
        assertThat(receipt.messageId()).isEqualTo("77");
        assertThat(receipt.state()).isEqualTo(State.UNDELIVERED);
        assertThat(receipt.reason()).isEqualTo(FailureReason.UNKNOWN_ADDRESS);
        assertThat(receipt.detail()).isEqualTo("UNDELIV network:3/1");
    }

    @ParameterizedTest
    @CsvSource({
        "EXACT, 0AF, 0AF, true",
        "EXACT, 0AF, 0af, false",
        "LENIENT, 00AF, af, true",
        "LENIENT, 000, 0, true",
        "ANSWER_HEX_RECEIPT_DECIMAL, ff, 255, true",
        "ANSWER_HEX_RECEIPT_DECIMAL, FFFFFFFFFFFFFFFFFF, 4722366482869645213695, true",
        "ANSWER_HEX_RECEIPT_DECIMAL, 10, 10, false",
        "ANSWER_DECIMAL_RECEIPT_HEX, 255, FF, true",
        "ANSWER_HEX_RECEIPT_DECIMAL, not-a-number, not-a-number, true"
    })
    void idsAreComparedAsTheAccountSays(SmppSettings.IdForm form, String answer, String receipt, boolean same) {
        assertThat(form.ofAnswer(answer).equals(form.ofReceipt(receipt))).isEqualTo(same);
    }
}
