package utskick.access;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/// Login by password, throttled. Wrong login, wrong password and shut-out user look and last alike.
final class PasswordLogin implements AuthenticationProvider {

    /// A hash takes 16 MB of memory and tens of milliseconds on purpose; many at a time must not take all there is.
    private final Semaphore hashing = new Semaphore(4);

    private final Users users;
    private final LoginThrottle throttle;
    private final PasswordEncoder encoder;
    private final Audit audit;
    private final String nobodysPassword;

    PasswordLogin(Users users, LoginThrottle throttle, PasswordEncoder encoder, Audit audit) {
        this.users = users;
        this.throttle = throttle;
        this.encoder = encoder;
        this.audit = audit;
        nobodysPassword = Objects.requireNonNull(encoder.encode("nobody has this password"));
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        var login = Users.normalised(authentication.getName());
        login = login.substring(0, Math.min(login.length(), Users.LONGEST_LOGIN));
        var password = Objects.toString(authentication.getCredentials(), "");
        var network = network(authentication.getDetails());
        refuseTooMany(login, network);
        var found = users.byLogin(login);
        boolean right =
                matches(password, found.map(Users.WithPassword::password).orElse(nobodysPassword));
        var user = found.map(Users.WithPassword::user).filter(User::enabled);
        if (!right || user.isEmpty()) {
            audit.record(login, "login.failed", network, "");
            throw new BadCredentialsException("login and password do not match");
        }
        throttle.wasRight(LoginThrottle.Kind.ACCOUNT, login);
        throttle.wasRight(LoginThrottle.Kind.NETWORK, network);
        if (encoder.upgradeEncoding(found.get().password())) {
            users.rehash(user.get().id(), password);
        }
        audit.record(login, "login.succeeded", network, "");
        return signedIn(user.get(), authentication.getDetails());
    }

    static Authentication signedIn(User user, @Nullable Object details) {
        var authorities = user.role().permissions().stream()
                .map(permission -> new SimpleGrantedAuthority(permission.name()))
                .toList();
        var token = UsernamePasswordAuthenticationToken.authenticated(
                new SignedInUser(user.login(), user.name(), user.role().key()), null, authorities);
        token.setDetails(details);
        return token;
    }

    private void refuseTooMany(String login, String network) {
        var locks = Stream.of(
                        throttle.tried(LoginThrottle.Kind.ACCOUNT, login),
                        throttle.tried(LoginThrottle.Kind.NETWORK, network))
                .flatMap(java.util.Optional::stream)
                .toList();
        if (!locks.isEmpty()) {
            throw new TooManyTries(latest(locks));
        }
    }

    private static Instant latest(List<Instant> locks) {
        return locks.stream().max(Comparator.naturalOrder()).orElseThrow();
    }

    private boolean matches(String password, String hash) {
        hashing.acquireUninterruptibly();
        try {
            // what is longer than any password we let be set is wrong without hashing it
            return password.length() <= PasswordRule.LONGEST && encoder.matches(password, hash);
        } finally {
            hashing.release();
        }
    }

    private static String network(@Nullable Object details) {
        return details instanceof WebAuthenticationDetails web ? Network.of(web.getRemoteAddress()) : "unknown";
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
