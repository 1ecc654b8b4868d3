package utskick.gateway;

/// Takes what people write to us. The provider is told "received" only after this returns, so a STOP is never lost.
public interface InboundMessageListener {

    void received(InboundMessage message);
}
