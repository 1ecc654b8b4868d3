package utskick.consent;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;
import utskick.web.PageModel;

/// What all pages have in common that customers open without logging in: they are not kept, not indexed, and tell no
/// other site where somebody came from.
public final class PublicPage {

    private PublicPage() {}

    /// For each answer of such a page.
    public static void quiet(HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Robots-Tag", "noindex");
        response.setHeader("Referrer-Policy", "no-referrer");
    }

    /// Asks to come back later.
    public static String tooMany(PageModel page, Model model, HttpServletResponse response) {
        quiet(response);
        response.setStatus(HttpStatus.TOO_MANY_REQUESTS.value());
        response.setHeader("Retry-After", "600");
        model.addAttribute("page", page);
        return "consent/too-many";
    }
}
