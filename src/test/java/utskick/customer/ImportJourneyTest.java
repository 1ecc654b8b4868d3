package utskick.customer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import utskick.testing.App;
import utskick.testing.Browser;

/// The five registers as they are exported, each brought in by somebody who reads another language, and what the wizard
/// lets one decide.
final class ImportJourneyTest {

    @RegisterExtension
    static final App app = App.empty();

    @RegisterExtension
    static final Browser browser = new Browser(app);

    @BeforeEach
    void empty() {
        app.jdbc()
                .sql("TRUNCATE customer.customer, customer.import_profile CASCADE")
                .update();
    }

    @ParameterizedTest
    @CsvSource({
        "sv, swedish-till.csv,   SE, 2974, 15",
        "en, swedish-club.csv,   SE, 2976, 15",
        "fi, finnish-crm.xlsx,   FI, 2429, 12",
        "el, greek-erp.csv,      GR, 1980, 12",
        "pl, polish-loyalty.csv, PL, 2979, 12"
    })
    void a_register_is_brought_in_as_it_is_exported(
            String language, String file, String country, int imported, int rejected) {
        var page = browser.loggedIn(language, Browser.DESKTOP);
        upload(page, Path.of("src/test/resources/registers", file), country);
        assertThat(number(page, 0)).isEqualTo(imported);
        assertThat(number(page, 3)).isEqualTo(rejected);
        fits(page);
        browser.screenshot(page, "import-" + language + "-1280");
        page.setViewportSize(Browser.PHONE.width(), Browser.PHONE.height());
        fits(page);
        browser.screenshot(page, "import-" + language + "-390");
        page.click("a[data-open-fold]");
        browser.screenshot(page, "import-columns-" + language + "-390");
        page.setViewportSize(Browser.DESKTOP.width(), Browser.DESKTOP.height());
        browser.screenshot(page, "import-columns-" + language + "-1280");
        page.selectOption("#basis", "consent");
        page.fill("#note", "Kassan, blankett 2024");
        page.click("form[action$='/run'] button.btn-primary");
        done(page);
        assertThat(number(page, 0)).isEqualTo(imported);
        assertThat(app.jdbc()
                        .sql("SELECT count(*) FROM customer.customer")
                        .query(Integer.class)
                        .single())
                .isEqualTo(imported);
        assertThat(number(page, 3)).isEqualTo(rejected);
        fits(page);
        // each yes and no says where it came from: which file and row, on what ground, by whom
        assertThat(app.jdbc()
                        .sql("""
                        SELECT count(*) FROM consent.entry
                        WHERE evidence = 'Kassan, blankett 2024' AND source = 'import' AND basis = 'consent'
                          AND actor = :actor AND detail ~ (':[0-9]+$') AND starts_with(detail, :file)
                        """)
                        .param("actor", App.LOGIN)
                        .param("file", file)
                        .query(Integer.class)
                        .single())
                .isPositive();
        browser.screenshot(page, "import-done-" + language + "-1280");
        var somebody = app.jdbc().sql("""
                SELECT p.number FROM customer.profile p
                JOIN customer.contact k USING (customer_id) JOIN consent.permission s ON s.address = k.address
                WHERE p.number <> '' AND s.state = 'given' ORDER BY p.customer_id LIMIT 1
                """).query(String.class).single();
        page.navigate("/customers?q=" + somebody);
        page.locator("tbody a[href^='/customers/']").first().click();
        page.locator(".tabs a[href$='/consent']").click();
        assertThat(page.locator(".history")).containsText(file);
        assertThat(page.locator(".history")).containsText("Kassan, blankett 2024");
    }

