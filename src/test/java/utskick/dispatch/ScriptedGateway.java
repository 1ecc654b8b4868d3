package utskick.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import utskick.gateway.FailureReason;
import utskick.gateway.Gateway;
import utskick.gateway.GatewayStatus;
import utskick.gateway.OutboundMessage;
import utskick.gateway.Submission;

/// A provider that does what the test says and remembers everything it was handed. By default it accepts, one reference
/// for each part.
final class ScriptedGateway implements Gateway {

    /// Everything handed over, in order, refused or not.
    final List<OutboundMessage> handed = Collections.synchronizedList(new ArrayList<>());

    /// Called before a claim is answered, with its messages.
    volatile Runnable meanwhile = () -> {};

    volatile Function<OutboundMessage, Submission> script = ScriptedGateway::accept;

    static Submission accept(OutboundMessage message) {
        var references = new ArrayList<String>();
        if (message instanceof OutboundMessage.Sms sms) {
            for (int part = 1; part <= sms.parts().size(); part++) {
                references.add("ref-" + message.reference() + "/" + part);
            }
        }
        return new Submission.Accepted(references);
    }

    static Submission busy(OutboundMessage message) {
        return new Submission.Deferred(FailureReason.OTHER, "try later", Duration.ofSeconds(5));
    }

    @Override
    public List<Submission> submit(List<? extends OutboundMessage> messages) {
        handed.addAll(messages);
        meanwhile.run();
        return messages.stream().map(script::apply).toList();
    }

    /// How often each address was handed over.
    Map<String, Integer> perAddress() {
        var counts = new HashMap<String, Integer>();
        synchronized (handed) {
            for (var message : handed) {
                counts.merge(address(message), 1, Integer::sum);
            }
        }
        return counts;
    }

    static String address(OutboundMessage message) {
        return switch (message) {
            case OutboundMessage.Sms sms -> sms.to().value();
            case OutboundMessage.Mail mail -> mail.to().value();
        };
    }

    @Override
    public GatewayStatus status() {
        return new GatewayStatus(true, "");
    }

    @Override
    public void close() {}
}
