package utskick.customer;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import utskick.kernel.MergeField;

/// The dates of a card as people of one language read and type them: `14.2.1958` in Finnish, `14.02.1958` in Polish,
/// `14/2/1958` in Greek and English, `1958-02-14` in Swedish; a birthday without its year as `14.2.`. Everything behind
/// the page has them as `1958-02-14` and `--02-14`.
record DateForm(String language) {

    private static final Set<String> FIELDS = Set.of("birthday", "last_purchase");

    private static final Pattern DAY_FIRST = Pattern.compile("(\\d{1,2})[./](\\d{1,2})(?:[./](\\d{4})|\\.?)");

    private static final Pattern MONTH_FIRST = Pattern.compile("\\d{2}-\\d{2}");

    /// Whether a field of a card is a date.
    ///
    /// @param field as the log names it: `birthday`, `own_member_since`
    static boolean isDate(String field, List<CustomField> own) {
        return FIELDS.contains(field)
                || own.stream()
                        .anyMatch(it -> it.kind() == CustomField.Kind.DATE && field.equals(MergeField.OWN + it.key()));
    }

    /// What is no date stands as it is.
    String shown(String plain) {
        try {
            if (plain.startsWith("--")) {
                var day = MonthDay.parse(plain);
                return switch (language) {
                    case "fi" -> "%d.%d.".formatted(day.getDayOfMonth(), day.getMonthValue());
                    case "pl" -> "%02d.%02d.".formatted(day.getDayOfMonth(), day.getMonthValue());
                    case "el", "en" -> "%d/%d".formatted(day.getDayOfMonth(), day.getMonthValue());
                    default -> plain.substring(2);
                };
            }
            var day = plain.isEmpty() ? null : LocalDate.parse(plain);
            if (day == null) {
                return plain;
            }
            return switch (language) {
                case "fi" -> "%d.%d.%d".formatted(day.getDayOfMonth(), day.getMonthValue(), day.getYear());
                case "pl" -> "%02d.%02d.%d".formatted(day.getDayOfMonth(), day.getMonthValue(), day.getYear());
                case "el", "en" -> "%d/%d/%d".formatted(day.getDayOfMonth(), day.getMonthValue(), day.getYear());
                default -> plain;
            };
        } catch (DateTimeException e) {
            // an import brought something else: shown as it stands
            return plain;
        }
    }

    /// The form behind the page of what [#shown] makes; anything else stands as it was typed, for [DateReader].
    String plain(String typed) {
        var match = DAY_FIRST.matcher(typed.strip());
        if (!match.matches()) {
            return MONTH_FIRST.matcher(typed.strip()).matches() ? "--" + typed.strip() : typed;
        }
        try {
            int day = Integer.parseInt(match.group(1));
            int month = Integer.parseInt(match.group(2));
            return match.group(3) == null
                    ? MonthDay.of(month, day).toString()
                    : LocalDate.of(Integer.parseInt(match.group(3)), month, day).toString();
        } catch (DateTimeException e) {
            // no such day: the reader says so by the field
            return typed;
        }
    }
}
