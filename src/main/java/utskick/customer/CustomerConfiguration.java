package utskick.customer;

import java.nio.file.Path;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import utskick.kernel.FieldCatalog;

/// How the register is put together.
@Configuration(proxyBeanMethods = false)
class CustomerConfiguration {

    @Bean
    Customers customers(JdbcClient jdbc, TransactionOperations transaction, Clock clock) {
        return new Customers(new CustomerStore(jdbc), transaction, clock);
    }

    @Bean
    FieldCatalog fieldCatalog() {
        return new RegisterFields();
    }

    @Bean
    CustomerList customerList(JdbcClient jdbc, ContactStandings standings) {
        return new CustomerList(jdbc, standings);
    }

    @Bean
    ImportStore importStore(JdbcClient jdbc) {
        return new ImportStore(jdbc);
    }

    @Bean
    Imports imports(
            DataSource dataSource,
            TransactionOperations transaction,
            ImportStore store,
            ImportedConsents consents,
            Clock clock) {
        return new Imports(dataSource, transaction, store, consents, clock);
    }

    @Bean
    ImportSessions importSessions(Imports imports, @Value("${utskick.data}") Path data) {
        return new ImportSessions(imports, data.resolve("imports"));
    }

    @Bean
    SampleRegister sampleRegister(Imports imports, Clock clock) {
        return new SampleRegister(imports, clock);
    }

    @Bean
    @ConditionalOnProperty("utskick.demo")
    SampleLoader sampleLoader(SampleRegister sample, JdbcClient jdbc) {
        return new SampleLoader(sample, jdbc);
    }
}
