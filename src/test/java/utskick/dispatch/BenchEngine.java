package utskick.dispatch;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import utskick.consent.ConsentLedger;
import utskick.consent.ConsentState;
import utskick.consent.Origin;
import utskick.consent.Purpose;
import utskick.consent.Said;
import utskick.database.EmbeddedPostgres;
import utskick.database.FileTree;
import utskick.gateway.Gateway;
import utskick.kernel.Channel;
import utskick.kernel.EmailAddress;
import utskick.kernel.MergeField;
import utskick.kernel.Money;
import utskick.kernel.PhoneNumber;
import utskick.kernel.SqlQuery;
import utskick.template.Content;
import utskick.template.ContentId;
import utskick.template.Contents;
import utskick.template.Wording;

/// The engine on a PostgreSQL of its own, as durable as the product's, for measurements.
public final class BenchEngine implements AutoCloseable {

    private static final long ACCOUNT = 1;
    private static final int PEOPLE = 200_000;
    private static final int CHUNK = 10_000;

    private final Path folder;
    private final EmbeddedPostgres postgres;
    private final HikariDataSource source;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final EnginePool pool;
    private final Doorbell doorbell = new Doorbell();
    private final Writer.Source writers;
    private final ContentId sms;
    private final ContentId mail;

    public BenchEngine() throws IOException {
        folder = Files.createTempDirectory("utskick-bench");
        postgres = EmbeddedPostgres.start(
                folder.resolve("postgres"), Path.of("target", "postgres").toAbsolutePath(), Map.of());
        var config = new HikariConfig();
        config.setJdbcUrl(postgres.url());
        config.setUsername(postgres.user());
        config.setPassword(postgres.password());
        config.setMaximumPoolSize(8);
        source = new HikariDataSource(config);
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        pool = new EnginePool(postgres.url(), postgres.user(), postgres.password());
        jdbc = JdbcClient.create(source);
        transaction = new TransactionTemplate(new JdbcTransactionManager(source));
        var contents = new Contents(jdbc, Clock.systemUTC());
        var fields = List.of(
                new MergeField("first_name", MergeField.Kind.TEXT), new MergeField("points", MergeField.Kind.NUMBER));
        var text = "Hej {{first_name}}! Du har {{points}} poäng. Välkommen in.";
        sms = contents.save(Content.of(Wording.sms(text), fields), "bench");
        mail = contents.save(
                Content.of(
                        Wording.email(
                                "Dina poäng, {{first_name}}",
                                text,
                                "<p>" + text + "</p>" + "<p>Hälsningar</p>".repeat(50)),
                        fields),
                "bench");
        writers = new ContentWriter.Shelf(id -> contents.load(new ContentId(id)), Clock.systemUTC());
        for (var channel : Channel.values()) {
            for (int from = 1; from <= PEOPLE; from += CHUNK) {
                consent(channel, from, from + CHUNK);
            }
        }
        jdbc.sql("VACUUM ANALYZE").update();
    }

    private void consent(Channel channel, int from, int to) {
        var nested = new TransactionTemplate(new JdbcTransactionManager(source));
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        var origin = new Origin(Origin.Source.SAMPLE, Origin.Basis.CONSENT, "", "", "bench", "");
        new ConsentLedger(jdbc, nested, Clock.systemUTC())
                .record(IntStream.range(from, to)
                        .mapToObj(it -> new Said(
                                channel == Channel.SMS
                                        ? new PhoneNumber("+4670%07d".formatted(it))
                                        : new EmailAddress("kim" + it + "@example.com"),
                                Purpose.MARKETING,
                                ConsentState.GIVEN,
                                origin,
                                Instant.EPOCH))
                        .toList());
    }

