package utskick.gateway;

import java.util.List;

/// Takes what gateways report. Implemented by the engine. The provider is told "received" only after this returns.
public interface DeliveryReportListener {

    void reported(List<DeliveryReport> reports);
}
