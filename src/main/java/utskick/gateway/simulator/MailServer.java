package utskick.gateway.simulator;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A mail server that speaks SMTP with its clients (RFC 5321 with PIPELINING, SIZE, 8BITMIME, ENHANCEDSTATUSCODES
/// and AUTH), on loopback only. It keeps what it takes and passes nothing on.
final class MailServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MailServer.class);
    private static final int LONGEST_LINE = 4_096;
    private static final int LARGEST = 26_214_400;
    private static final int IDLE_MILLIS = 300_000;

    private final ServerSocket server;
    private final AcceptedLog log;
    private final Mailbox mailbox;
    private final Supplier<Behaviour> behaviour;
    private final @Nullable String password;
    private final @Nullable OutputStream data;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicLong accepted = new AtomicLong();
    private final Thread acceptor;
    private long offset;
    private long lastId;
    private volatile boolean closed;

    /// @param data     where contents go; null: they are not kept
    /// @param password that clients have to give; null: none is needed
    MailServer(int port, Store store, Supplier<Behaviour> behaviour, @Nullable String password) throws IOException {
        this.log = store.log();
        this.mailbox = store.mailbox();
        this.behaviour = behaviour;
        this.password = password;
        this.lastId = mailbox.count();
        if (store.data() == null) {
            this.data = null;
        } else {
            this.offset = Files.exists(store.data()) ? Files.size(store.data()) : 0;
            this.data = new FileOutputStream(store.data().toFile(), true);
        }
        this.server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        this.acceptor = Thread.ofVirtual().name("simulator-smtp").start(this::acceptConnections);
    }

    /// Where mails go.
    ///
    /// @param data the file for contents; null: they are not kept
    record Store(AcceptedLog log, Mailbox mailbox, @Nullable Path data) {}

    int port() {
        return server.getLocalPort();
    }

    long accepted() {
        return accepted.get();
    }

    int sessions() {
        return sockets.size();
    }

    /// Ends all connections at once, as a failing network does.
    void disconnectAll() {
        for (Socket socket : sockets) {
            close(socket);
        }
    }

    private void acceptConnections() {
        while (!closed) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(IDLE_MILLIS);
                sockets.add(socket);
                Thread.startVirtualThread(() -> {
                    try (socket) {
                        new Conversation(socket).run();
                    } catch (IOException e) {
                        LOG.debug("A client's connection to the simulated mail server ended", e);
                    } finally {
                        sockets.remove(socket);
                    }
                });
            } catch (IOException e) {
                if (!closed) {
                    LOG.warn("The simulated mail server could not take a connection", e);
                }
            }
        }
    }

    private synchronized AcceptedMail store(String from, String to, byte[] content) throws IOException {
        long at = -1;
        if (data != null) {
            data.write(content);
            at = offset;
            offset += content.length;
        }
        AcceptedMail mail = new AcceptedMail(Instant.now(), ++lastId, from, to, messageId(content), at, content.length);
        byte[] line = mail.line().getBytes(StandardCharsets.UTF_8);
        log.append(line, line.length);
        mailbox.arrived(mail);
        accepted.incrementAndGet();
        return mail;
    }

    private static String messageId(byte[] content) {
        for (int start = 0; start < content.length; ) {
            int end = start;
            while (end < content.length && content[end] != '\r') {
                end++;
            }
            if (end == start) {
                break;
            }
            if (end - start > 11 && (content[start] | 0x20) == 'm') {
                String line = new String(content, start, end - start, StandardCharsets.ISO_8859_1);
                if (line.regionMatches(true, 0, "Message-ID:", 0, 11)) {
                    return line.substring(11).strip();
                }
            }
            start = end + 2;
        }
        return "";
    }

    private final class Conversation {

        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private final byte[] buffer = new byte[65_536];
        private int position;
        private int limit;
        private final byte[] line = new byte[LONGEST_LINE];
        private int length;
        private @Nullable String from;
        private @Nullable String to;
        private boolean loggedIn;

        Conversation(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
            this.out = new BufferedOutputStream(socket.getOutputStream(), 4_096);
        }

        void run() throws IOException {
            loggedIn = password == null;
            reply("220 simulator ESMTP");
            while (readLine()) {
                String command = new String(line, 0, length, StandardCharsets.UTF_8);
                if (!obey(command, word(command))) {
                    out.flush();
                    return;
                }
            }
        }

        private static String word(String command) {
            int end = command.indexOf(' ');
            return (end < 0 ? command : command.substring(0, end)).toUpperCase(Locale.ROOT);
        }

        private boolean obey(String command, String word) throws IOException {
            switch (word) {
                case "EHLO" -> {
                    reset();
                    reply("250-simulator");
                    reply("250-PIPELINING");
                    reply("250-SIZE " + LARGEST);
                    reply("250-8BITMIME");
                    reply("250-AUTH PLAIN LOGIN");
                    reply("250 ENHANCEDSTATUSCODES");
                }
                case "HELO" -> {
                    reset();
                    reply("250 simulator");
                }
                case "AUTH" -> authenticate(command);
                case "MAIL" -> mail(command);
                case "RCPT" -> recipient(command);
                case "DATA" -> {
                    return data();
                }
                case "RSET" -> {
                    reset();
                    reply("250 2.0.0 OK");
                }
                case "NOOP" -> reply("250 2.0.0 OK");
                case "QUIT" -> {
                    reply("221 2.0.0 Bye");
                    return false;
                }
                default -> reply("502 5.5.1 Not known here");
            }
            return true;
        }

        private void authenticate(String command) throws IOException {
            String[] words = command.split(" ");
            String mechanism = words.length > 1 ? words[1].toUpperCase(Locale.ROOT) : "";
            String given;
            switch (mechanism) {
                case "PLAIN" -> {
                    String answer = words.length > 2 ? words[2] : ask("334 ");
                    String[] fields = decode(answer).split("\0", -1);
                    given = fields.length == 3 ? fields[2] : "";
                }
                case "LOGIN" -> {
                    ask("334 VXNlcm5hbWU6");
                    given = decode(ask("334 UGFzc3dvcmQ6"));
                }
                default -> {
                    reply("504 5.5.4 Not known here");
                    return;
                }
            }
            loggedIn = password == null || password.equals(given);
            reply(loggedIn ? "235 2.7.0 Welcome" : "535 5.7.8 Wrong user or password");
        }

        private String ask(String question) throws IOException {
            reply(question);
            if (!readLine()) {
                throw new EOFException("the client left within AUTH");
            }
            return new String(line, 0, length, StandardCharsets.US_ASCII);
        }

        private static String decode(String base64) {
            try {
                return new String(Base64.getDecoder().decode(base64.strip()), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return "";
            }
        }

        private void mail(String command) throws IOException {
            String address = path(command, "FROM:");
            if (!loggedIn) {
                reply("530 5.7.0 Log in first");
            } else if (address == null) {
                reply("501 5.5.4 MAIL FROM:<address>");
            } else if (from != null) {
                reply("503 5.5.1 One after the other");
            } else {
                from = address;
                reply("250 2.1.0 OK");
            }
        }

        private void recipient(String command) throws IOException {
            String address = path(command, "TO:");
            if (from == null) {
                reply("503 5.5.1 MAIL first");
                return;
            }
            if (address == null || address.isEmpty()) {
                reply("501 5.5.4 RCPT TO:<address>");
                return;
            }
            if (to != null) {
                reply("452 4.5.3 One recipient at a time");
                return;
            }
            switch (behaviour.get().handlingOf(address)) {
                case REJECT -> reply("550 5.1.1 No such mailbox");
                case DEFER -> reply("451 4.7.1 Too many messages, try again later");
                default -> {
                    to = address;
                    reply("250 2.1.5 OK");
                }
            }
        }

        private boolean data() throws IOException {
            if (from == null || to == null) {
                // the sender of a pipelined refused transaction stands for no more
                reset();
                reply("503 5.5.1 No valid recipients");
                return true;
            }
            reply("354 Go ahead");
            byte @Nullable [] content = readContent();
            if (content == null) {
                reset();
                reply("554 5.6.0 A line ended by a lone CR or LF, or too large");
                return true;
            }
            Behaviour now = behaviour.get();
            Behaviour.Handling handling = now.handlingOf(to);
            if (handling == Behaviour.Handling.DISCONNECT_BEFORE) {
                return false;
            }
            AcceptedMail mail = store(from, to, content);
            reset();
            if (handling == Behaviour.Handling.DISCONNECT_AFTER) {
                return false;
            }
            if (handling == Behaviour.Handling.SLOW) {
                out.flush();
                try {
                    Thread.sleep(now.delay());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            reply("250 2.0.0 Taken as " + mail.id());
            return true;
        }

        /// Reads up to the lone dot and takes the stuffed dots out.
        ///
        /// @return null when it is to be refused
        private byte @Nullable [] readContent() throws IOException {
            ByteArrayOutputStream content = new ByteArrayOutputStream(8_192);
            boolean refused = false;
            // how much of CR LF . CR LF has been seen; the message begins at the start of a line
            int seen = 2;
            while (true) {
                int octet = read();
                if (octet < 0) {
                    throw new EOFException("the client left within a message");
                }
                switch (seen) {
                    case 2 -> seen = octet == '.' ? 3 : octet == '\r' ? 1 : 0;
                    case 3 -> {
                        // after a dot that begins a line: the dot was stuffed unless the line ends here
                        if (octet == '\r') {
                            seen = 4;
                            continue;
                        }
                        seen = 0;
                    }
                    case 4 -> {
                        if (octet == '\n') {
                            return refused ? null : content.toByteArray();
                        }
                        refused = true;
                        seen = 0;
                    }
                    default -> {
                        boolean afterCr = seen == 1;
                        refused |= afterCr != (octet == '\n');
                        seen = afterCr && octet == '\n' ? 2 : octet == '\r' ? 1 : 0;
                    }
                }
                if (seen == 3) {
                    continue;
                }
                refused |= seen == 0 && octet == '\n' || content.size() >= LARGEST;
                if (!refused) {
                    content.write(octet);
                }
            }
        }

        private void reset() {
            from = null;
            to = null;
        }

        private static @Nullable String path(String command, String key) {
            int start = command.toUpperCase(Locale.ROOT).indexOf(key);
            int open = start < 0 ? -1 : command.indexOf('<', start);
            int close = open < 0 ? -1 : command.indexOf('>', open);
            return close < 0 ? null : command.substring(open + 1, close);
        }

        private void reply(String text) throws IOException {
            out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }

        /// @return false at the end of the connection
        private boolean readLine() throws IOException {
            length = 0;
            while (true) {
                int octet = read();
                if (octet < 0) {
                    return false;
                }
                if (octet == '\n') {
                    if (length > 0 && line[length - 1] == '\r') {
                        length--;
                    }
                    return true;
                }
                if (length == LONGEST_LINE) {
                    reply("500 5.5.2 Too long");
                    out.flush();
                    throw new IOException("a line without an end");
                }
                line[length++] = (byte) octet;
            }
        }

        private int read() throws IOException {
            if (position == limit) {
                // answers go out together, before the wait for more (RFC 2920 section 3.2)
                out.flush();
                limit = in.read(buffer);
                position = 0;
                if (limit < 0) {
                    limit = 0;
                    return -1;
                }
            }
            return buffer[position++] & 0xFF;
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("A connection did not close", e);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        disconnectAll();
        acceptor.interrupt();
        synchronized (this) {
            if (data != null) {
                data.close();
            }
        }
    }
}
