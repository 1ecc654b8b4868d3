package utskick.gateway.smpp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;
import org.jsmpp.InvalidResponseException;
import org.jsmpp.PDUException;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.RawDataCoding;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.NegativeResponseException;
import org.jsmpp.extra.ResponseTimeoutException;
import org.jspecify.annotations.Nullable;
import utskick.gateway.FailureReason;
import utskick.gateway.Gateway;
import utskick.gateway.GatewayListeners;
import utskick.gateway.GatewayStatus;
import utskick.gateway.OutboundMessage;
import utskick.gateway.Pace;
import utskick.gateway.Submission;
import utskick.gateway.Workers;

/// An SMS centre reached by SMPP 3.4 as transceiver.
///
/// The parts of a long message go one after the other: a refused first part leaves nothing behind, so the message
/// is rejected or deferred as a whole. A later part that is throttled is tried again here; one that is refused
/// for good makes the message uncertain, because the phone has half of it and a second try would be paid for
/// twice.
public final class SmppGateway implements Gateway {

    private static final Pattern INTERNATIONAL = Pattern.compile("\\+?[1-9][0-9]{6,14}");
    private static final Pattern SHORT_CODE = Pattern.compile("[0-9]{3,6}");
    private static final Duration FIRST_BIND = Duration.ofSeconds(5);
    private static final Duration LATER_BIND = Duration.ofSeconds(1);
    private static final Duration LONGEST_THROTTLE = Duration.ofSeconds(60);
    private static final Duration PATIENCE_WITHIN_MESSAGE = Duration.ofSeconds(15);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);
    private static final byte NO_REPLACE = 0;
    private static final byte UDH = 0x40;

    private final SmppSettings settings;
    private final Incoming incoming;
    private final SmppLink link;
    private final Semaphore window;
    private final Pace pace;
    private final Throttle throttle = new Throttle();
    /// Part references, counted for each recipient (by hash): parts of two messages to one phone must not be
    /// mixed.
    private final AtomicIntegerArray references = new AtomicIntegerArray(65_536);
    private volatile boolean everBound;
    private volatile boolean closed;

    public SmppGateway(long accountId, SmppSettings settings, GatewayListeners listeners) {
        this(accountId, settings, listeners, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    SmppGateway(long accountId, SmppSettings settings, GatewayListeners listeners, SSLSocketFactory tls) {
        this.settings = settings;
        this.window = new Semaphore(settings.flow().window());
        this.pace = new Pace(settings.flow().partsPerSecond());
        for (int i = 0; i < references.length(); i++) {
            references.set(i, ThreadLocalRandom.current().nextInt(256));
        }
        this.incoming = new Incoming(accountId, settings.dialect(), listeners);
        this.link = new SmppLink(accountId, settings, incoming, tls);
    }

    @Override
    public List<Submission> submit(List<? extends OutboundMessage> messages) {
        if (link.await(everBound ? LATER_BIND : FIRST_BIND) != null) {
            everBound = true;
        }
        throttle.await(LATER_BIND);
        List<OutboundMessage.Sms> texts =
                messages.stream().map(OutboundMessage.Sms.class::cast).toList();
        @Nullable Submission[] results = new Submission[messages.size()];
        AtomicInteger next = new AtomicInteger();
        int workers = Math.min(settings.flow().window(), messages.size());
        Workers.run(workers, () -> {
            for (int at = next.getAndIncrement(); at < results.length; at = next.getAndIncrement()) {
                results[at] = submit(texts.get(at));
            }
        });
        return Arrays.stream(results)
                .map(result -> result == null ? new Submission.Uncertain("the program failed while sending") : result)
                .toList();
    }

    private Submission submit(OutboundMessage.Sms sms) {
        List<byte[]> parts;
        try {
            parts = parts(sms);
        } catch (IllegalArgumentException e) {
            return new Submission.Rejected(FailureReason.CONTENT_REFUSED, String.valueOf(e.getMessage()));
        }
        List<String> references = new ArrayList<>(parts.size());
        for (byte[] part : parts) {
            Submission answer = references.isEmpty() ? submit(sms, part) : submitPatiently(sms, part);
            if (answer instanceof Submission.Accepted accepted) {
                references.addAll(accepted.providerReferences());
            } else if (references.isEmpty()) {
                return answer;
            } else {
                return new Submission.Uncertain("part " + (references.size() + 1) + " of " + parts.size()
                        + " was not taken: " + detail(answer));
            }
        }
        return new Submission.Accepted(references);
    }

    private Submission submitPatiently(OutboundMessage.Sms sms, byte[] part) {
        long end = System.nanoTime() + PATIENCE_WITHIN_MESSAGE.toNanos();
        while (true) {
            Submission answer = submit(sms, part);
            if (!(answer instanceof Submission.Deferred(FailureReason reason, String detail, Duration retryAfter))
                    || reason != FailureReason.THROTTLED
                    || System.nanoTime() + retryAfter.toNanos() > end) {
                return answer;
            }
            throttle.await(retryAfter);
        }
    }

    private Submission submit(OutboundMessage.Sms sms, byte[] part) {
        pace.await();
        window.acquireUninterruptibly();
        try {
            Duration paused = throttle.remaining();
            if (paused.isPositive()) {
                return new Submission.Deferred(FailureReason.THROTTLED, "", paused);
            }
            SmppLink.@Nullable Bound bound = closed ? null : link.await(Duration.ZERO);
            if (bound == null) {
                return new Submission.Deferred(
                        FailureReason.UNREACHABLE, link.status().detail(), LATER_BIND.multipliedBy(5));
            }
            bound.enter();
            try {
                // asked after entering: from here on a lost connection wakes us
                if (!bound.isUsable()) {
                    return new Submission.Deferred(FailureReason.UNREACHABLE, "connection lost", LATER_BIND);
                }
                return handOver(bound, sms, part);
            } finally {
                bound.leave();
            }
        } finally {
            window.release();
        }
    }

    private Submission handOver(SmppLink.Bound bound, OutboundMessage.Sms sms, byte[] part) {
        String sender = sms.sender();
        boolean international = INTERNATIONAL.matcher(sender).matches();
        boolean shortCode = !international && SHORT_CODE.matcher(sender).matches();
        SmppSettings.Dialect dialect = settings.dialect();
        try {
            String id = bound.session()
                    .submitShortMessage(
                            "",
                            TypeOfNumber.valueOf((byte) (international ? 1 : shortCode ? dialect.shortCodeTon() : 5)),
                            NumberingPlanIndicator.valueOf(
                                    (byte) (international ? 1 : shortCode ? dialect.shortCodeNpi() : 0)),
                            international && sender.startsWith("+") ? sender.substring(1) : sender,
                            TypeOfNumber.INTERNATIONAL,
                            NumberingPlanIndicator.ISDN,
                            sms.to().value().substring(1),
                            new ESMClass(sms.parts().size() > 1 ? UDH : 0),
                            (byte) 0,
                            (byte) 0,
                            null,
                            null,
                            new RegisteredDelivery(1),
                            NO_REPLACE,
                            new RawDataCoding((byte) (sms.encoding() == OutboundMessage.Encoding.UCS2 ? 8 : 0)),
                            (byte) 0,
                            part)
                    .getMessageId();
            throttle.ease();
            return new Submission.Accepted(List.of(dialect.idForm().ofAnswer(id == null ? "" : id)));
        } catch (NegativeResponseException e) {
            return refused(bound, e.getCommandStatus());
        } catch (PDUException e) {
            // found while the PDU was put together: nothing left
            return new Submission.Rejected(FailureReason.CONTENT_REFUSED, String.valueOf(e.getMessage()));
        } catch (ResponseTimeoutException e) {
            return new Submission.Uncertain(
                    bound.isUsable() ? "no answer in time" : "connection lost before the answer");
        } catch (InvalidResponseException e) {
            return new Submission.Uncertain("an answer that cannot be read: " + e.getMessage());
        } catch (IOException e) {
            return new Submission.Uncertain("connection lost: " + e.getMessage());
        }
    }

    private Submission refused(SmppLink.Bound bound, int status) {
        Submission submission = CommandStatus.submission(status);
        link.note(detail(submission));
        if (status == CommandStatus.THROTTLED) {
            return new Submission.Deferred(FailureReason.THROTTLED, detail(submission), throttle.pause());
        }
        if (status == CommandStatus.INVALID_BIND_STATUS
                || status == CommandStatus.ALREADY_BOUND
                || CommandStatus.refusesLogin(status)) {
            link.breakOff(bound, detail(submission));
        }
        return submission;
    }

    private List<byte[]> parts(OutboundMessage.Sms sms) {
        int total = sms.parts().size();
        if (total == 0 || total > 255) {
            throw new IllegalArgumentException("an SMS has 1 to 255 parts");
        }
        int reference =
                total == 1 ? 0 : references.incrementAndGet(sms.to().value().hashCode() & 0xFFFF) & 0xFF;
        List<byte[]> parts = new ArrayList<>(total);
        for (int number = 1; number <= total; number++) {
            String text = sms.parts().get(number - 1);
            byte[] body = sms.encoding() == OutboundMessage.Encoding.UCS2
                    ? text.getBytes(StandardCharsets.UTF_16BE)
                    : settings.dialect().defaultAlphabet().encode(text);
            if (body.length == 0) {
                throw new IllegalArgumentException("an SMS without text");
            }
            if (total == 1) {
                parts.add(body);
                continue;
            }
            byte[] part = new byte[6 + body.length];
            part[0] = 5;
            part[2] = 3;
            part[3] = (byte) reference;
            part[4] = (byte) total;
            part[5] = (byte) number;
            System.arraycopy(body, 0, part, 6, body.length);
            parts.add(part);
        }
        return parts;
    }

    private static String detail(Submission submission) {
        return switch (submission) {
            case Submission.Accepted accepted -> "";
            case Submission.Rejected rejected -> rejected.detail();
            case Submission.Deferred deferred -> deferred.detail();
            case Submission.Uncertain uncertain -> uncertain.detail();
        };
    }

    @Override
    public OptionalInt rate() {
        return pace.rate();
    }

    @Override
    public GatewayStatus status() {
        return link.status();
    }

    /// The one connection of the account is waited for: a second one, only to try, is what some providers refuse.
    @Override
    public GatewayStatus test() {
        link.await(Duration.ofSeconds(10));
        return link.status();
    }

    /// Waits a moment for the answers that are due, then unbinds.
    @Override
    public void close() {
        closed = true;
        try {
            if (window.tryAcquire(settings.flow().window(), LAST_ANSWERS.toMillis(), TimeUnit.MILLISECONDS)) {
                window.release(settings.flow().window());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // what is being stored is still answered
        incoming.close();
        link.close();
    }

    /// The pause an SMS centre asked for: 1 second, doubled up to a minute as long as it goes on asking.
    private static final class Throttle {
        private long until = System.nanoTime();
        private Duration last = Duration.ZERO;

        synchronized Duration pause() {
            // one refusal of a window's worth is one request
            if (!remaining().isPositive()) {
                last = last.isZero() ? Duration.ofSeconds(1) : last.multipliedBy(2);
                last = last.compareTo(LONGEST_THROTTLE) > 0 ? LONGEST_THROTTLE : last;
                until = System.nanoTime() + last.toNanos();
            }
            return remaining();
        }

        synchronized void ease() {
            if (!last.isZero() && !remaining().isPositive()) {
                last = Duration.ZERO;
            }
        }

        synchronized Duration remaining() {
            return Duration.ofNanos(Math.max(0, until - System.nanoTime()));
        }

        void await(Duration atMost) {
            long nanos = Math.min(remaining().toNanos(), atMost.toNanos());
            long end = System.nanoTime() + nanos;
            while (end - System.nanoTime() > 0 && !Thread.currentThread().isInterrupted()) {
                java.util.concurrent.locks.LockSupport.parkNanos(end - System.nanoTime());
            }
        }
    }
}
