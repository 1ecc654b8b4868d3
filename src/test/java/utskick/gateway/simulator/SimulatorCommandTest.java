package utskick.gateway.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static utskick.testing.Eventually.eventually;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import utskick.Utskick;
import utskick.gateway.GatewayListeners;
import utskick.gateway.InboundMessage;
import utskick.gateway.OutboundMessage;
import utskick.gateway.Submission;
import utskick.gateway.smpp.SmppGateway;
import utskick.gateway.smpp.SmppSettings;
import utskick.kernel.PhoneNumber;

/// `./utskick simulator` as people run it: a program of its own, with its ports in the first line and its switches by
/// HTTP.
final class SimulatorCommandTest {

    private static final Pattern FIRST_LINE =
            Pattern.compile("simulator smpp=(\\d+) smtp=(\\d+) control=(\\d+) log=(.+)");

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<InboundMessage> inbound = new CopyOnWriteArrayList<>();
    private Process program;
    private SmppGateway gateway;
    private int control;

    @BeforeEach
    void start() throws IOException {
        program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Utskick.class.getName(),
                        "simulator",
                        "--smpp-port=0",
                        "--smtp-port=0",
                        "--control-port=0",
                        "--password=open",
                        "--log=" + folder.resolve("log"))
                .redirectError(folder.resolve("errors").toFile())
                .start();
        var line = FIRST_LINE.matcher(firstLine(program.inputReader(StandardCharsets.UTF_8)));
        assertThat(line.matches()).isTrue();
        assertThat(Path.of(line.group(4))).isEqualTo(folder.resolve("log"));
        control = Integer.parseInt(line.group(3));
        gateway = new SmppGateway(
                1,
                new SmppSettings(
                        new SmppSettings.Endpoint("127.0.0.1", Integer.parseInt(line.group(1)), false),
                        new SmppSettings.Login("shop", "open", ""),
                        new SmppSettings.Flow(10, null, Duration.ofSeconds(5), Duration.ofSeconds(30)),
                        SmppSettings.Dialect.DEFAULT),
                new GatewayListeners(List.of(), List.of(inbound::add)));
    }

    /// The logger may speak before.
    private static String firstLine(BufferedReader out) throws IOException {
        String line = out.readLine();
        while (line != null && !line.startsWith("simulator ")) {
            line = out.readLine();
        }
        assertThat(line).as("the program has told its ports").isNotNull();
        return line;
    }

    @AfterEach
    void stop() throws InterruptedException {
        gateway.close();
        program.destroy();
        assertThat(program.waitFor(20, TimeUnit.SECONDS))
                .as("it ends when asked to")
                .isTrue();
    }

    @Test
    void it_takes_messages_and_does_what_its_switches_say() throws Exception {
        assertThat(gateway.submit(List.of(sms("1", "Hej 1")))).singleElement().isInstanceOf(Submission.Accepted.class);
        assertThat(get("/")).isEqualTo("200 sms=1 mails=0 bound=1");
        try (var log = Files.walk(folder.resolve("log"))) {
            assertThat(log.filter(Files::isRegularFile).map(SimulatorCommandTest::read))
                    .anyMatch(it -> it.contains("+46701740605") || it.contains("46701740605"));
        }

        assertThat(post("/behave?channel=sms&handling=reject&percent=100")).startsWith("200 ");
        assertThat(gateway.submit(List.of(sms("2", "Hej 2")))).singleElement().isInstanceOf(Submission.Rejected.class);
        assertThat(post("/behave?channel=sms&handling=take")).startsWith("200 ");
        assertThat(gateway.submit(List.of(sms("3", "Hej 3")))).singleElement().isInstanceOf(Submission.Accepted.class);

        assertThat(post("/write?phone=%2B46701740605&to=72456&text=STOPP%20%C3%A5"))
                .startsWith("200 ");
        eventually("the answer comes in", () -> !inbound.isEmpty());
        assertThat(inbound.getFirst()).returns("STOPP å", InboundMessage::text).returns("72456", InboundMessage::to);

        assertThat(post("/disconnect?channel=sms")).startsWith("200 ");
        eventually("it is bound again", () -> gateway.status().connected());
    }

    @Test
    void a_wrong_switch_is_told_and_pages_of_others_have_no_say() throws Exception {
        assertThat(get("/nothing")).isEqualTo("400 no such switch, or it wants POST");
        assertThat(get("/disconnect?channel=sms")).startsWith("400");
        assertThat(post("/nothing")).isEqualTo("400 no such switch");
        assertThat(post("/write?phone=%2B46701740605&to=72456")).isEqualTo("400 text is missing");
        assertThat(post("/behave?channel=pigeon")).startsWith("400");
        assertThat(send(request("/").header("Origin", "http://shop.example").GET()))
                .isEqualTo("400 not for pages of other servers");
    }

    private static OutboundMessage.Sms sms(String reference, String text) {
        return new OutboundMessage.Sms(
                reference, "BUTIKEN", new PhoneNumber("+46701740605"), OutboundMessage.Encoding.GSM7, List.of(text));
    }

    private String get(String path) throws Exception {
        return send(request(path).GET());
    }

    private String post(String path) throws Exception {
        return send(request(path).POST(HttpRequest.BodyPublishers.noBody()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(control, path)));
    }

    private String send(HttpRequest.Builder request) throws Exception {
        var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        return answer.statusCode() + " " + answer.body().strip();
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
