package utskick.gateway.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static utskick.testing.Eventually.eventually;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import utskick.gateway.FailureReason;
import utskick.gateway.Gateway;
import utskick.gateway.GatewayContract;
import utskick.gateway.OutboundMessage;
import utskick.gateway.Submission;
import utskick.gateway.simulator.AcceptedMail;
import utskick.gateway.simulator.Simulator;
import utskick.kernel.Channel;
import utskick.kernel.EmailAddress;

class SmtpGatewayTest implements GatewayContract {

    private static final EmailAddress SHOP = new EmailAddress("b-17@bounce.butiken.example");

    @TempDir
    Path folder;

    private Simulator simulator;
    private SmtpGateway gateway;

    @BeforeEach
    void start() throws IOException {
        simulator = Simulator.start(Simulator.Setup.in(folder));
        gateway = gateway(simulator.smtpPort(), null, SmtpSettings.Rhythm.STEADY);
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        simulator.close();
    }

    private static SmtpGateway gateway(int port, SmtpSettings.@Nullable Login login, SmtpSettings.Rhythm rhythm) {
        return new SmtpGateway(new SmtpSettings(
                new SmtpSettings.Endpoint("127.0.0.1", port, SmtpSettings.Security.NONE, "shop.example"),
                login,
                new SmtpSettings.Flow(4, 100, null, Duration.ofSeconds(5), Duration.ofSeconds(8)),
                rhythm));
    }

    @Override
    public Gateway gateway() {
        return gateway;
    }

    @Override
    public Simulator simulator() {
        return simulator;
    }

    @Override
    public Channel channel() {
        return Channel.EMAIL;
    }

    @Override
    public OutboundMessage message(int number) {
        return mail(number, "Hej " + number + "!\r\n");
    }

