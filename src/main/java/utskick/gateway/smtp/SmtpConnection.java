package utskick.gateway.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import utskick.gateway.OutboundMessage;

/// One conversation with a mail server (RFC 5321), used by one thread at a time. Commands are collected and leave
/// with the next [#flush]; answers are read one by one.
final class SmtpConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpConnection.class);
    private static final int CONNECT_MILLIS = 10_000;
    private static final int LONGEST_LINE = 4_096;
    private static final int MOST_LINES = 200;

    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private final byte[] buffer = new byte[4_096];
    private int position;
    private int limit;
    private byte[] pending = new byte[16_384];
    private int pendingLength;
    private final Map<String, String> extensions = new HashMap<>();
    private int sent;
    private long lastUsed = System.nanoTime();

    /// The mail server refused the session itself, not a message.
    static final class SessionRefused extends IOException {
        private static final long serialVersionUID = 1L;
        private final transient Reply reply;

        SessionRefused(Reply reply) {
            super(reply.detail());
            this.reply = reply;
        }

        Reply reply() {
            return reply;
        }
    }

    private SmtpConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /// Connects, greets, secures the connection and logs in.
    static SmtpConnection open(SmtpSettings settings, SSLSocketFactory tls) throws IOException {
        SmtpSettings.Endpoint endpoint = settings.endpoint();
        Socket socket = new Socket();
        try {
            // without it the last part of a large message waits for the acknowledgement of the one before
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), CONNECT_MILLIS);
            socket.setSoTimeout((int) settings.flow().replyTimeout().toMillis());
            Socket first = endpoint.security() == SmtpSettings.Security.TLS ? secured(socket, endpoint, tls) : socket;
            SmtpConnection connection = new SmtpConnection(first);
            connection.expect(connection.reply());
            connection.hello(endpoint.ourName());
            if (endpoint.security() == SmtpSettings.Security.STARTTLS) {
                connection.startTls(endpoint, tls);
            }
            SmtpSettings.Login login = settings.login();
            if (login != null) {
                connection.logIn(login);
            }
            return connection;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket secured(Socket plain, SmtpSettings.Endpoint endpoint, SSLSocketFactory tls)
            throws IOException {
        SSLSocket socket = (SSLSocket) tls.createSocket(plain, endpoint.host(), endpoint.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        // a plain SSLSocket takes any certificate's name
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private void hello(String ourName) throws IOException {
        extensions.clear();
        command("EHLO " + ourName);
        flush();
        List<String> lines = replyLines();
        if (!lines.getFirst().startsWith("250")) {
            throw new SessionRefused(parsed(lines));
        }
        for (String line : lines.subList(1, lines.size())) {
            String[] words = line.substring(Math.min(4, line.length())).strip().split(" ", 2);
            extensions.put(words[0].toUpperCase(Locale.ROOT), words.length > 1 ? words[1] : "");
        }
    }

    private void startTls(SmtpSettings.Endpoint endpoint, SSLSocketFactory tls) throws IOException {
        if (!has("STARTTLS")) {
            throw new IOException("the mail server offers no STARTTLS");
        }
        command("STARTTLS");
        flush();
        expect(reply());
        if (position != limit) {
            // somebody in between put commands behind the answer (the class of CVE-2011-0411)
            throw new IOException("the mail server said more before TLS began");
        }
        socket = secured(socket, endpoint, tls);
        in = socket.getInputStream();
        out = socket.getOutputStream();
        hello(endpoint.ourName());
    }

    private void logIn(SmtpSettings.Login login) throws IOException {
        List<String> mechanisms = List.of(
                extensions.getOrDefault("AUTH", "").toUpperCase(Locale.ROOT).split(" "));
        if (mechanisms.contains("PLAIN")) {
            command("AUTH PLAIN " + base64("\0" + login.user() + "\0" + login.password()));
            flush();
        } else if (mechanisms.contains("LOGIN")) {
            command("AUTH LOGIN");
            flush();
            expect(reply());
            command(base64(login.user()));
            flush();
            expect(reply());
            command(base64(login.password()));
            flush();
        } else {
            throw new IOException("the mail server offers no login that we know (PLAIN, LOGIN)");
        }
        expect(reply());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    boolean has(String extension) {
        return extensions.containsKey(extension);
    }

    /// The largest message that the server takes; the largest number there is when it does not say.
    long largest() {
        try {
            long size = Long.parseLong(extensions.getOrDefault("SIZE", "0").strip());
            return size == 0 ? Long.MAX_VALUE : size;
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    String mailCommand(OutboundMessage.Mail mail, MailContent content) {
        return "MAIL FROM:<" + mail.envelopeFrom().value() + ">"
                + (has("SIZE") ? " SIZE=" + content.length() : "")
                + (content.eightBit() ? " BODY=8BITMIME" : "");
    }

    static String recipientCommand(OutboundMessage.Mail mail) {
        return "RCPT TO:<" + mail.to().value() + ">";
    }

    void command(String command) {
        byte[] octets = (command + "\r\n").getBytes(StandardCharsets.UTF_8);
        append(octets, octets.length);
    }

    void append(byte[] octets, int length) {
        if (pendingLength + length > pending.length) {
            pending = java.util.Arrays.copyOf(pending, Math.max(pending.length * 2, pendingLength + length));
        }
        System.arraycopy(octets, 0, pending, pendingLength, length);
        pendingLength += length;
    }

    void flush() throws IOException {
        int length = pendingLength;
        pendingLength = 0;
        out.write(pending, 0, length);
        out.flush();
    }

    Reply reply() throws IOException {
        return parsed(replyLines());
    }

    /// The answer to the final dot, for which a server may take its time.
    Reply finalReply(Duration patience, Duration usual) throws IOException {
        if (patience.equals(usual)) {
            return reply();
        }
        socket.setSoTimeout((int) patience.toMillis());
        Reply reply = reply();
        socket.setSoTimeout((int) usual.toMillis());
        return reply;
    }

    private static Reply parsed(List<String> lines) throws IOException {
        int code;
        try {
            code = Integer.parseInt(lines.getLast().substring(0, 3));
        } catch (RuntimeException e) {
            throw new IOException("the mail server's answer has no code", e);
        }
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            String words = line.length() > 4 ? line.substring(4).strip() : "";
            // each line of a long answer repeats the enhanced code
            text.append(text.isEmpty() ? words : " " + words.replaceFirst("^[245]\\.\\d{1,3}\\.\\d{1,3} ?", ""));
        }
        return Reply.of(code, text.toString());
    }

    private List<String> replyLines() throws IOException {
        String line = readLine();
        if (line.length() < 4 || line.charAt(3) != '-') {
            return List.of(line);
        }
        List<String> lines = new java.util.ArrayList<>();
        lines.add(line);
        while (line.length() > 3 && line.charAt(3) == '-') {
            if (lines.size() == MOST_LINES) {
                throw new IOException("the mail server's answer does not end");
            }
            line = readLine();
            lines.add(line);
        }
        return lines;
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder(64);
        while (true) {
            if (position == limit) {
                limit = in.read(buffer);
                position = 0;
                if (limit < 0) {
                    limit = 0;
                    throw new EOFException("the mail server closed the connection");
                }
            }
            char c = (char) (buffer[position++] & 0xFF);
            if (c == '\n') {
                return line.toString();
            }
            if (c != '\r') {
                // control characters of a hostile server end neither in a log nor on a page
                line.append(c < ' ' || c == 0x7F ? ' ' : c);
            }
            if (line.length() > LONGEST_LINE) {
                throw new IOException("the mail server's answer does not end");
            }
        }
    }

    private void expect(Reply reply) throws IOException {
        if (!reply.isPositive()) {
            throw new SessionRefused(reply);
        }
    }

    void counted() {
        sent++;
        lastUsed = System.nanoTime();
    }

    int sent() {
        return sent;
    }

    boolean idleLongerThan(Duration time) {
        return System.nanoTime() - lastUsed > time.toNanos();
    }

    /// Takes leave and closes; the answer to QUIT is not waited for.
    @Override
    public void close() {
        try (Socket closing = socket) {
            if (!closing.isClosed()) {
                pendingLength = 0;
                command("QUIT");
                flush();
            }
        } catch (IOException e) {
            LOG.debug("A connection to a mail server did not end well", e);
        }
    }

    /// Closes without a word, where the conversation is out of step.
    void drop() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("A connection to a mail server did not close", e);
        }
    }
}
