package utskick.dispatch;

import java.nio.file.Path;
import utskick.gateway.simulator.Simulator;

/// The SMS centre as a program of its own: what it has logged cannot be lost with the engine. Ends when its input does.
public final class SimulatorProgram {

    private SimulatorProgram() {}

    /// Arguments: the folder for its logs. Prints the port of the SMS centre and that of the mail server.
    public static void main(String[] args) throws Exception {
        try (var simulator = Simulator.start(new Simulator.Setup(Path.of(args[0]), 0, 0, false, null))) {
            System.out.println(simulator.smppPort());
            System.out.println(simulator.smtpPort());
            while (System.in.read() >= 0) {
                // the parent says nothing; the end of its words is the order to stop
            }
        }
    }
}
