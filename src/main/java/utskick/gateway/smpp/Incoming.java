package utskick.gateway.smpp;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import utskick.gateway.DeliveryReport;
import utskick.gateway.GatewayListeners;
import utskick.gateway.InboundMessage;

/// What an SMS centre sends us, handed on off the reading thread: receipts in batches, messages one by one and in
/// order. Each is answered only after the listeners returned; if they threw, or too much is waiting, the answer
/// is "temporary error", and the SMS centre sends it again.
final class Incoming implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);
    private static final int OK = 0;
    private static final int WAITING = 10_000;
    private static final int BATCH = 1_000;
    /// How long a thread waits before it looks whether this is closed.
    private static final Duration LOOK_UP = Duration.ofMillis(250);
    private static final Duration LAST_STORING = Duration.ofSeconds(10);
    private static final Duration PARTS_WITHIN = Duration.ofSeconds(5);
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{6,14}");

    private final long accountId;
    private final SmppSettings.Dialect dialect;
    private final GatewayListeners listeners;
    private final BlockingQueue<Item<DeliveryReport>> reports = new ArrayBlockingQueue<>(WAITING);
    private final BlockingQueue<Item<ShortMessage>> messages = new ArrayBlockingQueue<>(WAITING);
    private final Map<LongMessage, TreeMap<Integer, Item<ShortMessage>>> parts = new HashMap<>();
    private final List<Thread> threads;
    private volatile boolean closed;

    /// Sends the answer to one deliver_sm.
    interface Answer {
        void send(int status) throws IOException;
    }

    private record Item<T>(T what, Answer answer, Instant at) {}

    /// What the parts of one long message have in common.
    private record LongMessage(String from, String to, int reference, int total) {}

    Incoming(long accountId, SmppSettings.Dialect dialect, GatewayListeners listeners) {
        this.accountId = accountId;
        this.dialect = dialect;
        this.listeners = listeners;
        this.threads = List.of(
                Thread.ofVirtual().name("receipts-" + accountId).start(this::handReportsOn),
                Thread.ofVirtual().name("inbound-" + accountId).start(this::handMessagesOn));
    }

    /// Takes one deliver_sm; never blocks.
    void take(byte[] pdu, Answer answer) throws IOException {
        ShortMessage message;
        try {
            message = ShortMessage.parse(pdu);
        } catch (IllegalArgumentException e) {
            LOG.warn("Account {}: a deliver_sm that cannot be read: {}", accountId, e.getMessage());
            answer.send(OK);
            return;
        }
        Instant now = Instant.now();
        boolean taken;
        if (message.isReceipt()) {
            Receipt receipt = Receipt.of(message);
            if (receipt.messageId() == null) {
                LOG.warn("Account {}: a receipt that names no message", accountId);
                answer.send(OK);
                return;
            }
            DeliveryReport report = new DeliveryReport(
                    accountId,
                    dialect.idForm().ofReceipt(receipt.messageId()),
                    receipt.state(),
                    receipt.reason(),
                    receipt.detail(),
                    now);
            taken = !closed && reports.offer(new Item<>(report, answer, now));
        } else {
            taken = !closed && messages.offer(new Item<>(message, answer, now));
        }
        if (!taken) {
            answer.send(CommandStatus.TEMPORARY);
        }
    }

    private void handReportsOn() {
        List<Item<DeliveryReport>> batch = new ArrayList<>();
        while (!closed) {
            try {
                batch.clear();
                Item<DeliveryReport> first = reports.poll(LOOK_UP.toMillis(), TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                batch.add(first);
                reports.drainTo(batch, BATCH - 1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
            handOn(
                    batch,
                    () -> listeners.reported(batch.stream().map(Item::what).toList()));
        }
        answer(drained(reports), CommandStatus.TEMPORARY);
    }

    private void handMessagesOn() {
        while (!closed) {
            try {
                Item<ShortMessage> item = messages.poll(LOOK_UP.toMillis(), TimeUnit.MILLISECONDS);
                if (item != null) {
                    arrived(item);
                }
                givePartsUpAfter(PARTS_WITHIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        parts.values().forEach(some -> answer(List.copyOf(some.values()), CommandStatus.TEMPORARY));
        answer(drained(messages), CommandStatus.TEMPORARY);
    }

    private void arrived(Item<ShortMessage> item) {
        ShortMessage message = item.what();
        ShortMessage.@Nullable Part part = message.part();
        if (part == null) {
            handOn(List.of(item));
            return;
        }
        LongMessage key = new LongMessage(
                message.source().address(), message.destination().address(), part.reference(), part.total());
        TreeMap<Integer, Item<ShortMessage>> some = parts.computeIfAbsent(key, k -> new TreeMap<>());
        Item<ShortMessage> twice = some.put(part.number(), item);
        if (twice != null) {
            answer(List.of(twice), CommandStatus.TEMPORARY);
        }
        if (some.size() == part.total()) {
            parts.remove(key);
            handOn(List.copyOf(some.values()));
        }
    }

    /// Parts whose others do not come (some SMS centres send the next only after the answer to the one before) go
    /// on as they are, so that nothing anybody wrote is lost.
    private void givePartsUpAfter(Duration patience) {
        Instant before = Instant.now().minus(patience);
        parts.values().removeIf(some -> {
            boolean tooOld = some.firstEntry().getValue().at().isBefore(before);
            if (tooOld) {
                handOn(List.copyOf(some.values()));
            }
            return tooOld;
        });
    }

    /// Hands on one message, whole or what there is of it, in the order of its parts.
    private void handOn(List<Item<ShortMessage>> whole) {
        ShortMessage first = whole.getFirst().what();
        StringBuilder text = new StringBuilder();
        whole.forEach(item -> text.append(item.what().decode(dialect.defaultAlphabet())));
        InboundMessage message = new InboundMessage(
                accountId,
                number(first.source()),
                number(first.destination()),
                text.toString(),
                whole.getFirst().at());
        handOn(whole, () -> listeners.received(message));
    }

    private <T> void handOn(List<Item<T>> batch, Runnable listening) {
        int status = OK;
        try {
            listening.run();
        } catch (RuntimeException e) {
            LOG.error("Account {}: what the SMS centre sent could not be stored; it will send it again", accountId, e);
            status = CommandStatus.TEMPORARY;
        }
        answer(batch, status);
    }

    private <T> void answer(List<Item<T>> batch, int status) {
        for (Item<T> item : batch) {
            try {
                item.answer().send(status);
            } catch (IOException e) {
                LOG.debug("Account {}: the connection went before the answer; it will come again", accountId, e);
            }
        }
    }

    private static <T> List<T> drained(BlockingQueue<T> queue) {
        List<T> rest = new ArrayList<>();
        queue.drainTo(rest);
        return rest;
    }

    /// E.164 where it is an international number, else as it came.
    private static String number(ShortMessage.Party party) {
        String address = party.address();
        return (party.ton() == 1 || address.length() > 6)
                        && NUMBER.matcher(address).matches()
                ? "+" + address
                : address;
    }

    /// Takes nothing more, and waits for what is just being stored. Nothing is interrupted: that would break the
    /// connection to the database in the middle of it.
    @Override
    public void close() {
        closed = true;
        try {
            for (Thread thread : threads) {
                if (!thread.join(LAST_STORING)) {
                    LOG.warn("Account {}: closed while something from the SMS centre is still being stored", accountId);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
