package utskick.consent;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.regex.Pattern;

/// What a message is for. Consent is asked for each purpose on its own. Two are always there; a shop adds its own in
/// the settings ([Purposes]), such as `birthday`.
///
/// @param key as the database, `consent.refusal` and selections write it: `marketing`
public record Purpose(@JsonValue String key) {

    // first, because the constants below are made with it
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_]{1,39}");

    /// What only the program itself sends ([ConfirmationSender]): no mailing can be for it.
    private static final String RESERVED = "confirmation";

    /// Offers and news: only with a yes.
    public static final Purpose MARKETING = new Purpose("marketing");

    /// What the customer's own business needs (an order is ready, a balance): needs no yes, but a no to it stands.
    public static final Purpose SERVICE = new Purpose("service");

    public Purpose {
        if (!KEY.matcher(key).matches() || key.equals(RESERVED)) {
            throw new IllegalArgumentException("no purpose's key: " + key);
        }
    }

    /// Whether a message needs a yes: every one does but a service.
    public boolean needsYes() {
        return !equals(SERVICE);
    }

    /// The purpose of that key, in capitals or not.
    ///
    /// @throws IllegalArgumentException when it cannot be a key
    @JsonCreator
    public static Purpose of(String key) {
        return new Purpose(key.toLowerCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return key;
    }
}
