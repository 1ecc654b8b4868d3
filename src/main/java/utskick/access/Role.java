package utskick.access;

import java.util.Locale;
import java.util.Set;

/// What a person is here: the three kinds of users.
public enum Role {
    ADMIN(Permission.VIEW, Permission.SEND, Permission.ADMINISTER),
    SENDER(Permission.VIEW, Permission.SEND),
    VIEWER(Permission.VIEW);

    private final Set<Permission> permissions;

    Role(Permission... permissions) {
        this.permissions = Set.of(permissions);
    }

    public boolean may(Permission permission) {
        return permissions.contains(permission);
    }

    /// The name in the database and in the keys of texts: `admin`.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException when there is no such role
    public static Role of(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }

    Set<Permission> permissions() {
        return permissions;
    }
}
