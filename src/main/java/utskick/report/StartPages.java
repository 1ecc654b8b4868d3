package utskick.report;

import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.ModelAndView;
import utskick.web.PageModel;

/// The first page: what is going out, what is planned, what is left, what needs a decision.
@Controller
final class StartPages {

    private final Standing standing;

    StartPages(Standing standing) {
        this.standing = standing;
    }

    @GetMapping("/")
    ModelAndView start(PageModel page) {
        var view = standing.now(page.zone());
        return new ModelAndView(
                "report/start",
                Map.of("page", page, "greeting", greeting(page, view), "day", day(page, view), "view", view));
    }

    /// The part of the page that moves, which the page asks for again and again.
    @GetMapping("/start/live")
    ModelAndView live(PageModel page) {
        return new ModelAndView("report/live", Map.of("page", page, "view", standing.now(page.zone())));
    }

    /// At the beginning of a sentence, so with a capital in every language.
    private static String day(PageModel page, StartView view) {
        var day = page.day(view.now());
        return day.substring(0, 1).toUpperCase(page.texts().locale()) + day.substring(1);
    }

    private static String greeting(PageModel page, StartView view) {
        int hour = view.now().atZone(page.zone()).getHour();
        var time = hour < 5 ? "night" : hour < 10 ? "morning" : hour < 18 ? "day" : "evening";
        var name = page.userName() == null ? "" : page.userName();
        return page.t("report.start.greeting." + time, name.replaceFirst(" .*", ""));
    }
}
