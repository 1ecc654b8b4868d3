package utskick.customer;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// What somebody states about the consents of a file, for each entry that comes of it.
///
/// @param basis the law's ground as the ledger writes it: `consent`, `existing_customer`, `company`, `service`; empty
///     while nobody has chosen one
/// @param purpose the ledger's key of what the consents are for where a column does not say, such as `marketing`
/// @param note where the consents were given and how that can be shown
/// @param words the file's own words for yes and no
/// @param sold the day on which customers bought something, for rows that do not say; null where nobody has stated one
public record ConsentGround(
        String basis,
        String purpose,
        String note,
        ConsentWords words,
        @Nullable LocalDate sold) {

    static final ConsentGround CONSENT = new ConsentGround("consent", "marketing", "", ConsentWords.NONE);

    /// The ground of those who have bought something (directive 2002/58, article 13(2)).
    static final String EXISTING_CUSTOMER = "existing_customer";

    /// Nobody has said yet on what ground.
    static final ConsentGround UNSTATED = new ConsentGround("", "marketing", "", ConsentWords.NONE);

    /// Nobody has stated a day of sale.
    ConsentGround(String basis, String purpose, String note, ConsentWords words) {
        this(basis, purpose, note, words, null);
    }

    boolean isStated() {
        return !basis.isEmpty();
    }

    ConsentGround with(ConsentWords read) {
        return new ConsentGround(basis, purpose, note, read, sold);
    }
}
