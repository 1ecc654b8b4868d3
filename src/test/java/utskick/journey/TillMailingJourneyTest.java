package utskick.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static utskick.testing.Eventually.eventually;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import utskick.gateway.AccountDraft;
import utskick.gateway.Accounts;
import utskick.kernel.Channel;
import utskick.testing.App;
import utskick.testing.Browser;

/// The Swedish till (manual 1): from the customer file to the phones, and a STOP on the way. Covers T1, T2, T4, T6, T7,
/// T12, T14, C2, C6, C7, C11, C12, F7, F10.
@ResourceLock(App.DEMO)
final class TillMailingJourneyTest {

    @RegisterExtension
    static final App app = App.demo();

    @RegisterExtension
    static final Browser browser = new Browser(app);

    private static final LocatorAssertions.HasTextOptions PATIENTLY =
            new LocatorAssertions.HasTextOptions().setTimeout(60_000);

    /// Slow enough to be paused by hand.
    @BeforeEach
    void slowly() {
        rate(4);
    }

    @AfterEach
    void asFastAsItGoes() {
        rate(null);
    }

    /// Through the accounts, which the engine reads again at once; a rate written into the table waits its turn.
    private static void rate(@Nullable Integer messages) {
        var accounts = app.bean(Accounts.class);
        accounts.all().stream()
                .filter(account -> account.channel() == Channel.SMS)
                .forEach(account -> accounts.save(new AccountDraft(
                        account.name(),
                        new AccountDraft.Terms(
                                Channel.SMS, account.unitPrice(), messages, account.sender(), account.replyNumber()),
                        accounts.settings(account.id()),
                        null,
                        account.enabled())));
    }

    @Test
    void a_customer_file_becomes_texts_on_phones() {
        var page = browser.loggedIn("sv", Browser.DESKTOP);
        importTheTill(page);
        selectGold(page);
        page.click("a[href*='/campaigns/new?channel=SMS']");
        compose(page);
        var campaign = page.url().replaceFirst("#.*", "");
        // each save says its turn
        Assertions.assertTrue(app.jdbc()
                .sql("SELECT turn > 0 FROM campaign.campaign WHERE id = :id")
                .param("id", Long.parseLong(campaign.replaceFirst(".*/", "")))
                .query(Boolean.class)
                .single());

        // somebody who is far down the list gets the test, and will say STOP before the turn comes
        page.navigate(campaign + "/left-out");
        var last = page.locator(".register tbody tr").last();
        var number = last.locator(".sub").innerText();
        var phone = last.locator("td").innerText();
        var card = last.locator("a.name").getAttribute("href");
        page.navigate(campaign);
        test(page, number, phone);

        review(page);
        page.click("#question .btn-primary");
        page.waitForURL(Pattern.compile("/follow$"));
        page.click("form[action$='/pause'] button");
        assertThat(page.locator(".going .state")).containsText("Pausad");
        assertThat(page.locator("[data-state=queued]")).not().hasText("0");
        browser.screenshot(page, "till-7-paused-1280");
        onThePhone(campaign);

        stop(page, phone, card);
        rate(null);
        page.navigate(campaign + "/follow");
        page.click("form[action$='/resume'] button");
        // nobody reloads: the page hears of it
        assertThat(page.locator(".going .state"))
                .containsText("Avslutad", new LocatorAssertions.ContainsTextOptions().setTimeout(60_000));
        assertThat(page.locator("[data-state=suppressed]")).hasText("1", PATIENTLY);
        assertThat(page.locator("[data-state=submitted]")).hasText("0", PATIENTLY);
        assertThat(page.locator(".rows")).containsText("Sade nej tack efter att du tryckt på Skicka");
        browser.screenshot(page, "till-9-done-1280");
        theStatesAddUp(page);
        exactlyThoseTexts(page, campaign);
    }

    private static void importTheTill(Page page) {
        page.navigate("/customers/import");
        page.setInputFiles("#file", Path.of("samples", "swedish-till.csv"));
        page.click("form[action='/customers/import'] button.btn-primary");
        page.waitForSelector("form[action$='/run'] button", new Page.WaitForSelectorOptions().setTimeout(60_000));
        browser.screenshot(page, "till-1-import-1280");
        page.selectOption("#basis", "consent");
        page.click("form[action$='/run'] button");
        page.waitForSelector("a.btn-primary[href='/customers']", new Page.WaitForSelectorOptions().setTimeout(60_000));
    }

