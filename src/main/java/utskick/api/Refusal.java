package utskick.api;

import java.util.Map;
import org.springframework.http.HttpStatus;

/// A request that cannot be done, on its way to becoming `application/problem+json`.
final class Refusal extends RuntimeException {

    private final HttpStatus status;
    private final String code;
    private final Map<String, Object> more;

    /// @param code a word for programs that does not change
    /// @param detail a sentence for people
    Refusal(HttpStatus status, String code, String detail) {
        this(status, code, detail, Map.of());
    }

    /// @param more further members of the problem
    Refusal(HttpStatus status, String code, String detail, Map<String, Object> more) {
        super(detail);
        this.status = status;
        this.code = code;
        this.more = Map.copyOf(more);
    }

    HttpStatus status() {
        return status;
    }

    String code() {
        return code;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    Map<String, Object> more() {
        return more;
    }
}
