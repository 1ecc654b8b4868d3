package utskick.web;

import com.ibm.icu.text.DateFormat;
import com.ibm.icu.text.DateTimePatternGenerator;
import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.text.NumberFormat;
import com.ibm.icu.text.SimpleDateFormat;
import com.ibm.icu.util.Currency;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;
import gg.jte.Content;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;
import utskick.kernel.Money;

/// The words of one language, and how it writes numbers, money and dates. Texts are ICU message patterns, so that a
/// count takes its right form in Polish too. A missing key is a bug and fails.
public final class Texts {

    /// The languages of the screens, in the order in which they are offered.
    public static final List<String> LANGUAGES = List.of("sv", "fi", "el", "pl", "en");

    private static final Map<String, Texts> ALL =
            LANGUAGES.stream().collect(Collectors.toUnmodifiableMap(language -> language, Texts::new));

    private static final Texts ENGLISH = Objects.requireNonNull(ALL.get("en"));

    private final String language;
    private final ULocale locale;
    private final Map<String, String> patterns;
    private final Map<String, MessageFormat> formats = new ConcurrentHashMap<>();

    private Texts(String language) {
        this.language = language;
        // British English writes days before months, as the other four do.
        this.locale = language.equals("en") ? ULocale.UK : new ULocale(language);
        this.patterns = read(language);
    }

    /// The texts of a language; English for one that we do not speak.
    public static Texts of(@Nullable String language) {
        return ALL.getOrDefault(language == null ? "en" : language, ENGLISH);
    }

    public String language() {
        return language;
    }

    public Locale locale() {
        return locale.toLocale();
    }

    /// The text of `key` with `args` filled in as `{0}`, `{1}`, …
    public String t(String key, @Nullable Object... args) {
        return args.length == 0
                        && patterns.containsKey(key)
                        && patterns.get(key).indexOf('{') < 0
                ? plain(patterns.get(key))
                : format(key, args);
    }

    /// The same for patterns that hold `<b>`: the pattern is ours and stays as it is, every argument is escaped.
    public Content rich(String key, @Nullable Object... args) {
        var escaped = new Object[args.length];
        for (int i = 0; i < args.length; i++) {
            escaped[i] = args[i] instanceof String text ? HtmlUtils.htmlEscape(text, "UTF-8") : args[i];
        }
        var html = format(key, escaped);
        return output -> output.writeContent(html);
    }

    /// Whether there is a text for `key`: for words whose key is made of data.
    public boolean has(String key) {
        return patterns.containsKey(key);
    }

    public String number(long number) {
        return NumberFormat.getInstance(locale).format(number);
    }

    public String decimal(java.math.BigDecimal number, int decimals) {
        var format = NumberFormat.getInstance(locale);
        format.setMinimumFractionDigits(decimals);
        format.setMaximumFractionDigits(decimals);
        return format.format(number);
    }

    public String money(Money money) {
        var format = NumberFormat.getCurrencyInstance(locale);
        format.setCurrency(Currency.getInstance(money.currency().getCurrencyCode()));
        return format.format(money.amount());
    }

    public String date(LocalDate date) {
        return skeleton("yMMMd", ZoneId.of("UTC"))
                .format(Date.from(date.atStartOfDay(ZoneId.of("UTC")).toInstant()));
    }

    /// "24 November", of any year.
    public String monthDay(java.time.MonthDay day) {
        var date = day.atYear(2000); // a leap year
        return skeleton("dMMMM", ZoneId.of("UTC"))
                .format(Date.from(date.atStartOfDay(ZoneId.of("UTC")).toInstant()));
    }

    public String dateTime(Instant instant, ZoneId zone) {
        return skeleton("yMMMdHHmm", zone).format(Date.from(instant));
    }

    public String time(Instant instant, ZoneId zone) {
        return skeleton("HHmm", zone).format(Date.from(instant));
    }

    /// "Tuesday 24 November".
    public String day(Instant instant, ZoneId zone) {
        return skeleton("EEEEdMMMM", zone).format(Date.from(instant));
    }

    private DateFormat skeleton(String skeleton, ZoneId zone) {
        var pattern = DateTimePatternGenerator.getInstance(locale).getBestPattern(skeleton);
        var format = new SimpleDateFormat(pattern, locale);
        format.setTimeZone(TimeZone.getTimeZone(zone.getId()));
        return format;
    }

    private String format(String key, @Nullable Object[] args) {
        var format = formats.computeIfAbsent(key, k -> {
            var pattern = patterns.get(k);
            if (pattern == null) {
                throw new IllegalArgumentException("no text '%s' in language '%s'".formatted(k, language));
            }
            return new MessageFormat(pattern, locale);
        });
        // ICU's formats are not safe for use by several threads at once.
        return ((MessageFormat) format.clone()).format(args);
    }

    private static String plain(String pattern) {
        return pattern.indexOf('\'') < 0 ? pattern : pattern.replace("''", "'");
    }

    private static Map<String, String> read(String language) {
        var file = "/messages/messages_%s.properties".formatted(language);
        try (var in = Texts.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("missing " + file);
            }
            var properties = new Properties();
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            var patterns = new HashMap<String, String>();
            properties.stringPropertyNames().forEach(key -> patterns.put(key, properties.getProperty(key)));
            return patterns;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
