package utskick.gateway;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.access.Secrets;

/// How the gateways are put together. Listeners are modules above this one, so they are looked for only when the
/// first gateway is made.
@Configuration(proxyBeanMethods = false)
class GatewayConfiguration {

    @Bean(destroyMethod = "close")
    Accounts accounts(
            JdbcClient jdbc,
            Secrets secrets,
            ObjectProvider<DeliveryReportListener> reports,
            ObjectProvider<InboundMessageListener> inbound) {
        return new Accounts(
                jdbc,
                secrets,
                () -> new GatewayListeners(
                        reports.orderedStream().toList(),
                        inbound.orderedStream().toList()));
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> accountsOpener(Accounts accounts) {
        return ready -> accounts.openAll();
    }
}
