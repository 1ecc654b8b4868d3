package utskick.bench;

import java.io.PrintStream;
import java.util.List;
import utskick.gateway.GatewayListeners;
import utskick.gateway.smpp.SmppGateway;
import utskick.gateway.smpp.SmppSettings;
import utskick.kernel.Channel;

/// A campaign of SMS through SMPP with a window of 50 to the simulator.
final class SmppBench {

    private static final int MESSAGES = 100_000;

    private SmppBench() {}

    static void run(PrintStream out) throws Exception {
        SendingBench.run(
                Channel.SMS,
                MESSAGES,
                (engine, port) -> new SmppGateway(
                        engine.account(),
                        new SmppSettings(
                                new SmppSettings.Endpoint("127.0.0.1", port, false),
                                new SmppSettings.Login("bench", "", ""),
                                SmppSettings.Flow.DEFAULT,
                                SmppSettings.Dialect.DEFAULT),
                        new GatewayListeners(List.of(engine.reports()), List.of())),
                out);
    }
}
