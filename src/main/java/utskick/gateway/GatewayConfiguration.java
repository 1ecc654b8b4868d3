package utskick.gateway;

import java.sql.DriverManager;
import java.time.Duration;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.access.Secrets;
import utskick.database.Periodic;

/// How the gateways are put together. Listeners are modules above this one, so they are looked for only when the
/// first gateway is made.
@Configuration(proxyBeanMethods = false)
class GatewayConfiguration {

    @Bean(destroyMethod = "close")
    Accounts accounts(
            JdbcClient jdbc,
            Secrets secrets,
            ObjectProvider<DeliveryReportListener> reports,
            ObjectProvider<InboundMessageListener> inbound,
            Binds binds) {
        return new Accounts(
                jdbc,
                secrets,
                () -> new GatewayListeners(
                        reports.orderedStream().toList(),
                        inbound.orderedStream().toList()),
                binds);
    }

    @Bean
    Binds binds(JdbcConnectionDetails database) {
        return new Binds(() -> DriverManager.getConnection(
                Objects.requireNonNull(database.getJdbcUrl()), database.getUsername(), database.getPassword()));
    }

    /// A node that waits for another one's connection takes it over when that node is gone.
    @Bean
    Periodic connectionWatch(Accounts accounts) {
        return new Periodic("connection-watch", Duration.ofSeconds(5), accounts::openAll);
    }
}
