package utskick.template;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// How texts and templates are put together.
@Configuration(proxyBeanMethods = false)
class TemplateConfiguration {

    @Bean
    Contents contents(JdbcClient jdbc, Clock clock) {
        return new Contents(jdbc, clock);
    }

    @Bean
    Templates templates(JdbcClient jdbc, Clock clock) {
        return new Templates(jdbc, clock);
    }
}
