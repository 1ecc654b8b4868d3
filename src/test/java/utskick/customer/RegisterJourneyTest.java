package utskick.customer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import utskick.testing.App;
import utskick.testing.Browser;

/// The register in a real browser: an empty one, the till's file, and what people do with the customers.
final class RegisterJourneyTest {

    @RegisterExtension
    static final App app = App.empty();

    @RegisterExtension
    static final Browser browser = new Browser(app);

    @Test
    void a_file_from_the_till_becomes_customers_who_can_be_found_and_edited() {
        app.jdbc().sql("TRUNCATE customer.customer CASCADE").update();
        var page = browser.loggedIn("sv", Browser.DESKTOP);
        page.navigate("/customers");
        assertThat(page.locator("main")).containsText("Här är inga kunder än");
        browser.screenshot(page, "customers-empty-sv-1280");

        importTill(page);
        assertThat(page.locator("h1")).hasText("Titta innan du importerar");
        assertThat(page.locator(".counts dd").nth(0)).hasText("2\u00a0974");
        assertThat(page.locator(".counts dd").nth(3)).hasText("15");
        browser.screenshot(page, "import-preview-sv-1280");
        assertThat(page.locator("#h-rejected")).containsText("15");
        page.click("#run >> text=Importera 2\u00a0974 kunder");
        assertThat(page.locator("#basis-error")).containsText("Välj vad samtyckena");
        page.selectOption("#basis", "consent");
        page.click("#run >> text=Importera 2\u00a0974 kunder");
        assertThat(page.locator("h1")).hasText("Importen är klar");
        assertThat(page.locator(".note-ok")).containsText("sparade med sin källa");
        browser.screenshot(page, "import-done-sv-1280");

        page.click("text=Till kunderna");
        page.fill("#q", "gustafsson britt");
        assertThat(page.locator("tbody tr").first()).containsText("Britt Gustafsson");
        page.fill("#q", "0703534217");
        assertThat(page.locator("tbody tr")).hasCount(1);
        assertThat(page.locator("tbody tr")).containsText("00017");
        page.fill("#q", "");
        assertThat(page.locator("p[role=status]").first()).hasText("2\u00a0974 kunder");
        page.click("a.chip:has-text('Får SMS')");
        assertThat(page.locator("tbody tr").first()).containsText("Ja");
        page.check("tbody tr:first-child .tick");
        assertThat(page.locator(".selbar")).containsText("1 kan få SMS");
        browser.screenshot(page, "customers-sv-1280");

        editsACard(page);

        importTill(page);
        assertThat(page.locator(".counts dd").nth(0)).hasText("0");
    }

    private static void editsACard(Page page) {
        page.navigate("/customers?q=00017");
        page.click("tbody a.name");
        assertThat(page.locator("h1")).hasText("Britt Gustafsson");
        var address = page.url();
        page.fill("#number", "17");
        page.click("main button.btn-primary");
        assertThat(page.locator("#number-error")).hasText("En annan kund har redan det numret. Välj ett annat.");
        page.navigate(address);
        page.fill("#point-0", "0701234");
        page.click("main button.btn-primary");
        assertThat(page.locator("#point-0-error")).containsText("Numret finns inte");
        assertThat(page.locator("#point-0")).hasValue("0701234");
        page.fill("#point-0", "070-174 06 05");
        page.fill("#city", "Lund");
        page.click("main button.btn-primary");
        page.waitForURL("**/customers/*?saved");
        assertThat(page.locator("#city")).hasValue("Lund");
        browser.screenshot(page, "card-details-sv-1280");
        page.click("text=Ändringar");
        assertThat(page.locator("tbody")).containsText("Lund");
        browser.screenshot(page, "card-log-sv-1280");
    }

    @Test
    void two_people_at_one_card_do_not_overwrite_each_other() {
        var page = browser.loggedIn("en", Browser.DESKTOP);
        page.navigate("/customers/new");
        page.fill("#number", "A-1");
        page.fill("#last_name", "Ek");
        page.fill("#point-0", "0701740606");
        page.click("main >> text=Save");
        page.waitForURL("**/customers/*?saved");
        var address = page.url().replace("?saved", "");
        page.navigate(address);
        var other = page.context().newPage();
        other.navigate(address);
        other.fill("#last_name", "Eklund");
        other.click("main >> text=Save");
        other.waitForURL("**/customers/*?saved");
        page.fill("#last_name", "Ekström");
        page.click("main >> text=Save");
        assertThat(page.locator("[role=alert]")).containsText("Somebody else has changed the customer");
        assertThat(page.locator("#last_name")).hasValue("Ekström");
        browser.screenshot(page, "card-stale-en-1280");
    }

    @Test
    void a_wrong_file_is_refused_with_its_reason() {
        var page = browser.loggedIn("el", Browser.PHONE);
        page.navigate("/customers/import");
        browser.screenshot(page, "import-el-390");
        page.setInputFiles(
                "#file", new FilePayload("kunder.xls", "text/csv", "Κωδικός;Όνομα\n".getBytes(StandardCharsets.UTF_8)));
        page.click("main >> button.btn-primary");
        assertThat(page.locator("h1")).hasText("Το αρχείο δεν μπορεί να εισαχθεί");
        assertThat(page.locator("[role=alert]")).containsText("πελάτες");
        browser.screenshot(page, "import-refused-el-390");
    }

    private static void importTill(Page page) {
        page.navigate("/customers/import");
        page.setInputFiles("#file", Path.of("samples/swedish-till.csv"));
        page.click("main >> button.btn-primary");
        assertThat(page.locator(".counts")).isVisible();
    }
}
