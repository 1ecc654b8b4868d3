package utskick.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Input that cannot be taken, with a text for each field that is wrong. A page catches it and shows its form again;
/// where nobody does, it becomes an error page with the texts.
public final class InvalidInput extends RuntimeException {

    private record Reason(String key, @Nullable Object[] args) {}

    private final Map<String, Reason> reasons;

    private InvalidInput(Map<String, Reason> reasons) {
        super("invalid: " + reasons.keySet());
        this.reasons = reasons;
    }

    /// @param key of the text that says what is wrong and what to do, with its arguments
    public static InvalidInput of(String field, String key, @Nullable Object... args) {
        return new InvalidInput(Map.of(field, new Reason(key, args)));
    }

    /// Field → text in the language of the page: what a template shows by its fields.
    public Map<String, String> texts(Texts texts) {
        var result = new LinkedHashMap<String, String>();
        reasons.forEach((field, reason) -> result.put(field, texts.t(reason.key(), reason.args())));
        return result;
    }

    /// Collects what is wrong with a form, so that all of it is said at once.
    public static final class Checks {

        private final Map<String, Reason> reasons = new LinkedHashMap<>();

        /// The first reason of a field counts.
        public Checks check(boolean good, String field, String key, @Nullable Object... args) {
            if (!good) {
                reasons.putIfAbsent(field, new Reason(key, args));
            }
            return this;
        }

        public Checks required(String field, @Nullable String value) {
            return check(!Objects.requireNonNullElse(value, "").isBlank(), field, "web.field.required");
        }

        /// @throws InvalidInput when anything was wrong
        public void orThrow() {
            if (!reasons.isEmpty()) {
                throw new InvalidInput(reasons);
            }
        }
    }

    public static Checks checks() {
        return new Checks();
    }
}
