package utskick.gateway.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static utskick.testing.Eventually.eventually;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.servlet.ModelAndView;
import utskick.access.Permission;
import utskick.gateway.GatewayListeners;
import utskick.gateway.InboundMessage;
import utskick.gateway.OutboundMessage;
import utskick.gateway.Submission;
import utskick.gateway.smpp.SmppGateway;
import utskick.gateway.smpp.SmppSettings;
import utskick.gateway.smtp.SmtpGateway;
import utskick.gateway.smtp.SmtpSettings;
import utskick.kernel.Channel;
import utskick.kernel.EmailAddress;
import utskick.kernel.PhoneNumber;
import utskick.web.PageModel;
import utskick.web.Texts;

class SimulatorPagesTest {

    private static final TemplateEngine ENGINE = TemplateEngine.createPrecompiled(ContentType.Html);

    @TempDir
    Path folder;

    private Simulator simulator;
    private SimulatorPages pages;
    private SmppGateway sms;
    private final List<InboundMessage> inbound = new java.util.concurrent.CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws IOException {
        simulator = Simulator.start(Simulator.Setup.in(folder));
        pages = new SimulatorPages(simulator);
        sms = new SmppGateway(
                1,
                new SmppSettings(
                        new SmppSettings.Endpoint("127.0.0.1", simulator.smppPort(), false),
                        new SmppSettings.Login("shop", "", ""),
                        SmppSettings.Flow.DEFAULT,
                        SmppSettings.Dialect.DEFAULT),
                new GatewayListeners(List.of(batch -> {}), List.of(inbound::add)));
    }

    @AfterEach
    void stop() throws IOException {
        sms.close();
        simulator.close();
    }

    private static PageModel page(String language) {
        return new PageModel(
                Texts.of(language),
                "/simulator",
                "Demo",
                Set.of(Permission.values()),
                "",
                ZoneId.of("Europe/Stockholm"),
                new PageModel.Csrf("_csrf", "X-CSRF-TOKEN", "token"),
                new utskick.web.Assets(),
                false,
                true);
    }

    private static Document render(Object answer) {
        ModelAndView view = (ModelAndView) answer;
        StringOutput output = new StringOutput();
        ENGINE.render(view.getViewName() + ".jte", new HashMap<>(view.getModel()), output);
        return Jsoup.parse(output.toString());
    }

    private void send(String sender, String to, String... parts) {
        Submission result = sms.submit(List.of(new OutboundMessage.Sms(
                        "r", sender, new PhoneNumber(to), OutboundMessage.Encoding.GSM7, List.of(parts))))
                .getFirst();
        assertThat(result).isInstanceOf(Submission.Accepted.class);
    }

