package utskick.gateway;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import utskick.access.Secrets;
import utskick.gateway.simulator.Simulator;
import utskick.testing.App;
import utskick.testing.Browser;

/// C13, G4, T13, T16, F9, L7: the settings in a real browser, against a real SMS centre and mail server.
final class SettingsJourneyTest {

    @RegisterExtension
    static final App app = App.empty();

    @RegisterExtension
    static final Browser browser = new Browser(app);

    @TempDir
    static Path folder;

    @Test
    void accounts_are_added_tested_changed_and_switched_off() throws Exception {
        try (var simulator = Simulator.start(Simulator.Setup.in(folder))) {
            var page = browser.loggedIn("sv", Browser.DESKTOP);
            page.navigate("/settings");
            page.click("text=Nytt SMS-konto");
            page.fill("#name", "Tele");
            page.fill("#host", "127.0.0.1");
            page.fill("#port", "99999");
            page.fill("#sender", "BUTIKEN LUND");
            page.fill("#secret", "hemligt");
            page.click("main .btn-primary");
            assertThat(page.locator("#port-error")).containsText("65");
            assertThat(page.locator("#sender-error")).containsText("högst 11 tecken");
            assertThat(page.locator("#system_id-error")).isVisible();
            assertThat(page.locator("#host")).hasValue("127.0.0.1");
            browser.screenshot(page, "settings-account-wrong-sv-1280");

            page.fill("#port", String.valueOf(simulator.smppPort()));
            page.fill("#sender", "BUTIKEN");
            page.fill("#system_id", "demo");
            page.fill("#price", "0,50");
            page.click("main .btn-primary");
            assertThat(page.locator(".note-ok")).containsText("Tele är sparat");
            var tele = page.locator("li", new Page.LocatorOptions().setHasText("Tele"));
            tele.locator("text=Pröva anslutningen").click();
            assertThat(tele.locator(".state-ok")).hasText("Anslutningen fungerar");
            browser.screenshot(page, "settings-accounts-sv-1280");

            page.click("main .rows a:has-text('Tele')");
            assertThat(page.locator("#price")).hasValue("0.5");
            assertThat(page.locator("#secret")).hasValue("");
            page.fill("#price", "0.60");
            page.click("main .btn-primary");
            assertThat(page.locator(".rows")).containsText("0,60");

            tele.locator("text=Stäng av").click();
            assertThat(tele.locator(".state")).hasText("Avstängt");
            var account = app.bean(Accounts.class).all().stream()
                    .filter(one -> one.name().equals("Tele"))
                    .findFirst()
                    .orElseThrow();
            assertThat(account.enabled()).isFalse();
            assertThat(app.bean(Accounts.class).settings(account.id())).containsEntry("system_id", "demo");
        }
    }

    @Test
    void a_password_under_another_key_file_is_told_with_the_way_out() throws Exception {
        try (var simulator = Simulator.start(Simulator.Setup.in(folder.resolve("locked")))) {
            app.jdbc()
                    .sql("""
                    INSERT INTO gateway.account (name, channel, protocol, settings, secret, sender)
                    VALUES ('Flyttad', 'SMS', 'smpp', CAST(:settings AS jsonb), :secret, 'BUTIKEN')
                    """)
                    .param(
                            "settings",
                            "{\"host\": \"127.0.0.1\", \"port\": %d, \"system_id\": \"demo\"}"
                                    .formatted(simulator.smppPort()))
                    .param("secret", Secrets.in(folder.resolve("other")).encrypt("hemligt"))
                    .update();
            var page = browser.loggedIn("sv", Browser.PHONE);
            page.navigate("/settings/accounts");
            var moved = page.locator("li", new Page.LocatorOptions().setHasText("Flyttad"));
            assertThat(moved.locator(".state-bad")).hasText("Lösenordet kan inte läsas");
            browser.screenshot(page, "settings-account-locked-sv-390");
            moved.locator("text=Skriv lösenordet igen").click();
            assertThat(page.locator("form .note-warn")).containsText("nyckelfilen secret.key");
            page.fill("#secret", "hemligt");
            page.click("main .btn-primary");
            assertThat(moved.locator(".state-bad")).hasCount(0);
            moved.locator("text=Pröva anslutningen").click();
            assertThat(moved.locator(".state-ok")).hasText("Anslutningen fungerar");
        }
    }

    @Test
    void a_mail_server_that_is_not_there_is_said_in_words() {
        var page = browser.loggedIn("el", Browser.PHONE);
        page.navigate("/settings/accounts/new?channel=email");
        page.fill("#name", "Post");
        page.fill("#host", "127.0.0.1");
        page.fill("#port", "1");
        page.selectOption("#security", "none");
        page.fill("#sender", "shop@shop.example");
        browser.screenshot(page, "settings-account-el-390");
        page.click("main .btn-primary");
        page.locator("li", new Page.LocatorOptions().setHasText("Post"))
                .locator("text=Δοκιμή σύνδεσης")
                .click();
        assertThat(page.locator(".state-bad").last()).hasText("Χωρίς σύνδεση");
    }

    @Test
    void an_administrator_sets_the_quota_and_adds_a_user_and_the_log_tells() {
        var page = browser.loggedIn("sv", Browser.DESKTOP);
        page.navigate("/settings/quota");
        page.fill("#SMS", "mycket");
        page.click("main .btn-primary");
        assertThat(page.locator("#SMS-error")).containsText("helt tal");
        page.fill("#SMS", "2 000");
        page.click("main .btn-primary");
        assertThat(page.locator(".note-ok")).isVisible();
        assertThat(page.locator("#SMS")).hasValue("2000");
        browser.screenshot(page, "settings-quota-sv-1280");

        page.navigate("/settings/users/new");
        page.fill("#name", "Märta Sjöö");
        page.fill("#login", "märta");
        page.fill("#password", "password123");
        page.click("main .btn-primary");
        assertThat(page.locator("#password-error")).containsText("de första som gissas");
        page.fill("#password", "en bra dag att sälja skor");
        browser.screenshot(page, "settings-user-sv-1280");
        page.click("main .btn-primary");
        assertThat(page.locator(".rows")).containsText("Märta Sjöö");
        browser.screenshot(page, "settings-users-sv-1280");

        page.navigate("/settings/audit");
        assertThat(page.locator("tbody tr").first()).containsText("Lade till användare");
        assertThat(page.locator("tbody")).containsText("Ändrade kvot");
        browser.screenshot(page, "settings-audit-sv-1280");
        page.setViewportSize(390, 844);
        browser.screenshot(page, "settings-audit-sv-390");
    }
}
