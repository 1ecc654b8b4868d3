package utskick.bench;

import java.io.PrintStream;
import java.util.List;
import utskick.dispatch.BenchEngine;
import utskick.gateway.Gateway;
import utskick.gateway.GatewayStatus;
import utskick.gateway.OutboundMessage;
import utskick.gateway.Submission;
import utskick.kernel.Channel;

/// Freezes and counts 200,000 recipients, and sends them to a gateway that takes everything at once: what the engine
/// and the database alone can do.
final class FreezeBench {

    private static final int MESSAGES = 200_000;

    private FreezeBench() {}

    static void run(PrintStream out) throws Exception {
        try (var engine = new BenchEngine()) {
            for (int run = 1; run <= 3; run++) {
                var frozen = engine.freeze(Channel.SMS, MESSAGES);
                out.printf(
                        "  %,d recipients frozen in %.2f s: %,.0f/s, CPU per recipient %.0f µs; every message counted in %.2f s: %,.0f/s%n",
                        MESSAGES,
                        frozen.freezeSeconds(),
                        MESSAGES / frozen.freezeSeconds(),
                        frozen.freezeCpu().toNanos() / 1e3 / MESSAGES,
                        frozen.countSeconds(),
                        MESSAGES / frozen.countSeconds());
                var sent = engine.send(frozen, new Nothing());
                out.printf(
                        "  sent to nowhere: %,d/s, CPU per message %.0f µs engine + %.0f µs database%n",
                        sent.perSecond(), sent.engineMicros(), sent.databaseMicros());
            }
        }
    }

    /// Accepts everything without a network.
    private static final class Nothing implements Gateway {

        @Override
        public List<Submission> submit(List<? extends OutboundMessage> messages) {
            return messages.stream()
                    .<Submission>map(it -> new Submission.Accepted(List.of(it.reference())))
                    .toList();
        }

        @Override
        public GatewayStatus status() {
            return new GatewayStatus(true, "");
        }

        @Override
        public void close() {}
    }
}
