package utskick.access;

import java.util.Optional;
import java.util.stream.Stream;

/// What a program with a token may do. It never may more than the person whose token it is.
public enum ApiScope {
    /// Write customers and their consents.
    CUSTOMERS_WRITE("customers:write", Permission.SEND),
    /// Read and count selections.
    SEGMENTS_READ("segments:read", Permission.VIEW),
    /// Make and change selections.
    SEGMENTS_WRITE("segments:write", Permission.SEND);

    private final String key;
    private final Permission needs;

    ApiScope(String key, Permission needs) {
        this.key = key;
        this.needs = needs;
    }

    /// As the database and the documentation write it: `segments:read`.
    public String key() {
        return key;
    }

    /// The end of the key of its text: `segments_read`.
    public String text() {
        return key.replace(':', '_');
    }

    /// What the person needs to be allowed.
    Permission needs() {
        return needs;
    }

    public static Optional<ApiScope> of(String key) {
        return Stream.of(values()).filter(scope -> scope.key.equals(key)).findFirst();
    }
}
