package utskick.api;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import utskick.consent.ConsentLedger;
import utskick.consent.Purposes;
import utskick.consent.Rules;

/// How the API is put together.
@Configuration(proxyBeanMethods = false)
class ApiConfiguration {

    @Bean
    SentConsents sentConsents(ConsentLedger ledger, Purposes purposes, Rules rules, Clock clock) {
        return new SentConsents(ledger, purposes, rules, clock);
    }
}
