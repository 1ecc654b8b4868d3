package utskick.customer;

import java.time.LocalDate;
import java.time.Month;
import java.time.YearMonth;
import java.time.format.TextStyle;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads dates as people in the four countries write them: day before month unless the file was found otherwise, a year
/// of two digits never in the future.
final class DateReader {

    private static final Pattern YEAR_FIRST = Pattern.compile(
            "(\\d{4})(?:\\s?[-/.\\u2010-\\u2013]\\s?|\\s)(\\d{1,2})(?:\\s?[-/.\\u2010-\\u2013]\\s?|\\s)(\\d{1,2})\\.?");
    private static final Pattern COMPACT = Pattern.compile("(\\d{4})(\\d{2})(\\d{2})");
    private static final Pattern DAY_FIRST = Pattern.compile(
            "(\\d{1,2})(?:\\s?[-/.\\u2010-\\u2013]\\s?|\\s)(\\d{1,2})(?:\\s?[-/.\\u2010-\\u2013]\\s?|\\s)(\\d{4}|\\d{2})\\.?");
    private static final Pattern WORD =
            Pattern.compile("(\\d{1,2})\\.?[\\s-]?(\\p{L}{3,})\\.?,?[\\s-]?(\\d{4}|\\d{2})?");
    /// `den 1 mars 2026`, `1 marca 2026 r.`
    private static final Pattern AROUND = Pattern.compile("^(?:den|dnia) | ?r\\.$");
    /// `March 1, 2026`
    private static final Pattern MONTH_FIRST = Pattern.compile("(\\p{L}{3,})\\.? (\\d{1,2}),? (\\d{4})");
    private static final Pattern NO_YEAR = Pattern.compile("(\\d{1,2})\\s?[/.]\\s?(\\d{1,2})\\.?");
    private static final Pattern NO_YEAR_ISO = Pattern.compile("-{0,2}(\\d{2})-(\\d{2})");
    /// With or without its zone: the day is that of the clock on the wall.
    private static final Pattern TIME = Pattern.compile(
            "[T ]\\d{1,2}[:.]\\d{2}(?:[:.]\\d{2}(?:[.,]\\d+)?)?(?:Z| ?[+-]\\d{2}:?\\d{2}| ?[AaPp][Mm])?$");
    private static final Map<String, Integer> MONTHS = months();

    private final LocalDate today;
    private final boolean monthFirst;

    DateReader(LocalDate today) {
        this(today, false);
    }

    /// @param monthFirst `3/1/2026` is the first of March
    DateReader(LocalDate today, boolean monthFirst) {
        this.today = today;
        this.monthFirst = monthFirst;
    }

    /// What a text says about the order of day and month: 1 when the month can only come first, -1 when the day can
    /// only come first, 0 when it says nothing.
    static int order(String field) {
        var match = DAY_FIRST.matcher(CellText.address(field));
        if (!match.matches()) {
            return 0;
        }
        int first = Integer.parseInt(match.group(1));
        int second = Integer.parseInt(match.group(2));
        return first > 12 && second <= 12 ? -1 : second > 12 && first <= 12 ? 1 : 0;
    }

    /// A date, the year of which a birthday may lack.
    record Day(@Nullable Integer year, int month, int day) {}

    /// A full date; empty when the field holds something else; null for an empty field.
    @Nullable
    Optional<LocalDate> date(String field) {
        var day = read(field, false);
        return day == null ? null : day.map(d -> LocalDate.of(d.year() == null ? 0 : d.year(), d.month(), d.day()));
    }

    /// A birthday, with or without its year; empty and null as above.
    @Nullable
    Optional<Day> birthday(String field) {
        return read(field, true);
    }

