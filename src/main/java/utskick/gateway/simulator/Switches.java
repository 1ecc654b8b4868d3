package utskick.gateway.simulator;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import utskick.kernel.Channel;

/// The switches as typed, and what is wrong with each.
public record Switches(Channel channel, Map<String, String> values, Map<String, String> problems) {

    static Switches of(Channel channel, Behaviour behaviour) {
        return new Switches(
                channel,
                Map.of(
                        "handling", behaviour.handling().name(),
                        "percent", String.valueOf(behaviour.share().percent()),
                        "digits", behaviour.share().lastDigits(),
                        "reports", behaviour.reports().name(),
                        "delay", String.valueOf(behaviour.delay().toSeconds())),
                Map.of());
    }

    public String value(String name) {
        return values.getOrDefault(name, "");
    }

    /// The key of the message by the field, or null.
    public @Nullable String problem(String name) {
        return problems.get(name);
    }
}
