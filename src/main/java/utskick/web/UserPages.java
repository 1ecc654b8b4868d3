package utskick.web;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.ModelAndView;
import utskick.access.PasswordRule;
import utskick.access.Role;
import utskick.access.User;
import utskick.access.Users;

/// Who may log in, for administrators.
@Controller
final class UserPages {

    private final Users users;

    UserPages(Users users) {
        this.users = users;
    }

    @GetMapping("/settings/users")
    ModelAndView list(PageModel page, @RequestParam Map<String, String> params) {
        return new ModelAndView(
                "web/users", Map.of("page", page, "users", users.all(), "saved", params.containsKey("saved")));
    }

    @GetMapping("/settings/users/new")
    ModelAndView add(PageModel page) {
        return form(page, null, new UserEntry("", "", "", Role.SENDER.key(), "on"), Map.of());
    }

    @GetMapping("/settings/users/{id}")
    ModelAndView edit(PageModel page, @PathVariable long id) {
        return form(page, user(id), UserEntry.of(user(id)), Map.of());
    }

    @PostMapping("/settings/users/new")
    ModelAndView create(PageModel page, UserEntry typed) {
        try {
            var login = typed.get(typed.login());
            checks(typed, login, true)
                    .check(UserForm.isLogin(login), "login", "web.field.login", Users.LONGEST_LOGIN)
                    .orThrow();
            users.add(login, typed.get(typed.name()), role(typed), typed.get(typed.password()));
            return new ModelAndView("redirect:/settings/users?saved");
        } catch (InvalidInput problem) {
            return form(page, null, typed, problem.texts(page.texts()));
        } catch (Users.LoginTaken _) {
            return form(page, null, typed, Map.of("login", page.t("web.user.taken")));
        }
    }

    @PostMapping("/settings/users/{id}")
    ModelAndView change(PageModel page, @PathVariable long id, UserEntry typed) {
        var user = user(id);
        var password = typed.get(typed.password());
        try {
            checks(typed, user.login(), !password.isEmpty()).orThrow();
            users.change(id, typed.get(typed.name()), role(typed), typed.on());
            if (!password.isEmpty()) {
                users.setPassword(id, password);
            }
            return new ModelAndView("redirect:/settings/users?saved");
        } catch (InvalidInput problem) {
            return form(page, user, typed, problem.texts(page.texts()));
        } catch (Users.LastAdministrator _) {
            return form(page, user, typed, Map.of("role", page.t("web.user.last")));
        }
    }

    private static InvalidInput.Checks checks(UserEntry typed, String login, boolean withPassword) {
        var password = typed.get(typed.password());
        return InvalidInput.checks()
                .required("name", typed.name())
                .check(
                        !withPassword || PasswordRule.refusal(password, login).isEmpty(),
                        "password",
                        UserForm.passwordText(password, login),
                        PasswordRule.SHORTEST,
                        PasswordRule.LONGEST);
    }

    private static Role role(UserEntry typed) {
        try {
            return Role.of(typed.get(typed.role()));
        } catch (IllegalArgumentException _) {
            throw InvalidInput.of("role", "web.field.required");
        }
    }

    private static ModelAndView form(PageModel page, @Nullable User user, UserEntry typed, Map<String, String> errors) {
        var model = new HashMap<String, Object>();
        model.put("page", page);
        model.put("user", user);
        model.put("typed", typed);
        model.put("errors", errors);
        return new ModelAndView("web/user", model);
    }

    private User user(long id) {
        return users.byId(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
}
