package utskick.customer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.WaitUntilState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import utskick.testing.App;
import utskick.testing.Browser;
import utskick.web.Texts;

/// The list of customers by mouse, thumb and keyboard.
final class ListJourneyTest {

    @RegisterExtension
    static final App app = App.empty();

    @RegisterExtension
    static final Browser browser = new Browser(app);

    @BeforeAll
    static void register() {
        app.bean(Imports.class)
                .run(Path.of("samples/swedish-till.csv"), "kassa.csv", ImportSettings.of("SE"), App.LOGIN);
        app.jdbc()
                .sql("UPDATE customer.customer SET protected = true WHERE number = '00019'")
                .update();
    }

    @Test
    void somebody_is_found_by_the_keyboard_alone() {
        var page = browser.loggedIn("sv", Browser.DESKTOP);
        page.navigate("/customers");
        page.locator("h1").click();
        page.keyboard().press("/");
        assertThat(page.locator("#q")).isFocused();
        page.keyboard().type("gustafsson");
        assertThat(page.locator("p[role=status]").first()).containsText("stämmer med det du söker");
        page.keyboard().press("ArrowDown");
        assertThat(page.locator("tbody a.name").nth(0)).isFocused();
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Space");
        assertThat(page.locator("tbody [name=customers]").nth(1)).isChecked();
        assertThat(page.locator(".selbar strong")).hasText("För markerade (1)");
        page.keyboard().press("ArrowUp");
        page.keyboard().press("Enter");
        page.waitForURL("**/customers/*");
        assertThat(page.locator("h1")).containsText("Gustafsson");
    }