    private void mail(String content) {
        try (SmtpGateway smtp = new SmtpGateway(new SmtpSettings(
                new SmtpSettings.Endpoint(
                        "127.0.0.1", simulator.smtpPort(), SmtpSettings.Security.NONE, "shop.example"),
                null,
                SmtpSettings.Flow.DEFAULT,
                SmtpSettings.Rhythm.STEADY))) {
            assertThat(smtp.submit(List.of(new OutboundMessage.Mail(
                                    "r",
                                    new EmailAddress("b@butiken.example"),
                                    new EmailAddress("asa@example.com"),
                                    content.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8))))
                            .getFirst())
                    .isInstanceOf(Submission.Accepted.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sv", "fi", "el", "pl", "en"})
    void eachPageIsThereInEachLanguage(String language) throws IOException {
        assertThat(render(pages.phones(page(language), "")).select("h1").text())
                .isEqualTo(Texts.of(language).t("gateway.simulator.title"));
        assertThat(render(pages.mailbox(page(language), "")).select("#handling option"))
                .hasSize(6);
        send("BUTIKEN", "+46701740611", "Hej");
        mail("Subject: Hej\nList-Unsubscribe: <https://butiken.example/a/7>\n\nHej\n");
        assertThat(render(pages.phones(page(language), "")).select(".bubble").text())
                .isEqualTo("Hej");
        assertThat(render(pages.mail(page(language), 1)).select("h1").text()).isEqualTo("Hej");
    }

    @Test
    void aLongTextIsOneBubbleAndHostileTextIsText() {
        send("BUTIKEN", "+46701740611", "<script>alert(1)</script> ", "och \"mer\"");
        Document page = render(pages.phones(page("sv"), "+46 70-174 06 11"));
        assertThat(page.select("section h2").text()).isEqualTo("+46701740611");
        assertThat(page.select(".bubble").text()).isEqualTo("<script>alert(1)</script> och \"mer\"");
        assertThat(page.select(".thread .fine").text()).startsWith("2 delar · GSM-7");
        assertThat(page.select("main script")).isEmpty();
        assertThat(render(pages.phones(page("sv"), "999")).select("section")).isEmpty();
    }

    @Test
    void anAnswerGoesToTheNumberThatWroteOrToTheNumberInTheText() {
        send("+46701740605", "+46701740611", "Hej");
        send("BUTIKEN", "+46701740612", "Hej");
        Document page = render(pages.phones(page("sv"), ""));
        for (String phone : List.of("+46701740611", "+46701740612")) {
            var form = java.util.Objects.requireNonNull(
                    page.select("section[aria-label=" + phone + "] form").last());
            pages.write(
                    form.select("[name=phone]").val(),
                    form.select("[name=to]").val(),
                    form.select("button").val(),
                    "");
        }
        eventually("both", () -> inbound.size() == 2);
        assertThat(inbound)
                .extracting(InboundMessage::from, InboundMessage::to, InboundMessage::text)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("+46701740611", "+46701740605", "STOP"),
                        org.assertj.core.groups.Tuple.tuple("+46701740612", "+46701740600", "STOP"));
        assertThat(render(pages.phones(page("sv"), "")).select(".bubble-in")).hasSize(2);
    }

    @Test
    void thePhonesAreDrawnAnewOnlyWhenSomethingHappened() {
        send("BUTIKEN", "+46701740611", "Hej");
        simulator.behave(
                Channel.SMS,
                new Behaviour(Behaviour.Handling.TAKE, Behaviour.Share.ALL, Behaviour.Reports.NEVER, Duration.ZERO));
        eventually(
                "the report of the first",
                () -> render(pages.phones(page("sv"), ""))
                        .select(".thread .fine")
                        .text()
                        .contains("levererat"));
        long version = simulator.phones().version();
        assertThat(pages.phonesAnew(page("sv"), "", version))
                .isInstanceOfSatisfying(
                        ResponseEntity.class,
                        nothing -> assertThat(nothing.getStatusCode()).isEqualTo(HttpStatus.NO_CONTENT));
        send("BUTIKEN", "+46701740612", "Hej");
        assertThat(render(pages.phonesAnew(page("sv"), "", version)).select("section"))
                .hasSize(2);
    }

    @Test
    void theSwitchesSayWhatIsWrongAndKeepWhatWasTyped() {
        Map<String, String> typed = Map.of(
                "channel",
                "SMS",
                "handling",
                "REJECT",
                "percent",
                "120",
                "digits",
                "x",
                "reports",
                "ONCE",
                "delay",
                "5");
        Document page = render(pages.behave(page("sv"), typed));
        assertThat(page.select("#percent-problem").text()).isEqualTo("Skriv ett tal från 0 till 100.");
        assertThat(page.select("#digits-problem").text()).isEqualTo("Skriv bara siffror, högst tio.");
        assertThat(page.select("#percent").val()).isEqualTo("120");
        assertThat(page.select("#handling option[selected]").val()).isEqualTo("REJECT");
        assertThat(simulator.behaviour(Channel.SMS)).isEqualTo(Behaviour.NORMAL);
        Map<String, String> right = new HashMap<>(typed);
        right.put("percent", "20");
        right.put("digits", "7");
        assertThat(pages.behave(page("sv"), right).getViewName()).isEqualTo("redirect:/simulator");
        assertThat(simulator.behaviour(Channel.SMS))
                .isEqualTo(new Behaviour(
                        Behaviour.Handling.REJECT,
                        new Behaviour.Share(20, "7"),
                        Behaviour.Reports.ONCE,
                        Duration.ofSeconds(5)));
    }

    @Test
    void anEmailIsShownWithAllItsParts() throws IOException {
        mail("""
                From: Butiken <butiken@butiken.example>
                Subject: =?UTF-8?Q?H=C3=B6strea?=
                MIME-Version: 1.0
                List-Unsubscribe: <https://butiken.example/a/7Kp2>
                Content-Type: multipart/mixed; boundary=m

                --m
                Content-Type: multipart/alternative; boundary=b

                --b
                Content-Type: text/plain; charset=UTF-8

                Hej ren text
                --b
                Content-Type: text/html; charset=UTF-8

                <p onclick="x()">Hej <a href="https://butiken.example/rea">rea</a></p><script>steal()</script>
                --b--
                --m
                Content-Type: application/pdf; name=karta.pdf
                Content-Disposition: attachment; filename=karta.pdf

                x
                --m--
                """);
        Document list = render(pages.mailbox(page("sv"), "asa@"));
        assertThat(list.select("tbody a").text()).isEqualTo("Höstrea");
        Document page = render(pages.mail(page("sv"), 1));
        assertThat(page.select("iframe[sandbox]").attr("src")).isEqualTo("/simulator/mail/1/html");
        assertThat(page.select("iframe").attr("sandbox")).isEmpty();
        assertThat(page.select("main ul a").eachAttr("href"))
                .containsExactly("https://butiken.example/rea", "https://butiken.example/a/7Kp2");
        assertThat(page.select("main ul").text()).contains("karta.pdf");
        assertThat(page.select(".bubble").text()).isEqualTo("Hej ren text");
        assertThat(page.select("main script")).isEmpty();
        ResponseEntity<byte[]> html = pages.html(1);
        assertThat(html.getHeaders().getFirst("Content-Security-Policy"))
                .startsWith("sandbox; default-src 'none'")
                .doesNotContain("allow-scripts");
        assertThat(new String(html.getBody(), StandardCharsets.UTF_8)).contains("Hej <a");
    }

    @Test
    void phonesAndMailsAreThereAgainAfterARestart() throws IOException {
        send("BUTIKEN", "+46701740611", "Hej med\n\\ allt");
        mail("Subject: Kvar\n\nHej\n");
        sms.close();
        simulator.close();
        simulator = Simulator.start(Simulator.Setup.in(folder));
        pages = new SimulatorPages(simulator);
        assertThat(simulator
                        .phones()
                        .latest("", 5)
                        .getFirst()
                        .bubbles()
                        .getFirst()
                        .text())
                .isEqualTo("Hej med\n\\ allt");
        assertThat(render(pages.mailbox(page("en"), "")).select("tbody a").text())
                .isEqualTo("Kvar");
        mail("Subject: Ny\n\nHej\n");
        assertThat(simulator.mailbox().count()).isEqualTo(2);
    }
}
