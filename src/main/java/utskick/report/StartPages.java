package utskick.report;

import java.time.Clock;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.ModelAndView;
import utskick.web.PageModel;

/// The first page: what is going out, what is planned, what is left, what needs a decision.
@Controller
final class StartPages {

    private final Clock clock;

    StartPages(Clock clock) {
        this.clock = clock;
    }

    @GetMapping("/")
    ModelAndView start(PageModel page) {
        return new ModelAndView(
                "report/start", Map.of("page", page, "greeting", greeting(page), "now", clock.instant()));
    }

    private String greeting(PageModel page) {
        int hour = clock.instant().atZone(page.zone()).getHour();
        var time = hour < 5 ? "night" : hour < 10 ? "morning" : hour < 18 ? "day" : "evening";
        var name = page.userName() == null ? "" : page.userName();
        return page.t("report.start.greeting." + time, name.replaceFirst(" .*", ""));
    }
}
