package utskick.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import utskick.kernel.MergeField;
import utskick.template.ContentProblem.Kind;
import utskick.template.ContentProblem.Place;
import utskick.template.SmsNormaliser.Step;
import utskick.template.Wording.SmsRules;

final class ContentTest {

    private static final Locale SV = Locale.of("sv");

    @Test
    void fields_are_filled_in_and_a_fallback_stands_in_for_nothing() {
        var content = sms("Hej {{first_name|vän}}! {{ points }} poäng i {{city}}. Hälsningar, {{first_name}}");

        assertThat(names(content)).containsExactly("first_name", "points", "city");
        assertThat(content.text(values("Åsa", "1240.00", "Lund"), SV))
                .isEqualTo("Hej Åsa! 1 240 poäng i Lund. Hälsningar, Åsa");
        assertThat(content.text(values(null, "5", " "), SV)).isEqualTo("Hej vän! 5 poäng i . Hälsningar, ");
        assertThat(content.missing(values(null, "5", " "))).containsExactly("first_name", "city");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hej #FORNAMN#!",
                "Hej #förnamn#!",
                "Hej #Fornamn#!",
                "Hej [Etunimi]!",
                "Hej #ΟΝΟΜΑ#!",
                "Hej #IMIE#!",
                "Hej #imię#!",
                "Hej {{Förnamn}}!",
                "Hej {{First Name}}!",
                "Hej {{FIRST_NAME}}!"
            })
    void the_names_of_the_manuals_systems_are_understood(String text) {
        var content = sms(text);

        assertThat(content.problems()).isEmpty();
        assertThat(content.wording().text()).isEqualTo("Hej {{first_name}}!");
        assertThat(content.text(values("Åsa"), SV)).isEqualTo("Hej Åsa!");
    }

    @Test
    void the_erp_and_the_crm_name_balance_and_company() {
        assertThat(names(sms("#ΕΠΩΝΥΜΙΑ#, #ΥΠΟΛΟΙΠΟ#"))).containsExactly("name", "balance");
        assertThat(names(sms("[Sukunimi], [Yrityksen nimi]"))).containsExactly("last_name", "company_name");
        assertThat(names(sms("#EFTERNAMN# #NAMN# #SALDO# #SENASTE KÖP#")))
                .containsExactly("last_name", "name", "balance", "last_purchase");
    }

    @Test
    void hashtags_and_brackets_are_no_fields() {
        var content = sms("#rea #sommar i butiken [nytt] #1#");

        assertThat(content.problems()).isEmpty();
        assertThat(content.fields()).isEmpty();
        assertThat(names(sms("#rea#FORNAMN#"))).containsExactly("first_name");
    }

    @Test
    void an_unknown_field_is_a_problem_with_its_name_and_place() {
        assertThat(sms("Hej {{fornamnet}}, #KUNDBETYG#!").problems())
                .containsExactly(
                        new ContentProblem(Kind.UNKNOWN_FIELD, Place.TEXT, "fornamnet", 4),
                        new ContentProblem(Kind.UNKNOWN_FIELD, Place.TEXT, "KUNDBETYG", 19));
        assertThat(sms("Hej {{first_name").problems())
                .containsExactly(new ContentProblem(Kind.MALFORMED_FIELD, Place.TEXT, "{{", 4));
        assertThat(email("{{x}}", "hej", "").problems())
                .containsExactly(new ContentProblem(Kind.UNKNOWN_FIELD, Place.SUBJECT, "x", 0));
    }

    @Test
    void nothing_to_say_is_a_problem() {
        assertThat(kinds(sms(" \n"))).containsExactly(Kind.TEXT_MISSING);
        assertThat(kinds(email("", "", ""))).containsExactly(Kind.TEXT_MISSING, Kind.SUBJECT_MISSING);
        assertThat(kinds(email("Rea", "", "<p>Hej</p>"))).isEmpty();
    }

    @Test
    void more_than_three_parts_are_refused_with_the_opt_out_counted() {
        assertThat(sms("a".repeat(459)).problems()).isEmpty();
        assertThat(sms("a".repeat(460)).problems())
                .containsExactly(new ContentProblem(Kind.TOO_MANY_PARTS, Place.TEXT, "4", -1, 3));
        assertThat(kinds(Content.of(Wording.sms("a".repeat(450)).withOptOut("STOP till 71200"), Fields.ALL)))
                .containsExactly(Kind.TOO_MANY_PARTS);
        assertThat(Content.of(Wording.sms("a".repeat(460)).withSms(new SmsRules(Set.of(), 4)), Fields.ALL)
                        .problems())
                .isEmpty();
    }

    @Test
    void a_long_value_is_found_in_the_rendered_message() {
        var content = sms("a".repeat(450) + "{{name}}");

        assertThat(content.problems()).isEmpty();
        assertThat(content.isTooLong(content.sms(values("Åsa"), SV))).isFalse();
        assertThat(content.isTooLong(content.sms(values("Anna-Kristina"), SV))).isTrue();
    }

    @Test
    void the_opt_out_is_part_of_the_message() {
        var content = Content.of(
                Wording.sms("Rea i dag, {{first_name}}!").withOptOut("Avregistrera: {{opt_out_link}}"), Fields.ALL);

        assertThat(names(content)).containsExactly("first_name", "opt_out_link");
        assertThat(content.text(values("Åsa", "butiken.example/a/7Kp2"), SV))
                .isEqualTo("Rea i dag, Åsa! Avregistrera: butiken.example/a/7Kp2");
        assertThat(Content.of(
                                Wording.sms("Nej tack? {{opt_out_link}}").withOptOut("Avsluta: {{opt_out_link}}"),
                                List.of())
                        .text(values("x.se/a"), SV))
                .isEqualTo("Nej tack? x.se/a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sv|1 240,50 · 12 345 · 475,50 kr · 2026-11-14",
                "fi|1 240,50 · 12 345 · 475,50 SEK · 14.11.2026",
                "el|1.240,50 · 12.345 · 475,50 SEK · 14/11/2026",
                "pl|1240,50 · 12 345 · 475,50 SEK · 14.11.2026",
                "en|1,240.50 · 12,345 · SEK 475.50 · 14/11/2026",
            })
    void values_are_shown_in_the_recipients_language_without_making_the_sms_dear(String language, String expected) {
        var fields = List.of(
                new MergeField("a", MergeField.Kind.NUMBER),
                new MergeField("b", MergeField.Kind.NUMBER),
                new MergeField("c", MergeField.Kind.MONEY),
                new MergeField("d", MergeField.Kind.DATE));
        var content = Content.of(Wording.sms("{{a}} ; {{b}} ; {{c}} ; {{d}}"), fields);

        var sms = content.sms(values("1240.50", "12345.00", "475.50 SEK", "2026-11-14"), Locale.of(language));

        assertThat(sms.text()).isEqualTo(expected.replace('·', ';'));
        assertThat(sms.encoding()).isEqualTo(SmsText.Encoding.GSM7);
    }

    @Test
    void a_currency_sign_outside_the_alphabet_becomes_its_code_in_an_sms_only() {
        var content = sms("Saldo {{balance}}");
        assertThat(content.text(values("12.00 PLN"), Locale.of("pl"))).isEqualTo("Saldo 12,00 PLN");
        assertThat(content.text(values("-12.00 EUR"), Locale.of("sv"))).isEqualTo("Saldo -12,00 €");
        assertThat(email("x", "{{balance}} {{last_purchase}}", "")
                        .text(values("12.00 PLN", "2026-11-14"), Locale.of("pl")))
                .isEqualTo("12,00\u00A0zł 14 listopada 2026");
    }

    @Test
    void what_is_no_number_is_shown_as_it_stands() {
        assertThat(sms("{{points}} {{balance}} {{last_purchase}}").text(values("1e999999999", "många kr", "i går"), SV))
                .isEqualTo("1e999999999 många kr i går");
    }

    @Test
    void a_value_never_becomes_a_field_a_line_or_a_control_character() {
        assertThat(sms("Hej {{first_name}}, {{points}}").text(values("{{points}}\r\n#FORNAMN#\u0000\uD800", "5"), SV))
                .isEqualTo("Hej {{points}}  #FORNAMN# , 5");
    }

    @Test
    void the_rules_of_the_wording_make_the_rendered_message_cheaper() {
        var content = Content.of(
                Wording.sms("Skovård till {{name}}").withSms(SmsRules.DEFAULT.with(Step.TYPOGRAPHY)), Fields.ALL);

        assertThat(content.text(values("D’Arc sandal"), SV)).isEqualTo("Skovård till D'Arc sandal");
    }

    @Test
    void values_by_name_come_into_the_contents_order() {
        assertThat(sms("{{city}} {{first_name}}").inOrder(Map.of("first_name", "Åsa", "points", "1")))
                .containsExactly(null, "Åsa");
    }

    @Test
    void an_html_body_is_cleaned() {
        var html = email("Rea", "", """
                <html lang="sv"><head><style>p { color: red }</style><style>@import url(http://x)</style>
                <link rel=stylesheet href=http://x><script>alert(1)</script></head>
                <body onload="alert(1)" style="background: #eee"><p style="color: #333; background: url(x)">Hej
                {{first_name|v&auml;n}}</p><a href="javascript:alert(1)">a</a><a href="https://x.se/k?c={{number}}">b</a>
                <a href="https://{{city}}/">c</a><a href='{{opt_out_link}}'>bort</a><form><input></form>
                <iframe src="https://x"></iframe><img src="https://x.se/b.png" onerror="alert(1)" alt="b"></body></html>
                """)
                .html(values("<b>Åsa</b> & \"co\"", "1 &2", "evil.example", "https://x.se/a/7"), SV);

        assertThat(html)
                .contains("lang=\"sv\"", "p { color: red }", "Hej\n&lt;b&gt;Åsa&lt;/b&gt; &amp; &quot;co&quot;</p>")
                .contains("href=\"https://x.se/k?c=1%20%262\"", "href=\"https://x.se/a/7\"", "style=\"color: #333\"")
                .contains("<a>c</a>", "<img src=\"https://x.se/b.png\" alt=\"b\">", "style=\"background: #eee\"")
                .doesNotContain("script", "onload", "onerror", "iframe", "<form", "<input", "@import", "<link")
                .doesNotContain("url(", "evil.example");
        assertThat(email("Rea", "", "<p>Hej {{first_name|v&auml;n}}</p>").html(values((String) null), SV))
                .contains("Hej vän</p>");
    }

    @Test
    void a_link_value_never_becomes_a_script() {
        var content = email("x", "", "<a href='{{opt_out_link}}'>x</a>");
        assertThat(content.html(values("javascript:alert(1)\" onclick=\"x"), SV))
                .contains("href=\"https://javascript:alert(1)&quot; onclick=&quot;x\"");
    }

    @Test
    void html_without_a_text_gets_one_and_text_without_html_gets_a_page() {
        assertThat(email(
                                "x",
                                "",
                                "<h1>Rea</h1><p>Hej {{first_name}},<br>kom <a href='https://x.se'>hit</a></p><ul><li>a</li></ul>")
                        .text(values("Åsa"), SV))
                .isEqualTo("Rea\n\nHej Åsa,\nkom hit (https://x.se)\n\n- a");

        var page = Content.of(
                Wording.email("x", "Hej {{first_name}} <3\n\nSe https://x.se/rea?a=1&b=2.\nHälsningar", "")
                        .withOptOut("Vill du slippa? {{opt_out_link}}")
                        .withLanguage("sv"),
                Fields.ALL);
        assertThat(page.html(values("<Åsa>", "https://x.se/a/1"), SV))
                .contains("<html lang=\"sv\">", "<p>Hej &lt;Åsa&gt; &lt;3</p>")
                .contains("<a href=\"https://x.se/rea?a=1&amp;b=2\">https://x.se/rea?a=1&amp;b=2</a>.<br>")
                .contains("<a href=\"https://x.se/a/1\">https://x.se/a/1</a>");
        assertThat(page.text(values("Åsa", "https://x.se/a/1"), SV))
                .endsWith("Hälsningar\n\n--\nVill du slippa? https://x.se/a/1");
    }

    private static Content sms(String text) {
        return Content.of(Wording.sms(text), Fields.ALL);
    }

    private static Content email(String subject, String text, String html) {
        return Content.of(Wording.email(subject, text, html), Fields.ALL);
    }

    private static List<String> names(Content content) {
        return content.fields().stream().map(MergeField::name).toList();
    }

    private static List<Kind> kinds(Content content) {
        return content.problems().stream().map(ContentProblem::kind).toList();
    }

    private static List<@Nullable String> values(@Nullable String... values) {
        return Arrays.asList(values);
    }
}
