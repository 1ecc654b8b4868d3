package utskick.customer;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import utskick.kernel.Channel;

/// A customer as somebody typed it, field by field. [Customers#save] reads it, and says of each field what is wrong.
///
/// @param version the version that was on the screen, 0 for a new customer
/// @param texts by field: `number`, `external_id`, `kind` (`person`, `company`), `first_name`, `last_name`,
///     `company_name`, `company_number`, `tax_id`, `language`, `country`, `currency`, `store`, `category`, `groups`
///     (names, joined by comma), `street`, `postcode`, `city`, `birthday` (as people write dates, with or without
/// year),
///     `name_day`, `points`, `balance`, `last_purchase`, `bought_12_months`, `bought_this_year`, `bought_last_year`,
///     `purchases_12_months`, `status`, `note`, `protected` (`true`), and `own_` + key for the shop's own fields; one
///     that is missing is empty
/// @param contactPoints in their order; empty ones are left out
public record CustomerEntry(int version, Map<String, String> texts, List<Point> contactPoints) {

    /// The groups as they were on the screen, where it says so; what somebody else does to them meanwhile stands.
    static final String GROUPS_SEEN = "groups_seen";

    public CustomerEntry {
        texts = Map.copyOf(texts);
        contactPoints = List.copyOf(contactPoints);
    }

    /// One way to reach the customer, as typed.
    ///
    /// @param label which phone or address it is
    public record Point(Channel channel, String label, String text, boolean preferred) {

        /// A point that is not preferred to others.
        public Point(Channel channel, String label, String text) {
            this(channel, label, text, false);
        }
    }

    /// What was typed for a field.
    public String get(String field) {
        return Objects.requireNonNullElse(texts.get(field), "");
    }

    boolean isCompany() {
        return get("kind").equals("company");
    }
}
