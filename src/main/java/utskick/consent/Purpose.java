package utskick.consent;

import java.util.Locale;

/// What a message is for. Consent is asked for each purpose on its own.
public enum Purpose {
    /// Offers and news: only with a yes.
    MARKETING,
    /// What the customer's own business needs (an order is ready, a balance): needs no yes, but a no to it stands.
    SERVICE;

    /// As the database and `consent.refusal` write it: `marketing`.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException when there is no such purpose
    public static Purpose of(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }
}
