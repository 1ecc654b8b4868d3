package utskick.gateway.smtp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is to be known to hand e-mail to one mail server.
public record SmtpSettings(Endpoint endpoint, @Nullable Login login, Flow flow, Rhythm rhythm) {

    public SmtpSettings {
        if (login != null && endpoint.security() == Security.NONE && !isThisMachine(endpoint.host())) {
            throw new IllegalArgumentException("a password goes over the network only with TLS");
        }
    }

    /// Where the mail server listens, and the name we greet it with.
    public record Endpoint(String host, int port, Security security, String ourName) {

        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,250}|\\[[0-9A-Fa-f:.]+]");

        public Endpoint {
            if (!NAME.matcher(ourName).matches()) {
                throw new IllegalArgumentException("the name for EHLO is a host name");
            }
        }
    }

    /// How the connection is kept private. The server's name is checked against its certificate.
    public enum Security {
        NONE,
        /// Asked for on the plain connection, and required (RFC 8314 calls this the second choice, port 587).
        STARTTLS,
        /// From the first octet, port 465.
        TLS
    }

    /// The account at the mail server.
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    /// How much and how patiently. The defaults for the time-outs are the order of RFC 5321 section 4.5.3.2; the
    /// answer to the final dot may take long, and giving up on it leaves a message uncertain.
    ///
    /// @param connections   at one time
    /// @param perConnection messages before a new connection is made
    /// @param perSecond     messages at most; null: no limit of ours
    public record Flow(
            int connections,
            int perConnection,
            @Nullable Integer perSecond,
            Duration replyTimeout,
            Duration finalTimeout) {
        public static final Flow DEFAULT = new Flow(8, 1_000, null, Duration.ofSeconds(60), Duration.ofMinutes(10));
    }

    /// The till's way of going easy on a mail server (T13): hang up after so many, wait, and wait between two.
    ///
    /// @param pauseAfter messages, 0: never
    public record Rhythm(int pauseAfter, Duration pause, Duration between) {

        public static final Rhythm STEADY = new Rhythm(0, Duration.ZERO, Duration.ZERO);

        public Rhythm {
            if (pauseAfter < 0 || pause.isNegative() || between.isNegative()) {
                throw new IllegalArgumentException("a rhythm has no negative numbers");
            }
        }

        boolean isSteady() {
            return (pauseAfter == 0 || pause.isZero()) && between.isZero();
        }
    }

    private static boolean isThisMachine(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
