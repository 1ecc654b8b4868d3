package utskick.access;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import utskick.testing.App;
import utskick.testing.Browser;

/// The very first visitor sets the administrator's password, with the code of the console.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class FirstStartTest {

    private static final String PASSWORD = "ett första lösenord";

    @RegisterExtension
    static final App app = App.untouched();

    @RegisterExtension
    static final Browser browser = new Browser(app);

    @Test
    @Order(1)
    void a_wrong_code_is_refused_a_weak_password_too_and_what_was_typed_stays() {
        var page = browser.visitor("sv", Browser.DESKTOP);
        page.navigate("/customers");
        assertThat(page).hasURL(app.url("/setup"));
        page.fill("#code", "ABCD-ABCD-ABCD");
        page.fill("#name", "Karin Ek");
        page.fill("#login", "karin");
        page.fill("#password", "kort");
        page.click("form[action='/setup'] button");
        assertThat(page.locator("#password-error")).containsText("minst 10 tecken");
        assertThat(page.locator("#name")).hasValue("Karin Ek");
        browser.screenshot(page, "setup-sv-1280");
        page.fill("#password", PASSWORD);
        page.click("form[action='/setup'] button");
        assertThat(page.locator("#code-error")).containsText("Koden stämmer inte");
        assertThat(app.bean(Users.class).none()).isTrue();
    }

    @Test
    @Order(2)
    void the_code_makes_the_administrator_once() {
        var text = app.bean(FirstStart.class).text();
        var code = text.substring(text.lastIndexOf(' ') + 1);
        assertThat(code).matches("[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}");
        var page = browser.visitor("sv", Browser.PHONE);
        page.navigate("/");
        page.fill("#code", code.toLowerCase(java.util.Locale.ROOT).replace("-", " "));
        page.fill("#name", "Karin Ek");
        page.fill("#login", "Karin");
        page.fill("#password", PASSWORD);
        browser.screenshot(page, "setup-sv-390");
        page.click("form[action='/setup'] button");
        assertThat(page.locator(".note-ok")).containsText("Klart");
        browser.logIn(page, "karin", PASSWORD);
        assertThat(page.locator("h1")).containsText("Karin");

        assertThat(app.bean(FirstStart.class).text()).isEmpty();
        assertThat(app.bean(FirstStart.class).setUp(code, "eve", "Eve", PASSWORD, "127.0.0.1"))
                .isInstanceOf(FirstStart.Result.TooLate.class);
    }
}
