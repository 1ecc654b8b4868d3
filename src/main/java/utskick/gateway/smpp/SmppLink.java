package utskick.gateway.smpp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jsmpp.DefaultPDUSender;
import org.jsmpp.PDUSender;
import org.jsmpp.SynchronizedPDUSender;
import org.jsmpp.bean.BindType;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.NegativeResponseException;
import org.jsmpp.extra.SessionState;
import org.jsmpp.session.BindParameter;
import org.jsmpp.session.SMPPSession;
import org.jsmpp.session.connection.Connection;
import org.jsmpp.session.connection.socket.SocketConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import utskick.gateway.GatewayStatus;

/// The connection of one account, bound as transceiver and bound again whenever it breaks: after 1, 2, 4 … 60
/// seconds with jitter, after minutes when the login is refused.
final class SmppLink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SmppLink.class);
    private static final int CONNECT_MILLIS = 10_000;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    private static final Duration LONGEST_PAUSE_AFTER_REFUSAL = Duration.ofMinutes(10);
    /// Answers that had arrived with the last octets are still being sorted when the session closes.
    private static final long LAST_ANSWERS_MILLIS = 250;

    private static final long GOODBYE_MILLIS = 2_000;
    private static final int LAST_SEQUENCE_NUMBER = 0x7FFFFFFF;

    private final long accountId;
    private final SmppSettings settings;
    private final Incoming incoming;
    private final SSLSocketFactory tls;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private @Nullable Bound bound;
    private boolean closed;
    private volatile String lastWord = "";

    SmppLink(long accountId, SmppSettings settings, Incoming incoming, SSLSocketFactory tls) {
        this.accountId = accountId;
        this.settings = settings;
        this.incoming = incoming;
        this.tls = tls;
        this.thread = Thread.ofVirtual().name("smpp-" + accountId).start(this::stayBound);
    }

    /// One bound session with those who wait for its answers. jsmpp leaves them waiting for the whole response
    /// time-out when the connection dies, so they are woken.
    static final class Bound {
        private final SMPPSession session;
        private final CountDownLatch gone = new CountDownLatch(1);
        private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();

        private final Unbind unbind;

        private Bound(SMPPSession session, Unbind unbind) {
            this.session = session;
            this.unbind = unbind;
        }

        SMPPSession session() {
            return session;
        }

        boolean isUsable() {
            return gone.getCount() > 0 && session.getSessionState().isTransmittable();
        }

        void enter() {
            waiting.add(Thread.currentThread());
        }

        void leave() {
            waiting.remove(Thread.currentThread());
            // the wake-up may have come after the answer; it must not disturb what this thread does next
            Thread.interrupted();
        }

        private void wakeAll() {
            waiting.forEach(Thread::interrupt);
        }
    }

    /// Says goodbye without waiting for the answer.
    private interface Unbind {
        void send() throws IOException;
    }

    /// The session, waited for at most that long; null when there is none.
    @Nullable
    Bound await(Duration patience) {
        long nanos = patience.toNanos();
        lock.lock();
        try {
            while (!closed && (bound == null || !bound.isUsable()) && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return closed || bound == null || !bound.isUsable() ? null : bound;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            lock.unlock();
        }
    }

    GatewayStatus status() {
        lock.lock();
        try {
            return new GatewayStatus(bound != null && bound.isUsable(), lastWord);
        } finally {
            lock.unlock();
        }
    }

    /// Notes what the provider said, for people to read.
    void note(String word) {
        lastWord = word;
    }

    /// Gives the session up; a new one is bound.
    void breakOff(Bound which, String why) {
        note(why);
        Thread.startVirtualThread(which.session::close);
    }

    private void stayBound() {
        int failures = 0;
        while (true) {
            Duration pause;
            try {
                Bound session = bind();
                failures = 0;
                session.gone.await();
                pause = backOff(0);
            } catch (IOException e) {
                int refused = refusal(e);
                note(refused < 0 ? String.valueOf(e.getMessage()) : "bind refused: 0x%02X".formatted(refused));
                LOG.warn("Account {}: {}", accountId, lastWord);
                pause = CommandStatus.refusesLogin(refused) ? backOffAfterRefusal(failures) : backOff(failures);
                failures++;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (!pauseFor(pause)) {
                return;
            }
        }
    }

    private Bound bind() throws IOException {
        PDUSender sender = new SynchronizedPDUSender(new DefaultPDUSender());
        Connection[] connection = new Connection[1];
        PatientReader reader = new PatientReader((sequence, pdu) -> incoming.take(
                pdu, status -> sender.sendDeliverSmResp(connection[0].getOutputStream(), status, sequence, "")));
        SMPPSession session = new SMPPSession(sender, reader, (host, port) -> {
            connection[0] = connect(host, port);
            return connection[0];
        });
        session.setTransactionTimer(settings.flow().responseTimeout().toMillis());
        session.setEnquireLinkTimer((int) settings.flow().enquireLink().toMillis());
        session.setQueueCapacity(2 * settings.flow().window() + 100);
        Bound fresh =
                new Bound(session, () -> sender.sendUnbind(connection[0].getOutputStream(), LAST_SEQUENCE_NUMBER));
        session.addSessionStateListener((now, before, source) -> {
            if (now == SessionState.CLOSED || now == SessionState.UNBOUND) {
                ended(fresh);
            }
        });
        SmppSettings.Login login = settings.login();
        fresh.enter();
        try {
            session.connectAndBind(
                    settings.endpoint().host(),
                    settings.endpoint().port(),
                    new BindParameter(
                            BindType.BIND_TRX,
                            login.systemId(),
                            login.password(),
                            login.systemType(),
                            TypeOfNumber.UNKNOWN,
                            NumberingPlanIndicator.UNKNOWN,
                            null),
                    settings.flow().responseTimeout().toMillis());
        } finally {
            fresh.leave();
        }
        lock.lock();
        try {
            if (closed) {
                session.close();
                throw new IOException("closing");
            }
            bound = fresh;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        note("");
        LOG.info(
                "Account {}: bound to {}:{}",
                accountId,
                settings.endpoint().host(),
                settings.endpoint().port());
        return fresh;
    }

    private void ended(Bound session) {
        boolean first = session.gone.getCount() > 0;
        session.gone.countDown();
        if (first) {
            if (lastWord.isEmpty()) {
                note("connection lost");
            }
            Thread.startVirtualThread(() -> {
                java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LAST_ANSWERS_MILLIS));
                session.wakeAll();
            });
        }
    }

    private Connection connect(String host, int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            if (settings.endpoint().tls()) {
                SSLSocket secured = (SSLSocket) tls.createSocket(socket, host, port, true);
                SSLParameters parameters = secured.getSSLParameters();
                // a plain SSLSocket takes any certificate's name
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                secured.setSSLParameters(parameters);
                secured.setSoTimeout(CONNECT_MILLIS);
                secured.startHandshake();
                return new SocketConnection(secured);
            }
            return new SocketConnection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static int refusal(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof NegativeResponseException refused) {
                return refused.getCommandStatus();
            }
        }
        return -1;
    }

    private static Duration backOff(int failures) {
        return jitter(Duration.ofSeconds(1L << Math.min(failures, 6)), LONGEST_PAUSE);
    }

    private static Duration backOffAfterRefusal(int failures) {
        return jitter(Duration.ofMinutes(1L << Math.min(failures, 4)), LONGEST_PAUSE_AFTER_REFUSAL);
    }

    private static Duration jitter(Duration pause, Duration longest) {
        long millis = Math.min(pause.toMillis(), longest.toMillis());
        return Duration.ofMillis(millis - ThreadLocalRandom.current().nextLong(millis / 4));
    }

    /// @return false when the link is to end
    private boolean pauseFor(Duration pause) {
        long nanos = pause.toNanos();
        lock.lock();
        try {
            while (!closed && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// Unbinds and closes. Not by jsmpp's own unbind: that stalls for the whole response time-out when the other
    /// side hangs up at once, as it should.
    @Override
    public void close() {
        @Nullable Bound last;
        lock.lock();
        try {
            closed = true;
            last = bound;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (last != null && last.isUsable()) {
            try {
                last.unbind.send();
                if (!last.gone.await(GOODBYE_MILLIS, TimeUnit.MILLISECONDS)) {
                    LOG.debug("Account {}: the SMS centre did not hang up after unbind", accountId);
                }
            } catch (IOException e) {
                LOG.debug("Account {}: the connection went before unbind", accountId, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            last.session.close();
        }
        thread.interrupt();
    }
}
