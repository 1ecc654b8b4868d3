package utskick.segment;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import utskick.testing.App;
import utskick.testing.Browser;

/// A selection from the first row to the last look, in Finnish and without a mouse.
@ResourceLock(App.DEMO)
final class SegmentJourneyTest {

    private static final String NAME = "Kultaiset pisteillä";

    @RegisterExtension
    static final App app = App.demo();

    @RegisterExtension
    static final Browser browser = new Browser(app);

    @Test
    void a_selection_is_built_tested_explained_saved_and_deleted_by_keyboard() {
        expectCountsCalledOff();
        var page = browser.loggedIn("fi", Browser.DESKTOP);
        page.navigate("/segments/new");
        var count = page.locator("#count");
        assertThat(count).hasText(grouped(of("SELECT count(*) FROM customer.profile")));

        add(page, "in", "add:category");
        var category = page.locator("summary[aria-label='Luokka']");
        assertThat(category).isFocused();
        press(category, "Enter");
        press(page.getByLabel("Kulta", new Page.GetByLabelOptions().setExact(true)), "Space");
        assertThat(category).hasText("Kulta");
        assertThat(count).hasText(grouped(of("""
                SELECT count(*) FROM customer.profile p WHERE p.category = 'Kulta'""")));
        page.keyboard().press("Escape");
        assertThat(category).isFocused();

        add(page, "in", "add:points");
        assertThat(page.getByLabel("Pisteet: vähintään")).isFocused();
        page.keyboard().type("100");
        page.keyboard().press("Tab");
        page.keyboard().type("1500");
        long gold = of("""
                SELECT count(*) FROM customer.profile p WHERE p.category = 'Kulta' AND p.points BETWEEN 100 AND 1500""");
        assertThat(gold).isPositive();
        assertThat(count).hasText(grouped(gold));
        page.keyboard().press("Enter");
        assertThat(page.getByLabel("Pisteet: enintään")).isFocused();
        assertThat(page).hasURL(Pattern.compile("/segments/new$"));

        add(page, "in", "add:consent");
        assertThat(page.locator("[name='3.channel']")).isFocused();
        long permitted = of("""
                SELECT count(*) FROM customer.profile p
                WHERE p.category = 'Kulta' AND p.points BETWEEN 100 AND 1500 AND EXISTS (
                    SELECT FROM customer.contact k
                    JOIN consent.permission s ON s.address = k.address AND s.channel = k.channel
                    WHERE k.customer_id = p.customer_id AND k.channel = 'SMS'
                      AND s.purpose = 'marketing' AND s.state = 'given')""");
        assertThat(permitted).isBetween(1L, gold - 1);
        assertThat(count).hasText(grouped(permitted));
        assertThat(page.locator(".funnel > li b")).hasText(new Pattern[] {
            grouped(of("SELECT count(*) FROM customer.profile")),
            grouped(of("SELECT count(*) FROM customer.profile p WHERE p.category = 'Kulta'")),
            grouped(gold),
            grouped(permitted)
        });

        press(page.locator("button[formaction='/segments/who'].btn-big"), "Enter");
        assertThat(page.locator("#who-head")).containsText("Kohderyhmän asiakkaat");
        assertThat(page.locator("#who-head span")).hasText(grouped(permitted));
        assertThat(page.locator("#who tbody tr")).hasCount((int) Math.min(50, permitted));
        page.fill("#why", page.locator("#who tbody td").first().textContent());
        assertThat(page.locator("#explained")).containsText("Kuuluu kohderyhmään.");
        page.fill("#why", app.jdbc().sql("""
                SELECT p.number FROM customer.profile p WHERE p.category = 'Kulta' AND p.points > 1500 LIMIT 1""").query(String.class).single());
        assertThat(page.locator("#explained")).containsText("Ei kuulu kohderyhmään.");
        assertThat(page.locator("#explained")).containsText("Ei täyty: Pisteet 100–1");
        browser.screenshot(page, "segment-fi-1280");

        press(page.locator("#builder .btn-primary"), "Enter");
        assertThat(page.locator("#name-error")).isVisible();
        assertThat(page.locator("#name")).isFocused();
        page.keyboard().type(NAME);
        press(page.locator("#builder .btn-primary"), "Enter");
        assertThat(page.locator("h1")).hasText(NAME);
        assertThat(page.locator("#count")).hasText(grouped(permitted));

        press(page.locator("a.btn-bad"), "Enter");
        assertThat(page.locator("h1")).hasText("Poistetaanko ”" + NAME + "”?");
        press(page.locator("main button.btn-bad"), "Enter");
        assertThat(page).hasURL(Pattern.compile("/segments$"));
        assertThat(page.locator("main")).not().containsText(NAME);
    }

