package utskick.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import utskick.access.Role;
import utskick.access.Users;
import utskick.testing.App;
import utskick.testing.Browser;

/// The way in, in a real browser.
final class LoginJourneyTest {

    @RegisterExtension
    static final App app = App.empty();

    @RegisterExtension
    static final Browser browser = new Browser(app);

    @ParameterizedTest
    @CsvSource({"sv, Logga in, Kunder", "el, Σύνδεση, Πελάτες"})
    void somebody_logs_in_changes_language_and_logs_out(String language, String title, String customers) {
        for (var window : new Browser.Window[] {Browser.DESKTOP, Browser.PHONE}) {
            var page = browser.visitor(language, window);
            page.navigate("/more");
            assertThat(page.locator("h1")).hasText(title);
            browser.logIn(page, App.LOGIN, "not this one");
            assertThat(page.locator("#password")).hasAttribute("aria-invalid", "true");
            assertThat(page.locator("#login")).hasValue(App.LOGIN);
            browser.screenshot(page, "login-wrong-%s-%d".formatted(language, window.width()));
            page.navigate("/login");
            browser.logIn(page, App.LOGIN, App.PASSWORD);
            page.navigate("/");
            assertThat(page.locator(".mainnav a[href='/customers']")).hasText(customers);
            assertThat(page.locator("h1")).containsText("Karin");
            browser.screenshot(page, "start-empty-%s-%d".formatted(language, window.width()));
            page.navigate("/more");
            page.click("main button[name=language][value=en]");
            assertThat(page.locator("h1")).hasText("More");
            browser.screenshot(page, "more-%s-%d".formatted(language, window.width()));
            page.click("main form[action='/logout'] button");
            assertThat(page.locator(".note-ok")).hasText("You are signed out.");
            // the next round's browser is followed again
            app.jdbc().sql("UPDATE access.app_user SET language = NULL").update();
        }
    }

    @Test
    void the_chosen_language_comes_along_to_the_next_browser_and_is_ones_own() {
        app.bean(Users.class).add("pekka", "Pekka Niemi", Role.SENDER, App.PASSWORD);
        var first = browser.visitor("sv", Browser.DESKTOP);
        first.navigate("/login");
        browser.logIn(first, "pekka", App.PASSWORD);
        assertThat(first.locator(".mainnav a[href='/customers']")).hasText("Kunder");
        first.navigate("/more");
        first.click("main button[name=language][value=fi]");
        assertThat(first.locator(".mainnav a[href='/customers']")).hasText("Asiakkaat");

        var second = browser.visitor("en", Browser.PHONE);
        second.navigate("/login");
        assertThat(second.locator("html")).hasAttribute("lang", "en");
        browser.logIn(second, "pekka", App.PASSWORD);
        assertThat(second.locator("html")).hasAttribute("lang", "fi");
        var other = browser.loggedIn("sv", Browser.DESKTOP);
        assertThat(other.locator("html")).hasAttribute("lang", "sv");
    }

    @Test
    void the_dark_side() {
        var page = browser.visitor("sv", Browser.DESKTOP, ColorScheme.DARK);
        page.navigate("/login");
        assertThat(page.locator("h1")).hasText("Logga in");
        browser.screenshot(page, "login-sv-1280-dark");
    }

    @Test
    void a_page_that_is_not_there_says_so() {
        var page = browser.loggedIn("sv", Browser.DESKTOP);
        browser.expect("404");
        page.navigate("/no-such-page");
        assertThat(page.locator("h1")).hasText("Sidan finns inte");
        browser.screenshot(page, "problem-404-sv-1280");
    }
}
