package utskick.access;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/// What went wrong, for another program (RFC 9457, `application/problem+json`).
public final class ApiProblem {

    private static final JsonMapper JSON = JsonMapper.shared();

    private ApiProblem() {}

    /// Answers with a problem.
    ///
    /// @param code a word for programs that does not change, such as `unauthorized`
    /// @param detail a sentence for people, in English
    public static void write(HttpServletResponse response, int status, String code, String detail) throws IOException {
        var known = HttpStatus.resolve(status);
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", known == null ? "Problem" : known.getReasonPhrase());
        problem.put("status", status);
        problem.put("detail", detail);
        problem.put("code", code);
        response.setStatus(status);
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.getWriter().write(JSON.writeValueAsString(problem));
    }
}