    private static OutboundMessage.Mail mail(int number, String body) {
        String content = "Message-ID: <m" + number + "@butiken.example>\r\nSubject: Hej\r\n\r\n" + body;
        return new OutboundMessage.Mail(
                "r" + number,
                SHOP,
                new EmailAddress("kund" + number + "@example.com"),
                content.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public List<Integer> taken() throws IOException {
        List<Integer> taken = new ArrayList<>();
        AcceptedMail.readAll(
                folder,
                mail -> taken.add(
                        Integer.parseInt(mail.to().substring(4, mail.to().indexOf('@')))));
        return taken;
    }

    private String content(int place) throws IOException {
        List<AcceptedMail> mails = new ArrayList<>();
        AcceptedMail.readAll(folder, mails::add);
        AcceptedMail mail = mails.get(place);
        byte[] content = new byte[mail.length()];
        try (RandomAccessFile data =
                new RandomAccessFile(folder.resolve("mail.data").toFile(), "r")) {
            data.seek(mail.offset());
            data.readFully(content);
        }
        return new String(content, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain\r\n",
                ".\r\n",
                "..\r\n.\r\n.x\r\n\r\n.\r\n",
                "dot . in the middle .\r\n.\r\nMAIL FROM:<x@y.example>\r\n",
                "no end of line",
                "åäö – ΑΒΓ 😀\r\n"
            })
    void theContentArrivesOctetByOctet(String body) throws IOException {
        OutboundMessage.Mail mail = mail(1, body);
        assertThat(gateway.submit(List.of(mail)).getFirst())
                .isEqualTo(new Submission.Accepted(List.of("<m1@butiken.example>")));
        String sent = new String(mail.content(), StandardCharsets.UTF_8);
        assertThat(content(0)).isEqualTo(sent.endsWith("\r\n") ? sent : sent + "\r\n");
    }

    @Test
    void aLargeMessageArrivesWhole() throws IOException {
        String body = (".line " + "x".repeat(70) + "\r\n").repeat(5_000);
        gateway.submit(List.of(mail(1, body), mail(2, body)));
        assertThat(content(0)).endsWith(body);
        assertThat(content(1)).endsWith(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb\r\n", "a\rb\r\n", "a\r\n.\nMAIL FROM:<x@y.example>\r\n", "zero\u0000\r\n", "end\r"})
    void whatCouldSmuggleAMessageIsRefused(String body) throws IOException {
        assertThat(gateway.submit(List.of(mail(1, body), mail(2, "well\r\n"))))
                .satisfiesExactly(
                        bad -> assertThat(bad)
                                .isInstanceOfSatisfying(
                                        Submission.Rejected.class,
                                        rejected ->
                                                assertThat(rejected.reason()).isEqualTo(FailureReason.CONTENT_REFUSED)),
                        good -> assertThat(good).isInstanceOf(Submission.Accepted.class));
        assertThat(taken()).containsExactly(2);
    }

    @Test
    void aLineBeyondTheLimitIsRefused() {
        assertThat(gateway.submit(List.of(mail(1, "x".repeat(999) + "\r\n"))).getFirst())
                .isInstanceOf(Submission.Rejected.class);
        assertThat(gateway.submit(List.of(mail(1, "x".repeat(998) + "\r\n"))).getFirst())
                .isInstanceOf(Submission.Accepted.class);
    }

    @Test
    void anotherServerReadsTheSameMessage() throws Exception {
        GreenMail other = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        other.start();
        SmtpGateway toOther = gateway(other.getSmtp().getPort(), null, SmtpSettings.Rhythm.STEADY);
        try {
            String content = """
                    From: Butiken <butiken@butiken.example>
                    To: =?UTF-8?Q?=C3=85sa?= <asa@example.com>
                    Subject: =?UTF-8?Q?H=C3=B6strea?=
                    MIME-Version: 1.0
                    Content-Type: multipart/alternative; boundary=b

                    --b
                    Content-Type: text/plain; charset=UTF-8
                    Content-Transfer-Encoding: quoted-printable

                    .Hej =C3=85sa
                    --b
                    Content-Type: text/html; charset=UTF-8
                    Content-Transfer-Encoding: quoted-printable

                    <p>Hej =C3=85sa</p>
                    --b--
                    """.replace("\n", "\r\n");
            List<OutboundMessage.Mail> mails = IntStream.range(0, 20)
                    .mapToObj(i -> new OutboundMessage.Mail(
                            "r" + i,
                            SHOP,
                            new EmailAddress("asa" + i + "@example.com"),
                            content.getBytes(StandardCharsets.US_ASCII)))
                    .toList();
            assertThat(toOther.submit(mails)).allMatch(Submission.Accepted.class::isInstance);
            MimeMessage[] received = other.getReceivedMessages();
            assertThat(received).hasSize(20);
            for (MimeMessage message : received) {
                assertThat(message.getSubject()).isEqualTo("Höstrea");
                MimeMultipart parts = (MimeMultipart) message.getContent();
                assertThat(parts.getBodyPart(0).getContent().toString().strip()).isEqualTo(".Hej Åsa");
                assertThat(parts.getBodyPart(1).getContent().toString().strip()).isEqualTo("<p>Hej Åsa</p>");
            }
        } finally {
            toOther.close();
            other.stop();
        }
    }

    @Test
    void aLoginIsGivenAndAWrongOneDefers() throws IOException {
        simulator.close();
        simulator = Simulator.start(new Simulator.Setup(folder, 0, 0, true, "right"));
        try (SmtpGateway wrong =
                gateway(simulator.smtpPort(), new SmtpSettings.Login("shop", "wrong"), SmtpSettings.Rhythm.STEADY)) {
            assertThat(wrong.submit(List.of(message(1))).getFirst())
                    .isInstanceOfSatisfying(
                            Submission.Deferred.class,
                            deferred -> assertThat(deferred.reason()).isEqualTo(FailureReason.ACCOUNT));
        }
        try (SmtpGateway right =
                gateway(simulator.smtpPort(), new SmtpSettings.Login("shop", "right"), SmtpSettings.Rhythm.STEADY)) {
            assertThat(right.submit(List.of(message(2))).getFirst()).isInstanceOf(Submission.Accepted.class);
        }
        assertThat(taken()).containsExactly(2);
    }

    @Test
    void aPasswordNeverGoesOverTheNetworkWithoutTls() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SmtpSettings(
                        new SmtpSettings.Endpoint("192.0.2.1", 25, SmtpSettings.Security.NONE, "shop.example"),
                        new SmtpSettings.Login("shop", "secret"),
                        SmtpSettings.Flow.DEFAULT,
                        SmtpSettings.Rhythm.STEADY));
    }

    @Test
    void aServerWithoutStartTlsGetsNothing() throws IOException {
        try (SmtpGateway secure = new SmtpGateway(new SmtpSettings(
                new SmtpSettings.Endpoint(
                        "127.0.0.1", simulator.smtpPort(), SmtpSettings.Security.STARTTLS, "shop.example"),
                null,
                SmtpSettings.Flow.DEFAULT,
                SmtpSettings.Rhythm.STEADY))) {
            assertThat(secure.submit(List.of(message(1))).getFirst()).isInstanceOf(Submission.Deferred.class);
            assertThat(secure.status().detail()).contains("STARTTLS");
        }
        assertThat(taken()).isEmpty();
    }

    @Test
    void aRhythmSendsSoManyThenWaits() throws IOException {
        try (SmtpGateway slow = gateway(
                simulator.smtpPort(), null, new SmtpSettings.Rhythm(3, Duration.ofMinutes(1), Duration.ofMillis(50)))) {
            long start = System.nanoTime();
            List<Submission> results =
                    slow.submit(IntStream.range(0, 5).mapToObj(this::message).toList());
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(95));
            assertThat(results.subList(0, 3)).allMatch(Submission.Accepted.class::isInstance);
            assertThat(results.subList(3, 5))
                    .allSatisfy(later -> assertThat(later)
                            .isInstanceOfSatisfying(
                                    Submission.Deferred.class,
                                    deferred -> assertThat(deferred.retryAfter())
                                            .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60))));
        }
        assertThat(taken()).containsExactly(0, 1, 2);
    }

    @Test
    void aConnectionCarriesNoMoreThanItMay() throws IOException {
        assertThat(gateway.submit(
                        IntStream.range(0, 450).mapToObj(this::message).toList()))
                .allMatch(Submission.Accepted.class::isInstance);
        assertThat(taken()).hasSize(450).doesNotHaveDuplicates();
    }

    @Test
    void keptConnectionsThatTheServerClosedCostNothing() throws IOException {
        gateway.submit(IntStream.range(0, 20).mapToObj(this::message).toList());
        simulator.disconnect(Channel.EMAIL);
        assertThat(gateway.submit(
                        IntStream.range(20, 40).mapToObj(this::message).toList()))
                .allMatch(Submission.Accepted.class::isInstance);
        eventually("all are there", () -> simulator.acceptedMails() == 40);
    }
}
