package utskick.customer;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import utskick.kernel.MergeField;
import utskick.web.PageModel;

/// A column that a list of customers can show beside the customer: one of the register's, or a field of the shop's own.
public sealed interface ListColumn {

    /// What is shown to who has chosen nothing else.
    List<ListColumn> USUAL =
            List.of(Known.PHONE, Known.SMS, Known.EMAIL, Known.POINTS, Known.BALANCE, Known.LAST_PURCHASE);

    /// The name in a form, and in what is remembered: `points`, `own_shoe_size`.
    String key();

    /// What a click on the heading sorts by, null where it does not.
    CustomerSort.@Nullable By sort();

    /// Numbers and dates stand to the right, and are left out on a phone.
    boolean isNumber();

    String heading(PageModel page);

    /// The columns of the register, in the order in which they stand.
    enum Known implements ListColumn {
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
        BOUGHT_12_MONTHS(CustomerSort.By.BOUGHT_12_MONTHS),
        BOUGHT_THIS_YEAR(null),
        BOUGHT_LAST_YEAR(null),
        PURCHASES_12_MONTHS(null),
        ADDED(CustomerSort.By.ADDED);

        private final CustomerSort.@Nullable By sort;

        Known(CustomerSort.@Nullable By sort) {
            this.sort = sort;
        }

        @Override
        public CustomerSort.@Nullable By sort() {
            return sort;
        }

        @Override
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        @Override
        public boolean isNumber() {
            return switch (this) {
                case POINTS,
                        BALANCE,
                        LAST_PURCHASE,
                        BOUGHT_12_MONTHS,
                        BOUGHT_THIS_YEAR,
                        BOUGHT_LAST_YEAR,
                        PURCHASES_12_MONTHS,
                        ADDED -> true;
                case PHONE, MAIL, SMS, EMAIL, EXTERNAL_ID, CATEGORY, GROUPS, STORE, CITY, COUNTRY, LANGUAGE, BIRTHDAY ->
                    false;
            };
        }

        @Override
        public String heading(PageModel page) {
            return page.t("customer.column." + key());
        }
    }

    /// A field of the shop's own. Nothing is sorted by it: the values lie in the customer's `custom`, without an
    /// index.
    record Own(CustomField field) implements ListColumn {

        @Override
        public String key() {
            return MergeField.OWN + field.key();
        }

        @Override
        public CustomerSort.@Nullable By sort() {
            return null;
        }

        @Override
        public boolean isNumber() {
            return field.kind() == CustomField.Kind.NUMBER || field.kind() == CustomField.Kind.DATE;
        }

        @Override
        public String heading(PageModel page) {
            return field.name(page.language());
        }
    }

    /// All there are, in the order in which they stand: the register's, then the shop's own.
    static List<ListColumn> all(List<CustomField> own) {
        return Stream.<ListColumn>concat(
                        Arrays.stream(Known.values()), own.stream().map(Own::new))
                .toList();
    }
}
