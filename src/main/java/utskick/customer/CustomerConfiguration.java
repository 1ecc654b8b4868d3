package utskick.customer;

import java.time.Clock;
import javax.sql.DataSource;
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
    Imports imports(
            DataSource dataSource,
            JdbcClient jdbc,
            TransactionOperations transaction,
            ImportedConsents consents,
            Clock clock) {
        return new Imports(dataSource, transaction, new ImportStore(jdbc), consents, clock);
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
