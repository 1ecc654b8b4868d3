package utskick.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import utskick.kernel.Channel;

final class TextDocumentTest {

    @Test
    void what_was_written_is_read_again() {
        var sms = Wording.sms("Hej {{first_name|vän}}!\nVälkommen, Łukasz, Σωτηρία");
        var email = Wording.email("Rea på skor", "Hej {{first_name}}\n\nVälkommen", "");

        assertThat(TextDocument.read(TextDocument.write(sms), Channel.SMS, "sv", Fields.ALL))
                .isEqualTo(sms);
        assertThat(TextDocument.read(TextDocument.write(email), Channel.EMAIL, "sv", Fields.ALL))
                .isEqualTo(email);
        assertThat(TextDocument.write(sms)).startsWith(0xEF, 0xBB, 0xBF);
    }

    @ParameterizedTest
    @CsvSource({
        "windows-1252,sv,'Hej #FORNAMN#, välkommen'",
        "windows-1253,el,'Γεια σου #FORNAMN#, υπόλοιπο'",
        "windows-1250,pl,'Cześć #FORNAMN#, zażółć'",
        "UTF-8,pl,'Cześć #FORNAMN#, zażółć'",
        "UTF-16,fi,'Hei #FORNAMN#, tervetuloa'",
    })
    void the_tills_documents_are_understood_in_their_code_page(String charset, String language, String text) {
        var wording = TextDocument.read(text.getBytes(Charset.forName(charset)), Channel.SMS, language, Fields.ALL);

        assertThat(wording.text()).isEqualTo(text.replace("#FORNAMN#", "{{first_name}}"));
    }

    @Test
    void a_picture_is_no_text() {
        assertThatThrownBy(() -> TextDocument.read(new byte[] {'P', 'K', 3, 4, 0, 0}, Channel.SMS, "sv", Fields.ALL))
                .hasMessage("template.document.no_text");
        assertThatThrownBy(() -> TextDocument.read(new byte[300_000], Channel.SMS, "sv", Fields.ALL))
                .hasMessage("template.document.too_large");
    }

    @Test
    void a_subject_line_is_not_sent_as_an_sms() {
        var wording = TextDocument.read(
                "Ämne: Rea\r\n\r\nHej".getBytes(StandardCharsets.UTF_8), Channel.SMS, "sv", Fields.ALL);
        assertThat(wording.text()).isEqualTo("Hej");
        assertThat(wording.subject()).isEmpty();
    }
}
