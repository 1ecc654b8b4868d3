package utskick.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WebLinksTest {

    @Test
    void the_links_of_a_text_are_found_once_and_without_what_closes_the_sentence() {
        var wording = Wording.sms("Rea! Se https://butiken.example/rea. Eller (http://butiken.example/a?b=1&c=å)! "
                + "Igen: ”HTTPS://butiken.example/Ny” https://butiken.example/rea, tack");

        assertThat(WebLinks.in(wording))
                .containsExactly(
                        "https://butiken.example/rea",
                        "http://butiken.example/a?b=1&c=å",
                        "HTTPS://butiken.example/Ny");
    }

    @Test
    void a_link_with_a_merge_field_is_the_recipients_own() {
        var wording = Wording.sms(
                "https://butiken.example/{{number}} {{first_name|https://butiken.example/x}} "
                        + "https://butiken.example/?n={{first_name|min vän}} {{opt_out_link}} https://butiken.example/a/{{opt_out}}");

        assertThat(WebLinks.in(wording)).isEmpty();
        assertThat(WebLinks.replaced(wording, _ -> Optional.of("!"))).isEqualTo(wording);
    }

    @Test
    void only_the_addresses_of_a_text_change() {
        var wording = Wording.sms("Se https://a.example/x, https://b.example/y\noch https://a.example/x!")
                .withOptOut("Avregistrera: {{opt_out_link}} https://a.example/x");

        var replaced = WebLinks.replaced(
                wording,
                it -> it.equals("https://a.example/x") ? Optional.of("b.example/l/{{link_1|abc}}") : Optional.empty());

        assertThat(replaced.text())
                .isEqualTo("Se b.example/l/{{link_1|abc}}, https://b.example/y\noch b.example/l/{{link_1|abc}}!");
        assertThat(replaced.optOut()).isEqualTo(wording.optOut());
    }

    @Test
    void the_links_of_HTML_are_read_as_browsers_read_them_and_the_rest_stays_to_the_letter() {
        var html = """
                <!-- <a href="https://butiken.example/kommentar">x</a> -->
                <P Title='{{first_name|"du"}}'>Hej&nbsp;{{first_name|<b>du</b>}}!
                <a class=big href="https://butiken.example/?a=1&amp;b=2">rea &amp; mer</a>
                <a HREF='https://butiken.example/apostrof'>y</a> <a href=https://butiken.example/bar id=z>z</a>
                <a href="  https://butiken.example/rum  ">r</a> <a href="mailto:karin@butiken.example">m</a>
                <a href="https://butiken.example/{{number}}">n</a> <img src="https://butiken.example/bild.png">
                https://butiken.example/text <script>var a = '<a href="https://butiken.example/skript">'</script>
                """;
        var wording = Wording.email("Se https://butiken.example/subject", "", html);

        assertThat(WebLinks.in(wording))
                .containsExactly(
                        "https://butiken.example/?a=1&b=2",
                        "https://butiken.example/apostrof",
                        "https://butiken.example/bar",
                        "https://butiken.example/rum");
        assertThat(WebLinks.replaced(wording, _ -> Optional.empty()).html()).isEqualTo(html);
        assertThat(WebLinks.replaced(wording, _ -> Optional.of("https://b.example/l/{{link_1|abc}}"))
                        .html())
                .isEqualTo(html.replace(
                                "\"https://butiken.example/?a=1&amp;b=2\"", "\"https://b.example/l/{{link_1|abc}}\"")
                        .replace("'https://butiken.example/apostrof'", "'https://b.example/l/{{link_1|abc}}'")
                        .replace("=https://butiken.example/bar", "=\"https://b.example/l/{{link_1|abc}}\"")
                        .replace("\"  https://butiken.example/rum  \"", "\"https://b.example/l/{{link_1|abc}}\""));
        assertThat(WebLinks.replaced(wording, _ -> Optional.of("!")).subject()).isEqualTo(wording.subject());
    }
}
