package utskick.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import utskick.kernel.EmailAddress;
import utskick.template.MailTemplate.From;
import utskick.template.MailTemplate.Letter;

/// The bytes of an e-mail, read back by a mail library that knows nothing of how they were made.
final class MailTemplateTest {

    private static final From FROM = new From("Åsas Skor & Väskor", new EmailAddress("butik@example.se"));
    private static final Letter LETTER =
            new Letter("12.1.7-1", new EmailAddress("zoe@example.com"), Instant.parse("2026-11-22T09:00:00Z"));

    @ParameterizedTest
    @CsvSource({
        "sv,'Rea i dag, Åsa','Hej Åsa! Välkommen in hos oss på lördag – 30 % på allt.'",
        "fi,'Ale tänään, Päivi','Hei Päivi! Tervetuloa lauantaina, kaikki −30 %. Šakkipeli kaupan päälle.'",
        "el,'Εκπτώσεις σήμερα, Σωτηρία','Καλημέρα Σωτηρία! Σας περιμένουμε το Σάββατο με έκπτωση 30%.'",
        "pl,'Wyprzedaż dziś, Łukasz','Cześć Łukasz! Zapraszamy w sobotę, wszystko 30% taniej. Zażółć gęślą jaźń.'",
        "en,'Sale today, Zoë 😀','Hello Zoë! See you on Saturday – 30% off everything. 😀'",
    })
    void another_mail_program_reads_exactly_what_was_written(String language, String subject, String text)
            throws Exception {
        var name = subject.split(", ")[1];
        var content = Content.of(
                Wording.email(
                        subject.replace(name, "{{first_name}}"),
                        text.replace(name, "{{first_name}}") + "\n\nhttps://example.se/rea?a=1&b=2\n",
                        ""),
                Fields.ALL);

        var mail = parse(MailTemplate.of(content, FROM).write(LETTER, values(name), Locale.of(language)));

        assertThat(mail.getSubject()).isEqualTo(subject);
        assertThat(part(mail, 0)).isEqualTo(crlf(text + "\n\nhttps://example.se/rea?a=1&b=2\n"));
        assertThat(part(mail, 1)).isEqualTo(crlf(content.html(values(name), Locale.of(language))));
        assertThat(((InternetAddress) mail.getFrom()[0]).getPersonal()).isEqualTo("Åsas Skor & Väskor");
        assertThat(((InternetAddress) mail.getFrom()[0]).getAddress()).isEqualTo("butik@example.se");
        assertThat(mail.getAllRecipients()).containsExactly(new InternetAddress("zoe@example.com"));
        assertThat(mail.getMessageID()).isEqualTo("<12.1.7-1@example.se>");
        assertThat(mail.getSentDate()).isEqualTo(Date.from(LETTER.date()));
        assertThat(mail.getHeader("Date")).containsExactly("Sun, 22 Nov 2026 09:00:00 +0000");
        assertThat(mail.getHeader("Precedence")).containsExactly("bulk");
    }

    @Test
    void greek_travels_as_base64_and_swedish_as_quoted_printable() throws Exception {
        assertThat(encoding(Content.of(Wording.email("x", "Καλημέρα {{first_name}}, σήμερα", ""), Fields.ALL), 0))
                .isEqualTo("base64");
        assertThat(encoding(Content.of(Wording.email("x", "Hej på dig {{first_name}}", ""), Fields.ALL), 0))
                .isEqualTo("quoted-printable");
    }

