package utskick.link;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import utskick.consent.Purposes;
import utskick.consent.Wordings;

/// How counted links are put together.
@Configuration(proxyBeanMethods = false)
class LinkConfiguration {

    @Bean
    Links links(JdbcClient jdbc, Purposes purposes, Wordings wordings, TransactionOperations transaction, Clock clock) {
        return new Links(jdbc, purposes, wordings, transaction, clock);
    }

    @Bean
    Clicks linkClicks(JdbcClient jdbc, Clock clock) {
        return new Clicks(jdbc, clock);
    }

    @Bean
    ClickLimit clickLimit(Clock clock) {
        return new ClickLimit(clock);
    }

    @Bean
    LinkPersons linkPersons(JdbcClient jdbc) {
        return new LinkPersons(jdbc);
    }
}
