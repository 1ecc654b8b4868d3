package utskick.web;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import utskick.access.CurrentUser;
import utskick.access.User;
import utskick.access.Users;

/// Language and theme, kept in the browser so that they hold before login too. The language is kept with the person as
/// well, and comes along to the next browser.
@Controller
final class PreferencesPages {

    private final Users users;
    private final CurrentUser currentUser;

    PreferencesPages(Users users, CurrentUser currentUser) {
        this.users = users;
        this.currentUser = currentUser;
    }

    @PostMapping("/preferences")
    String change(
            @RequestParam @Nullable String language,
            @RequestParam @Nullable String theme,
            @RequestParam(defaultValue = "/") String back,
            HttpServletResponse response) {
        if (language != null && Texts.LANGUAGES.contains(language)) {
            remember(response, PageModels.LANGUAGE_COOKIE, language);
            users.speak(currentUser.login(), language);
        }
        if (theme != null && List.of("light", "dark", "").contains(theme)) {
            remember(response, PageModels.THEME_COOKIE, theme);
        }
        return "redirect:" + local(back);
    }

    /// The browser speaks the language of whoever has logged in, if they have chosen one.
    static void speak(User user, HttpServletResponse response) {
        if (user.language() != null && Texts.LANGUAGES.contains(user.language())) {
            remember(response, PageModels.LANGUAGE_COOKIE, user.language());
        }
    }

    private static void remember(HttpServletResponse response, String name, String value) {
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(name, value)
                        .path("/")
                        .maxAge(Duration.ofDays(365))
                        .sameSite("Lax")
                        .httpOnly(true)
                        .build()
                        .toString());
    }

    /// A path of ours, never another site's: `//host` and `/\host` lead away.
    private static String local(String back) {
        boolean plain = back.chars().allMatch(letter -> letter > ' ' && letter != '\\');
        return back.startsWith("/") && !back.startsWith("//") && plain ? back : "/";
    }
}
