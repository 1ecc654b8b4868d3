package utskick.link;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import utskick.campaign.Campaign;
import utskick.campaign.Campaigns;
import utskick.consent.ConsentLedger;
import utskick.consent.Origin;
import utskick.consent.Purpose;
import utskick.kernel.Channel;
import utskick.kernel.PhoneNumber;
import utskick.testing.App;
import utskick.testing.Browser;

/// From the switch in the mailing to the customer who clicked, by the pages alone.
@ResourceLock(App.DEMO)
final class LinkJourneyTest {

    @RegisterExtension
    static final App app = App.demo();

    @RegisterExtension
    static final Browser browser = new Browser(app);

    private static final PhoneNumber PHONE = new PhoneNumber("+46760000655");
    private static final LocatorAssertions.ContainsTextOptions PATIENTLY =
            new LocatorAssertions.ContainsTextOptions().setTimeout(60_000);

    @Test
    void a_click_on_the_phone_is_found_in_the_report_and_by_a_selection() {
        long customer = somebody();
        app.bean(Links.class).ask("karin");
        var yes = Origin.customer(Origin.Source.WEB, "", "");
        app.bean(ConsentLedger.class).give(PHONE, Purpose.MARKETING, yes);
        app.bean(ConsentLedger.class).give(PHONE, new Purpose(Links.PURPOSE), yes);
        var campaign = app.bean(Campaigns.class)
                .create(
                        Channel.SMS,
                        "Länkrean",
                        new Campaign.Who(false, List.of(), List.of(), List.of(customer), "marketing", List.of()),
                        "sv",
                        "karin");
        var page = browser.loggedIn("sv", Browser.DESKTOP);
        compose(page, "/campaigns/" + campaign.id());

        page.click("#sentence .btn-primary");
        page.waitForURL(Pattern.compile("/confirm$"));
        page.click("#question .btn-primary");
        page.waitForURL(Pattern.compile("/follow$"));
        assertThat(page.locator(".going .state")).containsText("Avslutad", PATIENTLY);
        assertThat(page.locator("#clicks .num")).hasText("0 klick");

        page.navigate("/simulator?q=" + PHONE.value().substring(1));
        var text = page.locator(".phone .bubble").last().innerText();
        var link = Pattern.compile("http://\\S+/l/[A-Za-z0-9]{12}").matcher(text);
        assertThat(link.find()).as(text).isTrue();
        var visitor = browser.visitor("sv", Browser.PHONE);
        visitor.navigate(link.group());
        assertThat(visitor).hasURL(app.url("/login"));

        page.navigate("/campaigns/%d/follow".formatted(campaign.id()));
        assertThat(page.locator("#clicks li")).hasCount(1);
        assertThat(page.locator("#clicks li")).containsText(app.url("/login"));
        assertThat(page.locator("#clicks .num")).hasText("1 klick");
        assertThat(page.locator("#clicks .sub")).hasText("1 kund som har sagt ja till att räknas med namn");
        browser.screenshot(page, "link-report-sv-1280");
        page.setViewportSize(390, 844);
        browser.screenshot(page, "link-report-sv-390");
        page.setViewportSize(1280, 900);
        select(page, campaign.id());
    }

    private static void compose(Page page, String campaign) {
        page.navigate(campaign);
        assertThat(page.locator("#links")).isHidden();
        page.locator("#text").fill("Hej {{first_name}}! Rea: %s tack".formatted(app.url("/login")));
        assertThat(page.locator("#links")).isVisible();
        assertThat(page.locator("#preview .bubble")).containsText("Rea: " + app.url("/login") + " tack");
        page.getByLabel("Räkna hur många gånger länkarna öppnas").check();
        assertThat(page.locator("#preview .bubble")).containsText("Rea: " + app.url("/l/xxxxxxxxxxxx") + " tack");
        assertThat(page.locator("#check .worst li").first()).containsText("får 1 del");
        browser.screenshot(page, "link-compose-sv-1280");
        page.reload();
        assertThat(page.locator("[name=counted]")).isChecked();
        // counting by name is asked for, and nothing that is sent
        assertThat(page.locator("[name=purpose][value=tracking]")).hasCount(0);
    }

    private static void select(Page page, long campaign) {
        page.navigate("/segments/new");
        page.locator("section[aria-labelledby=in] > .menu > summary").click();
        page.click("button[value='add:mailing']");
        page.selectOption("[name='1.past']", "clicked");
        page.selectOption("[name='1.v']", String.valueOf(campaign));
        assertThat(page.locator("main")).containsText("Öppnade en länk i: “Länkrean”");
        assertThat(page.locator("#count")).hasText(Pattern.compile("^\\s*1\\s*$"));
        page.click("button.btn-big[formaction='/segments/who']");
        assertThat(page.locator("#who tbody tr")).hasCount(1);
        assertThat(page.locator("#who tbody tr")).containsText("Linnea");
        browser.screenshot(page, "link-selection-sv-1280");
    }

    @Test
    void the_switch_and_a_link_that_leads_nowhere_are_told_in_each_language() {
        browser.expect("404");
        var campaign = app.bean(Campaigns.class)
                .create(
                        Channel.EMAIL,
                        "Språkrean",
                        new Campaign.Who(true, List.of(), List.of(), List.of(), "marketing", List.of()),
                        "el",
                        "karin");
        for (var language : List.of("el", "pl", "fi")) {
            var page = browser.loggedIn(language, Browser.PHONE);
            page.navigate("/campaigns/" + campaign.id());
            page.locator("#text").fill("https://butiken.example/rea");
            assertThat(page.locator("#links")).isVisible();
            assertThat(page.locator("#links")).not().containsText("Count");
            browser.screenshot(page, "link-compose-%s-390".formatted(language));
            var visitor = browser.visitor(language, Browser.PHONE);
            visitor.navigate("/l/aaaaaaaaaaaa");
            assertThat(visitor.locator("h1")).not().containsText("The link");
            assertThat(visitor.locator("main p").first()).isVisible();
            browser.screenshot(visitor, "link-unknown-%s-390".formatted(language));
        }
        app.bean(Campaigns.class).delete(campaign.id());
    }

    private static long somebody() {
        long id = app.jdbc().sql("""
                INSERT INTO customer.customer (number, first_name, last_name, created_at, changed_at)
                VALUES ('LJ-1', 'Linnea', 'Länk', now(), now()) RETURNING id
                """).query(Long.class).single();
        app.jdbc().sql("""
                INSERT INTO customer.contact_point (customer_id, channel, label, as_entered, address, reachable)
                VALUES (:id, 'SMS', 'mobile', :phone, :phone, true)
                """).param("id", id).param("phone", PHONE.value()).update();
        return id;
    }
}
