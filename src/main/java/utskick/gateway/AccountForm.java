package utskick.gateway;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import utskick.kernel.Channel;
import utskick.kernel.Money;
import utskick.web.InvalidInput;

/// What is typed about a provider account: the fields of its page by name, as text.
public record AccountForm(Channel channel, Map<String, String> fields) {

    /// Settings with a number, and what it may be at least and most.
    private record Range(int least, int most) {}

    private static final List<String> SMPP = List.of(
            "host",
            "port",
            "tls",
            "system_id",
            "system_type",
            "window",
            "binds",
            "alphabet",
            "short_code_ton",
            "short_code_npi",
            "id_form");
    private static final List<String> SMTP =
            List.of("host", "port", "security", "user", "connections", "pause_after", "pause", "between");
    private static final Map<String, Range> NUMBERS = Map.of(
            "port", new Range(1, 65_535),
            "window", new Range(1, 1_000),
            "binds", new Range(1, 20),
            "short_code_ton", new Range(0, 6),
            "short_code_npi", new Range(0, 18),
            "connections", new Range(1, 100),
            "pause_after", new Range(0, 1_000_000),
            "pause", new Range(0, 86_400),
            "between", new Range(0, 3_600_000),
            "rate", new Range(1, 100_000));
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern PRICE = Pattern.compile("\\d{1,5}([.,]\\d{1,4})?");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:\\[\\]-]{1,253}");
    /// G4: a name has Latin letters and at most 11 characters; a number is E.164 or a short code.
    private static final Pattern SMS_SENDER = Pattern.compile("[A-Za-z0-9 ]{1,11}|\\+[1-9]\\d{6,14}|\\d{3,8}");
    private static final Pattern EMAIL_SENDER = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s]+");
    private static final Pattern PHONE = Pattern.compile("|\\+[1-9]\\d{6,14}|\\d{3,8}");

    static AccountForm empty(Channel channel) {
        var sms = channel == Channel.SMS;
        return new AccountForm(
                channel,
                sms
                        ? Map.of(
                                "port",
                                "2775",
                                "window",
                                "50",
                                "binds",
                                "1",
                                "alphabet",
                                "gsm7",
                                "short_code_ton",
                                "3",
                                "short_code_npi",
                                "0",
                                "id_form",
                                "exact",
                                "currency",
                                "SEK",
                                "price",
                                "0")
                        : Map.of(
                                "port",
                                "587",
                                "security",
                                "starttls",
                                "connections",
                                "8",
                                "pause_after",
                                "0",
                                "pause",
                                "0",
                                "between",
                                "0",
                                "currency",
                                "SEK",
                                "price",
                                "0"));
    }

    static AccountForm of(Account account, Map<String, Object> settings) {
        var fields = new HashMap<>(empty(account.channel()).fields());
        settings.forEach((name, value) -> fields.put(name, value.toString().toLowerCase(java.util.Locale.ROOT)));
        // these are names, not choices
        List.of("system_id", "user", "system_type", "host").forEach(name -> {
            if (settings.get(name) != null) {
                fields.put(name, settings.get(name).toString());
            }
        });
        fields.put("name", account.name());
        fields.put("sender", account.sender());
        fields.put("reply", account.replyNumber());
        fields.put("price", account.unitPrice().amount().stripTrailingZeros().toPlainString());
        fields.put("currency", account.unitPrice().currency().getCurrencyCode());
        fields.put("rate", account.rate() == null ? "" : account.rate().toString());
        return new AccountForm(account.channel(), fields);
    }

    /// A field as it is to stand in the page.
    public String get(String name) {
        return Objects.requireNonNullElse(fields.get(name), "").strip();
    }

    /// @param enabled whether it is switched on
    /// @throws InvalidInput with a text for each field that is wrong
    AccountDraft draft(boolean enabled) {
        var checks = InvalidInput.checks()
                .required("name", get("name"))
                .required("host", get("host"))
                .check(HOST.matcher(get("host")).matches(), "host", "gateway.account.host.wrong")
                .check(PRICE.matcher(get("price")).matches(), "price", "gateway.account.price.wrong")
                .check(isCurrency(get("currency")), "currency", "gateway.account.currency.wrong");
        NUMBERS.forEach((name, range) -> {
            if (settingNames().contains(name)
                    || name.equals("rate") && !get("rate").isEmpty()) {
                checks.check(
                        NUMBER.matcher(get(name)).matches() && within(range, Long.parseLong(get(name))),
                        name,
                        "gateway.account.number.wrong",
                        range.least(),
                        range.most());
            }
        });
        if (channel == Channel.SMS) {
            checks.required("system_id", get("system_id"))
                    .check(
                            get("sender").isEmpty()
                                    || SMS_SENDER.matcher(get("sender")).matches(),
                            "sender",
                            "gateway.account.sender.wrong")
                    .check(PHONE.matcher(get("reply")).matches(), "reply", "gateway.account.reply.wrong");
        } else {
            checks.check(EMAIL_SENDER.matcher(get("sender")).matches(), "sender", "gateway.account.email.wrong")
                    .check(
                            get("user").isEmpty() || !get("security").equals("none"),
                            "security",
                            "gateway.account.security.wrong");
        }
        checks.orThrow();
        return new AccountDraft(get("name"), terms(), settings(), secret(), enabled);
    }

    private AccountDraft.Terms terms() {
        return new AccountDraft.Terms(
                channel,
                new Money(new BigDecimal(get("price").replace(',', '.')), Currency.getInstance(get("currency"))),
                get("rate").isEmpty() ? null : Integer.valueOf(get("rate")),
                get("sender"),
                channel == Channel.SMS ? get("reply") : "");
    }

    private Map<String, Object> settings() {
        var settings = new HashMap<String, Object>();
        for (var name : settingNames()) {
            if (name.equals("tls")) {
                settings.put(name, fields.containsKey("tls") && !get("tls").equals("false"));
            } else if (NUMBERS.containsKey(name)) {
                settings.put(name, Integer.valueOf(get(name)));
            } else if (!get(name).isEmpty()) {
                settings.put(name, get(name));
            }
        }
        return settings;
    }

    private List<String> settingNames() {
        return channel == Channel.SMS ? SMPP : SMTP;
    }

    /// As typed, spaces too; null keeps the old one.
    private @Nullable String secret() {
        var secret = Objects.requireNonNullElse(fields.get("secret"), "");
        return secret.isEmpty() ? null : secret;
    }

    private static boolean within(Range range, long number) {
        return number >= range.least() && number <= range.most();
    }

    private static boolean isCurrency(String code) {
        return Currency.getAvailableCurrencies().stream()
                .anyMatch(currency -> currency.getCurrencyCode().equals(code));
    }
}
