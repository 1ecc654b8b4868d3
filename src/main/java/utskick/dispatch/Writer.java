package utskick.dispatch;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import utskick.gateway.OutboundMessage;
import utskick.kernel.Address;

/// Turns the frozen values of one recipient into the message. Pure: the same values always give the same message.
interface Writer {

    /// The finished message on its way to `to`, under our own name of the attempt.
    Written write(String reference, String sender, Address to, String language, List<@Nullable String> fields);

    /// What the message costs, and what is remarkable about it.
    Measure measure(String language, List<@Nullable String> fields);

    /// What people read of it.
    Text text(String language, List<@Nullable String> fields);

    /// @param units SMS parts, or 1 for an e-mail
    record Written(OutboundMessage message, int units) {}

    /// @param characters those that force the dear encoding; empty when it is not needed
    /// @param missing the names of the fields that have no value here
    record Measure(int units, Set<String> characters, List<String> missing, boolean tooLong) {}

    /// @param subject empty for an SMS
    record Text(String subject, String body) {}

    /// Where the writer of a content comes from.
    @FunctionalInterface
    interface Source {

        Writer writer(long contentId);
    }
}
