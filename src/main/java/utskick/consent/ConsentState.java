package utskick.consent;

import java.util.Locale;

/// How consent stands for one address, channel and purpose. Only [#GIVEN] is a yes.
public enum ConsentState {
    /// Never asked.
    UNKNOWN,
    GIVEN,
    /// Asked, and said no.
    REFUSED,
    /// Said yes once and took it back, or said stop.
    WITHDRAWN;

    /// As the database writes it: `given`.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ConsentState of(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }
}
