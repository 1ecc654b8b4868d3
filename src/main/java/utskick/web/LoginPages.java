package utskick.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import utskick.access.FirstStart;
import utskick.access.PasswordRule;
import utskick.access.Problems;
import utskick.access.Users;

/// The ways in: the login form, and the first administrator at the first start.
@Controller
final class LoginPages {

    private final FirstStart firstStart;
    private final Clock clock;

    LoginPages(FirstStart firstStart, Clock clock) {
        this.firstStart = firstStart;
        this.clock = clock;
    }

    @GetMapping({"/login", Problems.LOGIN_PAGE})
    ModelAndView login(PageModel page, @RequestParam Map<String, String> params) {
        if (page.userName() != null) {
            return new ModelAndView("redirect:/");
        }
        var note = params.containsKey("out") ? "web.login.out" : params.containsKey("ready") ? "web.login.ready" : "";
        return loginForm(page, "", note.isEmpty() ? "" : page.t(note), "");
    }

    /// Security forwards a failed login to here.
    @PostMapping(Problems.LOGIN_PAGE)
    ModelAndView failed(PageModel page, HttpServletRequest request) {
        var problem = request.getAttribute(Problems.LOGIN) instanceof Instant until
                ? page.t("web.login.locked", minutesTo(until))
                : page.t("web.login.wrong");
        return loginForm(page, Objects.requireNonNullElse(request.getParameter("login"), ""), "", problem);
    }

    @GetMapping("/setup")
    ModelAndView setup(PageModel page) {
        return firstStart.needed()
                ? setupForm(page, new Setup("", "", "", ""), Map.of())
                : new ModelAndView("redirect:/login");
    }

    /// What the first visitor types.
    record Setup(
            @Nullable String code,
            @Nullable String name,
            @Nullable String login,
            @Nullable String password) {
        String text(@Nullable String value) {
            return Objects.requireNonNullElse(value, "");
        }
    }

    @PostMapping("/setup")
    ModelAndView setUp(PageModel page, Setup typed, HttpServletRequest request) {
        try {
            var login = typed.text(typed.login());
            var password = typed.text(typed.password());
            InvalidInput.checks()
                    .required("code", typed.code())
                    .required("name", typed.name())
                    .check(UserForm.isLogin(login), "login", "web.field.login", Users.LONGEST_LOGIN)
                    .check(
                            PasswordRule.refusal(password, login).isEmpty(),
                            "password",
                            UserForm.passwordText(password, login),
                            PasswordRule.SHORTEST,
                            PasswordRule.LONGEST)
                    .orThrow();
            var result = firstStart.setUp(
                    typed.text(typed.code()), login, typed.text(typed.name()), password, request.getRemoteAddr());
            return switch (result) {
                case FirstStart.Result.Done _ -> new ModelAndView("redirect:/login?ready");
                case FirstStart.Result.TooLate _ -> new ModelAndView("redirect:/login");
                case FirstStart.Result.WrongCode _ -> throw InvalidInput.of("code", "web.setup.wrong");
                case FirstStart.Result.TooMany(Instant until) ->
                    throw InvalidInput.of("code", "web.login.locked", minutesTo(until));
            };
        } catch (InvalidInput problem) {
            return setupForm(page, typed, problem.texts(page.texts()));
        }
    }

    private static ModelAndView loginForm(PageModel page, String login, String note, String problem) {
        return new ModelAndView("web/login", Map.of("page", page, "login", login, "note", note, "problem", problem));
    }

    private static ModelAndView setupForm(PageModel page, Setup typed, Map<String, String> errors) {
        return new ModelAndView(
                "web/setup",
                Map.of(
                        "page", page,
                        "code", typed.text(typed.code()),
                        "name", typed.text(typed.name()),
                        "login", typed.text(typed.login()),
                        "errors", errors));
    }

    private long minutesTo(Instant until) {
        return Math.max(
                1, Duration.between(clock.instant(), until).plusSeconds(59).toMinutes());
    }
}
