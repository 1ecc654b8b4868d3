package utskick.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import utskick.testing.App;
import utskick.testing.Browser;

/// A field of the shop's own on its whole way: defined in the settings, filled by a file, written into a text, read on
/// phones in the customer's language.
@ResourceLock(App.DEMO)
final class OwnFieldJourneyTest {

    @RegisterExtension
    static final App app = App.demo();

    @RegisterExtension
    static final Browser browser = new Browser(app);

    private static final LocatorAssertions.ContainsTextOptions PATIENTLY =
            new LocatorAssertions.ContainsTextOptions().setTimeout(60_000);

    private static final String FILE =
            "Kundnummer;Förnamn;Efternamn;Mobil;Språk;Samtycke SMS;skostorlek;KLUBBEN;Medlem sedan\n"
                    + "OF-1;Åsa;Egen;076-900 00 01;sv;ja;42,50;x;1/3 2026\n"
                    + "OF-2;Zofia;Własna;076-900 00 02;pl;ja;38;nej;2025-12-24\n"
                    + "OF-3;Bo;Utan;076-900 00 03;sv;ja;stor;;\n";

    @Test
    void from_the_settings_by_a_file_into_a_text_on_phones() {
        var page = browser.loggedIn("sv", Browser.DESKTOP);
        define(page, "Skostorlek", "number");
        define(page, "Klubben", "yes_no");
        define(page, "Medlem sedan", "date");
        bringIn(page);
        send(page);
    }

    private static void define(Page page, String name, String kind) {
        page.navigate("/settings/fields/new");
        page.check("input[name=kind][value=" + kind + "]");
        page.fill("#name_sv", name);
        page.click("main button.btn-primary");
        page.waitForURL("**/settings/fields?saved");
    }

    private static void bringIn(Page page) {
        page.navigate("/customers/import");
        page.setInputFiles("#file", new FilePayload("skor.csv", "text/csv", FILE.getBytes(StandardCharsets.UTF_8)));
        page.click("form[action='/customers/import'] button.btn-primary");
        page.waitForSelector("form[action$='/run'] button", new Page.WaitForSelectorOptions().setTimeout(60_000));
        page.click("[data-open-fold=columns]");
        assertThat(page.locator("select[name='use.0.6']")).hasValue("custom:skostorlek");
        assertThat(page.locator("select[name='use.0.7']")).hasValue("custom:klubben");
        assertThat(page.locator("select[name='use.0.6'] optgroup")).hasAttribute("label", "Egna fält");
        assertThat(page.locator("main")).containsText("Inget tal.");
        browser.screenshot(page, "own-1-import-sv-1280");
        page.selectOption("#basis", "consent");
        page.click("form[action$='/run'] button");
        page.waitForSelector("a.btn-primary[href='/customers']", new Page.WaitForSelectorOptions().setTimeout(60_000));
    }

    private static void send(Page page) {
        var chosen = new StringBuilder("/campaigns/new?channel=SMS");
        app.jdbc()
                .sql("SELECT customer_id FROM customer.profile WHERE number LIKE 'OF-%' ORDER BY number")
                .query(Long.class)
                .list()
                .forEach(id -> chosen.append("&customers=").append(id));
        page.navigate(chosen.toString());
        page.fill("#name", "Skor");
        var text = page.locator("#text");
        text.fill("Hej {{first_name}}! Storlek ");
        text.press("End");
        page.click("[data-field-menu]");
        page.click("#field-menu [data-insert='{{own_skostorlek}}']");
        assertThat(text).hasValue("Hej {{first_name}}! Storlek {{own_skostorlek}}");
        text.press("End");
        text.pressSequentially(", klubb {{own_klubben|vet inte}}, sedan {{own_medlem_sedan|alltid}}.");
        assertThat(page.locator("#preview .bubble")).containsText("Storlek 42,5, klubb ja, sedan ");
        assertThat(page.locator("#preview .bubble")).containsText("2026");
        assertThat(page.locator("#summary .total dd")).hasText("3");
        assertThat(page.locator("#check .worst li").first()).isVisible();
        browser.screenshot(page, "own-2-compose-sv-1280");
        var first = page.locator("#preview .bubble").innerText();

        page.click("#sentence .btn-primary");
        page.waitForURL(Pattern.compile("/confirm$"));
        page.click("#question .btn-primary");
        assertThat(page.locator(".going .state")).containsText("Avslutad", PATIENTLY);
        assertThat(sms(page, "46769000001")).isEqualTo(first);
        assertThat(sms(page, "46769000002")).contains("Storlek 38, klubb nie, sedan ");
        assertThat(sms(page, "46769000003")).contains("Storlek , klubb vet inte, sedan alltid.");
    }

    private static String sms(Page page, String phone) {
        page.navigate("/simulator?q=" + phone);
        return page.locator(".phone .bubble").last().innerText();
    }
}
