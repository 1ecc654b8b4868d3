package utskick;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.access.Users;
import utskick.consent.SignUpForms;
import utskick.quota.Quotas;
import utskick.segment.Segments;
import utskick.template.Templates;

/// What only the demo has.
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("utskick.demo")
class DemoConfiguration {

    @Bean
    DemoUser demoUser(Users users, @Value("${utskick.data}") Path data) {
        return new DemoUser(users, data);
    }

    @Bean
    DemoContents demoContents(
            JdbcClient jdbc, Segments segments, Templates templates, Quotas quotas, SignUpForms forms) {
        return new DemoContents(jdbc, segments, templates, quotas, forms);
    }
}
