package utskick.customer;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.stream.Stream;

/// The order of a list of customers.
///
/// @param reversed against what people expect first: the smallest amounts, the last names
public record CustomerSort(By by, boolean reversed) {

    public static final CustomerSort DEFAULT = new CustomerSort(By.NUMBER, false);

    /// What a list is sorted by.
    public enum By {
        NUMBER("p.number", "text", false),
        NAME("s.sort_name", "text", false),
        POINTS("s.points", "numeric", true),
        BALANCE("s.balance", "numeric", true),
        LAST_PURCHASE("s.last_purchase", "date", true),
        BOUGHT_12_MONTHS("s.bought_12_months", "numeric", true),
        /// The newest customers first.
        ADDED("p.id", "bigint", true);

        /// The expression over `customer.customer p` and `customer.search s`; never null.
        final String expression;

        final String type;

        /// Whether the largest comes first.
        final boolean falling;

        By(String expression, String type, boolean falling) {
            this.expression = expression;
            this.type = type;
            this.falling = falling;
        }

        /// Whether what the list is sorted by lies in `customer.search`, in an index with the customer's id.
        boolean isBeside() {
            return expression.startsWith("s.");
        }

        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// Whether a text from an address is a value of this order's expression.
        boolean accepts(String value) {
            return switch (this) {
                case NUMBER, NAME -> value.indexOf('\0') < 0;
                case POINTS, BALANCE, BOUGHT_12_MONTHS -> value.matches("-?[0-9]{1,20}(\\.[0-9]{1,4})?|-Infinity");
                case LAST_PURCHASE -> value.equals("-infinity") || isDate(value);
                case ADDED -> value.matches("[0-9]{1,18}");
            };
        }
    }

    private static boolean isDate(String value) {
        try {
            return LocalDate.parse(value).getYear() > 0;
        } catch (DateTimeParseException e) {
            // the only way to ask
            return false;
        }
    }

    /// From an address: `name`, `-points`; [#DEFAULT] where it is none of ours.
    static CustomerSort of(String text) {
        boolean reversed = text.startsWith("-");
        var key = reversed ? text.substring(1) : text;
        return Stream.of(By.values())
                .filter(by -> by.key().equals(key))
                .findFirst()
                .map(by -> new CustomerSort(by, reversed))
                .orElse(DEFAULT);
    }

    /// As it stands in an address.
    String text() {
        return equals(DEFAULT) ? "" : (reversed ? "-" : "") + by.key();
    }

    /// What a click on a column's heading asks for.
    public CustomerSort clicked(By column) {
        return new CustomerSort(column, by == column && !reversed);
    }

    /// Whether the largest comes first.
    public boolean isFalling() {
        return by.falling != reversed;
    }
}
