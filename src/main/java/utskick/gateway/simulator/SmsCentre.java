package utskick.gateway.simulator;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import utskick.gateway.smpp.ShortMessage;
import utskick.gateway.smpp.SmppSettings.DefaultAlphabet;
import utskick.kernel.Gsm7;

/// An SMS centre that speaks SMPP 3.4 with its clients, on loopback only. It takes texts for invented phones,
/// writes each into its log before it answers, sends delivery receipts later and lets the phones answer.
final class SmsCentre implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SmsCentre.class);
    private static final int GENERIC_NACK = 0x80000000;
    private static final int RESPONSE = 0x80000000;
    private static final int BIND_RECEIVER = 0x01;
    private static final int BIND_TRANSMITTER = 0x02;
    private static final int SUBMIT_SM = 0x04;
    private static final int DELIVER_SM = 0x05;
    private static final int UNBIND = 0x06;
    private static final int BIND_TRANSCEIVER = 0x09;
    private static final int ENQUIRE_LINK = 0x15;
    private static final int RINVBNDSTS = 0x04;
    private static final int RINVCMDID = 0x03;
    private static final int RINVDSTADR = 0x0B;
    private static final int RINVPASWD = 0x0E;
    private static final int RTHROTTLED = 0x58;
    private static final int RSYSERR = 0x08;
    private static final int LONGEST_PDU = 70_000;
    private static final int FLUSH_AT = 32_000;
    private static final int DELIVER_WINDOW = 500;
    private static final int LONGEST_QUEUE = 500_000;
    private static final DateTimeFormatter RECEIPT_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmm").withZone(ZoneOffset.UTC);

    private final ServerSocket server;
    private final AcceptedLog log;
    private final Phones phones;
    private final Supplier<Behaviour> behaviour;
    private final @Nullable String password;
    private final List<Session> sessions = new CopyOnWriteArrayList<>();
    private final DelayQueue<Delivery> deliveries = new DelayQueue<>();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong ids = new AtomicLong(System.currentTimeMillis() << 20);
    private final Thread acceptor;
    private final Thread deliverer;
    private volatile boolean closed;

    /// @param password that clients have to give; null: any
    SmsCentre(int port, AcceptedLog log, Phones phones, Supplier<Behaviour> behaviour, @Nullable String password)
            throws IOException {
        this.log = log;
        this.phones = phones;
        this.behaviour = behaviour;
        this.password = password;
        this.server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        this.acceptor = Thread.ofVirtual().name("simulator-smpp").start(this::acceptConnections);
        this.deliverer = Thread.ofVirtual().name("simulator-receipts").start(this::deliver);
    }

    int port() {
        return server.getLocalPort();
    }

    long accepted() {
        return accepted.get();
    }

    int sessions() {
        return (int) sessions.stream().filter(session -> session.receives).count();
    }

    /// A phone writes to a number; the text waits until somebody is bound to take it.
    void write(String phone, String to, String text) {
        phones.wrote(phone, to, text);
        boolean gsm = Gsm7.isEncodable(text);
        byte[] body = gsm ? Gsm7.encode(text) : text.getBytes(StandardCharsets.UTF_16BE);
        deliveries.add(
                new Delivery(Instant.now(), shortMessage(phone, to, 0, gsm ? 0 : 8, body), null, new AtomicInteger()));
    }

    /// Ends all connections at once, as a failing network does.
    void disconnectAll() {
        sessions.forEach(Session::hangUp);
    }

    private void acceptConnections() {
        while (!closed) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                Session session = new Session(socket);
                sessions.add(session);
                Thread.startVirtualThread(session);
            } catch (IOException e) {
                if (!closed) {
                    LOG.warn("The simulated SMS centre could not take a connection", e);
                }
            }
        }
    }

    /// A deliver_sm that is due at a time.
    ///
    /// @param receipt what to note on the phone once it is on its way; null for a text
    private record Delivery(
            Instant due, byte[] body, @Nullable Receipt receipt, AtomicInteger tries) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(Duration.between(Instant.now(), due));
        }

        @Override
        public int compareTo(Delayed other) {
            return other instanceof Delivery delivery ? due.compareTo(delivery.due) : 0;
        }

        Delivery later(Duration pause) {
            tries.incrementAndGet();
            return new Delivery(Instant.now().plus(pause), body, receipt, tries);
        }
    }

    private record Receipt(String phone, Instant sentAt, String state) {}

    private void deliver() {
        int turn = 0;
        while (!closed) {
            try {
                Delivery delivery = deliveries.take();
                List<Session> receivers =
                        sessions.stream().filter(session -> session.receives).toList();
                if (receivers.isEmpty()) {
                    deliveries.add(delivery.later(Duration.ofMillis(500)));
                    continue;
                }
                receivers.get(turn++ % receivers.size()).deliver(delivery);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void reportOn(AcceptedSms sms, Behaviour.Handling handling, Behaviour now) {
        Receipt delivered =
                new Receipt(sms.to(), sms.at(), handling == Behaviour.Handling.UNDELIVERABLE ? "UNDELIV" : "DELIVRD");
        Receipt accepted = new Receipt(sms.to(), sms.at(), "ACCEPTD");
        Instant first = sms.at().plus(now.delay());
        switch (now.reports()) {
            case NEVER -> {}
            case ONCE -> schedule(first, sms, delivered);
            case LATE -> schedule(sms.at().plus(now.delay().multipliedBy(10)), sms, delivered);
            case TWICE -> {
                schedule(first, sms, delivered);
                schedule(first.plusMillis(50), sms, delivered);
            }
            case OUT_OF_ORDER -> {
                schedule(first, sms, delivered);
                schedule(first.plusMillis(50), sms, accepted);
            }
        }
    }

    private void schedule(Instant due, AcceptedSms sms, Receipt receipt) {
        if (deliveries.size() >= LONGEST_QUEUE) {
            return;
        }
        String text = sms.text().length() > 20 ? sms.text().substring(0, 20) : sms.text();
        String times = RECEIPT_TIME.format(sms.at()) + " done date:" + RECEIPT_TIME.format(due);
        boolean failed = receipt.state().equals("UNDELIV");
        byte[] body = ("id:" + sms.id() + " sub:001 dlvrd:" + (failed ? "000" : "001") + " submit date:" + times
                        + " stat:" + receipt.state() + " err:" + (failed ? "001" : "000") + " text:" + text)
                .getBytes(StandardCharsets.ISO_8859_1);
        deliveries.add(
                new Delivery(due, shortMessage(sms.to(), sms.from(), 0x04, 0, body), receipt, new AtomicInteger()));
    }

    /// The body of a deliver_sm; numbers lose their plus.
    private static byte[] shortMessage(String from, String to, int esmClass, int dataCoding, byte[] text) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(64 + text.length);
        body.write(0);
        party(body, from);
        party(body, to);
        body.write(esmClass);
        body.write(0);
        body.write(0);
        body.write(0);
        body.write(0);
        body.write(0);
        body.write(0);
        body.write(dataCoding);
        body.write(0);
        boolean payload = text.length > 254;
        body.write(payload ? 0 : text.length);
        if (payload) {
            body.write(ShortMessage.MESSAGE_PAYLOAD >> 8);
            body.write(ShortMessage.MESSAGE_PAYLOAD & 0xFF);
            body.write(text.length >> 8);
            body.write(text.length & 0xFF);
        }
        body.writeBytes(text);
        return body.toByteArray();
    }

    private static void party(ByteArrayOutputStream body, String address) {
        boolean international = address.startsWith("+");
        boolean number = !address.isEmpty()
                && address.chars().skip(international ? 1 : 0).allMatch(Character::isDigit);
        body.write(international ? 1 : number ? 3 : 5);
        body.write(international ? 1 : 0);
        body.writeBytes((international ? address.substring(1) : address).getBytes(StandardCharsets.ISO_8859_1));
        body.write(0);
    }

    /// One client's connection: a thread that reads, answers many PDUs with one write, and logs them with one
    /// write before that.
    private final class Session implements Runnable {

        private final Socket socket;
        private final DataInputStream in;
        private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
        private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
        private final Map<Integer, Delivery> unanswered = new ConcurrentHashMap<>();
        private final Semaphore window = new Semaphore(DELIVER_WINDOW);
        private final AtomicInteger sequence = new AtomicInteger();
        private volatile boolean receives;
        private boolean transmits;

        Session(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 65_536));
        }

        @Override
        public void run() {
            try (socket) {
                while (true) {
                    if (in.available() < 16 || answers.size() > FLUSH_AT) {
                        flush();
                    }
                    int length = in.readInt();
                    if (length < 16 || length > LONGEST_PDU) {
                        throw new IOException("a PDU of " + length + " octets");
                    }
                    byte[] pdu = new byte[length];
                    ByteBuffer.wrap(pdu).putInt(length);
                    in.readFully(pdu, 4, length - 4);
                    if (!handle(pdu)) {
                        break;
                    }
                }
            } catch (EOFException e) {
                LOG.debug("A client of the simulated SMS centre went", e);
            } catch (IOException e) {
                LOG.debug("A client's connection to the simulated SMS centre broke", e);
            } finally {
                receives = false;
                sessions.remove(this);
                // what was not confirmed is sent again, as an SMS centre does
                unanswered.values().forEach(delivery -> deliveries.add(delivery.later(Duration.ofMillis(200))));
                window.release(DELIVER_WINDOW);
            }
        }

        /// @return false when the connection is to end
        private boolean handle(byte[] pdu) throws IOException {
            ByteBuffer header = ByteBuffer.wrap(pdu);
            int command = header.getInt(4);
            int status = header.getInt(8);
            int number = header.getInt(12);
            switch (command) {
                case SUBMIT_SM -> {
                    return submitted(pdu, number);
                }
                case DELIVER_SM | RESPONSE -> confirmed(number, status);
                case ENQUIRE_LINK -> answer(command, 0, number, "", false);
                case ENQUIRE_LINK | RESPONSE -> {}
                case BIND_RECEIVER, BIND_TRANSMITTER, BIND_TRANSCEIVER -> bind(command, pdu, number);
                case UNBIND -> {
                    answer(command, 0, number, "", false);
                    flush();
                    return false;
                }
                default -> {
                    if (command >= 0) {
                        pdu(answers, GENERIC_NACK, RINVCMDID, number, new byte[0]);
                    }
                }
            }
            return true;
        }

        private void bind(int command, byte[] pdu, int number) throws IOException {
            ByteBuffer body = ByteBuffer.wrap(pdu, 16, pdu.length - 16);
            cString(body);
            String given = cString(body);
            if (password != null && !password.equals(given)) {
                answer(command, RINVPASWD, number, "", false);
                flush();
                return;
            }
            transmits = command != BIND_RECEIVER;
            answer(command, 0, number, "simulator", true);
            flush();
            receives = command != BIND_TRANSMITTER;
        }

        private boolean submitted(byte[] pdu, int number) throws IOException {
            if (!transmits) {
                answer(SUBMIT_SM, RINVBNDSTS, number, "", false);
                return true;
            }
            ShortMessage message;
            try {
                message = ShortMessage.parse(pdu);
            } catch (IllegalArgumentException e) {
                answer(SUBMIT_SM, RSYSERR, number, "", false);
                return true;
            }
            Behaviour now = behaviour.get();
            String to = "+" + message.destination().address();
            Behaviour.Handling handling = now.handlingOf(to);
            switch (handling) {
                case REJECT -> {
                    answer(SUBMIT_SM, RINVDSTADR, number, "", false);
                    return true;
                }
                case DEFER -> {
                    answer(SUBMIT_SM, RTHROTTLED, number, "", false);
                    return true;
                }
                case DISCONNECT_BEFORE -> {
                    flush();
                    return false;
                }
                case TAKE, SLOW, UNDELIVERABLE, DISCONNECT_AFTER -> {}
            }
            AcceptedSms sms = accept(message, to);
            if ((message.coding().registeredDelivery() & 1) != 0) {
                reportOn(sms, handling, now);
            }
            if (handling == Behaviour.Handling.DISCONNECT_AFTER) {
                log();
                return false;
            }
            if (handling == Behaviour.Handling.SLOW) {
                log();
                answerLater(now.delay(), number, sms.id());
            } else {
                answer(SUBMIT_SM, 0, number, sms.id(), true);
            }
            return true;
        }

        private AcceptedSms accept(ShortMessage message, String to) {
            ShortMessage.Party source = message.source();
            ShortMessage.@Nullable Part part = message.part();
            AcceptedSms sms = new AcceptedSms(
                    Instant.now(),
                    Long.toHexString(ids.incrementAndGet()),
                    source.ton() == 1 ? "+" + source.address() : source.address(),
                    to,
                    part == null ? "-" : part.reference() + "/" + part.total() + "/" + part.number(),
                    message.coding().dataCoding() == 8
                            ? "UCS2"
                            : message.coding().dataCoding() == 0 ? "GSM7" : "LATIN1",
                    message.decode(DefaultAlphabet.GSM7));
            lines.writeBytes(sms.line().getBytes(StandardCharsets.UTF_8));
            phones.arrived(sms);
            accepted.incrementAndGet();
            return sms;
        }

        private void confirmed(int number, int status) {
            Delivery delivery = unanswered.remove(number);
            if (delivery != null) {
                window.release();
                if (status != 0) {
                    deliveries.add(delivery.later(Duration.ofSeconds(1)));
                }
            }
        }

        void deliver(Delivery delivery) throws InterruptedException {
            window.acquire();
            int number = sequence.updateAndGet(last -> last == Integer.MAX_VALUE ? 1 : last + 1);
            unanswered.put(number, delivery);
            if (delivery.receipt() != null && delivery.tries().get() == 0) {
                Receipt receipt = delivery.receipt();
                phones.reported(receipt.phone(), receipt.sentAt(), receipt.state());
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream(16 + delivery.body().length);
            pdu(out, DELIVER_SM, 0, number, delivery.body());
            try {
                write(out);
            } catch (IOException e) {
                LOG.debug("A receipt could not be sent; it will be sent again", e);
            }
            if (!receives && unanswered.remove(number) != null) {
                deliveries.add(delivery.later(Duration.ofMillis(200)));
            }
        }

        private void answerLater(Duration delay, int number, String id) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            pdu(out, SUBMIT_SM | RESPONSE, 0, number, cString(id));
            Thread.startVirtualThread(() -> {
                try {
                    Thread.sleep(delay);
                    write(out);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (IOException e) {
                    LOG.debug("The client did not wait for a slow answer", e);
                }
            });
        }

        private void answer(int command, int status, int number, String id, boolean withBody) {
            pdu(answers, command | RESPONSE, status, number, withBody ? cString(id) : new byte[0]);
        }

        private void flush() throws IOException {
            log();
            if (answers.size() > 0) {
                write(answers);
                answers.reset();
            }
        }

        private void log() throws IOException {
            if (lines.size() > 0) {
                byte[] octets = lines.toByteArray();
                log.append(octets, octets.length);
                lines.reset();
            }
        }

        private void write(ByteArrayOutputStream octets) throws IOException {
            synchronized (socket) {
                octets.writeTo(socket.getOutputStream());
            }
        }

        void hangUp() {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("A connection did not close", e);
            }
        }
    }

    private static void pdu(ByteArrayOutputStream out, int command, int status, int number, byte[] body) {
        ByteBuffer header = ByteBuffer.allocate(16);
        header.putInt(16 + body.length).putInt(command).putInt(status).putInt(number);
        out.writeBytes(header.array());
        out.writeBytes(body);
    }

    private static byte[] cString(String text) {
        return (text + "\0").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String cString(ByteBuffer in) {
        int start = in.position();
        while (in.hasRemaining() && in.get() != 0) {
            // up to the closing zero
        }
        return new String(in.array(), start, Math.max(0, in.position() - 1 - start), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        disconnectAll();
        deliverer.interrupt();
        acceptor.interrupt();
    }
}
