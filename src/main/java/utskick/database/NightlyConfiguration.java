package utskick.database;

import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What is done at night.
@Configuration(proxyBeanMethods = false)
class NightlyConfiguration {

    @Bean
    Nightly nightly(JdbcClient jdbc, Clock clock, ObjectProvider<NightlyJob> jobs) {
        return new Nightly(jdbc, clock, jobs.orderedStream().toList());
    }
}
