package utskick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import utskick.Utskick;
import utskick.access.Secrets;
import utskick.database.EmbeddedPostgres;
import utskick.database.FileTree;
import utskick.gateway.AccountDraft;
import utskick.gateway.Accounts;
import utskick.gateway.GatewayListeners;
import utskick.gateway.simulator.AcceptedSms;
import utskick.kernel.Channel;
import utskick.kernel.MergeField;
import utskick.kernel.Money;
import utskick.kernel.SqlQuery;
import utskick.template.Content;
import utskick.template.ContentId;
import utskick.template.Contents;
import utskick.template.Wording;

/// A campaign of 20,000 SMS by the real program with its own PostgreSQL to the real simulator, while the program is
/// killed with `kill -9` at 20 random moments of the sending and started again. Then the SMS centre's own log is held
/// against the database.
final class EngineKillTest {

    private static final int MESSAGES = 20_000;
    private static final int KILLS = 20;

    /// The SMS centre answers so late, which makes about 330 messages a second with a window of 50.
    private static final String SLOW = "0.15";

    /// A second claim begins while the first is handed over, each of what goes in less than a second.
    private static final int MOST_CLAIMED = 2 * 400;

    /// A line of the SMS centre's log is about so long; how many messages a kill waits for need not be exact.
    private static final int OCTETS = 100;

    private static final Duration START_TAKES_AT_MOST = Duration.ofMinutes(2);
    private static final Duration REST_TAKES_AT_MOST = Duration.ofMinutes(2);
    private static final Pattern GIVEN_UP = Pattern.compile("of a lost node: (\\d+) messages are uncertain");

    private static Path folder = Path.of("");

    private final Random random = new Random(20261122);

    @BeforeAll
    static void makeFolder() throws IOException {
        folder = FileTree.createTemporaryFolder("utskick-engine-kill-");
    }

    @AfterAll
    static void deleteFolder() {
        EmbeddedPostgres.discard(data().resolve("postgres")); // stops what a killed program has left behind
        FileTree.delete(folder);
    }

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void no_message_is_sent_twice_or_lost_when_the_program_is_killed() throws Exception {
        try (var simulator = simulator()) {
            var said = ports(simulator.line());
            behave(said, "slow", SLOW);
            var batch = open(database -> started(database, port(said, "smpp")));
            for (int kill = 1; kill <= KILLS; kill++) {
                try (var program = program()) {
                    awaitMessages(program, 1, START_TAKES_AT_MOST);
                    awaitMessages(program, 1 + random.nextInt(400), START_TAKES_AT_MOST);
                    boolean ended = program.process().waitFor(random.nextInt(250), TimeUnit.MILLISECONDS);
                    assertThat(ended).as("the program ended by itself").isFalse();
                    program.kill();
                }
            }
            behave(said, "take", "0.05");
            long before = messagesAtCentre();
            try (var program = program()) {
                await().atMost(REST_TAKES_AT_MOST)
                        .pollInterval(Duration.ofMillis(100))
                        .until(() -> programLog().contains("batch %d is done".formatted(batch.value())));
                assertThat(program.process().isAlive()).isTrue();
            }
            assertThat(messagesAtCentre())
                    .as("there was a rest after the last kill")
                    .isGreaterThan(before);
            open(database -> compare(database, batch));
        }
    }

