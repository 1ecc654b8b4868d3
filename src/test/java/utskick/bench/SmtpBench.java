package utskick.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import utskick.database.FileTree;
import utskick.dispatch.BenchEngine;
import utskick.dispatch.ChildProgram;
import utskick.dispatch.SimulatorProgram;
import utskick.gateway.smtp.SmtpGateway;
import utskick.gateway.smtp.SmtpSettings;
import utskick.kernel.Channel;

/// A campaign of e-mails through SMTP with eight connections to the simulator, which runs as a program of its own on
/// the same machine, together with the engine and the database: from the start until the last message is settled.
final class SmtpBench {

    private static final int MESSAGES = 50_000;

    private SmtpBench() {}

    static void run(PrintStream out) throws Exception {
        var folder = Files.createTempDirectory("utskick-bench-simulator");
        try (var simulator = ChildProgram.start(
                        SimulatorProgram.class, List.of(folder.toString()), Map.of(), folder.resolve("simulator.log"));
                var engine = new BenchEngine()) {
            simulator.line();
            int port = Integer.parseInt(simulator.line());
            try (var gateway = new SmtpGateway(new SmtpSettings(
                    new SmtpSettings.Endpoint("127.0.0.1", port, SmtpSettings.Security.NONE, "localhost"),
                    null,
                    SmtpSettings.Flow.DEFAULT,
                    SmtpSettings.Rhythm.STEADY))) {
                for (int run = 1; run <= 3; run++) {
                    var sent = engine.send(engine.freeze(Channel.EMAIL, MESSAGES), gateway);
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
