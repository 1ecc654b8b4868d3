package utskick.segment;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The rows that the builder offers, in its order. Each has its editor in `segment/row.jte`.
public enum RowKind {
    CATEGORY,
    MEMBERSHIP,
    POINTS,
    BALANCE,
    PURCHASE,
    PURCHASE_DATES,
    CREATED,
    BIRTHDAY,
    CONSENT,
    ADDRESS,
    STORE,
    LANGUAGE,
    COUNTRY,
    TEXT,
    CUSTOMER_KIND,
    COMPANY_CATEGORY,
    SEGMENT,
    GROUP,
    /// A list of customers picked by hand, which has a page of its own.
    HAND_PICKED,
    /// A criterion without an editor, which stays as it is.
    KEPT;

    /// As the form and the texts write it: `purchase_dates`.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What can be added to a group, or outside one.
    public static List<RowKind> offered(boolean inGroup) {
        return Stream.of(values())
                .filter(kind -> kind != KEPT && kind != HAND_PICKED && !(inGroup && kind == GROUP))
                .toList();
    }

    static Optional<RowKind> of(String key) {
        return Stream.of(values()).filter(kind -> kind.key().equals(key)).findFirst();
    }
}
