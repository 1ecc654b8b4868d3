package utskick.consent;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import utskick.kernel.Channel;
import utskick.kernel.EmailAddress;
import utskick.kernel.PhoneNumber;
import utskick.testing.App;
import utskick.testing.Browser;

/// What customers do on their phones: out with one tap, other choices, and in again; in Swedish and in Greek.
final class PublicJourneyTest {

    private static final PhoneNumber PHONE = new PhoneNumber("+46701740622");
    private static final EmailAddress EMAIL = new EmailAddress("elin@example.se");

    @RegisterExtension
    static final App app = App.empty();

    @RegisterExtension
    static final Browser browser = new Browser(app);

    private static ConsentLedger ledger;

    @BeforeAll
    static void a_customer_with_both_channels_and_an_own_purpose() {
        ledger = app.bean(ConsentLedger.class);
        app.bean(Purposes.class)
                .save(new Purpose("birthday"), Map.of("sv", "födelsedagspresent", "el", "δώρο γενεθλίων"));
        app.bean(Rules.class).save(new Rules.Rule(List.of("SE", "FI", "GR"), true));
        long id = app.jdbc().sql("""
                INSERT INTO customer.customer (number, first_name, last_name, created_at, changed_at)
                VALUES ('622', 'Elin', 'Berg', now(), now()) RETURNING id
                """).query(Long.class).single();
        app.jdbc()
                .sql("""
                INSERT INTO customer.contact_point (customer_id, channel, label, as_entered, address, reachable)
                VALUES (:id, 'SMS', 'mobile', '', :phone, true), (:id, 'EMAIL', 'email', '', :email, true)
                """)
                .param("id", id)
                .param("phone", PHONE.value())
                .param("email", EMAIL.value())
                .update();
        var origin = Origin.customer(Origin.Source.WEB, "", "");
        ledger.give(PHONE, Purpose.MARKETING, origin);
        ledger.give(PHONE, new Purpose("birthday"), origin);
        ledger.give(EMAIL, Purpose.MARKETING, origin);
        app.bean(SignUpForms.class)
                .save(new SignUpForm(
                        0,
                        "klubben",
                        "Kundklubben",
                        "sv",
                        "SE",
                        null,
                        List.of(Channel.SMS),
                        List.of(Purpose.MARKETING, new Purpose("birthday")),
                        true));
        app.jdbc().sql("""
                INSERT INTO gateway.account (name, channel, protocol, sender, settings)
                VALUES ('nowhere', 'SMS', 'smpp', 'BUTIKEN', '{}')
                """).update();
    }

