package utskick.consent;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import utskick.gateway.InboundMessage;
import utskick.gateway.InboundMessageListener;
import utskick.kernel.EmailAddress;
import utskick.kernel.PhoneNumber;
import utskick.testing.App;
import utskick.testing.Browser;

/// Purposes, wordings, a form and the suppression list, by the people of the shop.
final class ConsentSettingsJourneyTest {

    @RegisterExtension
    static final App app = App.empty();

    @RegisterExtension
    static final Browser browser = new Browser(app);

    @Test
    void an_own_purpose_a_wording_in_two_versions_and_a_form() {
        var page = browser.loggedIn("sv", Browser.DESKTOP);
        page.navigate("/settings/consent");
        page.getByText("Nytt ändamål").click();
        page.fill("#key", "marketing");
        page.locator("form[action$='/purposes']:has(#key) .btn").click();
        assertThat(page.locator(".form-error")).containsText("inbyggda ändamålen");
        page.fill("#key", "birthday");
        page.fill("#name_sv", "födelsedagspresent");
        page.locator("form[action$='/purposes']:has(#key) .btn").click();
        assertThat(page.locator("[aria-labelledby=purposes]")).containsText("födelsedagspresent birthday");

        for (String text : List.of("Ja tack, en present till mig.", "Ja tack, en present på min födelsedag.")) {
            page.getByText("Ny formulering").click();
            page.locator("#purpose").selectOption("birthday");
            page.fill("#text", text);
            page.locator("form[action$='/wordings'] .btn").click();
        }
        assertThat(page.locator("[aria-labelledby=wordings] li")).containsText("version 2");
        assertThat(page.locator("[aria-labelledby=wordings] li")).containsText("på min födelsedag");

        page.getByText("Ny anmälningssida").click();
        page.fill("#title", "Kundklubben");
        page.fill("#slug", "Klubb & co");
        page.locator("form[action$='/forms'] .btn").click();
        assertThat(page.locator("#slug-error")).isVisible();
        assertThat(page.locator("#title")).hasValue("Kundklubben");
        page.fill("#slug", "klubben");
        page.locator("[name=purposes][value=birthday]").check();
        page.locator("form[action$='/forms'] .btn").click();
        page.locator("summary", new Page.LocatorOptions().setHasText("Kod för er egen webbplats"))
                .click();
        assertThat(page.locator(".snippet"))
                .hasValue(
                        Pattern.compile(
                                "action=\"http://[^\"]+/f/klubben\"[\\s\\S]*Ja tack, en present på min födelsedag[\\s\\S]*embed\\.js"));
        browser.screenshot(page, "consent-settings-sv-1280");

        var phone = browser.loggedIn("pl", Browser.PHONE);
        phone.navigate("/settings/consent");
        assertThat(phone.locator(".tabs [aria-current]"))
                .isInViewport(new LocatorAssertions.IsInViewportOptions().setRatio(1));
        browser.screenshot(phone, "consent-settings-pl-390");
        phone.navigate("/f/klubben");
        assertThat(phone.locator("h1")).hasText("Kundklubben");
        assertThat(app.bean(Rules.class).now().existingCustomers()).doesNotContain("PL");
    }

    @Test
    void an_address_is_blocked_looked_up_and_freed_with_a_reason() {
        var page = browser.loggedIn("sv", Browser.PHONE);
        page.navigate("/inbox");
        page.getByText("Spärrlista").click();
        page.fill("#q", "nonsens");
        page.locator("form[method=get] button").click();
        assertThat(page.locator("#q-error")).containsText("Skriv ett telefonnummer");
        page.fill("#q", "070-174 06 77");
        page.locator("form[method=get] button").click();
        assertThat(page.locator("main [role=status]")).hasText("+46 70 174 06 77 står inte på listan.");
        page.locator("form[action='/suppressions'] .btn").last().click();
        assertThat(page.locator("#reason-error")).isVisible();
        page.fill("#reason", "ringde och var arg");
        page.locator("form[action='/suppressions'] .btn").last().click();
        assertThat(page.locator("main [role=status]")).containsText("är spärrad");
        assertThat(page.locator("main [role=status]")).containsText("ringde och var arg");
        browser.screenshot(page, "suppression-sv-390");
        assertThat(app.bean(SuppressionList.class).contains(new PhoneNumber("+46701740677")))
                .isTrue();

        page.fill("#reason", "skrev brev och vill ha utskick igen");
        page.locator("form[action='/suppressions/remove'] .btn").click();
        assertThat(page.locator("main [role=status]")).containsText("står inte på listan");
        assertThat(app.jdbc()
                        .sql("SELECT count(*) FROM access.audit_entry WHERE action = 'consent.unsuppressed'")
                        .query(Integer.class)
                        .single())
                .isOne();
    }

    @Test
    void a_word_of_the_shop_stops_from_the_next_answer_on() {
        var phone = new PhoneNumber("+48501234567");
        var ledger = app.bean(ConsentLedger.class);
        ledger.give(phone, Purpose.MARKETING, Origin.customer(Origin.Source.WEB, "form", "192.0.2.1"));
        var page = browser.loggedIn("pl", Browser.PHONE);
        page.navigate("/inbox");
        page.getByText("Słowa w odpowiedziach").click();
        page.fill("#word", "Koniec");
        page.locator("form[action='/settings/consent/words'] .btn").click();
        assertThat(page.locator("#word-error")).hasText("To słowo już działa.");
        page.fill("#word", "Dość");
        page.locator("form[action='/settings/consent/words'] .btn").click();
        assertThat(page.locator("[aria-labelledby=own] li")).containsText("Dość");
        browser.screenshot(page, "consent-words-pl-390");

        app.bean(InboundMessageListener.class)
                .received(new InboundMessage(1, "48501234567", "+48500000000", "dosc!", Instant.now()));
        assertThat(ledger.history(phone).getFirst().state()).isEqualTo(ConsentState.WITHDRAWN);
        page.navigate("/inbox?stops=true");
        assertThat(page.locator("article").first()).containsText("dosc!");
        assertThat(page.locator("article .state-bad").first()).isVisible();
    }

    @Test
    void a_list_is_imported_with_a_report() {
        var page = browser.loggedIn("fi", Browser.DESKTOP);
        page.navigate("/suppressions");
        String file = "numero;sähköposti\n041 2345678;\n;Anna@Esimerkki.fi\nei mikään\n+358412345678\n";
        page.setInputFiles("#upload", new FilePayload("esto.csv", "text/csv", file.getBytes(StandardCharsets.UTF_8)));
        page.locator("#file-region").selectOption("FI");
        page.locator("form[action$='/file'] button").click();
        assertThat(page.locator("main [role=status]")).containsText("2 osoitetta estettiin, 1 oli jo listalla.");
        assertThat(page.locator("main [role=status] li")).hasText("4: ei mikään");
        browser.screenshot(page, "suppression-fi-1280");
        var list = app.bean(SuppressionList.class);
        assertThat(list.contains(new PhoneNumber("+358412345678"))).isTrue();
        assertThat(list.contains(new EmailAddress("anna@esimerkki.fi"))).isTrue();
    }
}
