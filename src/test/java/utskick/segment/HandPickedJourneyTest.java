package utskick.segment;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.openpdf.text.pdf.PdfReader;
import org.openpdf.text.pdf.parser.PdfTextExtractor;
import utskick.testing.App;
import utskick.testing.Browser;

/// Selections in Swedish: numbers pasted, what is kept, and the keys of other programs.
@ResourceLock(App.DEMO)
final class HandPickedJourneyTest {

    @RegisterExtension
    static final App app = App.demo();

    @RegisterExtension
    static final Browser browser = new Browser(app);

    @Test
    void pasted_numbers_become_a_selection_that_can_be_changed_written_to_and_taken_away() throws IOException {
        var page = browser.loggedIn("sv", Browser.DESKTOP);
        List<String> numbers = app.jdbc()
                .sql("SELECT number FROM customer.profile WHERE kind = 'person' ORDER BY number LIMIT 4")
                .query(String.class)
                .list();
        page.navigate("/segments");
        page.locator("a[href='/segments/hand-picked']").click();
        page.fill("#numbers", numbers.get(0) + "\n" + numbers.get(1) + ", " + numbers.get(0) + "\nfinns-inte");
        page.locator("main form .btn-primary").click();
        assertThat(page.locator("h1")).hasText("2 kunder hittades");
        assertThat(page.locator("#missing pre")).hasText("finns-inte");
        assertThat(page.locator("#repeated pre")).hasText(numbers.get(0));
        browser.screenshot(page, "segment-pick-sv-1280");
        page.locator("main form .btn-primary").click();
        assertThat(page.locator("#name-error")).isVisible();
        assertThat(page.locator("#missing pre")).hasText("finns-inte");
        page.fill("#name", "Handplockade i test");
        page.locator("main form .btn-primary").click();

        assertThat(page.locator("h1")).hasText("Handplockade i test");
        assertThat(page.locator("#count")).hasText("2");
        assertThat(page.locator("a[href*='channel=SMS']")).isVisible();
        page.locator("form[action$='/export']")
                .locator("xpath=ancestor::details/summary")
                .click();
        assertThat(Files.readString(download(page, "csv"))).contains(numbers.get(0), numbers.get(1));
        try (var pdf = new PdfReader(Files.readAllBytes(download(page, "labels")))) {
            String city = app.jdbc()
                    .sql("SELECT city FROM customer.profile WHERE number = :number")
                    .param("number", numbers.get(0))
                    .query(String.class)
                    .single();
            assertThat(new PdfTextExtractor(pdf).getTextFromPage(1)).contains(city);
        }
        page.locator(".sentences a").click();
        page.locator("tbody input").first().check();
        page.locator("main .btn-bad").click();
        assertThat(page.locator("tbody tr")).hasCount(1);
        page.locator("form[role=status] button").click();
        assertThat(page.locator("tbody tr")).hasCount(2);
        page.fill("#numbers", numbers.get(2));
        page.locator("main form .btn-primary").click();
        assertThat(page.locator("tbody tr")).hasCount(3);
        browser.screenshot(page, "segment-picked-sv-1280");

        page.locator("a.crumb").click();
        page.fill("#folder", "Provet");
        page.locator("#builder .btn-primary").click();
        assertThat(page.locator("#folder")).hasValue("Provet");
        page.locator("a[href$='/history']").click();
        assertThat(page.locator("tbody tr")).hasCount(5);
        assertThat(page.locator("tbody tr").first()).containsText("Provet");
        browser.screenshot(page, "segment-history-sv-1280");
        page.navigate("/segments?folder=Provet");
        assertThat(page.locator("tbody tr")).hasCount(1);
        browser.screenshot(page, "segments-sv-1280");
        page.locator("tbody a").click();
        page.locator("a.btn-bad").click();
        page.locator("main button.btn-bad").click();
        assertThat(page).hasURL(Pattern.compile("/segments$"));
    }

    @Test
    void a_key_for_another_program_is_shown_once_and_can_be_revoked() {
        var page = browser.loggedIn("fi", Browser.DESKTOP);
        page.navigate("/settings/tokens");
        page.locator("main form .btn-primary").click();
        assertThat(page.locator("#name-error")).isVisible();
        assertThat(page.locator("#scope-error")).isVisible();
        page.fill("#name", "Kassa 1");
        page.getByLabel("Lukea ja laskea kohderyhmiä").check();
        page.locator("main form .btn-primary").last().click();
        String token = page.locator("#token").inputValue();
        assertThat(token).startsWith("utskick_").hasSizeGreaterThan(40);
        browser.screenshot(page, "tokens-fi-1280");
        page.navigate("/settings/tokens");
        assertThat(page.locator("main")).not().containsText(token);
        assertThat(page.locator(".rows li").first()).containsText("Kassa 1");
        page.locator(".rows li").first().locator("button").click();
        assertThat(page.locator(".rows li").first()).containsText("Mitätöity");
    }

    private static Path download(Page page, String format) {
        return page.waitForDownload(() -> page.locator("button[name=format][value=" + format + "]")
                        .click())
                .path();
    }
}
