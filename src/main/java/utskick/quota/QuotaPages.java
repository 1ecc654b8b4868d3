package utskick.quota;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import utskick.kernel.Channel;
import utskick.web.InvalidInput;
import utskick.web.PageModel;

/// What may be sent in a month, for an administrator to raise (L7).
@Controller
final class QuotaPages {

    private static final Pattern NUMBER = Pattern.compile("\\d{0,12}");
    private static final Pattern SPACES = Pattern.compile("[\\s\\u00a0\\u202f.']");

    private final Quotas quotas;

    QuotaPages(Quotas quotas) {
        this.quotas = quotas;
    }

    @GetMapping("/settings/quota")
    ModelAndView show(PageModel page, @RequestParam Map<String, String> params) {
        var typed = new HashMap<String, String>();
        for (var channel : Channel.values()) {
            var monthly = quotas.month(channel).monthly();
            typed.put(channel.name(), monthly == null ? "" : monthly.toString());
        }
        return form(page, typed, Map.of(), params.containsKey("saved"));
    }

    @PostMapping("/settings/quota")
    ModelAndView save(PageModel page, @RequestParam Map<String, String> typed) {
        try {
            var checks = InvalidInput.checks();
            for (var channel : Channel.values()) {
                checks.check(NUMBER.matcher(plain(typed, channel)).matches(), channel.name(), "quota.wrong");
            }
            checks.orThrow();
            for (var channel : Channel.values()) {
                var monthly = plain(typed, channel);
                quotas.setMonthly(channel, monthly.isEmpty() ? null : Long.valueOf(monthly));
            }
            return new ModelAndView("redirect:/settings/quota?saved");
        } catch (InvalidInput problem) {
            return form(page, typed, problem.texts(page.texts()), false);
        }
    }

    /// `2 000` and `2.000` are what people write.
    private static String plain(Map<String, String> typed, Channel channel) {
        return SPACES.matcher(typed.getOrDefault(channel.name(), "")).replaceAll("");
    }

    private ModelAndView form(PageModel page, Map<String, String> typed, Map<String, String> errors, boolean saved) {
        return new ModelAndView(
                "quota/settings",
                Map.of(
                        "page", page,
                        "months", List.of(quotas.month(Channel.SMS), quotas.month(Channel.EMAIL)),
                        "typed", typed,
                        "errors", errors,
                        "saved", saved));
    }
}