    private @Nullable Optional<Day> read(String field, boolean withoutYear) {
        var text = CellText.address(field);
        if (!CellText.hasLetterOrDigit(text)) {
            return null;
        }
        if (text.length() > 40) {
            return Optional.empty();
        }
        if (isIso(text)) {
            return day(Integer.parseInt(text, 0, 4, 10), text.substring(5, 7), text.substring(8));
        }
        if (text.length() > 10) {
            text = TIME.matcher(text).replaceFirst("");
            text = AROUND.matcher(text).replaceAll("");
        }
        var match = YEAR_FIRST.matcher(text);
        if (match.matches() || match.usePattern(COMPACT).matches()) {
            return day(Integer.parseInt(match.group(1)), match.group(2), match.group(3));
        }
        if (match.usePattern(DAY_FIRST).matches()) {
            return monthFirst
                    ? dayFirst(match.group(3), match.group(1), match.group(2))
                    : dayFirst(match.group(3), match.group(2), match.group(1));
        }
        if (match.usePattern(WORD).matches()) {
            var month = MONTHS.get(monthKey(match.group(2)));
            boolean complete = match.group(3) != null || withoutYear;
            if (month == null || !complete) {
                return Optional.empty();
            }
            return match.group(3) == null
                    ? day(null, month.toString(), match.group(1))
                    : dayFirst(match.group(3), month.toString(), match.group(1));
        }
        if (match.usePattern(MONTH_FIRST).matches()) {
            var month = MONTHS.get(monthKey(match.group(1)));
            return month == null
                    ? Optional.empty()
                    : day(Integer.valueOf(match.group(3)), month.toString(), match.group(2));
        }
        if (withoutYear && match.usePattern(NO_YEAR).matches()) {
            return monthFirst ? day(null, match.group(1), match.group(2)) : day(null, match.group(2), match.group(1));
        }
        if (withoutYear && match.usePattern(NO_YEAR_ISO).matches()) {
            return day(null, match.group(1), match.group(2));
        }
        return Optional.empty();
    }

    /// `2026-11-22`, as nearly every program writes it.
    private static boolean isIso(String text) {
        if (text.length() != 10 || text.charAt(4) != '-' || text.charAt(7) != '-') {
            return false;
        }
        for (int i = 0; i < 10; i++) {
            if (i != 4 && i != 7 && (text.charAt(i) < '0' || text.charAt(i) > '9')) {
                return false;
            }
        }
        return true;
    }

    private Optional<Day> dayFirst(String year, String month, String day) {
        if (year.length() == 4) {
            return day(Integer.parseInt(year), month, day);
        }
        var recent = day(2000 + Integer.parseInt(year), month, day);
        boolean future = recent.isPresent()
                && LocalDate.of(
                                2000 + Integer.parseInt(year),
                                recent.get().month(),
                                recent.get().day())
                        .isAfter(today);
        return future || recent.isEmpty() ? day(1900 + Integer.parseInt(year), month, day) : recent;
    }

    private static Optional<Day> day(@Nullable Integer year, String month, String day) {
        int m = Integer.parseInt(month);
        int d = Integer.parseInt(day);
        if (m < 1 || m > 12 || d < 1 || year != null && (year < 1850 || year > 2200)) {
            return Optional.empty();
        }
        int last =
                year == null ? Month.of(m).maxLength() : YearMonth.of(year, m).lengthOfMonth();
        return d > last ? Optional.empty() : Optional.of(new Day(year, m, d));
    }

    private static String monthKey(String word) {
        var key = CellText.key(word);
        return key.length() > 4 ? key.substring(0, 4) : key;
    }

    /// The first four letters of each month's name in five languages tell the months apart, but for those that have
    /// only three.
    private static Map<String, Integer> months() {
        var months = new HashMap<String, Integer>();
        for (var language : List.of("sv", "fi", "el", "pl", "en")) {
            for (var month : Month.values()) {
                for (var style : List.of(
                        TextStyle.FULL, TextStyle.FULL_STANDALONE, TextStyle.SHORT, TextStyle.SHORT_STANDALONE)) {
                    var name = month.getDisplayName(style, Locale.of(language)).replace(".", "");
                    months.putIfAbsent(monthKey(name), month.getValue());
                }
            }
        }
        return Map.copyOf(months);
    }
}
