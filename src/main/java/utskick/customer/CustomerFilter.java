package utskick.customer;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What a list of customers can be narrowed by. Several values of one filter widen it, several filters narrow.
public enum CustomerFilter {
    STORE,
    CATEGORY,
    GROUP,
    COUNTRY,
    LANGUAGE,
    /// `person`, `company` or `contact`: a person who stands for a company.
    KIND,
    /// The contacts of the companies with these customer numbers.
    COMPANY,
    /// Yes where there is a number that takes SMS.
    MOBILE,
    /// Yes where there is an e-mail address.
    MAIL,
    /// Yes where marketing may go out by SMS.
    SMS,
    /// Yes where marketing may go out by e-mail.
    EMAIL,
    /// Yes where the balance is not nought.
    BALANCE;

    /// The value of a filter that is on or off.
    public static final String YES = "true";

    /// The name in an address, and in the keys of its texts.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether it is on or off, without values to choose.
    public boolean isFlag() {
        return switch (this) {
            case STORE, CATEGORY, GROUP, COUNTRY, LANGUAGE, KIND, COMPANY -> false;
            case MOBILE, MAIL, SMS, EMAIL, BALANCE -> true;
        };
    }

    static Optional<CustomerFilter> of(String key) {
        return Stream.of(values()).filter(filter -> filter.key().equals(key)).findFirst();
    }
}
