package utskick.report;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.consent.ConsentLedger;
import utskick.consent.LedgerChecks;
import utskick.customer.ImportTraces;
import utskick.dispatch.MessageHistory;
import utskick.dispatch.Outbox;
import utskick.gateway.Accounts;
import utskick.quota.Quotas;

/// Wires the figures.
@Configuration(proxyBeanMethods = false)
class ReportConfiguration {

    @Bean
    Standing standing(Outbox outbox, Quotas quotas, Accounts accounts, LedgerChecks checks, Clock clock) {
        return new Standing(outbox, quotas, accounts, checks, clock);
    }

    @Bean
    ImportTraces messagesSinceImport(JdbcClient jdbc) {
        return new MessagesSinceImport(jdbc);
    }

    @Bean
    Timeline timeline(MessageHistory history, ConsentLedger ledger, JdbcClient jdbc) {
        return new Timeline(history, ledger, jdbc);
    }
}
