package utskick.customer;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// What stands in one cell of an export.
sealed interface ExportCell {

    ExportCell NOTHING = new Text("");

    record Text(String text) implements ExportCell {}

    record Amount(BigDecimal number) implements ExportCell {}

    record Day(LocalDate date) implements ExportCell {}

    static ExportCell of(@Nullable String text) {
        return text == null || text.isEmpty() ? NOTHING : new Text(text);
    }

    static ExportCell of(@Nullable BigDecimal number) {
        return number == null ? NOTHING : new Amount(number);
    }

    static ExportCell of(@Nullable LocalDate date) {
        return date == null ? NOTHING : new Day(date);
    }
}
