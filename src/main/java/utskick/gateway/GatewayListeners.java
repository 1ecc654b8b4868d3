package utskick.gateway;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everybody who wants to hear what providers say later. A listener that throws stops the acknowledgement, so
/// that the provider says it again.
public record GatewayListeners(List<DeliveryReportListener> reports, List<InboundMessageListener> inbound)
        implements DeliveryReportListener, InboundMessageListener {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayListeners.class);

    public GatewayListeners {
        reports = List.copyOf(reports);
        inbound = List.copyOf(inbound);
    }

    @Override
    public void reported(List<DeliveryReport> batch) {
        if (reports.isEmpty()) {
            LOG.warn("{} delivery reports and nobody to take them", batch.size());
        }
        reports.forEach(listener -> listener.reported(batch));
    }

    @Override
    public void received(InboundMessage message) {
        if (inbound.isEmpty()) {
            LOG.warn("A message from outside and nobody to take it");
        }
        inbound.forEach(listener -> listener.received(message));
    }
}
