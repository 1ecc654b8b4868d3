package utskick.template;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.MouseButton;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import utskick.testing.App;
import utskick.testing.Browser;

/// Writing a text in a real browser: T6 to T11, C4, G2, G3, F5, F6.
final class EditorJourneyTest {

    @RegisterExtension
    static final App app = App.empty();

    @RegisterExtension
    static final Browser browser = new Browser(app);

    @ParameterizedTest
    @CsvSource({"sv,Spara mallen,är sparad", "el,Αποθήκευση προτύπου,αποθηκεύτηκε"})
    void a_template_is_written_with_fields_made_cheaper_saved_and_deleted(String language, String save, String saved) {
        var page = browser.loggedIn(language, Browser.DESKTOP);
        page.navigate("/templates");
        page.locator("main a[href='/templates/new?channel=SMS']").click();
        page.fill("#name", "Rea " + language);
        var text = page.locator("#text");
        text.fill("Hej !");
        assertThat(page.locator(".counter b")).containsText("5");

        // click (G2), list and button (F6), right-click and keys (T7)
        text.press("End");
        text.press("ArrowLeft");
        page.locator("[data-insert='{{first_name}}']").first().click();
        assertThat(text).hasValue("Hej {{first_name}}!");
        text.press("End");
        page.locator("#field-list").selectOption("{{points}}");
        page.locator("[data-field-add]").click();
        assertThat(text).hasValue("Hej {{first_name}}!{{points}}");
        text.click(new Locator.ClickOptions().setButton(MouseButton.RIGHT));
        assertThat(page.locator("#field-menu")).isVisible();
        page.keyboard().press("ArrowDown");
        browser.screenshot(page, "editor-menu-" + language);
        page.keyboard().press("Escape");
        assertThat(page.locator("#field-menu")).isHidden();
        assertThat(text).isFocused();

        // dragging (G2)
        text.fill("");
        page.locator("[data-insert='{{last_name}}']").first().dragTo(text);
        assertThat(text).hasValue("{{last_name}}");

        // dear, and the fix
        text.fill("Hej ’{{first_name}}’ " + "a".repeat(80));
        page.locator("[data-fix]").click();
        assertThat(text).hasValue("Hej '{{first_name}}' " + "a".repeat(80));
        assertThat(page.locator("[name=steps][value=TYPOGRAPHY]")).isChecked();
        assertThat(page.locator("[data-fix]")).hasCount(0);

        // three parts at most (F5): the form does not go
        text.fill("a".repeat(460));
        assertThat(page.locator("[data-refused]")).isVisible();
        page.getByText(save).click();
        assertThat(page).hasURL(Pattern.compile("/templates/new"));
        browser.screenshot(page, "editor-refused-" + language);

        text.fill("Rea på lördag, #FORNAMN#!\nVälkommen");
        assertThat(page.locator("[data-refused]")).hasCount(0);
        page.getByText(save).click();
        assertThat(page.locator(".note-ok")).containsText(saved);
        browser.screenshot(page, "templates-" + language);
        page.getByText("Rea " + language, new Page.GetByTextOptions().setExact(true))
                .click();
        assertThat(page.locator("#text")).hasValue("Rea på lördag, {{first_name}}!\nVälkommen");
        page.locator("a.btn-bad").click();
        page.locator("button.btn-bad").click();
        assertThat(page.locator("tbody tr")).hasCount(0);
    }

    @Test
    void documents_and_html_files_are_opened_and_saved() {
        var page = browser.loggedIn("sv", Browser.PHONE);
        page.navigate("/templates/new?channel=EMAIL");
        page.locator("[data-document-file]")
                .setInputFiles(new FilePayload(
                        "rea.txt",
                        "text/plain",
                        "Ämne: Rea\r\n\r\nHej #FORNAMN#, välkommen".getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(page.locator("#text")).hasValue("Hej {{first_name}}, välkommen");
        assertThat(page.locator("#subject")).hasValue("Rea");
        page.locator(".editor summary").click();
        page.locator("[data-html-file]")
                .setInputFiles(new FilePayload(
                        "rea.html", "text/html", "<p>Hej på dig</p>".getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(page.locator("#html")).hasValue("<p>Hej på dig</p>");
        browser.screenshot(page, "editor-email-390");
        var download = page.waitForDownload(() -> page.locator("[formaction]").click());
        org.assertj.core.api.Assertions.assertThat(download.suggestedFilename()).isEqualTo("utskick.txt");

        browser.expect("400");
        page.locator("[data-document-file]")
                .setInputFiles(new FilePayload("bild.txt", "text/plain", new byte[] {'P', 'K', 0}));
        assertThat(page.locator("[data-document-problem]")).containsText("inte ett textdokument");
        assertThat(page.locator("#text")).hasValue("Hej {{first_name}}, välkommen");
    }

    @Test
    void the_dark_side() {
        var page = browser.loggedIn("pl", Browser.DESKTOP, ColorScheme.DARK);
        page.navigate("/templates/new?channel=SMS");
        page.locator("#text")
                .fill("Cześć {{first_name|kliencie}}! Zapraszamy w sobotę do naszego sklepu, wszystko 30% taniej");
        assertThat(page.locator("[data-fix]")).isVisible();
        browser.screenshot(page, "editor-pl-1280-dark");
    }
}
