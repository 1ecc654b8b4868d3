package utskick.customer;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What stands in one column of a sample: how many of its filled cells are addresses, phones, dates and so on.
///
/// @param filled cells with text
/// @param distinct different ones among them
/// @param numerals nothing but seven digits or more, however they are grouped, and no dates
/// @param words of consent: yes, no, withdrawn
/// @param numbers amounts, points and other numbers
/// @param regions countries or languages
/// @param standings customers who are blocked or dead
/// @param shorts at most five digits and nothing else
/// @param codes short texts with a digit and without blanks, as customer numbers are
/// @param joined cells with a comma or semicolon
/// @param identities national identity numbers
/// @param distinctIdentities different ones among them
record ColumnContent(
        int filled,
        int distinct,
        int addresses,
        int phones,
        int numerals,
        int words,
        int dates,
        int numbers,
        int regions,
        int standings,
        int shorts,
        int codes,
        int joined,
        int identities,
        int distinctIdentities) {

    private static final int LONGEST_CODE = 24;
    /// Only tells dates from what is none, so any day will do.
    private static final DateReader DATES = new DateReader(LocalDate.of(2100, 1, 1));

    static ColumnContent of(int column, List<SourceRow> sample) {
        int filled = 0;
        int addresses = 0;
        int phones = 0;
        int numerals = 0;
        int words = 0;
        int dates = 0;
        int numbers = 0;
        int regions = 0;
        int standings = 0;
        int shorts = 0;
        int codes = 0;
        int joined = 0;
        int identities = 0;
        var distinct = new HashSet<String>();
        Set<String> distinctIdentities = new HashSet<>();
        for (var row : sample) {
            var text = CellText.address(row.cell(column));
            if (text.isEmpty()) {
                continue;
            }
            filled++;
            distinct.add(text);
            addresses += EmailReader.read(text).address() != null ? 1 : 0;
            int digits = digits(text);
            phones += digits >= 9 && digits <= 15 && (text.startsWith("+") || text.startsWith("0")) ? 1 : 0;
            var word = ConsentWord.read(text);
            words += word != null && word.isPresent() ? 1 : 0;
            var date = DATES.birthday(text);
            boolean isDate = date != null && date.isPresent();
            dates += isDate ? 1 : 0;
            numerals += digits >= 7 && digits <= 15 && !isDate ? 1 : 0;
            numbers += isNumber(text, ',') || isNumber(text, '.') ? 1 : 0;
            regions += Regions.country(text) != null || Regions.language(text) != null ? 1 : 0;
            standings += RowReader.standing(text) != null ? 1 : 0;
            shorts += digits > 0 && digits <= 5 && Character.isDigit(text.charAt(0)) ? 1 : 0;
            codes += isCode(text) ? 1 : 0;
            joined += text.indexOf(',') >= 0 || text.indexOf(';') >= 0 ? 1 : 0;
            if (NationalId.isOne(text)) {
                identities++;
                distinctIdentities.add(text);
            }
        }
        return new ColumnContent(
                filled,
                distinct.size(),
                addresses,
                phones,
                numerals,
                words,
                dates,
                numbers,
                regions,
                standings,
                shorts,
                codes,
                joined,
                identities,
                distinctIdentities.size());
    }

    /// Whether nearly all cells are national identity numbers, and more than two.
    boolean isIdentities() {
        return 10 * identities > 8 * filled && distinctIdentities > 2;
    }

    /// Too short for any country's identity numbers.
    boolean isShort() {
        return filled >= 3 && shorts == filled;
    }

    boolean isAddresses() {
        return filled >= 3 && distinct >= 3 && 10 * addresses > 6 * filled;
    }

    boolean isPhones() {
        return filled >= 3 && distinct >= 3 && 10 * phones > 8 * filled;
    }

    /// Many digits and hardly a yes or no.
    boolean isNumerals() {
        return filled >= 3 && 10 * numerals > 6 * filled;
    }

    /// Yes and no, in a few words, and nothing that could be something else.
    boolean isAnswers() {
        return filled >= 3 && addresses == 0 && 10 * words > 8 * filled && dates == 0;
    }

    /// A yes or no here and there, and not one address or number.
    boolean hasAnswers() {
        return words > 0 && 2 * words >= filled && addresses == 0 && numerals == 0 && dates == 0;
    }

    /// Days, and hardly a yes or no, such as a row with a cell too many brings here.
    boolean isOnlyDates() {
        return isDates() && 10 * words < filled;
    }

    /// Texts that are neither yes nor no.
    boolean isOther() {
        return filled >= 3 && words == 0;
    }

    boolean isDates() {
        return filled >= 3 && 10 * dates > 8 * filled;
    }

    /// Whether what stands there fits a field of this kind; nothing at all fits every kind.
    boolean fits(Field field) {
        return switch (field) {
            case POINTS, BALANCE -> 10 * numbers >= 8 * filled;
            case COUNTRY, LANGUAGE -> 10 * regions >= 8 * filled;
            case PROTECTED -> 10 * words >= 8 * filled;
            case STATUS -> standings > 0;
            case STORE -> !isDates() && !isAnswers() && (10 * numbers <= 5 * filled || 2 * distinct <= filled);
            case POSTCODE -> !isDates() && !isAnswers();
            default -> !isDates() && !isAnswers() && 10 * numbers <= 5 * filled;
        };
    }

    /// Whether rows could be told apart by this column.
    boolean isCodes(int rows) {
        return filled >= 3
                && 10 * filled > 9 * rows
                && 10 * distinct > 9 * filled
                && 10 * codes > 9 * filled
                && !isPhones()
                && !isDates();
    }

    /// Whether many rows have the same.
    boolean comesAgain() {
        return filled >= 3 && 10 * distinct < 9 * filled;
    }

    private static boolean isNumber(String text, char decimalMark) {
        var number = new NumberReader(decimalMark, decimalMark == ',').read(text);
        return number != null && number.isPresent();
    }

    private static boolean isCode(String text) {
        boolean digit = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ' || c == '@' || c == ',') {
                return false;
            }
            digit |= Character.isDigit(c);
        }
        return digit && text.length() <= LONGEST_CODE;
    }

    /// How many digits a text has that holds nothing but them and the signs between groups; 0 for any other.
    private static int digits(String text) {
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isDigit(c)) {
                digits++;
            } else if (" +-()/.".indexOf(c) < 0) {
                return 0;
            }
        }
        return digits;
    }
}
