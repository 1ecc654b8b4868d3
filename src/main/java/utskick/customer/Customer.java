package utskick.customer;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import utskick.kernel.CustomerId;

/// A person or a company in the register, as it stands.
///
/// @param number what people call the customer by; leading zeros count
/// @param companyName of a company its own name, of a contact the company's
/// @param companyId the company whose contact this person is
/// @param birthday `1985-03-01`, or `--03-01` without its year
/// @param externalId what another system knows the customer by: a card number, an id of the web shop
/// @param own the shop's own fields, and what an import brought under other names, by key
/// @param version rises with every change; whoever edits an older one is told
public record Customer(
        CustomerId id,
        int version,
        String number,
        @Nullable String externalId,
        Kind kind,
        String firstName,
        String lastName,
        String companyName,
        @Nullable CustomerId companyId,
        @Nullable String companyNumber,
        String taxId,
        String language,
        String country,
        @Nullable String store,
        @Nullable String category,
        List<String> groups,
        String street,
        String postcode,
        String city,
        String birthday,
        String nameDay,
        @Nullable BigDecimal points,
        @Nullable BigDecimal balance,
        String currency,
        Purchases purchases,
        String status,
        boolean isProtected,
        String note,
        Map<String, String> own,
        List<ContactPoint> contactPoints,
        Instant createdAt,
        Instant changedAt) {

    /// Natural or legal: the law asks.
    public enum Kind {
        PERSON,
        COMPANY
    }

    public String name() {
        return kind == Kind.COMPANY ? companyName : (firstName + " " + lastName).strip();
    }
}
