package utskick.access;

import java.io.Serial;
import java.io.Serializable;
import java.security.Principal;

/// Who a session belongs to. Kept in the database with the session, so its form must not change without need.
///
/// @param login also the name under which a person's sessions are found and ended
record SignedInUser(String login, String displayName, String role) implements Principal, Serializable {

    @Serial
    private static final long serialVersionUID = 1;

    @Override
    public String getName() {
        return login;
    }
}
