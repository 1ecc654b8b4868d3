package utskick.gateway;

import java.util.List;
import java.util.OptionalInt;

/// One provider account that takes messages. Implementations speak a protocol and nothing else: they know no campaign,
/// no consent and no database. Safe for use by two rounds at a time.
public interface Gateway extends AutoCloseable {

    /// Hands the messages over, pipelined within the account's window, and returns what became of each, in the same
    /// order. Never throws for what a provider or a network does: that is a [Submission].
    List<Submission> submit(List<? extends OutboundMessage> messages);

    /// The messages (or SMS parts) a second that the account allows; empty: as many as it takes.
    default OptionalInt rate() {
        return OptionalInt.empty();
    }

    /// Whether the account is connected, and what it last said, for people to read.
    GatewayStatus status();

    /// Tries the connection now, waiting for it some seconds, and says what came of it. Sends nothing.
    default GatewayStatus test() {
        return status();
    }

    @Override
    void close();
}
