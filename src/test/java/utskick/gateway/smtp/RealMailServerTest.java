package utskick.gateway.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static utskick.testing.Eventually.eventually;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import utskick.database.FileTree;
import utskick.gateway.FailureReason;
import utskick.gateway.OutboundMessage;
import utskick.gateway.Submission;
import utskick.gateway.TestCertificate;
import utskick.gateway.smtp.SmtpSettings.Security;
import utskick.kernel.EmailAddress;

/// Exim as it comes from the distribution, with logins and TLS, as a shop's own provider would have it. It puts what it
/// takes into a folder. `.ci/run` installs it; where it is missing these tests are left out aloud.
final class RealMailServerTest {

    private static final Path EXIM = Path.of("/usr/sbin/exim4");
    private static final String HOST = "localhost";
    private static final int MAILS = 100;

    private static Path folder;
    private static TestCertificate certificate;
    private static Process exim;
    private static int port;
    private static int tlsPort;

    @BeforeAll
    static void start() throws Exception {
        if (!Files.isExecutable(EXIM) || !"root".equals(System.getProperty("user.name"))) {
            if ("true".equals(System.getenv("UTSKICK_REQUIRE_MAIL_SERVER"))) {
                throw new IllegalStateException(
                        "there is no Exim to be started as root, and UTSKICK_REQUIRE_MAIL_SERVER asks for it");
            }
            System.err.println("""

                    *** NO MAIL SERVER: the tests against a real one are LEFT OUT.
                    *** Install Exim (Debian: apt install exim4-daemon-light) and run them as root.
                    """);
            abort("no Exim");
        }
        folder = FileTree.createTemporaryFolder("utskick-exim-");
        certificate = new TestCertificate(folder, HOST);
        port = freePort();
        tlsPort = freePort();
        Files.writeString(folder.resolve("cert.pem"), certificate.certificatePem());
        Files.writeString(folder.resolve("key.pem"), certificate.keyPem());
        Path settings = Files.writeString(folder.resolve("exim.conf"), configuration());
        for (String name : List.of("spool", "mail", "log")) {
            Files.createDirectory(folder.resolve(name));
        }
        run("chmod", "755", folder.toString());
        run("chown", "-R", "Debian-exim:Debian-exim", folder.toString());
        run("chown", "root:root", settings.toString());
        exim = new ProcessBuilder(EXIM.toString(), "-C", settings.toString(), "-bdf", "-oP", folder + "/exim.pid")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("exim.out").toFile())
                .start();
        eventually("Exim listens", () -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException e) {
                assertThat(exim.isAlive()).as("Exim runs").isTrue();
                return false;
            }
        });
    }

    private static String configuration() {
        return """
                primary_hostname = mail.test.example
                spool_directory = FOLDER/spool
                log_file_path = FOLDER/log/%s
                daemon_smtp_ports = PORT : TLSPORT
                tls_on_connect_ports = TLSPORT
                local_interfaces = 127.0.0.1
                tls_certificate = FOLDER/cert.pem
                tls_privatekey = FOLDER/key.pem
                tls_advertise_hosts = *
                # a login only where nobody listens in; which one is offered depends on the name of the greeting
                auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}
                smtp_accept_max = 40
                smtp_accept_max_per_host = 40
                smtp_accept_queue_per_connection = 0
                acl_smtp_rcpt = recipients
                acl_smtp_data = contents
                begin acl
                recipients:
                  deny !authenticated = *
                       message = who are you
                  deny local_parts = nobody
                       message = no such mailbox
                  defer local_parts = later
                       message = try later
                  accept
                contents:
                  accept
                begin routers
                everybody:
                  driver = accept
                  transport = keep
                begin transports
                keep:
                  driver = appendfile
                  directory = FOLDER/mail
                  maildir_format
                  envelope_to_add
                  user = Debian-exim
                begin authenticators
                plain:
                  driver = plaintext
                  public_name = PLAIN
                  server_advertise_condition = ${if match{$sender_helo_name}{plain}}
                  server_prompts = :
                  server_condition = ${if and{{eq{$auth2}{shop}}{eq{$auth3}{Höst & rea}}}}
                  server_set_id = $auth2
                login:
                  driver = plaintext
                  public_name = LOGIN
                  server_advertise_condition = ${if match{$sender_helo_name}{login}}
                  server_prompts = Username:: : Password::
                  server_condition = ${if and{{eq{$auth1}{shop}}{eq{$auth2}{Höst & rea}}}}
                  server_set_id = $auth1
                """.replace("FOLDER", folder.toString())
                .replace("TLSPORT", Integer.toString(tlsPort))
                .replace("PORT", Integer.toString(port));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (exim != null) {
            exim.descendants().forEach(ProcessHandle::destroy);
            exim.destroy();
            exim.waitFor(10, TimeUnit.SECONDS);
            FileTree.delete(folder);
        }
    }

    private static SmtpGateway gateway(Security security, String ourName, String password, SSLSocketFactory tls) {
        return new SmtpGateway(
                new SmtpSettings(
                        new SmtpSettings.Endpoint(HOST, security == Security.TLS ? tlsPort : port, security, ourName),
                        new SmtpSettings.Login("shop", password),
                        new SmtpSettings.Flow(3, 60, null, Duration.ofSeconds(20), Duration.ofSeconds(20)),
                        SmtpSettings.Rhythm.STEADY),
                tls);
    }

    private static OutboundMessage mail(String to, String body) {
        String content = "Message-ID: <%s@butiken.example>\r\nSubject: Hej\r\n\r\n%s\r\n".formatted(to, body);
        return new OutboundMessage.Mail(
                to,
                new EmailAddress("studs@butiken.example"),
                new EmailAddress(to + "@example.com"),
                content.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"STARTTLS, plain.shop.example", "STARTTLS, login.shop.example", "TLS, plain.shop.example"})
    void aMailingArrivesWholeOverEachKindOfTlsAndLogin(Security security, String ourName) throws Exception {
        String prefix = security.name().toLowerCase(java.util.Locale.ROOT) + ourName.substring(0, 5);
        List<OutboundMessage> mails = IntStream.range(0, MAILS)
                .mapToObj(i -> mail(prefix + i, "Hej " + i + ", åäö\r\n.en punkt\r\n..två"))
                .toList();
        try (SmtpGateway gateway = gateway(security, ourName, "Höst & rea", certificate.trusted())) {
            assertThat(gateway.submit(mails)).hasSize(MAILS).allMatch(Submission.Accepted.class::isInstance);
        }
        eventually("all are in the folder", () -> delivered(prefix).size() == MAILS);
        for (Path file : delivered(prefix)) {
            String number = recipient(file).substring(prefix.length());
            assertThat(Files.readString(file)).endsWith("\n\nHej %s, åäö\n.en punkt\n..två\n".formatted(number));
        }
    }

    /// A mail that is still being written lies in `tmp`.
    private static List<Path> delivered(String prefix) {
        try (Stream<Path> files = Files.list(folder.resolve("mail/new"))) {
            return files.filter(file -> recipient(file).startsWith(prefix)).toList();
        } catch (IOException nothingYet) {
            return List.of();
        }
    }

    private static String recipient(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("Envelope-to: "))
                    .map(line -> line.substring("Envelope-to: ".length(), line.indexOf('@')))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void refusedAndPutOffRecipientsAreToldApartAndTheOthersArrive() throws Exception {
        try (SmtpGateway gateway =
                gateway(Security.STARTTLS, "plain.shop.example", "Höst & rea", certificate.trusted())) {
            List<Submission> results = gateway.submit(
                    List.of(mail("anna", "a"), mail("nobody", "b"), mail("later", "c"), mail("bo", "d")));
            assertThat(results.get(0)).isInstanceOf(Submission.Accepted.class);
            assertThat(results.get(1))
                    .isInstanceOfSatisfying(
                            Submission.Rejected.class,
                            refused -> assertThat(refused.detail()).contains("no such mailbox"));
            assertThat(results.get(2))
                    .isInstanceOfSatisfying(
                            Submission.Deferred.class,
                            putOff -> assertThat(putOff.detail()).contains("try later"));
            assertThat(results.get(3)).isInstanceOf(Submission.Accepted.class);
        }
    }

    @Test
    void aWrongPasswordDefersAndSaysSo() throws Exception {
        try (SmtpGateway gateway = gateway(Security.TLS, "login.shop.example", "wrong", certificate.trusted())) {
            assertThat(gateway.submit(List.of(mail("anna", "a"))).getFirst())
                    .isInstanceOfSatisfying(
                            Submission.Deferred.class,
                            deferred -> assertThat(deferred.reason()).isEqualTo(FailureReason.ACCOUNT));
            assertThat(gateway.status().detail()).contains("535");
        }
    }

    @ParameterizedTest
    @CsvSource({"STARTTLS", "TLS"})
    void aCertificateNobodyVouchesForGetsNoPasswordAndNoMail(Security security) {
        var ordinary = (SSLSocketFactory) SSLSocketFactory.getDefault();
        try (SmtpGateway gateway = gateway(security, "plain.shop.example", "Höst & rea", ordinary)) {
            assertThat(gateway.submit(List.of(mail("eve", "secret"))).getFirst())
                    .isInstanceOf(Submission.Deferred.class);
        }
        assertThat(delivered("eve")).isEmpty();
    }
}
