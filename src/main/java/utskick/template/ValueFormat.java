package utskick.template;

import com.ibm.icu.number.LocalizedNumberFormatter;
import com.ibm.icu.number.NumberFormatter;
import com.ibm.icu.number.Precision;
import com.ibm.icu.text.DateTimePatternGenerator;
import com.ibm.icu.util.Currency;
import com.ibm.icu.util.ULocale;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import utskick.kernel.Channel;
import utskick.kernel.Gsm7;
import utskick.kernel.MergeField;

/// How frozen values are shown in the recipient's language. In an SMS nothing that is shown makes it dear by itself:
/// plain spaces and hyphens for the typographic ones, dates in figures, and `PLN` for a currency sign that the GSM
/// alphabet lacks.
final class ValueFormat {

    private record Key(String language, Channel channel) {}

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,20}(?:\\.[0-9]{1,10})?");

    private static final Map<Key, ValueFormat> ALL = new ConcurrentHashMap<>();

    private final boolean sms;
    private final LocalizedNumberFormatter plain;
    private final LocalizedNumberFormatter whole;
    private final DateTimeFormatter dates;
    private final Map<String, LocalizedNumberFormatter> money = new ConcurrentHashMap<>();

    private ValueFormat(Key key) {
        sms = key.channel() == Channel.SMS;
        // British English writes days before months, as the other four languages do.
        var locale = key.language().equals("en") ? ULocale.UK : new ULocale(key.language());
        plain = NumberFormatter.withLocale(locale).precision(Precision.unlimited());
        whole = plain.precision(Precision.integer());
        var pattern = DateTimePatternGenerator.getInstance(locale).getBestPattern(sms ? "yMd" : "yMMMMd");
        dates = DateTimeFormatter.ofPattern(pattern, locale.toLocale());
    }

    /// Kept for the five languages; an unknown language reads as English.
    static ValueFormat of(Locale locale, Channel channel) {
        var language = locale.getLanguage();
        return ALL.computeIfAbsent(
                new Key(
                        switch (language) {
                            case "sv", "fi", "el", "pl" -> language;
                            default -> "en";
                        },
                        channel),
                ValueFormat::new);
    }

    /// What is no value of its kind is shown as it stands.
    String format(MergeField.Kind kind, String value) {
        return switch (kind) {
            case TEXT -> value;
            case NUMBER -> number(value);
            case MONEY -> money(value);
            case DATE -> date(value);
        };
    }

    private String number(String value) {
        var number = parse(value);
        if (number == null) {
            return value;
        }
        // 1240.00 points are 1 240, but 12.50 stay 12,50
        boolean integer = number.stripTrailingZeros().scale() <= 0;
        return plain(
                integer
                        ? whole.format(number).toString()
                        : plain.precision(Precision.fixedFraction(number.scale()))
                                .format(number)
                                .toString());
    }

    private String money(String value) {
        int space = value.indexOf(' ');
        var amount = space < 0 ? null : parse(value.substring(0, space));
        var code = value.substring(space + 1);
        if (amount == null || !code.matches("[A-Z]{3}")) {
            return value;
        }
        var formatter = money.computeIfAbsent(
                code, it -> plain.precision(Precision.fixedFraction(2)).unit(Currency.getInstance(it)));
        var shown = plain(formatter.format(amount).toString());
        return sms && !Gsm7.isEncodable(shown)
                ? plain(formatter
                        .unitWidth(NumberFormatter.UnitWidth.ISO_CODE)
                        .format(amount)
                        .toString())
                : shown;
    }

    private String date(String value) {
        try {
            return dates.format(LocalDate.parse(value));
        } catch (DateTimeException _) {
            return value;
        }
    }

    private String plain(String shown) {
        return sms ? shown.replace('\u00A0', ' ').replace('\u202F', ' ').replace('−', '-') : shown;
    }

    /// No exponents: `1e999999999` would be written out.
    private static @Nullable BigDecimal parse(String value) {
        return NUMBER.matcher(value).matches() ? new BigDecimal(value) : null;
    }
}
