package utskick.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/// Reads the bodies of requests, strictly: a member that nobody knows is a mistake and is said, not swallowed.
final class Bodies {

    /// Bytes of a body at most.
    static final int MOST = 4_000_000;

    static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(100).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private Bodies() {}

    /// @throws Refusal when it is too large, no JSON, or of another form
    static <T> T read(HttpServletRequest request, Class<T> type) throws IOException {
        byte[] bytes = request.getInputStream().readNBytes(MOST + 1);
        if (bytes.length > MOST) {
            throw new Refusal(
                    HttpStatus.CONTENT_TOO_LARGE, "too_large", "A request may have %d bytes at most.".formatted(MOST));
        }
        try {
            T body = JSON.readValue(bytes, type);
            if (body == null || body instanceof JsonNode node && node.isNull()) {
                throw new Refusal(HttpStatus.BAD_REQUEST, "bad_json", "The body is empty.");
            }
            return body;
        } catch (DatabindException e) {
            throw new Refusal(
                    HttpStatus.BAD_REQUEST,
                    "bad_json",
                    "At %s: %s".formatted(pointer(e.getPath()), e.getOriginalMessage()));
        } catch (JacksonException e) {
            throw new Refusal(HttpStatus.BAD_REQUEST, "bad_json", "The body is no JSON: " + e.getOriginalMessage());
        }
    }

    /// Where in the body (RFC 6901).
    private static String pointer(List<JacksonException.Reference> path) {
        return path.isEmpty()
                ? "the beginning"
                : path.stream()
                        .map(step ->
                                step.getPropertyName() == null ? "/" + step.getIndex() : "/" + step.getPropertyName())
                        .collect(Collectors.joining());
    }
}
