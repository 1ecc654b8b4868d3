package utskick.customer;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A field of the shop's own: its values lie under `key` in the customer's `custom`.
///
/// @param names by language; never empty
/// @param choices what a `CHOICE` may be, in the order they are offered; empty for other kinds
public record CustomField(int id, String key, Kind kind, Map<String, String> names, List<String> choices) {

    /// What its values are.
    public enum Kind {
        TEXT,
        /// Up to two decimals are shown as they were written.
        NUMBER,
        DATE,
        CHOICE,
        YES_NO;

        /// As the database writes it: `yes_no`.
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String key) {
            return valueOf(key.toUpperCase(Locale.ROOT));
        }
    }

    public CustomField {
        names = Map.copyOf(names);
        choices = List.copyOf(choices);
    }

    /// What it is called in a language, else in any.
    public String name(String language) {
        var name = names.get(language);
        return name != null
                ? name
                : names.values().stream().sorted().findFirst().orElse(key);
    }
}
