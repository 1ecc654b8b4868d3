package utskick.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;
import utskick.access.ApiProblem;
import utskick.access.Problems;

/// What went wrong, in the reader's words: what it means and what to do. An error of ours has an id, which stands in
/// the log too.
@Controller
@ControllerAdvice
final class ErrorPages implements ErrorController {

    private static final Logger log = LoggerFactory.getLogger(ErrorPages.class);

    private final SecureRandom random = new SecureRandom();

    @RequestMapping("/error")
    @Nullable
    ModelAndView error(PageModel page, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI))
                .startsWith("/api/")) {
            forProgram(request, response);
            return null;
        }
        var status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        if (request.getAttribute(Problems.PAGE_TOO_OLD) != null) {
            return problem(page, "old", "", "");
        }
        if (status >= 500) {
            return problem(page, "500", id(request), "");
        }
        return problem(page, status == 403 ? "403" : status == 404 ? "404" : "400", "", "");
    }

    /// A program gets the same in a form that it can read.
    private void forProgram(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        if (status >= 500) {
            ApiProblem.write(response, status, "error", "An error of ours, which stands in the log as " + id(request));
        } else {
            var detail = status == 404 ? "There is nothing at this address." : "The request cannot be taken like this.";
            var reason = HttpStatus.resolve(status);
            var word = reason == null ? "bad_request" : reason.name().toLowerCase(Locale.ROOT);
            ApiProblem.write(response, status, word, detail);
        }
    }

    /// Input that no page caught.
    @ExceptionHandler
    ModelAndView invalid(InvalidInput problem, PageModel page, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        return problem(
                page, "400", "", String.join(" ", problem.texts(page.texts()).values()));
    }

    private String id(HttpServletRequest request) {
        var bytes = new byte[4];
        random.nextBytes(bytes);
        var id = HexFormat.of().formatHex(bytes);
        var path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        log.error(
                "error {} at {}",
                id,
                path,
                request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable cause ? cause : null);
        return id;
    }

    /// @param kind the middle of the texts' keys
    private static ModelAndView problem(PageModel page, String kind, String id, String detail) {
        return new ModelAndView("web/problem", Map.of("page", page, "kind", kind, "id", id, "detail", detail));
    }
}
