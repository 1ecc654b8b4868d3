package utskick.web;

import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import utskick.access.Audit;

/// The way into the settings, and the log of who did what. Each module has its own section.
@Controller
final class SettingsPages {

    private static final int PAGE = 50;

    private final Audit audit;

    SettingsPages(Audit audit) {
        this.audit = audit;
    }

    @GetMapping("/settings")
    String settings() {
        return "redirect:/settings/accounts";
    }

    @GetMapping("/settings/audit")
    ModelAndView audit(PageModel page, @RequestParam(defaultValue = "" + Long.MAX_VALUE) long before) {
        var entries = audit.entries(before, PAGE + 1);
        var shown = entries.subList(0, Math.min(PAGE, entries.size()));
        return new ModelAndView(
                "web/audit",
                Map.of(
                        "page",
                        page,
                        "entries",
                        List.copyOf(shown),
                        "next",
                        entries.size() > PAGE ? shown.getLast().id() : 0L));
    }
}
