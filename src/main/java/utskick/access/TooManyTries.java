package utskick.access;

import java.io.Serial;
import java.time.Instant;
import org.springframework.security.core.AuthenticationException;

/// Refused without a look at the password.
final class TooManyTries extends AuthenticationException {

    @Serial
    private static final long serialVersionUID = 1;

    private final Instant until;

    TooManyTries(Instant until) {
        super("too many tries");
        this.until = until;
    }

    Instant until() {
        return until;
    }
}
