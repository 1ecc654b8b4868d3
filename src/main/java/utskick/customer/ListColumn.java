package utskick.customer;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A column that a list of customers can show beside the customer, in the order in which they stand.
public enum ListColumn {
    PHONE(null),
    MAIL(null),
    /// Whether marketing may go out by SMS, or why not.
    SMS(null),
    /// The same for e-mail.
    EMAIL(null),
    EXTERNAL_ID(null),
    CATEGORY(null),
    GROUPS(null),
    STORE(null),
    CITY(null),
    COUNTRY(null),
    LANGUAGE(null),
    BIRTHDAY(null),
    POINTS(CustomerSort.By.POINTS),
    BALANCE(CustomerSort.By.BALANCE),
    LAST_PURCHASE(CustomerSort.By.LAST_PURCHASE),
    ADDED(CustomerSort.By.ADDED);

    /// What is shown to who has chosen nothing else.
    public static final List<ListColumn> USUAL = List.of(PHONE, SMS, EMAIL, POINTS, BALANCE, LAST_PURCHASE);

    private final CustomerSort.@Nullable By sort;

    ListColumn(CustomerSort.@Nullable By sort) {
        this.sort = sort;
    }

    /// What a click on the heading sorts by, null where it does not.
    public CustomerSort.@Nullable By sort() {
        return sort;
    }

    /// The name in a form, and in the keys of its texts.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Numbers and dates stand to the right, and are left out on a phone.
    public boolean isNumber() {
        return sort != null;
    }

    static Optional<ListColumn> of(String key) {
        return Arrays.stream(values())
                .filter(column -> column.key().equals(key))
                .findFirst();
    }
}
