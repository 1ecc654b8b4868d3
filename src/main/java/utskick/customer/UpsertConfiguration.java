package utskick.customer;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/// How customers of other programs come in.
@Configuration(proxyBeanMethods = false)
class UpsertConfiguration {

    @Bean
    Upserts upserts(Customers customers, CustomFields fields, JdbcClient jdbc, TransactionOperations transaction) {
        return new Upserts(customers, fields, jdbc, transaction);
    }
}
