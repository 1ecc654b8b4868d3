package utskick.customer;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import utskick.kernel.Channel;
import utskick.kernel.MergeField;

/// A customer's fields as texts: as a form shows them for editing, and as the log tells of them.
final class CustomerTexts {

    private CustomerTexts() {}

    /// The form with what stands.
    static CustomerEntry entry(Customer customer) {
        var points = new ArrayList<CustomerEntry.Point>();
        for (var point : customer.contactPoints()) {
            var address = point.address();
            points.add(new CustomerEntry.Point(
                    point.channel(),
                    point.label(),
                    address == null || point.channel() == Channel.EMAIL
                            ? Objects.requireNonNullElse(address, point.asEntered())
                            : PhoneReader.shown(address),
                    point.preferred()));
        }
        var texts = texts(customer);
        texts.put("company_name", customer.companyId() == null ? customer.companyName() : "");
        texts.put("company_number", Objects.requireNonNullElse(customer.companyNumber(), ""));
        texts.put(CustomerEntry.GROUPS_SEEN, String.join(", ", customer.groups()));
        return new CustomerEntry(customer.version(), texts, points);
    }

    /// What the log compares before and after.
    static Map<String, String> logged(Customer customer) {
        var texts = texts(customer);
        texts.put("company_name", customer.companyName());
        texts.put("phones", points(customer, Channel.SMS));
        texts.put("email", points(customer, Channel.EMAIL));
        return texts;
    }

    private static Map<String, String> texts(Customer customer) {
        var texts = new LinkedHashMap<String, String>();
        texts.put("number", customer.number());
        texts.put("external_id", Objects.requireNonNullElse(customer.externalId(), ""));
        texts.put("kind", customer.kind().name().toLowerCase(Locale.ROOT));
        texts.put("first_name", customer.firstName());
        texts.put("last_name", customer.lastName());
        texts.put("tax_id", customer.taxId());
        texts.put("language", customer.language());
        texts.put("country", customer.country());
        texts.put("currency", customer.currency());
        texts.put("store", Objects.requireNonNullElse(customer.store(), ""));
        texts.put("category", Objects.requireNonNullElse(customer.category(), ""));
        texts.put("groups", String.join(", ", customer.groups()));
        texts.put("street", customer.street());
        texts.put("postcode", customer.postcode());
        texts.put("city", customer.city());
        texts.put("birthday", customer.birthday());
        texts.put("name_day", customer.nameDay());
        texts.put("points", text(customer.points()));
        texts.put("balance", text(customer.balance()));
        texts.put(
                "last_purchase",
                customer.purchases().last() == null
                        ? ""
                        : customer.purchases().last().toString());
        texts.put("bought_12_months", text(customer.purchases().twelveMonths()));
        texts.put("bought_this_year", text(customer.purchases().thisYear()));
        texts.put("bought_last_year", text(customer.purchases().lastYear()));
        texts.put(
                "purchases_12_months",
                customer.purchases().count() == null
                        ? ""
                        : customer.purchases().count().toString());
        texts.put("status", customer.status());
        texts.put("note", customer.note());
        texts.put("protected", String.valueOf(customer.isProtected()));
        customer.own().forEach((key, value) -> texts.put(MergeField.OWN + key, value));
        return texts;
    }

    private static String points(Customer customer, Channel channel) {
        return customer.contactPoints().stream()
                .filter(point -> point.channel() == channel)
                .map(point -> Objects.requireNonNullElse(point.address(), point.asEntered()))
                .collect(Collectors.joining(", "));
    }

    private static String text(@Nullable BigDecimal number) {
        if (number == null) {
            return "";
        }
        var plain = number.stripTrailingZeros();
        // 12.50 stays 12.50, 12.00 is 12
        return (plain.scale() <= 0 ? plain.setScale(0) : number).toPlainString();
    }
}
