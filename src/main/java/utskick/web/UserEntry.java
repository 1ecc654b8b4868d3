package utskick.web;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import utskick.access.User;

/// What is typed about somebody who may log in.
///
/// @param enabled present when the box is ticked
public record UserEntry(
        @Nullable String name,
        @Nullable String login,
        @Nullable String password,
        @Nullable String role,
        @Nullable String enabled) {

    static UserEntry of(User user) {
        return new UserEntry(user.name(), user.login(), "", user.role().key(), user.enabled() ? "on" : null);
    }

    /// A field as text.
    public String get(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }

    public boolean on() {
        return enabled != null;
    }
}