    @Test
    void a_row_that_is_removed_at_once_after_typing_is_gone_and_the_cursor_stays_near() {
        expectCountsCalledOff();
        var page = browser.loggedIn("fi", Browser.PHONE);
        page.navigate("/segments/new");
        add(page, "in", "add:group");
        assertThat(page.locator("[name='1.join']")).isFocused();
        var inGroup = page.locator("fieldset.group .menu > summary");
        press(inGroup, "Enter");
        press(page.locator("button[value='add1:points']"), "Enter");
        assertThat(page.locator("[name='1-1.from']")).isFocused();
        page.keyboard().type("100");
        press(page.locator("button[value='remove:1-1']"), "Enter");
        assertThat(page.locator("[name='1-1.from']")).hasCount(0);
        assertThat(inGroup).isFocused();
        assertThat(page.locator("form#builder")).hasCount(1);

        add(page, "out", "addx:points");
        assertThat(page.locator("[name='x1.from']")).isFocused();
        page.keyboard().type("many");
        assertThat(page.locator("#error-x1")).not().isEmpty();
        page.locator("button[value='remove:x1']").focus();
        assertThat(page.locator("#error-x1")).not().isEmpty();
        press(page.locator("button[value='remove:1']"), "Enter");
        assertThat(page.locator("[name='1.join']")).hasCount(0);
        assertThat(page.locator("section[aria-labelledby=in] > .menu > summary"))
                .isFocused();
        assertThat(page.locator("[name='x1.from']")).hasValue("many");
        browser.screenshot(page, "segment-fi-390");
    }

    @Test
    void what_is_chosen_the_moment_a_row_comes_is_counted() {
        expectCountsCalledOff();
        var page = browser.loggedIn("sv", Browser.DESKTOP);
        page.navigate("/segments/new");
        page.evaluate("""
                () => new MutationObserver((_, observer) => {
                  const past = document.querySelector('[name="1.past"]');
                  if (!past) return;
                  observer.disconnect();
                  past.value = 'delivered';
                  past.dispatchEvent(new Event('change', {bubbles: true}));
                }).observe(document.body, {childList: true, subtree: true})""");
        add(page, "in", "add:mailing");
        assertThat(page.locator("#result")).containsText("Fick levererat: något utskick");
    }

    @Test
    void the_count_that_was_sent_last_answers_in_whatever_order_the_server_takes_them() {
        var page = browser.loggedIn("fi", Browser.DESKTOP);
        page.navigate("/segments/new");
        var answers = (List<?>) page.evaluate("""
                async () => {
                  const headers = JSON.parse(document.body.getAttribute('hx-headers'));
                  headers['HX-Request'] = 'true';
                  const body = new URLSearchParams(new FormData(document.querySelector('#builder')));
                  body.set('builder', '01234567-89ab-cdef-0123-456789abcdef');
                  const asked = Array.from({length: 24}, (_, at) => {
                    body.set('turn', String(24 - at));
                    return fetch('/segments/preview', {method: 'POST', headers, body: new URLSearchParams(body)});
                  });
                  return (await Promise.all(asked)).map(answer => answer.status);
                }""");
        assertThat(answers).first().isEqualTo(200);
        assertThat(answers).hasSize(24).allMatch(status -> List.of(200, 204).contains(status));
    }

    /// A count that is not wanted any more is called off, which htmx writes to the console.
    private static void expectCountsCalledOff() {
        browser.expect("htmx:(sendAbort|afterRequest)");
    }

    private static void add(Page page, String section, String command) {
        press(page.locator("section[aria-labelledby=" + section + "] > .menu > summary"), "Enter");
        press(
                page.locator("section[aria-labelledby=" + section + "] > .menu button[value='" + command + "']"),
                "Enter");
    }

    private static void press(Locator locator, String key) {
        locator.focus();
        locator.press(key);
    }

    private static long of(String sql) {
        return app.jdbc().sql(sql).query(Long.class).single();
    }

    /// As Finnish writes it, with a space that does not break.
    private static Pattern grouped(long number) {
        String digits = "%,d".formatted(number).replace(",", "\\s");
        return Pattern.compile("^\\s*" + digits + "\\s*$");
    }
}