    @Test
    void the_golden_message() {
        var content = Content.of(
                Wording.email("Rea", "Hej {{first_name}}!\nÅtta = 8 ", "<p>Hej {{first_name}}</p>"), Fields.ALL);

        var mail = new String(
                MailTemplate.of(
                                content,
                                new From(
                                        "Butiken",
                                        new EmailAddress("butik@example.se"),
                                        new EmailAddress("svar@example.se")))
                        .write(LETTER, values("Åsa"), Locale.of("sv")),
                StandardCharsets.US_ASCII);

        assertThat(mail).isEqualTo(crlf("""
                Date: Sun, 22 Nov 2026 09:00:00 +0000
                From: "Butiken"
                 <butik@example.se>
                Reply-To: <svar@example.se>
                To: <zoe@example.com>
                Subject: Rea
                Message-ID: <12.1.7-1@example.se>
                Precedence: bulk
                MIME-Version: 1.0
                Content-Type: multipart/alternative;
                 boundary="=_utskick_alternative"

                --=_utskick_alternative
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                Hej =C3=85sa!
                =C3=85tta =3D 8=20
                --=_utskick_alternative
                Content-Type: text/html; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                <!DOCTYPE html>
                <html>
                <head>
                <meta charset=3D"utf-8">
                <meta name=3D"viewport" content=3D"width=3Ddevice-width, initial-scale=3D1">
                <meta name=3D"color-scheme" content=3D"light dark">
                </head>
                <body><p>Hej =C3=85sa</p></body>
                </html>

                --=_utskick_alternative--
                """));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\r\nBcc: victim@example.com",
                "x\nBcc: victim@example.com\n\nbody",
                "x\u0085Bcc: a@b.se",
                "x\u2028Bcc: a@b.se\u2029",
                "x\u0000\u0007y",
                "=?UTF-8?Q?=0D=0ABcc:_a@b.se?=",
                "\"><script>alert(1)</script>",
                "--=_utskick_alternative--",
                ".\r\n.\r\nMAIL FROM:<a@b.se>",
                "{{points}}#FORNAMN#",
                "\uD83D half",
            })
    void a_hostile_value_stays_a_value(String hostile) throws Exception {
        var content = Content.of(Wording.email("Hej {{first_name}}", "{{first_name}}\nslut", ""), Fields.ALL);

        var bytes = MailTemplate.of(content, FROM).write(LETTER, values(hostile), Locale.of("sv"));
        var mail = parse(bytes);

        var plain = hostile.replaceAll("\\p{Cs}", "").replaceAll("[\\p{Cntrl}\u0085\u2028\u2029]", " ");
        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(mail.getSubject()).isEqualTo(("Hej " + plain).strip().replaceAll(" {2,}", " "));
        assertThat(part(mail, 0)).isEqualTo(crlf(plain + "\nslut"));
        assertThat(((MimeMultipart) mail.getContent()).getCount()).isEqualTo(2);
        assertThat(part(mail, 1)).doesNotContain("<script>");
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1).replace("\r\n", ""))
                .doesNotContain("\r", "\n", "\0");
    }

    @Test
    void a_hostile_subject_or_sender_name_stays_one_line() throws Exception {
        var content = Content.of(Wording.email("Rea\r\nBcc: a@b.se", "Hej", ""), Fields.ALL);
        var from = new From("Butik\" <evil@example.com>\r\nBcc: a@b.se", new EmailAddress("butik@example.se"));

        var mail = parse(MailTemplate.of(content, from).write(LETTER, List.of(), Locale.of("sv")));

        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(mail.getSubject()).isEqualTo("Rea Bcc: a@b.se");
        assertThat(mail.getFrom()).hasSize(1);
        assertThat(((InternetAddress) mail.getFrom()[0]).getAddress()).isEqualTo("butik@example.se");
        assertThatThrownBy(() -> MailTemplate.of(content, FROM)
                        .write(new Letter("a>\r\nBcc: x", LETTER.to(), LETTER.date()), List.of(), Locale.of("sv")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"å", "a", "Σ", "😀", "ab ", "=", "long word "})
    void long_subjects_and_lines_are_folded_and_read_back(String piece) throws Exception {
        for (int times = 1; times < 160; times += 7) {
            var words = piece.repeat(times).strip();
            var content = Content.of(Wording.email("{{name}}", "{{name}} .\n{{name}}", ""), Fields.ALL);

            var bytes = MailTemplate.of(content, FROM).write(LETTER, values(words), Locale.of("sv"));
            var mail = parse(bytes);

            assertThat(mail.getSubject()).isEqualTo(words);
            assertThat(part(mail, 0)).isEqualTo(crlf(words + " .\n" + words));
            assertThat(new String(bytes, StandardCharsets.US_ASCII).split("\r\n", -1))
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(78));
        }
    }

    @Test
    void the_opt_out_link_is_in_the_header_and_in_both_bodies() throws Exception {
        var content =
                Content.of(Wording.email("Rea", "Hej", "").withOptOut("Inga fler brev: {{opt_out_link}}"), Fields.ALL);
        var template = MailTemplate.of(content, FROM);

        var mail = parse(template.write(LETTER, values("https://example.se/a/7Kp2"), Locale.of("sv")));
        assertThat(mail.getHeader("List-Unsubscribe")).containsExactly("<https://example.se/a/7Kp2>");
        assertThat(mail.getHeader("List-Unsubscribe-Post")).containsExactly("List-Unsubscribe=One-Click");
        assertThat(part(mail, 0)).contains("Inga fler brev: https://example.se/a/7Kp2");
        assertThat(part(mail, 1)).contains("<a href=\"https://example.se/a/7Kp2\">");

        // one-click needs https (RFC 8058)
        assertThat(parse(template.write(LETTER, values("http://127.0.0.1:8080/a/7"), Locale.of("sv")))
                        .getHeader("List-Unsubscribe-Post"))
                .isNull();
        assertThat(parse(template.write(LETTER, values("https://x>\r\nBcc: <a@b.se"), Locale.of("sv")))
                        .getHeader("Bcc"))
                .isNull();
        assertThat(parse(template.write(LETTER, values((String) null), Locale.of("sv")))
                        .getHeader("List-Unsubscribe"))
                .isNull();
    }

    @Test
    void a_token_at_the_end_of_an_address_is_a_link_too() throws Exception {
        var typed = Content.of(Wording.email("Rea", "", "<p>Hej <a href='{{opt_out_link}}'>slipp</a></p>"), Fields.ALL);
        var content = Content.of(typed.wording().withOptOutAddress("https://example.se/a/"), Fields.ALL);

        var mail = parse(MailTemplate.of(content, FROM).write(LETTER, values("7Kp2 \""), Locale.of("sv")));

        assertThat(content.fields()).containsExactly(Content.OPT_OUT);
        assertThat(mail.getHeader("List-Unsubscribe")).containsExactly("<https://example.se/a/7Kp2%20%22>");
        assertThat(part(mail, 1)).contains("<a href=\"https://example.se/a/7Kp2%20%22\">slipp</a>");
        assertThat(part(mail, 0)).isEqualTo("Hej slipp (https://example.se/a/7Kp2 \")");
    }

    private static String encoding(Content content, int index) throws Exception {
        var mail = parse(MailTemplate.of(content, FROM).write(LETTER, values("Zoe"), Locale.of("sv")));
        return ((MimeMultipart) mail.getContent()).getBodyPart(index).getHeader("Content-Transfer-Encoding")[0];
    }

    private static MimeMessage parse(byte[] bytes) throws MessagingException {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes));
    }

    private static String part(MimeMessage mail, int index) throws MessagingException, IOException {
        return (String) ((MimeMultipart) mail.getContent()).getBodyPart(index).getContent();
    }

    private static String crlf(String text) {
        return text.replace("\n", "\r\n");
    }

    private static List<@Nullable String> values(@Nullable String... values) {
        return Arrays.asList(values);
    }
}
