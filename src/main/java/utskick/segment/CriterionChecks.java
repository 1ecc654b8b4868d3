package utskick.segment;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What every kind of criterion refuses in the same words.
final class CriterionChecks {

    private static final BigDecimal MOST = new BigDecimal("999999999999.99");

    private CriterionChecks() {}

    /// At least one value, each once.
    static <T> List<T> chosen(@Nullable List<T> values) {
        if (values == null || values.isEmpty()) {
            throw new CriterionRefused("segment.refused.choose");
        }
        if (values.stream().anyMatch(Objects::isNull)) {
            throw new CriterionRefused("segment.refused.form");
        }
        if (values.size() > 100_000) {
            throw new CriterionRefused("segment.refused.many");
        }
        return values.stream().distinct().toList();
    }

    /// ISO 639 or ISO 3166 codes.
    static List<String> codeList(@Nullable List<String> codes) {
        if (chosen(codes).stream().anyMatch(code -> !code.matches("[A-Za-z]{2,3}"))) {
            throw new CriterionRefused("segment.refused.form");
        }
        return chosen(codes);
    }

    /// What to compare a text with: some where the relation takes some, else none.
    static List<String> texts(Criterion.TextRelation relation, @Nullable List<String> sent) {
        List<String> values = (sent == null ? List.<String>of() : sent)
                .stream()
                        .map(String::strip)
                        .filter(value -> !value.isEmpty())
                        .distinct()
                        .toList();
        boolean takesValue = relation != Criterion.TextRelation.EMPTY && relation != Criterion.TextRelation.FILLED;
        if (takesValue == values.isEmpty()) {
            throw new CriterionRefused("segment.refused.text");
        }
        if (values.size() > 10_000 || values.stream().anyMatch(value -> value.length() > 200)) {
            throw new CriterionRefused("segment.refused.many");
        }
        return values;
    }

    /// One end at least, and the first not after the second.
    static void range(@Nullable BigDecimal from, @Nullable BigDecimal to) {
        if (from == null && to == null) {
            throw new CriterionRefused("segment.refused.amount");
        }
        if (from != null && to != null && from.compareTo(to) > 0) {
            throw new CriterionRefused("segment.refused.range");
        }
        if (Stream.of(from, to).anyMatch(end -> end != null && end.abs().compareTo(MOST) > 0)) {
            throw new CriterionRefused("segment.refused.amount");
        }
    }

    /// The same for two dates, of years that people mean.
    static void range(@Nullable LocalDate from, @Nullable LocalDate to) {
        if (from == null && to == null) {
            throw new CriterionRefused("segment.refused.date");
        }
        if (from != null && to != null && from.isAfter(to)) {
            throw new CriterionRefused("segment.refused.range");
        }
        if (Stream.of(from, to).anyMatch(end -> end != null && (end.getYear() < 1900 || end.getYear() > 2200))) {
            throw new CriterionRefused("segment.refused.date");
        }
    }

    /// A number of days, up to a hundred years.
    static void days(int days) {
        if (days < 0 || days > 36_500) {
            throw new CriterionRefused("segment.refused.days");
        }
    }

    /// A number of days on which a day of the year comes once.
    static void daysOfYear(int days) {
        if (days < 0 || days > 365) {
            throw new CriterionRefused("segment.refused.days");
        }
    }

    /// A month, counted from this one.
    static void months(int ahead) {
        if (ahead < 0 || ahead > 11) {
            throw new CriterionRefused("segment.refused.form");
        }
    }
}
