package utskick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import utskick.gateway.OutboundMessage;
import utskick.kernel.EmailAddress;
import utskick.kernel.MergeField;
import utskick.kernel.PhoneNumber;
import utskick.template.Content;
import utskick.template.Wording;
import utskick.testing.TestClock;

final class ContentWriterTest {

    private static final List<MergeField> FIELDS = List.of(new MergeField("first_name", MergeField.Kind.TEXT));

    @Test
    void an_sms_is_filled_in_encoded_and_split() {
        var writer = writer(Wording.sms("Γεια {{first_name}}! " + "x".repeat(100)));

        var written = writer.write("1-1-1-1", "SHOP", new PhoneNumber("+306912345678"), "el", List.of("Ελένη"));

        var sms = (OutboundMessage.Sms) written.message();
        assertThat(sms.encoding()).isEqualTo(OutboundMessage.Encoding.UCS2);
        assertThat(written.units()).isEqualTo(2);
        assertThat(String.join("", sms.parts())).isEqualTo("Γεια Ελένη! " + "x".repeat(100));
        assertThat(writer.measure("el", List.of("Ελένη")).units()).isEqualTo(2);
        assertThat(writer.measure("el", List.of("Ελένη")).characters()).contains("ε", "ι", "η");
        assertThat(writer.text("el", List.of("Ελένη")).body()).startsWith("Γεια Ελένη!");
    }

    @Test
    void a_missing_value_is_named() {
        assertThat(writer(Wording.sms("Hej {{first_name|vän}}!"))
                        .measure("sv", Arrays.asList((String) null))
                        .missing())
                .containsExactly("first_name");
    }

    @Test
    void an_email_has_the_senders_name_and_address() {
        var writer = writer(Wording.email("Hej {{first_name}}", "Välkommen in.", "<p>Välkommen in.</p>"));

        var written = writer.write(
                "1-1-1-1", "Butiken <shop@example.com>", new EmailAddress("kim@example.com"), "sv", List.of("Kim"));

        var mail = (OutboundMessage.Mail) written.message();
        var content = new String(mail.content(), StandardCharsets.US_ASCII);
        assertThat(mail.envelopeFrom()).isEqualTo(new EmailAddress("shop@example.com"));
        assertThat(content)
                .contains("From: \"Butiken\"\r\n <shop@example.com>", "Subject: Hej Kim", "<1-1-1-1@example.com>");
        assertThat(written.units()).isEqualTo(1);
        assertThat(writer.text("sv", List.of("Kim"))).isEqualTo(new Writer.Text("Hej Kim", "Välkommen in."));
    }

    private static ContentWriter writer(Wording wording) {
        return new ContentWriter(Content.of(wording, FIELDS), new TestClock());
    }
}
