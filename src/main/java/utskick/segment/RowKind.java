package utskick.segment;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The rows that the builder offers, in its order. Each has its editor in `segment/row.jte`.
public enum RowKind {
    CATEGORY,
    MEMBERSHIP,
    STORE,
    POINTS,
    BALANCE,
    /// What was bought in a year, as a sum or a count.
    SUMS,
    PURCHASE,
    CREATED,
    DATES,
    BIRTHDAY,
    NAME_DAY,
    CONSENT,
    ADDRESS,
    LANGUAGE,
    COUNTRY,
    CUSTOMER_KIND,
    TEXT,
    KNOWN,
    MAILING,
    WRITTEN,
    /// The file that brought or changed the customer.
    IMPORTED,
    SEGMENT,
    /// A field of the shop's own; each is offered by its name.
    OWN,
    GROUP,
    /// Rows about the company of a contact.
    COMPANY,
    /// Rows about a contact of a company.
    CONTACT,
    /// A list of customers picked by hand, which has a page of its own.
    HAND_PICKED,
    /// A criterion without an editor, which stays as it is.
    KEPT;

    private static final Set<RowKind> NOT_BY_NAME = EnumSet.of(OWN, HAND_PICKED, KEPT);

    /// As the form and the texts write it: `customer_kind`.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether it holds rows of its own.
    public boolean holdsRows() {
        return this == GROUP || this == COMPANY || this == CONTACT;
    }

    /// What can be added at this depth, beside the shop's own fields: 0 outside all groups.
    public static List<RowKind> offered(int depth) {
        return Stream.of(values())
                .filter(kind -> !NOT_BY_NAME.contains(kind) && (depth < SelectionForm.DEEPEST || !kind.holdsRows()))
                .toList();
    }

    static Optional<RowKind> of(String key) {
        return Stream.of(values()).filter(kind -> kind.key().equals(key)).findFirst();
    }
}
