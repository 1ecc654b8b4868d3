package utskick.consent;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import utskick.web.PageModel;

/// What people wrote to us, newest first.
@Controller
final class InboxPages {

    private static final int PAGE = 50;

    private final Inbox inbox;

    InboxPages(Inbox inbox) {
        this.inbox = inbox;
    }

    @GetMapping("/inbox")
    String inbox(
            PageModel page,
            Model model,
            @RequestParam @Nullable Long before,
            @RequestParam(defaultValue = "false") boolean stops) {
        var items = inbox.page(before, stops, PAGE + 1);
        var shown = items.subList(0, Math.min(PAGE, items.size()));
        model.addAttribute("page", page);
        model.addAttribute("items", shown);
        model.addAttribute("stops", stops);
        model.addAttribute("next", items.size() > PAGE ? shown.getLast().id() : 0L);
        return "consent/inbox";
    }
}
