package utskick.link;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import utskick.access.Network;
import utskick.consent.Attempts;
import utskick.consent.PublicPage;
import utskick.web.PageModel;

/// Where a counted link of a message leads through: to its stored target and nowhere else. No cookie, no address of a
/// visitor is kept. Guesses are limited.
@Controller
final class LinkPages {

    /// Browsers and mail programs that fetch beforehand say so in one of these.
    private static final List<String> PREFETCH = List.of("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz");

    private static final Pattern EARLY = Pattern.compile("(?i)prefetch|prerender|preview");

    /// What calls itself a machine. Those that do not cannot be told from people.
    private static final Pattern MACHINE =
            Pattern.compile("(?i)bot\\b|crawler|spider|preview|facebookexternalhit|barracuda|proofpoint|mimecast");

    private final Clicks clicks;
    private final ClickLimit limit;
    private final Attempts attempts;

    LinkPages(Clicks clicks, ClickLimit limit, Attempts attempts) {
        this.clicks = clicks;
        this.limit = limit;
        this.attempts = attempts;
    }

    @GetMapping("/l/{token}")
    @Nullable
    String follow(
            PageModel page,
            Model model,
            @PathVariable String token,
            HttpServletRequest request,
            HttpServletResponse response) {
        var network = Network.of(request.getRemoteAddr());
        PublicPage.quiet(response);
        var target = clicks.follow(token, isPerson(request) && limit.allows(network));
        if (target.isPresent()) {
            response.setStatus(HttpStatus.FOUND.value());
            response.setHeader("Location", target.get());
            return null;
        }
        if (!attempts.allows(Attempts.Kind.WRONG_LINK, network)) {
            return PublicPage.tooMany(page, model, response);
        }
        response.setStatus(HttpStatus.NOT_FOUND.value());
        model.addAttribute("page", page);
        return "link/unknown";
    }

    private static boolean isPerson(HttpServletRequest request) {
        return request.getMethod().equals("GET")
                && PREFETCH.stream()
                        .noneMatch(it -> EARLY.matcher(Objects.requireNonNullElse(request.getHeader(it), ""))
                                .find())
                && !MACHINE.matcher(Objects.requireNonNullElse(request.getHeader("User-Agent"), ""))
                        .find();
    }
}
