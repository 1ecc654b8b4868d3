package utskick.access;

import org.jspecify.annotations.Nullable;

/// Somebody who may log in.
///
/// @param login what is typed at login: lower case, unique
/// @param language of the screens, null where nobody has chosen one and the browser is followed
public record User(
        long id,
        String login,
        String name,
        Role role,
        @Nullable String language,
        boolean enabled) {}
