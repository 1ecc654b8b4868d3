package utskick.quota;

import java.time.Clock;
import java.time.ZoneId;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import utskick.access.Audit;

/// Wires the quotas. Months begin where the program runs.
@Configuration(proxyBeanMethods = false)
class QuotaConfiguration {

    @Bean
    Quotas quotas(JdbcClient jdbc, TransactionOperations transaction, Audit audit, Clock clock) {
        return new Quotas(jdbc, transaction, audit, clock, ZoneId.systemDefault());
    }
}
