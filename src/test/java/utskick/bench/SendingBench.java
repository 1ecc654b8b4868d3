package utskick.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import utskick.database.FileTree;
import utskick.dispatch.BenchEngine;
import utskick.dispatch.ChildProgram;
import utskick.dispatch.SimulatorProgram;
import utskick.gateway.Gateway;
import utskick.kernel.Channel;

/// Three campaigns, one after the other, to the simulator, which runs as a program of its own on the same machine,
/// together with the engine and the database: each from the start until the last message is settled.
final class SendingBench {

    private SendingBench() {}

    /// How a gateway to the simulator is made.
    interface Connecting {

        /// @param port where the simulator takes messages of the channel
        Gateway connect(BenchEngine engine, int port) throws IOException;
    }

    static void run(Channel channel, int messages, Connecting connecting, PrintStream out) throws Exception {
        var folder = Files.createTempDirectory("utskick-bench-simulator");
        try (var simulator = ChildProgram.start(
                        SimulatorProgram.class, List.of(folder.toString()), Map.of(), folder.resolve("simulator.log"));
                var engine = new BenchEngine()) {
            int sms = Integer.parseInt(simulator.line());
            int email = Integer.parseInt(simulator.line());
            try (var gateway = connecting.connect(engine, channel == Channel.SMS ? sms : email)) {
                for (int run = 1; run <= 3; run++) {
                    var sent = engine.send(engine.freeze(channel, messages), gateway);
                    out.printf(
                            "  %,d of %,d messages handed over: %,d/s, CPU per message %.0f µs engine + %.0f µs database%n",
                            sent.handedOver(),
                            sent.messages(),
                            sent.perSecond(),
                            sent.engineMicros(),
                            sent.databaseMicros());
                }
            }
        } finally {
            FileTree.delete(folder);
        }
    }
}
