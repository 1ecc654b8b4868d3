package utskick;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import utskick.access.Users;

/// What only the demo has.
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("utskick.demo")
class DemoConfiguration {

    @Bean
    DemoAssembly demoAssembly(Users users, @Value("${utskick.data}") Path data) {
        return new DemoAssembly(users, data);
    }
}
