package utskick.gateway.simulator;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./utskick simulator`: the simulator by itself, until it is stopped. Its first line of output names the ports:
/// `simulator smpp=2775 smtp=2525 control=8025 log=/path`.
@Command(
        name = "simulator",
        mixinStandardHelpOptions = true,
        description = "An SMS centre and a mail server for trying things out; nothing leaves the machine.")
public final class SimulatorCommand implements Callable<Integer> {

    @Option(names = "--smpp-port", paramLabel = "N", description = "Port of the SMS centre; 0: any. Default: 2775.")
    private int smppPort = 2775;

    @Option(names = "--smtp-port", paramLabel = "N", description = "Port of the mail server; 0: any. Default: 2525.")
    private int smtpPort = 2525;

    @Option(names = "--control-port", paramLabel = "N", description = "Port of the switches; 0: any. Default: 8025.")
    private int controlPort = 8025;

    @Option(names = "--log", paramLabel = "DIR", description = "Folder of the logs. Default: ./simulator.")
    private Path folder = Path.of("simulator");

    @Option(names = "--without-contents", description = "Keep no contents of e-mails, only that they came.")
    private boolean withoutContents;

    @Option(names = "--password", paramLabel = "WORD", description = "Ask clients for this password.")
    private @Nullable String password;

    @Override
    public Integer call() throws Exception {
        Simulator.Setup setup = new Simulator.Setup(folder, smppPort, smtpPort, !withoutContents, password);
        CountDownLatch stopped = new CountDownLatch(1);
        try (Simulator simulator = Simulator.start(setup);
                SimulatorControl control = new SimulatorControl(simulator, controlPort)) {
            Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown));
            System.out.println("simulator smpp=" + simulator.smppPort() + " smtp=" + simulator.smtpPort() + " control="
                    + control.port() + " log=" + folder.toAbsolutePath().normalize());
            stopped.await();
        }
        return 0;
    }
}
