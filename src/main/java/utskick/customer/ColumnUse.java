package utskick.customer;

import java.util.Locale;
import utskick.kernel.Channel;

/// What one column of a file is used for.
///
/// @param label for a phone which one (`mobile`, `home`, `work`, …), for consent the channels (`sms`, `email`,
///     `sms+email`), with the purpose where the column has one of its own (`sms/birthday`), for a field of the shop's
///     own its key, else empty
public record ColumnUse(Field field, String label) {

    static final ColumnUse CUSTOM = new ColumnUse(Field.CUSTOM, "");
    static final ColumnUse IGNORE = new ColumnUse(Field.IGNORE, "");

    static ColumnUse of(Field field) {
        return new ColumnUse(field, "");
    }

    static ColumnUse of(CustomField field) {
        return new ColumnUse(Field.CUSTOM, field.key());
    }

    /// Whether its values belong to a field of the shop's own, not just to its heading.
    boolean isOwn() {
        return field == Field.CUSTOM && !label.isEmpty();
    }

    /// Reads `PHONE:mobile`, the form that pages send.
    static ColumnUse parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? of(Field.valueOf(text.toUpperCase(Locale.ROOT)))
                : new ColumnUse(
                        Field.valueOf(text.substring(0, colon).toUpperCase(Locale.ROOT)), text.substring(colon + 1));
    }

    /// The form that pages send and profiles keep: `phone:mobile`.
    public String key() {
        var name = field.name().toLowerCase(Locale.ROOT);
        return label.isEmpty() ? name : name + ":" + label;
    }

    /// Whether a consent column is for this channel.
    boolean isFor(Channel channel) {
        int purpose = label.indexOf('/');
        return (purpose < 0 ? label : label.substring(0, purpose)).contains(channel == Channel.SMS ? "sms" : "email");
    }

    /// The ledger's key of what a consent column is for; empty when it is what the whole file is for.
    public String purpose() {
        int before = label.indexOf('/');
        return before < 0 || !field.isConsent() ? "" : label.substring(before + 1);
    }

    /// The same column for that purpose, empty for the file's.
    ColumnUse withPurpose(String purpose) {
        int before = label.indexOf('/');
        var channels = before < 0 ? label : label.substring(0, before);
        return new ColumnUse(field, purpose.isEmpty() ? channels : channels + "/" + purpose);
    }
}
