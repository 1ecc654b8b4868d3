package utskick.access;

import jakarta.servlet.http.HttpServletResponse;

/// What else is to happen when somebody has logged in, before the answer goes out.
@FunctionalInterface
public interface AfterLogin {

    void signedIn(User user, HttpServletResponse response);
}
