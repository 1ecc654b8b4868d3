package utskick.customer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import utskick.kernel.Channel;
import utskick.kernel.CustomerId;
import utskick.testing.App;
import utskick.testing.Browser;

/// A card in a real browser: edited, made one with another, and deleted.
final class CardJourneyTest {

    @RegisterExtension
    static final App app = App.empty();

    @RegisterExtension
    static final Browser browser = new Browser(app);

    private CustomerId asa;

    @BeforeEach
    void register() {
        app.jdbc()
                .sql("TRUNCATE customer.customer, customer.custom_field, customer.search CASCADE")
                .update();
        asa = add("00017", "Åsa", "Ek", "070-174 06 05", "asa@example.com");
        add("9001", "Asa", "Ek", "070-174 06 06", "asa@example.com");
    }

    @Test
    void a_card_with_a_field_of_the_shops_own_and_more_phones() {
        var page = browser.loggedIn("sv", Browser.DESKTOP);
        page.navigate("/settings/fields");
        assertThat(page.locator("main")).containsText("Här är inga egna fält än");
        page.click("text=Nytt fält");
        page.check("input[name=kind][value=choice]");
        page.fill("#name_sv", "Storlek");
        page.click("main button.btn-primary");
        assertThat(page.locator("#choices-error")).containsText("minst ett alternativ");
        page.fill("#choices", "S\nM\nL");
        page.click("main button.btn-primary");
        assertThat(page.locator(".rows")).containsText("{{own_storlek}}");
        browser.screenshot(page, "fields-sv-1280");

        page.navigate("/customers/" + asa.value());
        page.click("text=Lägg till telefon");
        assertThat(page.locator("#point-1")).isFocused();
        page.fill("#point-1", "08-123 456 78");
        page.selectOption("#label-1", "work");
        page.click("#contact-points [value='up:1']");
        assertThat(page.locator("#point-0")).hasValue("08-123 456 78");
        page.selectOption("#own_storlek", "M");
        page.fill("#bought_12_months", "mycket");
        page.click("main button.btn-primary");
        assertThat(page.locator("#bought_12_months-error")).containsText("Skriv ett tal");
        assertThat(page.locator("#own_storlek")).hasValue("M");
        page.fill("#bought_12_months", "1250,50");
        page.click("main button.btn-primary");
        page.waitForURL("**/customers/*?saved");
        assertThat(page.locator("#bought_12_months")).hasValue("1\u00a0250,50");
        assertThat(page.locator("#label-0")).hasValue("work");
        browser.screenshot(page, "card-sv-1280");

        page.fill("#city", "Lund");
        var asked = new boolean[1];
        page.onceDialog(dialog -> {
            asked[0] = dialog.type().equals("beforeunload");
            dialog.accept();
        });
        page.click(".crumb");
        page.waitForURL("**/customers");
        assertThat(asked[0]).isTrue();
        var customer = app.bean(Customers.class).byId(asa).orElseThrow();
        assertThat(customer.own()).isEqualTo(Map.of("storlek", "M"));
        assertThat(customer.city()).isEmpty();
        var phone = browser.loggedIn("sv", Browser.PHONE);
        phone.navigate("/customers/" + asa.value());
        browser.screenshot(phone, "card-sv-390");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sv | 1 234,50 | 1\u00a0234,50 | 42,5 | \u221212",
                "fi | 1234,5 | 1\u00a0234,50 | 42,5 | \u221212",
                "el | 1.234,50 | 1.234,50 | 42,5 | -12",
                "pl | 1 234.50 | 1\u00a0234,50 | 42,5 | -12",
                "en | 1,234.50 | 1,234.50 | 42.5 | -12"
            })
    void numbers_are_typed_and_shown_as_the_language_writes_them(
            String language, String typed, String shown, String shoes, String negative) {
        app.bean(CustomFields.class).add("shoe_size", CustomField.Kind.NUMBER, Map.of("sv", "Skostorlek"), List.of());
        var page = browser.loggedIn(language, Browser.DESKTOP);
        page.navigate("/customers/" + asa.value());
        page.fill("#points", typed);
        page.fill("#balance", "-12");
        page.fill("#own_shoe_size", shoes);
        page.fill("#bought_this_year", "1x");
        page.click("main button.btn-primary");
        assertThat(page.locator("#bought_this_year-error")).isVisible();
        assertThat(page.locator("#points")).hasValue(typed);
        page.fill("#bought_this_year", "");
        page.click("main button.btn-primary");
        page.waitForURL("**/customers/*?saved");
        assertThat(page.locator("#points")).hasValue(shown);
        assertThat(page.locator("#balance")).hasValue(negative);
        assertThat(page.locator("#own_shoe_size")).hasValue(shoes);
        var customer = app.bean(Customers.class).byId(asa).orElseThrow();
        assertThat(customer.points()).isEqualByComparingTo("1234.50");
        assertThat(customer.own()).isEqualTo(Map.of("shoe_size", "42.5"));
        page.fill("#city", "Lund");
        page.click("main button.btn-primary");
        page.waitForURL("**/customers/*?saved");
        assertThat(app.bean(Customers.class).byId(asa).orElseThrow().points()).isEqualByComparingTo("1234.50");
        page.navigate("/customers/" + asa.value() + "/log");
        assertThat(page.locator("table")).containsText(shown);
    }

    @Test
    void a_companys_card_leads_to_its_contacts_and_a_contacts_card_to_the_company() {
        var company = ((SaveOutcome.Saved) app.bean(Customers.class)
                        .save(
                                null,
                                new CustomerEntry(
                                        0,
                                        Map.of("number", "F-1", "kind", "company", "company_name", "Kvarnen AB"),
                                        List.of()),
                                "karin"))
                .id();
        var page = browser.loggedIn("pl", Browser.PHONE);
        page.navigate("/customers/" + company.value());
        assertThat(page.locator("#contacts")).containsText("Firma nie ma jeszcze osoby kontaktowej.");
        page.click("#contacts >> text=Nowa osoba kontaktowa");
        assertThat(page.locator("#company_number")).hasValue("F-1");
        page.fill("#number", "P-1");
        page.fill("#last_name", "Ström");
        page.click("form[data-unsaved] .btn-primary");
        page.waitForURL("**/customers/*?saved");
        page.click(".page-head >> text=Kvarnen AB");
        assertThat(page.locator("#contacts li")).containsText("Ström");
        browser.screenshot(page, "company-pl-390");
        page.click("#contacts .btn >> nth=0");
        assertThat(page.locator(".chip-on").first()).containsText("Osoby kontaktowe w firmie: F-1");
        assertThat(page.locator("#found tbody tr")).hasCount(1);
        page.locator("#found tbody .tick").check();
        assertThat(page.locator(".selbar [data-tick-all]")).isVisible();
        page.locator(".selbar [data-tick-all]").uncheck();
        assertThat(page.locator("#found tbody .tick")).not().isChecked();
    }

    @Test
    void two_cards_are_compared_and_become_one() {
        var page = browser.loggedIn("fi", Browser.DESKTOP);
        page.navigate("/customers/" + asa.value());
        page.click(".commands summary");
        page.click("text=Yhdistä toiseen asiakkaaseen");
        page.fill("#q", "asa ek");
        assertThat(page.locator("#found")).containsText("9001");
        browser.screenshot(page, "merge-search-fi-1280");
        page.click("#found .btn");
        assertThat(page.locator("table.merge")).containsText("Asa");
        assertThat(page.locator("main")).containsText("Kortti 9001 poistuu");
        browser.screenshot(page, "merge-fi-1280");
        var address = page.url();
        page.click("main button.btn-primary");
        page.waitForURL("**/customers/*?merged");
        assertThat(page.locator(".note-ok")).containsText("Kortit on yhdistetty");
        assertThat(page.locator("#contact-points input[type=tel]")).hasCount(2);
        // who still has the old address finds the customer that was kept
        page.navigate("/customers/" + address.substring(address.lastIndexOf('/') + 1));
        assertThat(page.locator("h1")).hasText("Åsa Ek");
        page.click("text=Muutokset");
        assertThat(page.locator("tbody")).containsText("9001 Asa Ek");
    }

    @Test
    void a_person_gets_everything_in_a_file_and_the_reason_why_we_write() throws IOException {
        var page = browser.loggedIn("sv", Browser.DESKTOP);
        page.navigate("/customers/" + asa.value() + "/why");
        assertThat(page.locator("main")).containsText("Nej: ingen har sagt ja för den här adressen");
        assertThat(page.locator("main")).containsText("Ja: meddelanden av det här slaget behöver inget ja");
        browser.screenshot(page, "why-sv-1280");
        page.navigate("/customers/" + asa.value());
        page.click(".commands summary");
        browser.screenshot(page, "card-menu-sv-1280");
        var download = page.waitForDownload(() -> page.click("text=Ladda ner allt om kunden"));
        assertThat(download.suggestedFilename()).isEqualTo("customer-00017.zip");
        var files = new HashMap<String, String>();
        try (var zip = new ZipInputStream(download.createReadStream())) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        assertThat(files.keySet()).containsExactlyInAnyOrder("person.html", "person.json");
        var json = JsonMapper.shared().readTree(files.get("person.json"));
        assertThat(json.path("points").path(0).path("address").asString()).isEqualTo("+46701740605");
        assertThat(json.propertyNames())
                .contains("card", "points", "permissions", "consents", "answers", "messages", "changes");
        assertThat(files.get("person.html")).contains("Uppgifter om Åsa Ek", "asa@example.com", "Förnamn");
    }

    @Test
    void what_is_kept_for_how_long_is_tried_before_it_is_saved() {
        app.jdbc()
                .sql(
                        "UPDATE customer.customer SET created_at = '2020-01-01', changed_at = '2020-01-01' WHERE number = '9001'")
                .update();
        var page = browser.loggedIn("sv", Browser.DESKTOP);
        page.navigate("/settings/retention");
        page.fill("#inactive", "3");
        page.click("text=Prova utan att ändra");
        assertThat(page.locator("#inactive-error")).containsText("mellan 12 och 240");
        page.fill("#inactive", "24");
        page.click("text=Prova utan att ändra");
        assertThat(page.locator("main .note-warn")).containsText("1 kund raderas");
        browser.screenshot(page, "retention-sv-1280");
        assertThat(app.bean(Retention.class).rule().isOff()).isTrue();
        page.click("main button.btn-primary");
        page.waitForURL("**/settings/retention?saved");
        app.bean(Retention.class).run();
        assertThat(app.bean(Customers.class).byNumber("9001")).isEmpty();
        assertThat(app.bean(Customers.class).byId(asa)).isPresent();
        page.navigate("/settings/audit");
        assertThat(page.locator("tbody")).containsText("Gallrade");
    }

    @Test
    void a_customer_is_deleted_when_it_was_said_what_goes() {
        var page = browser.loggedIn("fi", Browser.PHONE);
        page.navigate("/customers/" + asa.value());
        page.click(".commands summary");
        page.click("text=Poista asiakas");
        assertThat(page.locator("h1")).hasText("Poistetaanko Åsa Ek?");
        assertThat(page.locator("main")).containsText("Tätä ei voi kumota");
        browser.screenshot(page, "erase-fi-390");
        page.click("main button.btn-bad");
        page.waitForURL("**/customers?erased");
        assertThat(page.locator("main .note-ok")).containsText("Asiakas on poistettu");
        assertThat(app.bean(Customers.class).byId(asa)).isEmpty();
        page.navigate("/customers?q=00017");
        assertThat(page.locator("tbody a[href='/customers/%d']".formatted(asa.value())))
                .hasCount(0);
        browser.expect("404");
        page.navigate("/customers/" + asa.value());
        assertThat(page.locator("h1")).not().containsText("Åsa");
        assertThat(app.jdbc()
                        .sql("SELECT subject || detail FROM access.audit_entry WHERE action = 'customer.erased'")
                        .query(String.class)
                        .list())
                .isNotEmpty()
                .noneMatch(it -> it.contains("Åsa") || it.contains("00017"));
    }

    private static CustomerId add(String number, String first, String last, String phone, String mail) {
        var outcome = app.bean(Customers.class)
                .save(
                        null,
                        new CustomerEntry(
                                0,
                                Map.of(
                                        "number", number,
                                        "first_name", first,
                                        "last_name", last,
                                        "country", "SE",
                                        "language", "sv"),
                                List.of(
                                        new CustomerEntry.Point(Channel.SMS, "mobile", phone),
                                        new CustomerEntry.Point(Channel.EMAIL, "email", mail))),
                        "karin");
        return ((SaveOutcome.Saved) outcome).id();
    }
}
