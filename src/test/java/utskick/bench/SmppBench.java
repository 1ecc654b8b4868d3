package utskick.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import utskick.database.FileTree;
import utskick.dispatch.BenchEngine;
import utskick.dispatch.ChildProgram;
import utskick.dispatch.SimulatorProgram;
import utskick.gateway.GatewayListeners;
import utskick.gateway.smpp.SmppGateway;
import utskick.gateway.smpp.SmppSettings;
import utskick.kernel.Channel;

/// A campaign of SMS through SMPP with a window of 50 to the simulator, which runs as a program of its own on the
/// same machine, together with the engine and the database: from the start until the last message is settled.
final class SmppBench {

    private static final int MESSAGES = 100_000;

    private SmppBench() {}

    static void run(PrintStream out) throws Exception {
        var folder = Files.createTempDirectory("utskick-bench-simulator");
        try (var simulator = ChildProgram.start(
                        SimulatorProgram.class, List.of(folder.toString()), Map.of(), folder.resolve("simulator.log"));
                var engine = new BenchEngine()) {
            int port = Integer.parseInt(simulator.line());
            try (var gateway = new SmppGateway(
                    engine.account(),
                    new SmppSettings(
                            new SmppSettings.Endpoint("127.0.0.1", port, false),
                            new SmppSettings.Login("bench", "", ""),
                            SmppSettings.Flow.DEFAULT,
                            SmppSettings.Dialect.DEFAULT),
                    new GatewayListeners(List.of(engine.reports()), List.of()))) {
                for (int run = 1; run <= 3; run++) {
                    var sent = engine.send(engine.freeze(Channel.SMS, MESSAGES), gateway);
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