    @Test
    void one_tap_out_then_other_choices() {
        String link = "/a/" + app.bean(OptOuts.class).link(PHONE);
        var page = browser.visitor("sv", Browser.PHONE);
        page.navigate(link);
        browser.screenshot(page, "public-optout-sv-390");
        page.locator("button[value=stop]").click();
        assertThat(page.locator("h1")).hasText("Du får inga fler erbjudanden per SMS.");
        assertThat(ledger.history(PHONE).getFirst().state()).isEqualTo(ConsentState.WITHDRAWN);

        assertThat(ledger.history(PHONE).stream().map(LedgerEntry::state).limit(2))
                .containsOnly(ConsentState.WITHDRAWN);
        page.getByText("Välj vad du vill få").click();
        assertThat(page.locator("h1")).hasText("Vad vill du få från oss?");
        assertThat(page.locator("main")).not().containsText(EMAIL.value());
        assertThat(page.locator("main")).not().containsText(PHONE.value());
        page.locator("[name=yes][value=\'0-birthday\']").check();
        page.locator("[name=yes][value=\'1-marketing\']").uncheck();
        assertThat(page.locator("[name=yes][value=\'1-birthday\']")).isDisabled();
        page.locator("select[name=language]").selectOption("fi");
        page.locator("#city").fill("Malmö");
        browser.screenshot(page, "preferences-sv-390");
        page.locator("main button.btn-primary").click();
        assertThat(page.locator("[role=status]")).hasText("Sparat. Så här gäller det nu.");
        assertThat(page.locator("[name=yes][value=\'0-birthday\']")).isChecked();
        assertThat(page.locator("[name=yes][value=\'0-marketing\']")).not().isChecked();
        assertThat(page.locator("#city")).hasValue("Malmö");

        assertThat(ledger.history(PHONE))
                .filteredOn(it -> it.purpose().key().equals("birthday"))
                .first()
                .satisfies(it -> {
                    assertThat(it.state()).isEqualTo(ConsentState.GIVEN);
                    assertThat(it.origin().wording()).contains("födelsedagspresent");
                });
        assertThat(ledger.history(EMAIL).getFirst().state()).isEqualTo(ConsentState.WITHDRAWN);
        assertThat(app.jdbc()
                        .sql("SELECT language || ' ' || city FROM customer.profile WHERE number = '622'")
                        .query(String.class)
                        .single())
                .isEqualTo("fi Malmö");
        assertThat(app.jdbc().sql("""
                        SELECT count(*) FROM customer.change c JOIN customer.profile p USING (customer_id)
                        WHERE c.actor = 'customer' AND p.number = '622'
                        """).query(Integer.class).single()).isEqualTo(2);

        var polish = browser.visitor("pl", Browser.PHONE);
        polish.navigate(link + "/preferences");
        browser.screenshot(polish, "preferences-pl-390");
        page.locator("button[value=nothing]").click();
        assertThat(page.locator("[role=status]")).isVisible();
        assertThat(page.locator("[name=yes][value=\'0-birthday\']")).not().isChecked();
        assertThat(app.jdbc()
                        .sql("SELECT count(*) FROM consent.standing WHERE address IN (:both) AND state = 'given'")
                        .param("both", List.of(PHONE.value(), EMAIL.value()))
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void signing_up_with_a_code_in_greek_without_scripts() {
        var phone = new PhoneNumber("+46701740633");
        var page = browser.visitor("el", Browser.PHONE);
        page.navigate("/f/klubben");
        browser.screenshot(page, "signup-el-390");
        page.locator("main button.btn-primary").click();
        assertThat(page.locator(".form-error")).hasCount(2);
        browser.screenshot(page, "signup-wrong-el-390");
        page.fill("#address", "0701740633");
        page.locator("[name=yes-marketing]").check();
        page.locator("main button.btn-primary").click();
        assertThat(page.locator("h1")).hasText("Γράψτε τον κωδικό");
        browser.screenshot(page, "signup-code-el-390");
        page.fill(
                "#code",
                app.jdbc()
                        .sql("SELECT fields[1] FROM dispatch.recipient WHERE address = :phone")
                        .param("phone", phone.value())
                        .query(String.class)
                        .single());
        page.locator("main button.btn-primary").click();
        assertThat(page.locator("h1")).hasText("Ευχαριστούμε, η εγγραφή ολοκληρώθηκε!");
        browser.screenshot(page, "signup-done-el-390");
        assertThat(ledger.history(phone)).singleElement().satisfies(it -> {
            assertThat(it.state()).isEqualTo(ConsentState.GIVEN);
            assertThat(it.purpose()).isEqualTo(Purpose.MARKETING);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"sv", "fi", "el", "pl", "en"})
    void the_words_of_a_button_stay_inside_it(String language) {
        var page = browser.visitor(language, Browser.PHONE);
        page.navigate("/a/" + app.bean(OptOuts.class).link(PHONE) + "/preferences");
        assertThat(page.locator("main button.btn")).hasCount(2);
        assertThat(page.evaluate(
                        "[...document.querySelectorAll('main .btn')].filter(it => it.scrollWidth > it.clientWidth)"
                                + ".map(it => it.textContent)"))
                .isEqualTo(List.of());
    }

    /// The piece of HTML from the settings, on a page of another server: another origin and another site.
    @Test
    void the_form_on_the_shops_own_site_signs_up_once() throws IOException {
        var phone = new PhoneNumber("+46701740655");
        var settings = browser.loggedIn("sv", Browser.DESKTOP);
        settings.navigate("/settings/consent");
        String snippet = settings.locator(".snippet").inputValue();
        assertThat(snippet).contains("action=\"" + app.url("/f/klubben") + "\"");
        var site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext("/", exchange -> {
            try (exchange) {
                var html =
                        ("<!doctype html><html lang=\"sv\"><head><meta charset=\"utf-8\"><title>Butiken</title></head>"
                                        + "<body><h1>Butiken</h1>%s</body></html>")
                                .formatted(snippet)
                                .getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
                exchange.sendResponseHeaders(200, html.length);
                exchange.getResponseBody().write(html);
            }
        });
        site.start();
        try {
            var page = browser.visitor("sv", Browser.PHONE);
            page.navigate("http://localhost:%d/".formatted(site.getAddress().getPort()));
            assertThat(page.locator("h1")).hasText("Butiken");
            page.fill("[name=address]", "070-174 06 55");
            page.fill("[name=first_name]", "Nora");
            page.locator("[name=yes-marketing]").check();
            // an impatient thumb
            page.evaluate("() => { const b = document.querySelector('form button'); b.click(); b.click(); }");
            assertThat(page.locator("h1")).hasText("Skriv in koden");
            assertThat(page.url()).isEqualTo(app.url("/f/klubben"));
            assertThat(ledger.history(phone)).isEmpty();
            assertThat(app.jdbc()
                            .sql("SELECT count(*) FROM consent.sign_up WHERE address = :phone")
                            .param("phone", phone.value())
                            .query(Integer.class)
                            .single())
                    .isOne();
            page.fill(
                    "#code",
                    app.jdbc()
                            .sql("SELECT fields[1] FROM dispatch.recipient WHERE address = :phone")
                            .param("phone", phone.value())
                            .query(String.class)
                            .single());
            page.locator("main button.btn-primary").click();
            assertThat(page.locator("h1")).hasText("Tack, nu är du med!");
            assertThat(ledger.history(phone)).singleElement().satisfies(it -> {
                assertThat(it.purpose()).isEqualTo(Purpose.MARKETING);
                assertThat(it.origin().source()).isEqualTo(Origin.Source.WEB);
                assertThat(it.origin().wording()).startsWith("v0 (sv): Ja tack, skicka erbjudanden till mig");
                assertThat(it.origin().evidence()).isEqualTo("127.0.0.1 → 127.0.0.1");
            });
        } finally {
            site.stop(0);
        }
    }
}
