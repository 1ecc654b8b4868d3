package utskick.customer;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a workbook's cell shows its number: 317 under the format `000000` is `000317`, 950 under `00\-000` is `00-950`,
/// 45321 under a format of dates is a day. A phone number never becomes 3.58E11, so what only groups, rounds or names a
/// unit is left out.
///
/// @param kind days, times of day, or numbers
/// @param from1904 whether days are counted from 1 January 1904
/// @param pattern the digits and what stands between them, in a format for identifiers; else empty
record ShownNumber(Kind kind, boolean from1904, List<Piece> pattern) {

    /// What a format is for.
    enum Kind {
        NUMBER,
        DAY,
        TIME
    }

    /// A part of a pattern.
    ///
    /// @param place a place for a digit: `0`, `#` or `?`; 0 for a text
    /// @param text that stands as it is
    record Piece(char place, String text) {}

    /// Longer than any number a spreadsheet writes.
    private static final int LONGEST = 64;

    /// A spreadsheet counts and shows so many digits (Excel specifications and limits).
    private static final MathContext SHOWN_DIGITS = new MathContext(15);

    /// 31 December 9999 by either count of days, the last a spreadsheet shows.
    private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);

    /// @param id of the format; the first 164 are known to every reader (ECMA-376 part 1, 18.8.30)
    /// @param format as it is written, null for those that every reader knows
    static ShownNumber of(int id, @Nullable String format, boolean from1904) {
        var kind = kind(id, format);
        return new ShownNumber(
                kind, from1904, kind == Kind.NUMBER && format != null ? pattern(first(format)) : List.of());
    }

    private static Kind kind(int id, @Nullable String format) {
        if (id >= 14 && id <= 17 || id == 22) {
            return Kind.DAY;
        }
        if (id >= 18 && id <= 21 || id >= 45 && id <= 47) {
            return Kind.TIME;
        }
        if (format == null || format.equalsIgnoreCase("General") || format.equalsIgnoreCase("Standard")) {
            return Kind.NUMBER;
        }
        var letters =
                format.replaceAll("\"[^\"]*\"|[\\\\_*].|\\[[^\\]]*\\]", "").toLowerCase(Locale.ROOT);
        if (letters.indexOf('d') >= 0 || letters.indexOf('y') >= 0) {
            return Kind.DAY;
        }
        return letters.indexOf('h') >= 0 || letters.indexOf('s') >= 0 ? Kind.TIME : Kind.NUMBER;
    }

    /// The part of a format that is for numbers above zero.
    private static String first(String format) {
        boolean quoted = false;
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\') {
                i++;
            } else if (c == ';' && !quoted) {
                return format.substring(0, i);
            }
        }
        return format;
    }

    /// The pattern of a format for identifiers, such as `00000`, `"+"0` and `000\ 00`; empty for every other.
    private static List<Piece> pattern(String format) {
        var pieces = new ArrayList<Piece>();
        int zeros = 0;
        boolean parted = false;
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            String text;
            if (c == '0' || c == '#' || c == '?') {
                parted |= zeros + places(pieces) > 0 && pieces.getLast().place() == 0;
                zeros += c == '0' ? 1 : 0;
                pieces.add(new Piece(c, ""));
                continue;
            } else if (c == '"') {
                int end = format.indexOf('"', i + 1);
                text = format.substring(i + 1, end < 0 ? format.length() : end);
                i = end < 0 ? format.length() : end;
            } else if (c == '\\' && i + 1 < format.length()) {
                text = String.valueOf(format.charAt(++i));
            } else if (c == '[' && format.startsWith("[$-", i) && format.indexOf(']', i) > 0) {
                i = format.indexOf(']', i);
                text = "";
            } else if (c == '+' || c == '-' || c == ' ' || c == '\u00a0' || c == '(' || c == ')') {
                text = String.valueOf(c);
            } else {
                return List.of();
            }
            if (!text.isEmpty()) {
                if (places(pieces) > 0 && text.chars().anyMatch(Character::isLetterOrDigit)) {
                    return List.of();
                }
                pieces.add(new Piece((char) 0, text));
            }
        }
        // what ends in a text names a unit; with one zero at most, what stands between digits groups them
        boolean identifies = !pieces.isEmpty() && pieces.getLast().place() != 0 && (zeros > 1 || !parted);
        return identifies ? List.copyOf(pieces) : List.of();
    }

    private static int places(List<Piece> pieces) {
        return (int) pieces.stream().filter(piece -> piece.place() != 0).count();
    }

    /// The text that the cell shows.
    ///
    /// @param raw the number as it is stored, `4.67E10` for one; text that is none stays as it is
    String text(String raw) {
        BigDecimal value;
        try {
            value = raw.length() > LONGEST ? null : new BigDecimal(raw.strip());
        } catch (NumberFormatException e) {
            // some writers mark text as a number; then it is text
            return raw;
        }
        if (value == null || Math.abs((long) value.scale()) > 2 * LONGEST) {
            return raw;
        }
        return switch (kind) {
            case DAY -> day(value);
            case TIME -> time(value);
            case NUMBER -> number(value);
        };
    }

    private String number(BigDecimal value) {
        var plain = plain(value);
        return pattern.isEmpty() || value.signum() < 0 || plain.indexOf('.') >= 0 ? plain : fill(plain);
    }

    /// Whole numbers with all their digits; others as far as a spreadsheet shows them, since it stores 70.1 as
    /// 70.099999999999994.
    private static String plain(BigDecimal value) {
        var plain = value.stripTrailingZeros();
        return (plain.scale() > 0 ? plain.round(SHOWN_DIGITS).stripTrailingZeros() : plain).toPlainString();
    }

    private String fill(String digits) {
        var shown = new StringBuilder();
        int left = digits.length();
        int first = 0;
        while (pattern.get(first).place() == 0) {
            first++;
        }
        for (int i = pattern.size() - 1; i >= 0; i--) {
            var piece = pattern.get(i);
            if (piece.place() == 0) {
                shown.insert(0, piece.text());
            } else if (left > 0) {
                int from = i == first ? 0 : left - 1;
                shown.insert(0, digits.substring(from, left));
                left = from;
            } else if (piece.place() == '0') {
                shown.insert(0, '0');
            }
        }
        return shown.toString();
    }

    /// Spreadsheets believe in 29 February 1900, so days count from 31 December 1899 before it and from the day
    /// before after it (ECMA-376 part 1, 18.17.4.1). A number that is no day is shown as what it is.
    private String day(BigDecimal value) {
        var whole = value.setScale(0, RoundingMode.FLOOR);
        var zero = from1904
                ? LocalDate.of(1904, 1, 1)
                : whole.compareTo(BigDecimal.valueOf(60)) < 0 ? LocalDate.of(1899, 12, 31) : LocalDate.of(1899, 12, 30);
        boolean isDay = whole.signum() >= (from1904 ? 0 : 1)
                && (from1904 || whole.compareTo(BigDecimal.valueOf(60)) != 0)
                && whole.compareTo(BigDecimal.valueOf(LAST_DAY.toEpochDay() - zero.toEpochDay())) <= 0;
        return isDay ? zero.plusDays(whole.longValue()).toString() : plain(value);
    }

    private String time(BigDecimal value) {
        if (value.signum() < 0 || value.compareTo(BigDecimal.ONE) >= 0) {
            return day(value);
        }
        long seconds = value.multiply(BigDecimal.valueOf(86_400))
                .setScale(0, RoundingMode.HALF_UP)
                .longValue();
        return LocalTime.ofSecondOfDay(Math.min(seconds, 86_399)).toString();
    }
}
