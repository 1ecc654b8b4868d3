package utskick.dispatch;

import java.time.Clock;
import java.util.Objects;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import utskick.consent.ConfirmationSender;
import utskick.consent.LastMessage;
import utskick.gateway.Accounts;
import utskick.template.ContentId;
import utskick.template.Contents;

/// How the engine is put together.
@Configuration(proxyBeanMethods = false)
class DispatchConfiguration {

    @Bean
    Writer.Source writers(Contents contents, Clock clock) {
        return new ContentWriter.Shelf(id -> contents.load(new ContentId(id)), clock);
    }

    @Bean
    Doorbell doorbell() {
        return new Doorbell();
    }

    @Bean
    Outbox outbox(
            JdbcClient jdbc,
            Writer.Source writers,
            PlatformTransactionManager transactions,
            Doorbell doorbell,
            Clock clock) {
        return new Outbox(new OutboxStore(jdbc), writers, new TransactionTemplate(transactions), doorbell, clock);
    }

    @Bean
    ConfirmationSender confirmations(Accounts accounts, Contents contents, Outbox outbox, Clock clock) {
        return new Confirmations(accounts, contents, outbox, clock);
    }

    @Bean
    LastMessage lastMessage(JdbcClient jdbc) {
        return new LatestSms(jdbc);
    }

    @Bean
    MessageHistory messageHistory(JdbcClient jdbc, Writer.Source writers) {
        return new MessageHistory(new HistoryStore(jdbc, writers));
    }

    @Bean
    MessagePersons messagePersons(JdbcClient jdbc, MessageHistory history, Contents contents) {
        return new MessagePersons(jdbc, history, contents);
    }

    @Bean
    DeliveryReports deliveryReports(EnginePool pool, Clock clock) {
        return new DeliveryReports(new ReportStore(pool.jdbc()), pool.transaction(), clock);
    }

    @Bean
    Dispatcher dispatcher(EnginePool pool, Accounts accounts, Writer.Source writers, Clock clock) {
        var stores = new Dispatcher.Stores(
                new RoundStore(pool.jdbc()), new ReportStore(pool.jdbc()), new OutboxStore(pool.jdbc()));
        return new Dispatcher(stores, pool.transaction(), accounts::gateway, writers, clock);
    }

    @Bean
    Engine engine(Dispatcher dispatcher, EnginePool pool, Doorbell doorbell, Clock clock) {
        return new Engine(dispatcher, new Nodes(pool.jdbc(), clock, Nodes.Process.own()), doorbell);
    }

    @Bean(destroyMethod = "close")
    @DependsOnDatabaseInitialization
    EnginePool enginePool(JdbcConnectionDetails database) {
        return new EnginePool(
                Objects.requireNonNull(database.getJdbcUrl()), database.getUsername(), database.getPassword());
    }
}
