package utskick.access;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Where the key of the secrets lies.
@Configuration(proxyBeanMethods = false)
class SecretsConfiguration {

    @Bean
    Secrets secrets(@Value("${utskick.data}") Path folder) {
        return Secrets.in(folder);
    }
}