    /// A held batch of so many messages to people who have said yes, and the seconds that freezing and counting
    /// took.
    public Frozen freeze(Channel channel, int messages) {
        var outbox = outbox();
        var cpu = cpu().plus(databaseCpu());
        long begin = System.nanoTime();
        var batch = outbox.freeze(
                new Draft(
                        Draft.Kind.CAMPAIGN,
                        "bench",
                        null,
                        new Draft.Route(channel, ACCOUNT, channel == Channel.SMS ? "SHOP" : "shop@example.com"),
                        (channel == Channel.SMS ? sms : mail).value(),
                        "marketing",
                        Money.of("0.50", "SEK"),
                        Draft.Window.NOW,
                        "bench",
                        null),
                new SqlQuery("""
                        SELECT g AS customer_id,
                               CASE :channel WHEN 'SMS' THEN '+4670' || lpad(CAST(g AS text), 7, '0')
                                             ELSE 'kim' || g || '@example.com' END AS address,
                               'sv' AS language, ARRAY['Kim', CAST(g AS text)] AS fields,
                               CASE p.state WHEN 'given' THEN NULL ELSE 'no_consent' END AS reason
                        FROM generate_series(CAST(1 AS bigint), :messages) g
                        LEFT JOIN consent.permission p
                          ON p.address = CASE :channel WHEN 'SMS' THEN '+4670' || lpad(CAST(g AS text), 7, '0')
                                                       ELSE 'kim' || g || '@example.com' END
                             AND p.channel = :channel AND p.purpose = 'marketing'
                        """, Map.of("messages", messages, "channel", channel.name())));
        long frozen = System.nanoTime();
        var freezeCpu = cpu().plus(databaseCpu()).minus(cpu);
        var pricing = outbox.count(batch).orElseThrow();
        return new Frozen(batch, pricing, (frozen - begin) / 1e9, freezeCpu, (System.nanoTime() - frozen) / 1e9);
    }

    /// Sends a held batch through the gateway and returns when the last message is settled.
    public Sent send(Frozen frozen, Gateway gateway) throws InterruptedException {
        var dispatcher = new Dispatcher(
                new Dispatcher.Stores(
                        new RoundStore(pool.jdbc()), new ReportStore(pool.jdbc()), new OutboxStore(pool.jdbc())),
                pool.transaction(),
                _ -> Optional.of(gateway),
                writers,
                Clock.systemUTC());
        var engine = new Engine(dispatcher, new Nodes(pool.jdbc(), Clock.systemUTC(), Nodes.Process.own()), doorbell);
        var outbox = outbox();
        engine.start();
        var cpu = cpu();
        var databaseCpu = databaseCpu();
        long begin = System.nanoTime();
        outbox.start(
                frozen.batch(), frozen.pricing().planned(), frozen.pricing().units());
        while (outbox.batch(frozen.batch()).orElseThrow().state() != Batch.State.DONE) {
            Thread.sleep(50);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        var batch = outbox.batch(frozen.batch()).orElseThrow();
        var sent = new Sent(
                batch.counts().planned(),
                batch.counts().handedOver(),
                seconds,
                cpu().minus(cpu),
                databaseCpu().minus(databaseCpu));
        engine.stop();
        return sent;
    }

    private Outbox outbox() {
        return new Outbox(new OutboxStore(jdbc), writers, transaction, doorbell, Clock.systemUTC());
    }

    /// Who takes what the provider reports.
    public utskick.gateway.DeliveryReportListener reports() {
        return new DeliveryReports(new ReportStore(pool.jdbc()), pool.transaction(), Clock.systemUTC());
    }

    public long account() {
        return ACCOUNT;
    }

    private static Duration cpu() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return Duration.ofNanos(system.getProcessCpuTime());
    }

    private Duration databaseCpu() {
        var server = ProcessHandle.of(postgres.pid()).orElseThrow();
        return java.util.stream.Stream.concat(List.of(server).stream(), server.descendants())
                .map(it -> it.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public void close() {
        pool.close();
        source.close();
        postgres.close();
        FileTree.delete(folder);
    }

    /// @param freezeCpu of engine and database: other than the seconds, it does not depend on the machine's other
    /// work
    public record Frozen(
            BatchId batch, Pricing pricing, double freezeSeconds, Duration freezeCpu, double countSeconds) {}

    public record Sent(int messages, int handedOver, double seconds, Duration engineCpu, Duration databaseCpu) {

        public long perSecond() {
            return Math.round(messages / seconds);
        }

        public double engineMicros() {
            return engineCpu.toNanos() / 1e3 / messages;
        }

        public double databaseMicros() {
            return databaseCpu.toNanos() / 1e3 / messages;
        }
    }
}
