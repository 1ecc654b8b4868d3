package utskick.campaign;

import java.util.List;

/// Why a campaign cannot be sent as it stands, to be shown by the field of the form.
///
/// @param key of the text, `args` its arguments
public record Problem(Field field, String key, List<Object> args) {

    /// Places of the form.
    public enum Field {
        NAME,
        WHO,
        ACCOUNT,
        SENDER,
        OPT_OUT,
        SUBJECT,
        TEXT,
        HTML,
        WHEN,
        QUOTA
    }

    static Problem of(Field field, String key, Object... args) {
        return new Problem(field, key, List.of(args));
    }
}
