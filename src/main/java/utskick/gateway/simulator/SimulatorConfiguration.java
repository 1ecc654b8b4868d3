package utskick.gateway.simulator;

import java.io.IOException;
import java.nio.file.Path;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import utskick.gateway.Accounts;

/// The simulator inside the demo. Nothing of it is there otherwise.
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("utskick.demo")
class SimulatorConfiguration {

    @Bean(destroyMethod = "close")
    Simulator simulator(@Value("${utskick.data}") Path folder) throws IOException {
        return Simulator.start(Simulator.Setup.in(folder.resolve("simulator")));
    }

    @Bean
    SmartInitializingSingleton simulatorAccounts(Accounts accounts, Simulator simulator) {
        return () -> SimulatorAccounts.store(accounts, simulator);
    }
}
