package utskick.gateway.smtp;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import utskick.gateway.FailureReason;
import utskick.gateway.Gateway;
import utskick.gateway.GatewayStatus;
import utskick.gateway.OutboundMessage;
import utskick.gateway.Pace;
import utskick.gateway.Submission;
import utskick.gateway.Workers;

/// A mail server that takes our e-mail by SMTP, over a pool of kept connections.
///
/// Where the server allows it (RFC 2920), a message leaves in one write together with the envelope of the next
/// one, so that a message costs one round trip. What a broken connection means: before the final dot was written
/// the message surely was not taken; from then until the answer nobody knows.
public final class SmtpGateway implements Gateway {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpGateway.class);
    private static final Duration KEEP_IDLE = Duration.ofSeconds(20);
    private static final Duration LONGEST_WAIT_HERE = Duration.ofSeconds(3);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);

    private final SmtpSettings settings;
    private final SSLSocketFactory tls;
    private final Semaphore connections;
    private final ConcurrentLinkedDeque<SmtpConnection> idle = new ConcurrentLinkedDeque<>();
    /// Not where the next message has to wait for its turn: the one before would wait with it.
    private final boolean overlaps;

    private final Pace pace;
    private final Rhythm rhythm;
    private volatile boolean connected;
    private volatile String lastWord = "";
    private volatile boolean closed;

    public SmtpGateway(SmtpSettings settings) {
        this(settings, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    SmtpGateway(SmtpSettings settings, SSLSocketFactory tls) {
        this.settings = settings;
        this.tls = tls;
        this.connections = new Semaphore(settings.flow().connections(), true);
        this.overlaps = settings.rhythm().isSteady() && settings.flow().perSecond() == null;
        this.pace = new Pace(settings.flow().perSecond());
        this.rhythm = new Rhythm(settings.rhythm());
    }

    @Override
    public List<Submission> submit(List<? extends OutboundMessage> messages) {
        Round round = new Round(messages);
        // a rhythm is one of the account, so one connection keeps it
        int workers = settings.rhythm().isSteady() ? Math.min(settings.flow().connections(), messages.size()) : 1;
        Workers.run(workers, () -> {
            connections.acquireUninterruptibly();
            try {
                new Worker(round).run();
            } finally {
                connections.release();
            }
        });
        return round.results();
    }

    /// The messages of one call and what became of them.
    private static final class Round {
        private final List<OutboundMessage.Mail> mails;
        private final @Nullable Submission[] results;
        private final AtomicInteger next = new AtomicInteger();
        /// Set once no connection can be made: the others are not tried one by one.
        private volatile Submission.@Nullable Deferred down;

        Round(List<? extends OutboundMessage> messages) {
            this.mails = messages.stream().map(OutboundMessage.Mail.class::cast).toList();
            this.results = new Submission[messages.size()];
        }

        List<Submission> results() {
            return Arrays.stream(results)
                    .map(result ->
                            result == null ? new Submission.Uncertain("the program failed while sending") : result)
                    .toList();
        }
    }

    /// A message that may leave, with its place in the round.
    private record Ready(int place, OutboundMessage.Mail mail, MailContent content) {}

    /// Sends messages of a round over one connection after the other.
    private final class Worker {

        private final Round round;
        private @Nullable SmtpConnection connection;
        /// Whether the connection has carried something before this worker got it, or in this round.
        private boolean used;

        Worker(Round round) {
            this.round = round;
        }

        void run() {
            Ready ready = next();
            boolean envelopeSent = false;
            while (ready != null) {
                SmtpConnection open = connection();
                if (open == null) {
                    settle(ready, refusal());
                    ready = next();
                    continue;
                }
                Ready following = null;
                boolean followingSent = false;
                boolean dotSent = false;
                try {
                    @Nullable Submission refused = envelope(open, ready, envelopeSent);
                    if (refused != null) {
                        settle(ready, refused);
                        ready = next();
                        envelopeSent = false;
                        continue;
                    }
                    open.append(ready.content().wire(), ready.content().length());
                    following = overlaps && open.sent() + 1 < settings.flow().perConnection() ? next() : null;
                    if (following != null && mayOverlap(open, following)) {
                        writeEnvelope(open, following);
                        followingSent = true;
                    }
                    dotSent = true;
                    open.flush();
                    Reply reply = open.finalReply(
                            settings.flow().finalTimeout(), settings.flow().replyTimeout());
                    settle(ready, reply.isPositive() ? accepted(ready, reply) : refused(reply, Reply.Stage.CONTENT));
                    open.counted();
                    used = true;
                    if (reply.endsSession()) {
                        dropConnection();
                        followingSent = false;
                    } else if (open.sent() >= settings.flow().perConnection()) {
                        closeConnection();
                    }
                } catch (IOException e) {
                    dropConnection();
                    note(e);
                    if (dotSent) {
                        settle(ready, new Submission.Uncertain("connection lost before the answer: " + e.getMessage()));
                        used = false;
                    } else if (used) {
                        // a kept connection that the server had given up: nothing of this message was taken
                        used = false;
                        envelopeSent = false;
                        continue;
                    } else {
                        settle(ready, unreachable(e));
                    }
                    followingSent = false;
                }
                ready = following != null ? following : next();
                envelopeSent = followingSent;
            }
            giveBack();
        }

        /// @return why not, or null when the content may follow
        private @Nullable Submission envelope(SmtpConnection open, Ready ready, boolean sent) throws IOException {
            if (ready.content().eightBit() && !open.has("8BITMIME")) {
                return new Submission.Rejected(FailureReason.CONTENT_REFUSED, "the mail server takes no 8-bit content");
            }
            if (ready.content().length() > open.largest()) {
                return new Submission.Rejected(
                        FailureReason.CONTENT_REFUSED, "larger than the mail server takes: " + open.largest());
            }
            if (!open.has("PIPELINING")) {
                return envelopeStepByStep(open, ready);
            }
            if (!sent) {
                writeEnvelope(open, ready);
                open.flush();
            }
            Reply mail = open.reply();
            Reply recipient = open.reply();
            Reply data = open.reply();
            if (mail.isPositive() && recipient.isPositive() && data.code() == 354) {
                return null;
            }
            if (data.code() == 354) {
                // it waits for content although there is nobody to take it: the lone dot ends that
                open.append(new byte[] {'.', '\r', '\n'}, 3);
                open.flush();
                Reply nothing = open.reply();
                if (nothing.isPositive() && recipient.isPositive()) {
                    LOG.warn("A mail server took an empty message: {}", nothing.detail());
                }
            }
            Submission refused = !mail.isPositive()
                    ? refused(mail, Reply.Stage.MAIL)
                    : !recipient.isPositive()
                            ? refused(recipient, Reply.Stage.RECIPIENT)
                            : refused(data, Reply.Stage.CONTENT);
            startOver(open, mail.endsSession() || recipient.endsSession() || data.endsSession());
            return refused;
        }

        private @Nullable Submission envelopeStepByStep(SmtpConnection open, Ready ready) throws IOException {
            List<String> commands = List.of(
                    open.mailCommand(ready.mail(), ready.content()),
                    SmtpConnection.recipientCommand(ready.mail()),
                    "DATA");
            for (int i = 0; i < commands.size(); i++) {
                open.command(commands.get(i));
                open.flush();
                Reply reply = open.reply();
                if (!reply.isPositive()) {
                    startOver(open, reply.endsSession());
                    return refused(reply, Reply.Stage.values()[i]);
                }
            }
            return null;
        }

        private void startOver(SmtpConnection open, boolean sessionEnds) throws IOException {
            if (sessionEnds) {
                dropConnection();
                return;
            }
            open.command("RSET");
            open.flush();
            if (!open.reply().isPositive()) {
                dropConnection();
            }
            used = true;
        }

        private boolean mayOverlap(SmtpConnection open, Ready following) {
            return open.has("PIPELINING")
                    && (!following.content().eightBit() || open.has("8BITMIME"))
                    && following.content().length() <= open.largest();
        }

        private void writeEnvelope(SmtpConnection open, Ready ready) {
            open.command(open.mailCommand(ready.mail(), ready.content()));
            open.command(SmtpConnection.recipientCommand(ready.mail()));
            open.command("DATA");
        }

        /// The next message of the round that may leave now; those that may not are settled on the way.
        private @Nullable Ready next() {
            for (int at = round.next.getAndIncrement(); at < round.results.length; at = round.next.getAndIncrement()) {
                OutboundMessage.Mail mail = round.mails.get(at);
                Submission.@Nullable Deferred notNow = closed
                        ? new Submission.Deferred(FailureReason.UNREACHABLE, "closing", Duration.ofSeconds(5))
                        : round.down;
                Duration wait = notNow == null ? rhythm.turn() : Duration.ZERO;
                if (wait.compareTo(LONGEST_WAIT_HERE) > 0) {
                    notNow = new Submission.Deferred(FailureReason.THROTTLED, "the account's pause", wait);
                }
                if (notNow != null) {
                    round.results[at] = notNow;
                    continue;
                }
                try {
                    Ready ready = new Ready(at, mail, MailContent.of(mail.content()));
                    pause(wait);
                    pace.await();
                    return ready;
                } catch (IllegalArgumentException e) {
                    round.results[at] =
                            new Submission.Rejected(FailureReason.CONTENT_REFUSED, String.valueOf(e.getMessage()));
                }
            }
            return null;
        }

        private void settle(Ready ready, Submission submission) {
            round.results[ready.place()] = submission;
        }

        private @Nullable SmtpConnection connection() {
            if (rhythm.hangsUp()) {
                closeConnection();
            }
            if (connection != null) {
                return connection;
            }
            if (round.down != null || closed) {
                return null;
            }
            for (SmtpConnection kept = idle.pollFirst(); kept != null; kept = idle.pollFirst()) {
                if (!kept.idleLongerThan(KEEP_IDLE)) {
                    used = true;
                    connection = kept;
                    return kept;
                }
                kept.close();
            }
            try {
                used = false;
                connection = SmtpConnection.open(settings, tls);
                connected = true;
                lastWord = "";
                return connection;
            } catch (SmtpConnection.SessionRefused e) {
                note(e);
                // 5xx here concerns the session, not a recipient
                boolean login = e.reply().code() == 535
                        || e.reply().code() == 530
                        || e.reply().code() == 534;
                round.down = new Submission.Deferred(
                        login ? FailureReason.ACCOUNT : FailureReason.UNREACHABLE,
                        e.reply().detail(),
                        e.reply().code() >= 500 ? Duration.ofMinutes(5) : Duration.ofSeconds(30));
                connected = false;
                return null;
            } catch (IOException e) {
                round.down = unreachable(e);
                return null;
            }
        }

        private Submission refusal() {
            Submission.@Nullable Deferred down = round.down;
            return down == null
                    ? new Submission.Deferred(FailureReason.UNREACHABLE, lastWord, Duration.ofSeconds(30))
                    : down;
        }

        private void dropConnection() {
            if (connection != null) {
                connection.drop();
                connection = null;
            }
        }

        private void closeConnection() {
            if (connection != null) {
                connection.close();
                connection = null;
            }
        }

        private void giveBack() {
            if (connection != null) {
                if (closed) {
                    connection.close();
                } else {
                    idle.addFirst(connection);
                }
                connection = null;
            }
        }
    }

    private Submission accepted(Ready ready, Reply reply) {
        String reference = ready.content().messageId();
        return new Submission.Accepted(List.of(reference.isEmpty() ? reply.text() : reference));
    }

    private Submission refused(Reply reply, Reply.Stage stage) {
        lastWord = reply.detail();
        return reply.submission(stage);
    }

    private Submission.Deferred unreachable(IOException e) {
        note(e);
        return new Submission.Deferred(FailureReason.UNREACHABLE, lastWord, Duration.ofSeconds(30));
    }

    private void note(IOException e) {
        connected = false;
        String word = String.valueOf(e.getMessage());
        if (!word.equals(lastWord)) {
            LOG.warn("Mail server {}: {}", settings.endpoint().host(), word);
        }
        lastWord = word;
    }

    private static void pause(Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        while (end - System.nanoTime() > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    @Override
    public OptionalInt rate() {
        return pace.rate();
    }

    @Override
    public GatewayStatus status() {
        return new GatewayStatus(connected, lastWord);
    }

    @Override
    public GatewayStatus test() {
        try {
            SmtpConnection.open(settings, tls).close();
            connected = true;
            lastWord = "";
        } catch (IOException e) {
            note(e);
        }
        return status();
    }

    /// Waits a moment for the answers that are due, then takes leave of the server.
    @Override
    public void close() {
        closed = true;
        int all = settings.flow().connections();
        try {
            if (connections.tryAcquire(all, LAST_ANSWERS.toMillis(), TimeUnit.MILLISECONDS)) {
                connections.release(all);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SmtpConnection kept = idle.pollFirst(); kept != null; kept = idle.pollFirst()) {
            kept.close();
        }
        connected = false;
    }

    /// Keeps the account's rhythm over rounds.
    private static final class Rhythm {
        private final SmtpSettings.Rhythm wanted;
        private long due = System.nanoTime();
        private int sinceThePause;
        private boolean runEnded;
        private boolean hangUp;

        Rhythm(SmtpSettings.Rhythm wanted) {
            this.wanted = wanted;
        }

        /// How long the next message has to wait. A wait that is too long for the caller takes no turn.
        synchronized Duration turn() {
            if (wanted.isSteady()) {
                return Duration.ZERO;
            }
            long now = System.nanoTime();
            Duration wait = Duration.ofNanos(Math.max(0, due - now));
            if (wait.compareTo(LONGEST_WAIT_HERE) > 0) {
                return wait;
            }
            long from = Math.max(now, due);
            hangUp |= runEnded;
            runEnded = false;
            sinceThePause++;
            if (wanted.pauseAfter() > 0 && sinceThePause == wanted.pauseAfter()) {
                sinceThePause = 0;
                due = from + wanted.pause().toNanos();
                runEnded = true;
            } else {
                due = from + wanted.between().toNanos();
            }
            return wait;
        }

        /// Whether the connection is to be given up before the next message, because the pause has begun.
        synchronized boolean hangsUp() {
            boolean now = hangUp;
            hangUp = false;
            return now;
        }
    }
}
