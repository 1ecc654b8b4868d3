package utskick.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.concurrent.DelegatingSecurityContextRunnable;
import org.springframework.security.core.context.SecurityContextHolder;

/// Who asks for the page that is being made. Work in the background has no such person: it is [#SYSTEM].
public final class CurrentUser {

    /// The actor of what the program does by itself.
    public static final String SYSTEM = "system";

    public CurrentUser() {}

    /// The login, for logs and for the actor of an entry; [#SYSTEM] where nobody is logged in.
    public String login() {
        var user = user();
        return user == null ? SYSTEM : user.login();
    }

    /// The name to show; empty where nobody is logged in.
    public String name() {
        var user = user();
        return user == null ? "" : user.displayName();
    }

    public boolean may(Permission permission) {
        return permissions().contains(permission);
    }

    /// All that the person may do; nothing where nobody is logged in.
    public Set<Permission> permissions() {
        var user = user();
        return user == null ? Set.of() : Role.of(user.role()).permissions();
    }

    /// For the first line of a method that not everybody may call.
    ///
    /// @throws AccessDeniedException which becomes the page "you may not do this"
    public void require(Permission permission) {
        if (!may(permission)) {
            throw new AccessDeniedException(login() + " lacks " + permission);
        }
    }

    /// Work that another thread does for this person: the same login, the same permissions.
    public Runnable carried(Runnable work) {
        return new DelegatingSecurityContextRunnable(work);
    }

    private static @Nullable SignedInUser user() {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof SignedInUser user ? user : null;
    }
}
