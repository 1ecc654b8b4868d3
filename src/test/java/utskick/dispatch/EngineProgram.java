package utskick.dispatch;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import utskick.gateway.GatewayListeners;
import utskick.gateway.smpp.SmppGateway;
import utskick.gateway.smpp.SmppSettings;
import utskick.template.ContentId;
import utskick.template.Contents;

/// The engine with an SMPP account as a program of its own, for [EngineKillTest] to kill. Ends when its input does.
final class EngineProgram {

    private EngineProgram() {}

    /// Arguments: account, port of the SMS centre, parts a second; the database is in the environment.
    public static void main(String[] args) throws Exception {
        long account = Long.parseLong(args[0]);
        var source = new HikariDataSource();
        source.setJdbcUrl(System.getenv("TEST_DB_URL"));
        source.setUsername(System.getenv("TEST_DB_USER"));
        source.setPassword(System.getenv("TEST_DB_PASSWORD"));
        source.setMaximumPoolSize(6);
        var jdbc = JdbcClient.create(source);
        var transaction = new TransactionTemplate(new JdbcTransactionManager(source));
        var clock = Clock.systemUTC();
        var contents = new Contents(jdbc, clock);
        var reports = new DeliveryReports(new ReportStore(jdbc), transaction, clock);
        var settings = new SmppSettings(
                new SmppSettings.Endpoint("127.0.0.1", Integer.parseInt(args[1]), false),
                new SmppSettings.Login("engine", "", ""),
                new SmppSettings.Flow(50, Integer.valueOf(args[2]), Duration.ofSeconds(30), Duration.ofSeconds(30)),
                SmppSettings.Dialect.DEFAULT);
        var gateway = new SmppGateway(account, settings, new GatewayListeners(List.of(reports), List.of()));
        var dispatcher = new Dispatcher(
                new Dispatcher.Stores(new RoundStore(jdbc), new ReportStore(jdbc), new OutboxStore(jdbc)),
                transaction,
                _ -> Optional.of(gateway),
                new ContentWriter.Shelf(id -> contents.load(new ContentId(id)), clock),
                clock);
        var engine = new Engine(dispatcher, new Nodes(jdbc, clock, Nodes.Process.own()), new Doorbell());
        engine.start();
        while (System.in.read() >= 0) {
            // the parent says nothing; the end of its words is the order to stop
        }
        engine.stop();
        gateway.close();
        source.close();
    }
}
