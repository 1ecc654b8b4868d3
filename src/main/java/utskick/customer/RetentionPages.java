package utskick.customer;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import utskick.web.InvalidInput;
import utskick.web.PageModel;

/// How long things are kept, for administrators: tried first, then saved.
@Controller
final class RetentionPages {

    private static final int LONGEST = 240;
    private static final int SHORTEST_INACTIVE = 12;

    private final Retention retention;

    RetentionPages(Retention retention) {
        this.retention = retention;
    }

    @GetMapping("/settings/retention")
    ModelAndView show(PageModel page, @RequestParam Map<String, String> params) {
        var rule = retention.rule();
        var typed = new HashMap<String, String>();
        typed.put("messages", rule.messages() == null ? "" : rule.messages().toString());
        typed.put("inactive", rule.inactive() == null ? "" : rule.inactive().toString());
        return view(
                page,
                typed,
                Map.of(),
                params.containsKey("saved") && !rule.isOff() ? retention.wouldTake(rule) : null,
                params.containsKey("saved"));
    }

    /// Says what the rule would take (`do=try`), or makes it the rule.
    @PostMapping("/settings/retention")
    ModelAndView change(PageModel page, @RequestParam Map<String, String> typed) {
        try {
            var messages = months(typed, "messages", 1);
            var inactive = months(typed, "inactive", SHORTEST_INACTIVE);
            var rule = new Retention.Rule(messages, inactive);
            if (typed.getOrDefault("do", "").equals("try")) {
                return view(page, typed, Map.of(), retention.wouldTake(rule), false);
            }
            retention.change(rule);
            return new ModelAndView("redirect:/settings/retention?saved");
        } catch (InvalidInput problem) {
            return view(page, typed, problem.texts(page.texts()), null, false);
        }
    }

    private static @Nullable Integer months(Map<String, String> typed, String field, int least) {
        var text = typed.getOrDefault(field, "").strip();
        if (text.isEmpty()) {
            return null;
        }
        boolean number = text.matches("\\d{1,3}");
        InvalidInput.checks()
                .check(
                        number && Integer.parseInt(text) >= least && Integer.parseInt(text) <= LONGEST,
                        field,
                        "customer.retention.problem",
                        least,
                        LONGEST)
                .orThrow();
        return Integer.valueOf(text);
    }

    private static ModelAndView view(
            PageModel page,
            Map<String, String> typed,
            Map<String, String> errors,
            Retention.@Nullable Amount amount,
            boolean saved) {
        var model = new HashMap<String, Object>();
        model.put("page", page);
        model.put("typed", typed);
        model.put("errors", errors);
        model.put("amount", amount);
        model.put("saved", saved);
        return new ModelAndView("customer/retention", model);
    }
}