    @Test
    void rows_that_are_ticked_while_the_page_still_loads_count() {
        var page = browser.loggedIn("sv", Browser.PHONE);
        var held = new ArrayList<Route>();
        page.route(Pattern.compile("/js/customer-list"), held::add);
        page.navigate("/customers?q=00017", new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
        page.locator("tbody [name=customers]").check();
        assertThat(page.locator(".selbar [data-tick-all]")).not().isChecked();
        assertThat(held).hasSize(1).allSatisfy(Route::resume);
        assertThat(page.locator(".selbar [data-tick-all]")).isChecked();
        assertThat(page.locator(".selbar strong")).hasText("För markerade (1)");
    }

    @Test
    void phones_in_any_writing_find_one() {
        var page = browser.loggedIn("el", Browser.PHONE);
        page.navigate("/customers");
        for (var typed : new String[] {"0703534217", "070-353 42 17", "+46 70 353 42 17", "0046703534217", "534217"}) {
            page.fill("#q", typed);
            assertThat(page.locator("tbody tr")).hasCount(1);
            assertThat(page.locator("tbody tr")).containsText("00017");
        }
        browser.screenshot(page, "customers-found-el-390");
        page.fill("#q", "ingen heter så");
        assertThat(page.locator("#found .panel").last()).containsText("Κανένας");
    }

    @Test
    void columns_are_chosen_and_remembered_and_the_list_is_sorted() {
        var page = browser.loggedIn("sv", Browser.DESKTOP);
        page.navigate("/customers");
        page.click("text=Välj kolumner");
        page.check("[name=column][value=city]");
        page.uncheck("[name=column][value=balance]");
        browser.screenshot(page, "customers-columns-sv-1280");
        page.click("text=Visa kolumnerna");
        assertThat(page.locator("thead")).containsText("Ort");
        assertThat(page.locator("thead")).not().containsText("Saldo");
        page.click("thead >> text=Poäng");
        assertThat(page.locator("th[aria-sort=descending]")).hasText("Poäng");
        var first = page.locator("tbody tr").first().textContent();
        page.click("text=Nästa 50");
        assertThat(page.locator("tbody tr").first()).not().hasText(first);
        page.navigate("/customers");
        assertThat(page.locator("thead")).containsText("Ort");
    }

    @Test
    void fields_of_the_shops_own_are_columns_of_the_list_and_of_the_print() {
        app.bean(CustomFields.class)
                .add("shoe_size", CustomField.Kind.NUMBER, Map.of("sv", "Skostorlek", "pl", "Rozmiar buta"), List.of());
        app.bean(CustomFields.class).add("club", CustomField.Kind.YES_NO, Map.of("sv", "Klubben"), List.of());
        app.jdbc().sql("""
                UPDATE customer.customer
                SET custom = '{"shoe_size": 42.5, "club": true}', bought_12_months = 1234.5, version = version + 1
                WHERE number = '00017'
                """).update();
        app.bean(SearchIndex.class).catchUp();
        var page = browser.loggedIn("pl", Browser.DESKTOP);
        page.navigate("/customers?q=00017");
        page.click("[data-opens=columns]");
        for (var column : List.of("own_shoe_size", "own_club", "bought_12_months")) {
            page.check("[name=column][value=" + column + "]");
        }
        browser.screenshot(page, "customers-own-columns-pl-1280");
        page.click("button[formaction='/customers/columns']");
        var row = page.locator("tbody tr");
        assertThat(row).hasCount(1);
        assertThat(row.locator("[data-th='Rozmiar buta']")).hasText("42,5");
        assertThat(row.locator("[data-th='Klubben']")).hasText("Tak");
        assertThat(row.locator("[data-th='Zakupy z 12 miesięcy']")).containsText("234,50");
        browser.screenshot(page, "customers-own-pl-1280");
        page.navigate("/customers");
        page.click("thead >> text=Zakupy z 12 miesięcy");
        assertThat(page.locator("tbody tr").first()).containsText("00017");
        page.locator("tbody [name=customers]").first().check();
        page.locator(".selbar details").last().locator("summary").click();
        var print = page.context().waitForPage(() -> page.click("[formaction='/customers/print']"));
        assertThat(print.locator("tbody tr")).containsText("42,5");
        assertThat(print.locator("thead")).containsText("Rozmiar buta");
        print.close();
        for (var column : List.of("own_shoe_size", "own_club", "bought_12_months")) {
            page.evaluate("name => document.querySelector(`[name=column][value=${name}]`).click()", column);
        }
        page.evaluate("() => document.querySelector(\"button[formaction='/customers/columns']\").click()");
        assertThat(page.locator("thead")).not().containsText("Rozmiar buta");
        app.jdbc().sql("DELETE FROM customer.custom_field").update();
    }

    @Test
    void all_that_are_found_are_put_into_a_group_and_taken_out() {
        var page = browser.loggedIn("sv", Browser.DESKTOP);
        page.navigate("/customers?mobile=true");
        var found = app.bean(CustomerList.class)
                .find(CustomerQuery.parse("mobile=true"))
                .found();
        assertThat(found).isGreaterThan(50);
        page.check("[data-tick-all]");
        assertThat(page.locator(".selbar strong")).hasText("För markerade (50)");
        page.check("[name=all]");
        assertThat(page.locator(".selbar strong")).hasText("För markerade (" + number(found) + ")");
        assertThat(page.locator(".selbar >> text=Skicka SMS")).isHidden();
        page.click(".selbar summary:has-text('Grupp')");
        page.fill("#group-name", "Alla med mobil");
        browser.screenshot(page, "customers-all-sv-1280");
        page.keyboard().press("Enter");
        page.waitForURL(url -> url.contains("group="));
        assertThat(page.locator("p[role=status]").first()).containsText(number(found));
        page.check("tbody tr:first-child .tick");
        page.click(".selbar summary:has-text('Grupp')");
        page.fill("#group-name", "Alla med mobil");
        page.click("text=Ta ur grupp");
        assertThat(page.locator("p[role=status]").first()).containsText(number(found - 1));
        page.check("[data-tick-all]");
        page.check("[name=all]");
        page.click(".selbar >> text=Nytt urval");
        page.waitForURL("**/segments/hand-picked");
        assertThat(page.locator("main")).containsText(number(found - 1));
    }

    @Test
    void customers_leave_as_a_file_without_those_who_are_protected() throws IOException {
        var page = browser.loggedIn("sv", Browser.DESKTOP);
        page.navigate("/customers");
        page.check("[data-tick-all]");
        page.check("[name=all]");
        var csv = Files.readString(download(page, "Exportera", "Textfil (CSV)"), StandardCharsets.UTF_8);
        assertThat(csv).startsWith("\ufeffKundnummer;").contains("\r\n00017;").doesNotContain("\r\n00019;");
        assertThat(csv.lines().count()).isGreaterThan(2900);
        page.keyboard().press("Escape");
        try (var workbook = new ReadableWorkbook(
                        new ByteArrayInputStream(Files.readAllBytes(download(page, "Exportera", "Excel (XLSX)"))));
                var rows = workbook.getFirstSheet().openStream()) {
            assertThat(rows.count()).isGreaterThan(2900);
        }
        assertThat(Files.readAllBytes(download(page, "Skriv ut", "Spara som PDF")))
                .startsWith("%PDF".getBytes(StandardCharsets.US_ASCII));
        assertThat(app.jdbc()
                        .sql("SELECT detail FROM access.audit_entry WHERE action = 'customer.exported' ORDER BY id")
                        .query(String.class)
                        .list())
                .anyMatch(detail -> detail.startsWith("csv: 29"))
                .anyMatch(detail -> detail.startsWith("pdf: 29"));
    }

    private static String number(long number) {
        return Texts.of("sv").number(number);
    }

    @Test
    void many_are_deleted_only_by_who_types_how_many() {
        var page = browser.loggedIn("sv", Browser.DESKTOP);
        page.navigate("/customers?sort=-number");
        long before = app.jdbc()
                .sql("SELECT count(*) FROM customer.customer")
                .query(Long.class)
                .single();
        page.check("tbody tr:nth-child(1) .tick");
        page.check("tbody tr:nth-child(2) .tick");
        page.click(".selbar >> text=Radera");
        assertThat(page.locator("h1")).hasText("Radera 2 kunder?");
        page.fill("#number", "3");
        page.click("text=Ja, radera");
        assertThat(page.locator("#number-error")).containsText("2 kunder");
        assertThat(page.locator("#number")).hasValue("3");
        browser.screenshot(page, "customers-delete-sv-1280");
        page.fill("#number", "2");
        page.click("text=Ja, radera");
        assertThat(page.locator("h1")).hasText("2 kunder är raderade");
        assertThat(app.jdbc()
                        .sql("SELECT count(*) FROM customer.customer")
                        .query(Long.class)
                        .single())
                .isEqualTo(before - 2);
    }

    @Test
    void a_large_number_is_deleted_in_the_background_while_the_page_looks_on() {
        app.jdbc().sql("""
                INSERT INTO customer.customer (number, last_name, country, created_at, changed_at)
                SELECT 'DEL-' || i, 'Bort', 'NO', now(), now() FROM generate_series(1, 6500) i
                """).update();
        var page = browser.loggedIn("pl", Browser.PHONE);
        page.navigate("/customers?country=NO");
        page.locator("tbody [name=customers]").first().check();
        page.check("[name=all]");
        page.click(".selbar [formaction='/customers/delete']");
        page.fill("#number", "6500");
        page.click("main .btn-bad");
        page.waitForURL("**/customers/deletions/*");
        browser.screenshot(page, "customers-deletion-pl-390");
        assertThat(page.locator("h1"))
                .hasText(
                        Pattern.compile("Usunięto 6.?500 klientów"),
                        new LocatorAssertions.HasTextOptions().setTimeout(60_000));
        assertThat(app.jdbc()
                        .sql("SELECT count(*) FROM customer.customer WHERE country = 'NO'")
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(app.jdbc()
                        .sql(
                                "SELECT DISTINCT actor FROM access.audit_entry WHERE action = 'customer.erased' AND detail = 'list'")
                        .query(String.class)
                        .list())
                .as("in the name of who pressed the button")
                .containsOnly(App.LOGIN);
    }

    private static Path download(Page page, String menu, String format) {
        page.evaluate("document.querySelectorAll('.pop[open]').forEach(pop => { pop.open = false; })");
        page.click(".selbar summary:has-text('" + menu + "')");
        return page.waitForDownload(() -> page.click(".selbar >> text=" + format))
                .path();
    }

    @Test
    void filters_are_chips_that_widen_and_narrow() {
        var page = browser.loggedIn("sv", Browser.PHONE);
        page.navigate("/customers");
        page.click("text=Fler villkor");
        browser.screenshot(page, "customers-filters-sv-390");
        page.click(".chip-more .chip:has-text('Har e-postadress')");
        assertThat(page.locator(".chip-on").first()).containsText("Har e-postadress");
        page.check("tbody tr:first-child .tick");
        page.check("tbody tr:nth-child(2) .tick");
        assertThat(page.locator(".selbar strong")).hasText("För markerade (2)");
        browser.screenshot(page, "customers-ticked-sv-390");
        page.click(".chip-on");
        assertThat(page.locator("p[role=status]").first()).containsText("kunder");
    }

    @Test
    void a_list_is_printed_from_the_browser() {
        var page = browser.loggedIn("pl", Browser.DESKTOP);
        page.context().addInitScript("window.print = () => { window.printed = true; };");
        page.navigate("/customers");
        page.check("tbody tr:first-child .tick");
        page.click(".selbar summary:has-text('Drukuj')");
        var printed = page.waitForPopup(() -> page.click("text=Drukuj z przeglądarki"));
        assertThat(printed.locator("h1")).containsText("1 klient");
        assertThat(printed.locator("table.print tbody tr")).hasCount(1);
        browser.screenshot(printed, "customers-print-pl-1280");
    }
}