    private static void selectGold(Page page) {
        page.navigate("/segments/new");
        page.locator(".menu summary").first().click();
        page.click("button[value='add:category']");
        page.locator(".choice summary").first().click();
        page.locator(".choice-list label")
                .filter(new com.microsoft.playwright.Locator.FilterOptions()
                        .setHasText(Pattern.compile("^\\s*Guld\\s*$")))
                .first()
                .click();
        page.keyboard().press("Escape");
        page.locator(".menu summary").first().click();
        page.click("button[value='add:points']");
        page.locator("input[name$='.from']").fill("100");
        page.locator("input[name$='.to']").fill("9000");
        page.fill("#name", "Guld med poäng");
        page.click("button.btn-big[formaction='/segments/who']");
        assertThat(page.locator("#who tbody tr").first()).isVisible();
        browser.screenshot(page, "till-2-selection-1280");
        page.locator("#builder button.btn-primary").click();
        page.waitForURL(Pattern.compile("/segments/\\d+"));
    }

    private static void compose(Page page) {
        assertThat(page.locator("#summary .total")).isVisible();
        page.fill("#name", "Höstrean, sista dagarna");
        var text = page.locator("#text");
        text.fill("Hej !");
        text.press("End");
        text.press("ArrowLeft");
        page.locator("[data-insert='{{first_name}}']").first().click();
        assertThat(text).hasValue("Hej {{first_name}}!");
        text.press("End");
        text.pressSequentially(" Höstrean slutar på lördag kl 17. Du har {{points}} poäng. Välkommen!");
        assertThat(page.locator("#preview .bubble")).containsText("Höstrean slutar på lördag kl 17.");
        assertThat(page.locator("#preview .bubble")).containsText("Avregistrera: ");
        assertThat(page.locator("#preview .bubble")).not().containsText("{{");
        assertThat(page.locator(".counter b")).containsText("av 160");
        assertThat(page.locator("#check .worst li").first()).containsText("får 1 del");
        assertThat(page.locator("#title")).hasText("Höstrean, sista dagarna");
        assertThat(page.locator("#saved")).containsText("sparat");
        page.click(".phone-nav button:last-child");
        assertThat(page.locator(".phone-nav")).containsText("2 av");
        browser.screenshot(page, "till-3-compose-1280");
    }

    private static void test(Page page, String number, String phone) {
        page.fill("#test-to", "finns inte");
        page.click("button[formaction$='/test']");
        assertThat(page.locator("#tested .form-error")).containsText("finns inte");
        page.fill("#test-to", number);
        page.click("button[formaction$='/test']");
        assertThat(page.locator("#tested .state-ok")).containsText(phone);
    }

    /// A double click is one review.
    private static void review(Page page) {
        page.dblclick("#sentence .btn-primary");
        page.waitForURL(Pattern.compile("/confirm$"));
        assertThat(page.locator("#question .send-sentence")).containsText("från BUTIKEN nu");
        assertThat(page.locator("#question .btn-primary")).containsText("Ja, skicka");
        browser.screenshot(page, "till-5-confirm-1280");
    }

    /// The same pages on a phone.
    private static void onThePhone(String campaign) {
        var phone = browser.loggedIn("sv", Browser.PHONE);
        phone.navigate(campaign + "/follow");
        assertThat(phone.locator(".going .state")).containsText("Pausad");
        browser.screenshot(phone, "till-7-paused-390");
        phone.navigate("/campaigns");
        assertThat(phone.locator(".register")).containsText("Höstrean, sista dagarna");
        browser.screenshot(phone, "till-list-390");
    }

    private static void stop(Page page, String phone, String card) {
        page.navigate("/simulator?q=" + phone.substring(1));
        assertThat(page.locator(".phone .bubble").last()).containsText("Höstrean slutar på lördag");
        browser.screenshot(page, "till-8-phone-1280");
        page.locator("button[value=STOP]").first().click();
        eventually(
                "STOP is taken",
                () -> app.jdbc()
                        .sql("""
                        SELECT count(*) = 1 FROM consent.permission
                        WHERE address = :phone AND channel = 'SMS' AND purpose = 'marketing' AND state = 'withdrawn'
                        """)
                        .param("phone", phone)
                        .query(Boolean.class)
                        .single());
        page.navigate(card + "/consent");
        assertThat(page.locator("main")).containsText("STOP");
        browser.screenshot(page, "till-8-card-1280");
    }

    private static void theStatesAddUp(Page page) {
        int sum = 0;
        for (var state : page.locator("[data-state]:not([data-state=planned])").all()) {
            sum += figure(state.innerText());
        }
        Assertions.assertEquals(figure(page.locator("[data-state=planned]").innerText()), sum);
    }

    private static int figure(String shown) {
        return Integer.parseInt(shown.replaceAll("\\D", ""));
    }

    private static void exactlyThoseTexts(Page page, String campaign) {
        page.navigate(campaign + "/messages?state=delivered");
        browser.screenshot(page, "till-9-messages-1280");
        for (int i = 0; i < 3; i++) {
            var row = page.locator(".register tbody tr").nth(i);
            var address = row.locator("th .sub").innerText();
            var text = row.locator("td").first().innerText();
            page.navigate("/simulator?q=" + address.substring(1));
            assertThat(page.locator(".phone .bubble").last()).hasText(text);
            page.navigate(campaign + "/messages?state=delivered");
        }
    }
}
