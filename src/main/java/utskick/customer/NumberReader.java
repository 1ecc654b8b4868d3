package utskick.customer;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads amounts and points with the marks of one file: `4 719`, `1.234,56-`, `1,234.56`, `(45,20)`, `−12,40 kr`.
record NumberReader(char decimalMark, boolean pointGroups) {

    /// What `numeric(14, 2)` holds.
    private static final BigDecimal LARGEST = new BigDecimal("1000000000000");

    private static final Pattern CURRENCY =
            Pattern.compile("^(?:€|\\$|£|kr\\.?|zł|SEK|EUR|PLN)|(?:€|\\$|£|kr\\.?|zł|:-|SEK|EUR|PLN)$");
    private static final Pattern SPACED = Pattern.compile("\\d{1,3}(?: \\d{3})+|\\d+");
    private static final Pattern COMMAED = Pattern.compile("\\d{1,3}(?:,\\d{3})+");
    private static final Pattern POINTED = Pattern.compile("\\d{1,3}(?:\\.\\d{3})+");

    /// The number in a field, or empty when the field holds something else; null for an empty field.
    @Nullable
    Optional<BigDecimal> read(String field) {
        if (isPlain(field)) {
            return Optional.of(BigDecimal.valueOf(Long.parseLong(field)));
        }
        var text = CellText.address(field);
        if (!CellText.hasLetterOrDigit(text)) {
            return null;
        }
        if (text.length() > 40) {
            return Optional.empty();
        }
        text = CURRENCY.matcher(text).replaceAll("").strip();
        boolean negative = false;
        if (text.startsWith("(") && text.endsWith(")")) {
            negative = true;
            text = text.substring(1, text.length() - 1).strip();
        } else if (!text.isEmpty() && isMinus(text.charAt(0))) {
            negative = true;
            text = text.substring(1).strip();
        } else if (!text.isEmpty() && isMinus(text.charAt(text.length() - 1))) {
            negative = true;
            text = text.substring(0, text.length() - 1).strip();
        } else if (text.startsWith("+")) {
            text = text.substring(1).strip();
        }
        text = CURRENCY.matcher(text).replaceAll("").strip();
        int mark = text.lastIndexOf(decimalMark);
        var whole = mark < 0 ? text : text.substring(0, mark);
        var fraction = mark < 0 ? "" : text.substring(mark + 1);
        if (whole.isEmpty() && !fraction.isEmpty()) {
            whole = "0";
        }
        if (pointGroups && POINTED.matcher(whole).matches()) {
            whole = whole.replace(".", "");
        } else if (decimalMark == '.' && COMMAED.matcher(whole).matches()) {
            whole = whole.replace(",", "");
        } else if (SPACED.matcher(whole).matches()) {
            whole = whole.replace(" ", "");
        } else {
            return Optional.empty();
        }
        if (!fraction.chars().allMatch(c -> c >= '0' && c <= '9')
                || !whole.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        var number = new BigDecimal(fraction.isEmpty() ? whole : whole + "." + fraction);
        if (number.compareTo(LARGEST) >= 0) {
            return Optional.empty();
        }
        return Optional.of(negative ? number.negate() : number);
    }

    /// A few digits and nothing else, as nearly every field of points is.
    private static boolean isPlain(String field) {
        for (int i = 0; i < field.length(); i++) {
            if (field.charAt(i) < '0' || field.charAt(i) > '9') {
                return false;
            }
        }
        return !field.isEmpty() && field.length() <= 12;
    }

    private static boolean isMinus(char c) {
        return c == '-' || c == '\u2212' || c == '\u2013' || c == '\u2011';
    }
}
