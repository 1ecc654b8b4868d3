package utskick.gateway;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import utskick.gateway.smpp.SmppSettings;
import utskick.gateway.smtp.SmtpSettings;

/// Reads the settings of a protocol from their stored form. A setting that does not exist, or has a value it
/// cannot have, is an error that names it.
final class AccountSettings {

    private static final String BINDS = "binds";
    private static final int MOST_BINDS = 20;

    private final Map<String, Object> left;

    private AccountSettings(Map<String, Object> settings) {
        this.left = new HashMap<>(settings);
    }

    /// @throws IllegalArgumentException when a setting is missing, unknown or impossible
    /// How many connections an SMS account's provider allows, each of them another node's.
    static int binds(Map<String, Object> settings) {
        return new AccountSettings(settings).number(BINDS, 1, 1, MOST_BINDS);
    }

    static SmppSettings smpp(Map<String, Object> settings, String password, @Nullable Integer rate) {
        AccountSettings from = new AccountSettings(settings);
        SmppSettings.Flow flow = SmppSettings.Flow.DEFAULT;
        SmppSettings.Dialect dialect = SmppSettings.Dialect.DEFAULT;
        SmppSettings read = new SmppSettings(
                new SmppSettings.Endpoint(
                        from.required("host"), from.number("port", 2775, 1, 65_535), from.yes("tls", false)),
                new SmppSettings.Login(from.required("system_id"), password, from.text("system_type", "")),
                new SmppSettings.Flow(
                        from.number("window", flow.window(), 1, 1_000),
                        rate,
                        from.seconds("response_timeout", flow.responseTimeout()),
                        from.seconds("enquire_link", flow.enquireLink())),
                new SmppSettings.Dialect(
                        from.choice("alphabet", dialect.defaultAlphabet()),
                        from.number("short_code_ton", dialect.shortCodeTon(), 0, 6),
                        from.number("short_code_npi", dialect.shortCodeNpi(), 0, 18),
                        from.choice("id_form", dialect.idForm())));
        // who may connect is decided before
        from.number(BINDS, 1, 1, MOST_BINDS);
        from.nothingLeft();
        return read;
    }

    /// @throws IllegalArgumentException when a setting is missing, unknown or impossible
    static SmtpSettings smtp(Map<String, Object> settings, String password, @Nullable Integer rate) {
        AccountSettings from = new AccountSettings(settings);
        SmtpSettings.Flow flow = SmtpSettings.Flow.DEFAULT;
        String user = from.text("user", "");
        SmtpSettings read = new SmtpSettings(
                new SmtpSettings.Endpoint(
                        from.required("host"),
                        from.number("port", 587, 1, 65_535),
                        from.choice("security", SmtpSettings.Security.STARTTLS),
                        from.text("our_name", ourName())),
                user.isEmpty() ? null : new SmtpSettings.Login(user, password),
                new SmtpSettings.Flow(
                        from.number("connections", flow.connections(), 1, 100),
                        from.number("per_connection", flow.perConnection(), 1, 1_000_000),
                        rate,
                        from.seconds("reply_timeout", flow.replyTimeout()),
                        from.seconds("final_timeout", flow.finalTimeout())),
                new SmtpSettings.Rhythm(
                        from.number("pause_after", 0, 0, 1_000_000),
                        Duration.ofSeconds(from.number("pause", 0, 0, 86_400)),
                        Duration.ofMillis(from.number("between", 0, 0, 3_600_000))));
        from.nothingLeft();
        return read;
    }

    private String text(String name, String usual) {
        Object value = left.remove(name);
        return value == null ? usual : value.toString().strip();
    }

    private String required(String name) {
        String text = text(name, "");
        if (text.isEmpty()) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return text;
    }

    private int number(String name, int usual, int least, int most) {
        String text = text(name, String.valueOf(usual));
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(name + " is a number from " + least + " to " + most);
    }

    private boolean yes(String name, boolean usual) {
        return Boolean.parseBoolean(text(name, String.valueOf(usual)));
    }

    private Duration seconds(String name, Duration usual) {
        return Duration.ofSeconds(number(name, (int) usual.toSeconds(), 1, 3_600));
    }

    private <E extends Enum<E>> E choice(String name, E usual) {
        String text = text(name, usual.name()).toUpperCase(Locale.ROOT);
        E[] all = usual.getDeclaringClass().getEnumConstants();
        return Arrays.stream(all)
                .filter(one -> one.name().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " is one of " + Arrays.toString(all)));
    }

    private void nothingLeft() {
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("there is no setting " + String.join(", ", left.keySet()));
        }
    }

    private static String ourName() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return name.matches("[A-Za-z0-9][A-Za-z0-9.-]{0,250}") ? name : "localhost";
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