    @Test
    void a_second_file_shows_what_changes_and_is_undone() throws IOException {
        var page = browser.loggedIn("pl", Browser.DESKTOP);
        var first = "Numer klienta;Imię;Nazwisko;Telefon komórkowy;Miasto;Saldo punktów\n"
                + "004398;Żaneta;Łoś;+48500000118;Łódź;240\n004402;Stanisław;Ćwik;+48500000164;Kielce;90\n";
        upload(page, "klienci.csv", first);
        page.fill("#profile", "Kasa");
        page.click("form[action$='/run'] button.btn-primary");
        done(page);

        upload(
                page,
                "klienci.csv",
                first.replace("500000118", "500000190").replace(";240", ";315").replace("Kielce", "Kraków"));
        assertThat(page.locator(".page-head")).containsText("Odczytano jako „Kasa”");
        assertThat(page.locator("section:has(#h-changed) tbody tr").first()).containsText("+48500000190");
        assertThat(page.locator("section:has(#h-changed) del").nth(1)).hasText("+48500000118");
        browser.screenshot(page, "import-changed-pl-1280");
        page.setViewportSize(Browser.PHONE.width(), Browser.PHONE.height());
        browser.screenshot(page, "import-changed-pl-390");
        page.click("form[action$='/run'] button.btn-primary");
        done(page);
        page.click("a[href='/customers/import/undo']");
        assertThat(page.locator("h1")).hasText("Cofnąć import pliku klienci.csv?");
        browser.screenshot(page, "import-undo-pl-390");
        page.click("main form button.btn-primary");
        assertThat(page.locator("h1")).hasText("Import został cofnięty");
        assertThat(app.jdbc()
                        .sql("SELECT points::int FROM customer.customer WHERE number = '004398'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(240);

        page.navigate("/customers/import");
        fits(page);
        browser.screenshot(page, "import-choose-pl-390");
        page.click("text=Kasa");
        page.click("form[action$='/watch'] button");
        assertThat(page.locator("form[action$='/watch'] button")).hasText("Przestań obserwować");
        browser.screenshot(page, "import-profile-pl-390");
        assertThat(Files.isDirectory(Path.of(page.locator("code").first().textContent(), "processed")))
                .isTrue();
    }

    @Test
    void a_file_nobody_knows_is_told_what_it_is_and_gives_its_rejected_rows_back() throws IOException {
        var page = browser.loggedIn("sv", Browser.DESKTOP);
        upload(page, "okänd.csv", "Medlem;Namn;Kontakt\n17;Åsa Ek;070-174 06 05\n;Bo Öst;070-174 06 06\n18;Al;\n");
        assertThat(page.locator("h1")).hasText("Säg vad kolumnerna är");
        browser.screenshot(page, "import-choosing-sv-1280");
        page.selectOption("select[name='use.0.0']", "number");
        page.selectOption("select[name='use.0.2']", "phone:mobile");
        page.click("#columns button.btn");
        assertThat(page.locator("h1")).hasText("Titta innan du importerar");
        assertThat(number(page, 0)).isEqualTo(2);
        assertThat(page.locator("section:has(#h-rejected) tbody tr")).containsText("070-174 06 06");
        assertThat(page.locator("section:has(#h-rejected) td.cell-bad")).hasCount(1);
        assertThat(page.locator("section:has(#h-rejected) td.cell-bad")).hasAttribute("data-th", "Medlem");
        browser.screenshot(page, "import-rejected-sv-1280");
        page.setViewportSize(Browser.PHONE.width(), Browser.PHONE.height());
        browser.screenshot(page, "import-rejected-sv-390");
        page.setViewportSize(Browser.DESKTOP.width(), Browser.DESKTOP.height());
        var download = page.waitForDownload(() -> page.click("a[href$='/rejected']"));
        assertThat(download.suggestedFilename()).isEqualTo("okänd-rejected.csv");
        assertThat(Files.readString(download.path(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "Medlem;Namn;Kontakt;Utskick: orsak\r\n;Bo Öst;070-174 06 06;Raden har inget kundnummer.\r\n");
        page.selectOption("[name='charset.0']", "windows-1252");
        assertThat(page.locator("#columns")).containsText("Ã…sa");
        page.click("form[action$='/run'] button.btn-text");
        assertThat(page.locator("h1")).hasText("Importen avbröts");
        assertThat(app.jdbc()
                        .sql("SELECT count(*) FROM customer.customer")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void on_a_phone_a_wrong_row_is_short_and_what_is_missing_is_where_the_page_begins() {
        var page = browser.loggedIn("el", Browser.PHONE);
        upload(
                page,
                "πελάτες.csv",
                "Κωδικός;Επωνυμία;ΑΦΜ;Πόλη;Κινητό;Ενημέρωση SMS\n1;Ζαχαρίου;094259216;Βόλος;6970141200;ΝΑΙ\n"
                        + "2;Καψής;094259217;Πάτρα;69-κανένα;ΟΧΙ\n");
        var row = page.locator("section:has(#h-cells) tbody tr");
        assertThat(row.locator("td.cell-bad")).isVisible();
        assertThat(row.locator("td[data-th='Επωνυμία']")).isVisible();
        assertThat(row.locator("td[data-th='Πόλη']")).isHidden();
        page.click("p.next a[href='#run']");
        page.click("form[action$='/run'] button.btn-primary");
        assertThat(page.locator("#basis-error")).isVisible();
        assertThat(page.locator("#basis")).isFocused();
        browser.screenshot(page, "import-no-basis-el-390");
    }

    @Test
    void consents_have_a_purpose_of_their_own_the_files_words_and_the_law_of_the_country() {
        app.jdbc().sql("""
                        INSERT INTO consent.purpose (key, names, created_at) VALUES ('birthday', '{"sv": "Födelsedag"}', now())
                        ON CONFLICT DO NOTHING
                        """).update();
        var page = browser.loggedIn("sv", Browser.DESKTOP);
        upload(
                page,
                "medlemmar.csv",
                "Kundnummer;Efternamn;Land;Mobil;Samtycke SMS;Gratulera\n1;Ek;SE;070-1740688;A;B\n"
                        + "2;Wójcik;PL;501 234 588;A;A\n");
        page.click("a[data-open-fold]");
        page.selectOption("select[name='use.0.5']", "consent:sms");
        page.fill("[name='words.given']", "A");
        page.fill("[name='words.refused']", "B");
        again(page);
        page.selectOption("select[name='purpose.0.5']", "birthday");
        again(page);
        assertThat(page.locator("select[name='purpose.0.5']")).hasValue("birthday");
        assertThat(page.locator("[name='words.given']")).hasValue("A");
        var withheld = page.locator(".note[data-basis='existing_customer']");
        assertThat(withheld).isHidden();
        page.selectOption("#basis", "existing_customer");
        assertThat(withheld).isVisible();
        // one of a country whose law does not know the ground, and one who bought nobody knows when
        assertThat(withheld).containsText("2 ja utelämnas");
        assertThat(page.locator("[data-basis='company']")).isHidden();
        // a day that has not been is refused, and stays to be corrected
        var tomorrow = LocalDate.now(ZoneId.systemDefault()).plusDays(1).toString();
        page.fill("#sale", tomorrow);
        page.click("form[action$='/run'] button.btn-primary");
        assertThat(page.locator("#sale-error")).isVisible();
        assertThat(page.locator("#sale")).hasValue(tomorrow);
        page.fill("#sale", LocalDate.now(ZoneId.systemDefault()).minusDays(30).toString());
        // what was chosen outlives another look at the file
        page.waitForResponse(answer -> answer.url().endsWith("/ground"), () -> {
            page.fill("#note", "Kassan");
            page.locator("#note").blur();
        });
        again(page);
        assertThat(page.locator("#basis")).hasValue("existing_customer");
        assertThat(page.locator("#note")).hasValue("Kassan");
        assertThat(withheld).containsText("1 ja utelämnas");
        browser.screenshot(page, "import-consents-sv-1280");
        page.setViewportSize(Browser.PHONE.width(), Browser.PHONE.height());
        browser.screenshot(page, "import-consents-sv-390");
        page.setViewportSize(Browser.DESKTOP.width(), Browser.DESKTOP.height());
        page.click("form[action$='/run'] button.btn-primary");
        done(page);
        assertThat(page.locator("#import")).containsText("1 ja utelämnades");
        var states = app.jdbc()
                .sql(
                        "SELECT concat_ws(' ', address, purpose, state) FROM consent.permission WHERE channel = 'SMS' AND address IN ('+46701740688', '+48501234588') ORDER BY 1")
                .query(String.class)
                .list();
        org.assertj.core.api.Assertions.assertThat(states)
                .containsExactly("+46701740688 birthday refused", "+46701740688 marketing given");
    }

    /// However many columns a file has, the page is no broader than the window.
    private static void fits(Page page) {
        assertThat(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .isEqualTo(0);
    }

    /// Has the file read once more, and waits until it is.
    private static void again(Page page) {
        page.waitForResponse(answer -> answer.url().endsWith("/columns"), () -> page.click("#columns button.btn"));
        assertThat(page.locator("#columns")).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(60_000));
    }

    private static void upload(Page page, Path file, String country) {
        page.navigate("/customers/import");
        page.setInputFiles("#file", file);
        page.selectOption("#country", country);
        page.click("main form button.btn-primary");
        assertThat(page.locator("#columns")).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(60_000));
    }

    private static void upload(Page page, String name, String text) {
        page.navigate("/customers/import");
        page.setInputFiles("#file", new FilePayload(name, "text/csv", text.getBytes(StandardCharsets.UTF_8)));
        page.click("main form button.btn-primary");
        assertThat(page.locator("#columns")).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(60_000));
    }

    private static void done(Page page) {
        assertThat(page.locator("a.btn-primary[href='/customers']"))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(60_000));
    }

    private static int number(Page page, int place) {
        return Integer.parseInt(Pattern.compile("\\D")
                .matcher(page.locator(".counts dd").nth(place).textContent())
                .replaceAll(""));
    }
}