    /// The centre's log against the database, message by message and in sum.
    private static BatchId compare(HikariDataSource database, BatchId batch) throws IOException {
        var atCentre = new HashMap<String, Integer>();
        AcceptedSms.readAll(simulatorFolder(), sms -> atCentre.merge(sms.to(), 1, Integer::sum));
        var states = JdbcClient.create(database)
                .sql("SELECT address, state FROM dispatch.message WHERE batch_id = :batch")
                .param("batch", batch.value())
                .query((row, _) -> Map.entry(row.getString("address"), row.getString("state")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        var handedOver = addresses(states, List.of("submitted", "delivered"));
        var uncertain = addresses(states, List.of("uncertain"));
        var counts = outbox(database).batch(batch).orElseThrow().counts();

        assertThat(atCentre)
                .as("a phone got it twice")
                .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
        assertThat(atCentre.keySet()).as("handed over, says the database").containsAll(handedOver);
        assertThat(atCentre.keySet())
                .as("the centre has nothing that the database does not admit")
                .allMatch(it -> handedOver.contains(it) || uncertain.contains(it));
        assertThat(states).hasSize(MESSAGES);
        assertThat(handedOver.size() + uncertain.size())
                .as("nothing is missing")
                .isEqualTo(MESSAGES);
        assertThat(counts.sum()).isEqualTo(MESSAGES);
        assertThat(counts.handedOver()).isEqualTo(handedOver.size());
        assertThat(counts.delivered()).isPositive();
        assertThat(counts.uncertain()).isEqualTo(uncertain.size());
        assertThat(uncertain.size())
                .as("what the program said at its starts that it had claimed")
                .isEqualTo(givenUp());
        assertThat(uncertain.size()).as("two claims at each kill").isBetween(KILLS, KILLS * MOST_CLAIMED);
        return batch;
    }

    private static Set<String> addresses(Map<String, String> states, List<String> wanted) {
        return states.entrySet().stream()
                .filter(it -> wanted.contains(it.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static int givenUp() throws IOException {
        return GIVEN_UP.matcher(programLog())
                .results()
                .mapToInt(it -> Integer.parseInt(it.group(1)))
                .sum();
    }

    private interface Work<T> {
        T on(HikariDataSource database) throws Exception;
    }

    /// Works on the program's database while the program does not run.
    private static <T> T open(Work<T> work) throws Exception {
        try (var postgres = EmbeddedPostgres.start(data().resolve("postgres"));
                var source = new HikariDataSource()) {
            source.setJdbcUrl(postgres.url());
            source.setUsername(postgres.user());
            source.setPassword(postgres.password());
            source.setMaximumPoolSize(4);
            return work.on(source);
        }
    }

    /// The campaign as a person would have confirmed it, on an SMPP account that leads to the simulator.
    private static BatchId started(HikariDataSource database, int smppPort) {
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        var jdbc = JdbcClient.create(database);
        long account;
        try (var accounts = new Accounts(jdbc, Secrets.in(data()), () -> new GatewayListeners(List.of(), List.of()))) {
            account = accounts.save(new AccountDraft(
                    "Simulator",
                    new AccountDraft.Terms(Channel.SMS, Money.of("0.50", "SEK"), null, "SHOP", ""),
                    Map.of("host", "127.0.0.1", "port", smppPort, "system_id", "shop", "window", 50),
                    null,
                    true));
        }
        var name = new MergeField("first_name", MergeField.Kind.TEXT);
        var content = new Contents(jdbc, Clock.systemUTC())
                .save(Content.of(Wording.sms("Hej {{first_name}}!"), List.of(name)), "test");
        var outbox = outbox(database);
        var batch = outbox.freeze(
                new Draft(
                        Draft.Kind.CAMPAIGN,
                        "killed",
                        null,
                        new Draft.Route(Channel.SMS, account, "SHOP"),
                        content.value(),
                        "service",
                        Money.of("0.50", "SEK"),
                        Draft.Window.NOW,
                        "test",
                        null),
                new SqlQuery("""
                        SELECT g AS customer_id, '+4670' || lpad(CAST(g AS text), 7, '0') AS address, 'sv' AS language,
                               ARRAY['Kim ' || g] AS fields, CAST(NULL AS text) AS reason
                        FROM generate_series(CAST(1 AS bigint), :n) g
                        """, Map.of("n", MESSAGES)));
        var pricing = outbox.count(batch).orElseThrow();
        assertThat(outbox.start(batch, pricing.planned(), pricing.units())).isInstanceOf(Start.Started.class);
        return batch;
    }

    private static Outbox outbox(HikariDataSource database) {
        var jdbc = JdbcClient.create(database);
        var contents = new Contents(jdbc, Clock.systemUTC());
        return new Outbox(
                new OutboxStore(jdbc),
                new ContentWriter.Shelf(id -> contents.load(new ContentId(id)), Clock.systemUTC()),
                new TransactionTemplate(new JdbcTransactionManager(database)),
                new Doorbell(),
                Clock.systemUTC());
    }

    private static ChildProgram simulator() throws IOException {
        return ChildProgram.start(
                Utskick.class,
                List.of(
                        "simulator",
                        "--smpp-port=0",
                        "--smtp-port=0",
                        "--control-port=0",
                        "--log=" + simulatorFolder()),
                Map.of(),
                folder.resolve("simulator.txt"));
    }

    /// `./utskick --data DIR --port 0` without what makes long runs fast and starts slow.
    private static ChildProgram program() throws IOException {
        return ChildProgram.startLogged(
                Utskick.class,
                List.of("--data", data().toString(), "--port", "0"),
                Map.of("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED"),
                programLogFile());
    }

    private static Map<String, String> ports(String line) {
        return Pattern.compile("(\\w+)=(\\d+)")
                .matcher(line)
                .results()
                .collect(Collectors.toMap(it -> it.group(1), it -> it.group(2)));
    }

    private static int port(Map<String, String> ports, String name) {
        return Integer.parseInt(ports.getOrDefault(name, ""));
    }

    /// Turns the simulator's switch: how it answers, and after how many seconds it answers or reports.
    private static void behave(Map<String, String> ports, String handling, String delay) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var order = URI.create("http://127.0.0.1:%d/behave?channel=sms&handling=%s&delay=%s"
                    .formatted(port(ports, "control"), handling, delay));
            var answer = http.send(
                    HttpRequest.newBuilder(order)
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    /// Returns when the centre has logged about so many more messages.
    private static void awaitMessages(ChildProgram program, int messages, Duration atMost) throws Exception {
        long wanted = logged() + (long) (messages - 1) * OCTETS;
        await().atMost(atMost).pollInterval(Duration.ofMillis(5)).until(() -> {
            assertThat(program.process().isAlive())
                    .as("the program runs; it says: %s", programLogFile())
                    .isTrue();
            return logged() > wanted;
        });
    }

    private static long logged() throws IOException {
        var log = simulatorFolder().resolve("sms.log");
        return Files.exists(log) ? Files.size(log) : 0;
    }

    private static long messagesAtCentre() throws IOException {
        try (var lines = Files.lines(simulatorFolder().resolve("sms.log"))) {
            return lines.count();
        }
    }

    private static Path data() {
        return folder.resolve("data");
    }

    private static Path simulatorFolder() {
        return folder.resolve("simulator");
    }

    private static Path programLogFile() {
        return folder.resolve("program.txt");
    }

    private static String programLog() throws IOException {
        return Files.readString(programLogFile());
    }
}
