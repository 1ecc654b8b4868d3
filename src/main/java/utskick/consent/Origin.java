package utskick.consent;

import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import utskick.web.Texts;

/// Where a word about consent came from, as it can be shown to an authority (GDPR article 7(1)).
///
/// @param wording the text that the customer said yes to, or its version; empty where none is known
/// @param detail the file and line, the keyword, or a user's reason; a user must state one
/// @param actor the user's login, or `customer`, or the program's part that wrote it
/// @param evidence the text of an SMS, an internet address
/// @param sale the day of the sale that made somebody an existing customer; null on every other ground
public record Origin(
        Source source,
        Basis basis,
        String wording,
        String detail,
        String actor,
        String evidence,
        @Nullable LocalDate sale) {

    public Origin {
        if (source == Source.USER && detail.isBlank()) {
            throw new IllegalArgumentException("a user states a reason");
        }
    }

    /// On a ground that needs no sale.
    public Origin(Source source, Basis basis, String wording, String detail, String actor, String evidence) {
        this(source, basis, wording, detail, actor, evidence, null);
    }

    /// What the customer said by answering or clicking.
    public static Origin customer(Source source, String detail, String evidence) {
        return new Origin(source, Basis.CONSENT, "", detail, "customer", evidence);
    }

    /// What a user writes down for the customer, with the reason.
    ///
    /// @throws IllegalArgumentException when the reason is blank
    public static Origin user(String actor, String reason, Basis basis) {
        return new Origin(Source.USER, basis, "", reason.strip(), actor, "");
    }

    /// The detail as people read it: what the program's own pages note by a word has a text.
    public String shown(Texts texts) {
        String key = "consent.detail." + detail.replace('-', '_');
        return actor.equals("customer") && source != Source.STOP && texts.has(key) ? texts.t(key) : detail;
    }

    /// The way it came.
    public enum Source {
        TILL,
        WEB,
        IMPORT,
        /// An SMS with a keyword.
        STOP,
        /// The opt-out link of a message.
        LINK,
        USER,
        /// The demo's invented register.
        SAMPLE,
        /// The register itself: the address came to a card anew, or left the last one.
        REGISTER;

        /// As the database writes it: `stop`.
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Why we may write: the law's ground.
    public enum Basis {
        CONSENT,
        /// The address was given at a sale, and the offer is of the same kind (directive 2002/58, article
        /// 13(2)).
        EXISTING_CUSTOMER,
        COMPANY,
        SERVICE;

        /// As the database writes it: `existing_customer`.
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
