package utskick.consent;

import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import utskick.access.Audit;
import utskick.customer.ContactStandings;
import utskick.customer.ImportedConsents;

/// How consent is put together.
@Configuration(proxyBeanMethods = false)
class ConsentConfiguration {

    @Bean
    ConsentLedger consentLedger(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        var nested = new TransactionTemplate(transactions);
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        return new ConsentLedger(jdbc, nested, clock);
    }

    @Bean
    SuppressionList suppressionList(JdbcClient jdbc, Clock clock) {
        return new SuppressionList(jdbc, clock);
    }

    @Bean
    Inbox inbox(
            JdbcClient jdbc,
            ConsentLedger ledger,
            SuppressionList suppressions,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new Inbox(jdbc, ledger, suppressions, new TransactionTemplate(transactions), clock);
    }

    @Bean
    LedgerSeals ledgerSeals(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Clock clock,
            @Value("${utskick.data}") Path folder) {
        return new LedgerSeals(jdbc, new TransactionTemplate(transactions), clock, folder);
    }

    @Bean
    LedgerNight ledgerNight(ConsentLedger ledger, LedgerSeals seals, Audit audit) {
        return new LedgerNight(ledger, seals, audit);
    }

    @Bean
    Purposes purposes(JdbcClient jdbc, Clock clock) {
        return new Purposes(jdbc, clock);
    }

    @Bean
    OptOuts optOuts(JdbcClient jdbc) {
        return new OptOuts(jdbc);
    }

    @Bean
    ImportedConsents importedConsents(ConsentLedger ledger, JdbcClient jdbc) {
        return new RegisterConsents(ledger, jdbc);
    }

    @Bean
    ContactStandings contactStandings(JdbcClient jdbc) {
        return new RegisterStandings(jdbc);
    }
}
