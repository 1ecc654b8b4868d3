package utskick.api;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import utskick.consent.ConsentLedger;
import utskick.consent.Purposes;

/// How the API is put together.
@Configuration(proxyBeanMethods = false)
class ApiConfiguration {

    @Bean
    SentConsents sentConsents(ConsentLedger ledger, Purposes purposes, Clock clock) {
        return new SentConsents(ledger, purposes, clock);
    }
}
