package utskick.consent;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import utskick.kernel.EmailAddress;
import utskick.kernel.PhoneNumber;
import utskick.testing.App;
import utskick.testing.Browser;

/// What a customer may be sent, on the card in Swedish, and behind the link of a message.
final class ConsentJourneyTest {

    private static final PhoneNumber PHONE = new PhoneNumber("+46701740611");
    private static final EmailAddress EMAIL = new EmailAddress("astrid@example.se");

    @RegisterExtension
    static final App app = App.empty();

    @RegisterExtension
    static final Browser browser = new Browser(app);

    private static long customer;

    @BeforeAll
    static void a_customer_whom_nobody_has_asked() {
        customer = app.jdbc().sql("""
                INSERT INTO customer.customer (number, first_name, last_name, created_at, changed_at)
                VALUES ('417', 'Astrid', 'Holm', now(), now()) RETURNING id
                """).query(Long.class).single();
        app.jdbc()
                .sql("""
                INSERT INTO customer.contact_point (customer_id, channel, label, as_entered, address, reachable)
                VALUES (:id, 'SMS', 'mobile', '', :phone, true), (:id, 'EMAIL', 'email', '', :email, true)
                """)
                .param("id", customer)
                .param("phone", PHONE.value())
                .param("email", EMAIL.value())
                .update();
    }

    @Test
    void consent_is_given_and_withdrawn_on_the_card_with_a_reason() {
        for (var window : new Browser.Window[] {Browser.DESKTOP, Browser.PHONE}) {
            var page = browser.loggedIn("sv", window);
            page.navigate("/customers/" + customer);
            page.locator(".tabs").getByText("Samtycke").click();
            assertThat(page.locator("h1")).hasText("Astrid Holm");
            assertThat(page.locator(".tabs [aria-current=page]")).hasText("Samtycke");

            var row = page.locator(".register tbody tr").first();
            assertThat(row).containsText("+46 70 174 06 11");
            change(row, "", "give");
            assertThat(row.locator(".form-error")).containsText("Skriv skälet");
            assertThat(row.locator("[name=reason]")).isFocused();
            assertThat(row.locator(".state")).not().hasText("Ja");

            row.locator("[name=reason]").fill("sa ja i kassan");
            row.locator("[name=evidence]").fill("kvitto 4711");
            browser.screenshot(page, "consent-give-sv-%d".formatted(window.width()));
            row.locator("button[value=give]").click();
            assertThat(row.locator(".state")).hasText("Ja");
            change(row, "ringde och ångrade sig", "withdraw");
            assertThat(row.locator(".state")).hasText("Sagt nej tack");
            assertThat(page.locator(".history > li").first()).containsText("ringde och ångrade sig");
            assertThat(page.locator(".history > li").first()).containsText(App.LOGIN);
            var yes = page.locator(".history > li").nth(1);
            assertThat(yes).containsText("kvitto 4711");
            assertThat(yes).containsText("v0 (sv): Ja tack, skicka erbjudanden till mig per SMS.");
            page.navigate("/customers/%d/why".formatted(customer));
            assertThat(page.locator(".rows li").first()).containsText("Nej: kunden har sagt nej");
            browser.screenshot(page, "why-sv-%d".formatted(window.width()));
            browser.screenshot(page, "consent-sv-%d".formatted(window.width()));
        }
        assertThat(app.bean(ConsentLedger.class).history(PHONE))
                .extracting(LedgerEntry::state)
                .containsExactly(
                        ConsentState.WITHDRAWN, ConsentState.GIVEN, ConsentState.WITHDRAWN, ConsentState.GIVEN);
    }

    @Test
    void the_link_of_a_message_changes_nothing_before_the_button() {
        var ledger = app.bean(ConsentLedger.class);
        ledger.give(EMAIL, Purpose.MARKETING, Origin.customer(Origin.Source.WEB, "", ""));
        String link = "/a/" + app.bean(OptOuts.class).link(EMAIL);
        var page = browser.visitor("sv", Browser.PHONE);

        page.navigate(link);
        page.reload();
        assertThat(page.locator("h1")).hasText("Vill du slippa våra erbjudanden per e-post?");
        assertThat(page.locator("main")).not().containsText(EMAIL.value());
        assertThat(ledger.history(EMAIL)).hasSize(1);
        browser.screenshot(page, "optout-sv-390");

        page.locator("button[value=stop]").click();
        assertThat(page.locator("h1")).hasText("Du får inga fler erbjudanden per e-post.");
        assertThat(ledger.history(EMAIL).getFirst().state()).isEqualTo(ConsentState.WITHDRAWN);
        var card = browser.loggedIn("sv", Browser.DESKTOP);
        card.navigate("/customers/%d/consent".formatted(customer));
        assertThat(card.locator(".history > li").first()).containsText("knappen bakom länken");
        page.locator("button[value=again]").click();
        assertThat(page.locator("button[value=stop]")).isVisible();
        assertThat(ledger.history(EMAIL).getFirst().state()).isEqualTo(ConsentState.GIVEN);
    }

    @Test
    void an_unknown_link_says_what_to_do() {
        browser.expect("404");
        var page = browser.visitor("sv", Browser.PHONE);
        page.navigate("/a/AAAAAAAAAAAA");
        assertThat(page.locator("h1")).hasText("Länken gäller inte.");
    }

    private static void change(Locator row, String reason, String command) {
        row.locator("summary.btn").click();
        row.locator("[name=reason]").fill(reason);
        row.locator("button[value=" + command + "]").click();
    }
}
