package utskick.gateway.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import utskick.kernel.Channel;

/// An SMS centre and a mail server with invented phones and mailboxes behind them, reachable on this machine
/// only. What they take is in `sms.log`, `mail.log` and `mail.data` of their folder before they answer for it.
public final class Simulator implements AutoCloseable {

    private static final int TAIL = 4_000_000;

    private final SmsCentre smsCentre;
    private final MailServer mailServer;
    private final Phones phones = new Phones();
    private final Mailbox mailbox;
    private final AcceptedLog smsLog;
    private final AcceptedLog mailLog;
    private final Map<Channel, Behaviour> behaviours = new ConcurrentHashMap<>(
            new EnumMap<>(Map.of(Channel.SMS, Behaviour.NORMAL, Channel.EMAIL, Behaviour.NORMAL)));

    /// How it is set up.
    ///
    /// @param folder       for its logs
    /// @param smppPort     0: any free one
    /// @param smtpPort     0: any free one
    /// @param keepContents whether the contents of e-mails are kept on disk, as the mailbox page needs it
    /// @param password     that both servers ask for; null: none is needed
    public record Setup(
            Path folder,
            int smppPort,
            int smtpPort,
            boolean keepContents,
            @Nullable String password) {

        /// Free ports, contents kept, no password.
        public static Setup in(Path folder) {
            return new Setup(folder, 0, 0, true, null);
        }
    }

    private Simulator(Setup setup) throws IOException {
        Path folder = setup.folder();
        Files.createDirectories(folder);
        Path data = folder.resolve(AcceptedMail.DATA);
        mailbox = new Mailbox(data);
        AcceptedSms.tail(folder, TAIL).forEach(phones::arrived);
        AcceptedMail.tail(folder, TAIL).forEach(mailbox::arrived);
        smsLog = new AcceptedLog(folder.resolve(AcceptedSms.FILE));
        mailLog = new AcceptedLog(folder.resolve(AcceptedMail.FILE));
        smsCentre = new SmsCentre(setup.smppPort(), smsLog, phones, () -> behaviour(Channel.SMS), setup.password());
        try {
            mailServer = new MailServer(
                    setup.smtpPort(),
                    new MailServer.Store(mailLog, mailbox, setup.keepContents() ? data : null),
                    () -> behaviour(Channel.EMAIL),
                    setup.password());
        } catch (IOException e) {
            smsCentre.close();
            throw e;
        }
    }

    public static Simulator start(Setup setup) throws IOException {
        return new Simulator(setup);
    }

    public int smppPort() {
        return smsCentre.port();
    }

    public int smtpPort() {
        return mailServer.port();
    }

    /// SMS parts taken since the start.
    public long acceptedSms() {
        return smsCentre.accepted();
    }

    /// E-mails taken since the start.
    public long acceptedMails() {
        return mailServer.accepted();
    }

    /// Clients that are bound to take what phones write.
    public int boundClients() {
        return smsCentre.sessions();
    }

    public Behaviour behaviour(Channel channel) {
        return behaviours.getOrDefault(channel, Behaviour.NORMAL);
    }

    /// Changes how the network behaves from the next message on.
    public void behave(Channel channel, Behaviour behaviour) {
        behaviours.put(channel, behaviour);
    }

    /// Somebody writes an SMS to one of our numbers.
    ///
    /// @param phone who, in E.164
    /// @param to    the number or short code
    public void write(String phone, String to, String text) {
        smsCentre.write(phone, to, text);
    }

    /// Ends all connections of the channel at once.
    public void disconnect(Channel channel) {
        switch (channel) {
            case SMS -> smsCentre.disconnectAll();
            case EMAIL -> mailServer.disconnectAll();
        }
    }

    Phones phones() {
        return phones;
    }

    Mailbox mailbox() {
        return mailbox;
    }

    @Override
    public void close() throws IOException {
        smsCentre.close();
        mailServer.close();
        smsLog.close();
        mailLog.close();
    }
}
