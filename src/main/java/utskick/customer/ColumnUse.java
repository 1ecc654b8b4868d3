package utskick.customer;

import java.util.Locale;
import utskick.kernel.Channel;

/// What one column of a file is used for.
///
/// @param label for a phone which one (`mobile`, `home`, `work`, …), for consent the channels (`sms`, `email`,
///     `sms+email`), for a field of the shop's own its key, else empty
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

    boolean isFor(Channel channel) {
        return label.contains(channel == Channel.SMS ? "sms" : "email");
    }
}
