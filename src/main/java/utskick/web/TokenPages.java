package utskick.web;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import utskick.access.ApiTokens;
import utskick.access.CurrentUser;

/// The keys of other programs: an administrator makes them in the own name, and revokes anybody's.
@Controller
final class TokenPages {

    private static final Map<String, Duration> PERIODS = Map.of("90", Duration.ofDays(90), "365", Duration.ofDays(365));

    private final ApiTokens tokens;
    private final CurrentUser user;
    private final Clock clock;

    TokenPages(ApiTokens tokens, CurrentUser user, Clock clock) {
        this.tokens = tokens;
        this.user = user;
        this.clock = clock;
    }

    @GetMapping("/settings/tokens")
    ModelAndView list(PageModel page) {
        return show(page, new TokenForm("", List.of(), "365"), Map.of(), null);
    }

    /// Shows the new token: the only time that anybody sees it.
    @PostMapping("/settings/tokens")
    ModelAndView create(
            PageModel page,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(required = false) @Nullable List<String> scope,
            @RequestParam(defaultValue = "") String days) {
        var form = new TokenForm(name, Objects.requireNonNullElse(scope, List.of()), days);
        try {
            InvalidInput.checks()
                    .required("name", name)
                    .check(
                            name.strip().length() <= ApiTokens.LONGEST_NAME,
                            "name",
                            "web.token.long",
                            ApiTokens.LONGEST_NAME)
                    .check(!form.chosen().isEmpty(), "scope", "web.token.scope.none")
                    .orThrow();
        } catch (InvalidInput problem) {
            return show(page, form, problem.texts(page.texts()), null);
        }
        String token = tokens.create(
                user.login(),
                name,
                form.chosen(),
                days.isEmpty() ? null : PERIODS.getOrDefault(days, Duration.ofDays(365)));
        return show(page, new TokenForm("", List.of(), "365"), Map.of(), token);
    }

    @PostMapping("/settings/tokens/{id}/revoke")
    String revoke(@PathVariable long id) {
        tokens.revoke(id);
        return "redirect:/settings/tokens";
    }

    private ModelAndView show(PageModel page, TokenForm form, Map<String, String> errors, @Nullable String token) {
        Map<String, Object> model = new HashMap<>();
        model.put("page", page);
        model.put("tokens", tokens.all());
        model.put("now", clock.instant());
        model.put("form", form);
        model.put("errors", errors);
        if (token != null) {
            model.put("token", token);
        }
        return new ModelAndView("web/tokens", model);
    }
}
