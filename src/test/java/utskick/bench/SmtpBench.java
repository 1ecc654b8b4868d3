package utskick.bench;

import java.io.PrintStream;
import utskick.gateway.smtp.SmtpGateway;
import utskick.gateway.smtp.SmtpSettings;
import utskick.kernel.Channel;

/// A campaign of e-mails through SMTP with eight connections to the simulator.
final class SmtpBench {

    private static final int MESSAGES = 50_000;

    private SmtpBench() {}

    static void run(PrintStream out) throws Exception {
        SendingBench.run(
                Channel.EMAIL,
                MESSAGES,
                (_, port) -> new SmtpGateway(new SmtpSettings(
                        new SmtpSettings.Endpoint("127.0.0.1", port, SmtpSettings.Security.NONE, "localhost"),
                        null,
                        SmtpSettings.Flow.DEFAULT,
                        SmtpSettings.Rhythm.STEADY)),
                out);
    }
}
