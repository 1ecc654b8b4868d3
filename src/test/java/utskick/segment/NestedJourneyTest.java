package utskick.segment;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import utskick.testing.App;
import utskick.testing.Browser;

/// Groups within groups, built with nothing but the keys Tab, Enter, Space, Escape, the arrows and letters; and what
/// becomes of a count that nobody waits for.
@ResourceLock(App.DEMO)
final class NestedJourneyTest {

    @RegisterExtension
    static final App app = App.demo();

    @RegisterExtension
    static final Browser browser = new Browser(app);

    @ParameterizedTest
    @CsvSource({
        "fi, 1280, 900, Kulta, Ei kuulu kohderyhmään., Ei täyty",
        "sv, 390, 844, Guld, Är inte med i urvalet., Stämmer inte"
    })
    void groups_within_groups_are_built_narrowed_and_explained_by_keyboard_alone(
            String language, int width, int height, String gold, String out, String lacks) {
        browser.expect("htmx:(sendAbort|afterRequest)");
        var page = browser.loggedIn(language, new Browser.Window(width, height));
        page.navigate("/segments/new");
        add(page, "", "group");
        assertThat(page.locator("[name='1.join']")).isFocused();
        add(page, "1", "points");
        assertThat(page.locator("[name='1-1.from']")).isFocused();
        page.keyboard().type("1000");
        add(page, "1", "group");
        assertThat(page.locator("[name='1-2.join']")).isFocused();
        page.keyboard().press("ArrowDown");
        assertThat(page.locator("[name='1-2.join']")).hasValue("all");
        add(page, "1-2", "category");
        var category = page.locator("details.choice > summary");
        assertThat(category).isFocused();
        page.keyboard().press("Enter");
        to(page, page.locator("details.choice[open]").getByLabel(gold, exact()));
        page.keyboard().press("Space");
        assertThat(category).hasText(gold);
        page.keyboard().press("Escape");
        assertThat(category).isFocused();
        add(page, "1-2", "points");
        assertThat(page.locator("[name='1-2-2.from']")).isFocused();
        page.keyboard().type("100");
        add(page, "", "consent");
        assertThat(page.locator("[name='2.channel']")).isFocused();

        String group = "(p.points >= 1000 OR (p.category = '%s' AND p.points >= 100))".formatted(gold);
        long all = of("true");
        long grouped = of(group);
        long permitted = of(group + """
                 AND EXISTS (SELECT FROM customer.contact k
                             JOIN consent.permission s ON s.address = k.address AND s.channel = k.channel
                             WHERE k.customer_id = p.customer_id AND k.channel = 'SMS' AND s.purpose = 'marketing'
                               AND s.state = 'given')""");
        assertThat(permitted).isBetween(1L, grouped - 1);
        assertThat(page.locator("#count")).hasText(figure(permitted));
        assertThat(page.locator(".funnel > li b"))
                .hasText(new Pattern[] {figure(all), figure(grouped), figure(permitted)});
        assertThat(page.locator("[name='1-2-2.from']")).hasValue("100");

        to(page, page.locator("#why"));
        page.keyboard()
                .type(app.jdbc()
                        .sql("""
                SELECT number FROM customer.profile WHERE points < 100 AND category IS DISTINCT FROM :gold LIMIT 1
                """)
                        .param("gold", gold)
                        .query(String.class)
                        .single());
        assertThat(page.locator("#explained")).containsText(out);
        assertThat(page.locator("#explained")).containsText(lacks);
        assertThat(page.locator("#explained .answers li")).hasCount(2);
        browser.screenshot(page, "segment-nested-%s-%d".formatted(language, width));
    }

    @ParameterizedTest
    @CsvSource({"fi, 2 asiakasta löytyi", "sv, 2 kunder hittades"})
    void numbers_are_pasted_named_and_kept_by_keyboard_alone(String language, String found) {
        var page = browser.loggedIn(language, Browser.DESKTOP);
        List<String> numbers = app.jdbc()
                .sql("SELECT number FROM customer.profile ORDER BY number DESC LIMIT 2")
                .query(String.class)
                .list();
        page.navigate("/segments/hand-picked");
        to(page, page.locator("#numbers"));
        page.keyboard().insertText(numbers.get(0) + "\n" + numbers.get(1) + "\nno-such-number");
        to(page, page.locator("main form .btn-primary"));
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText(found);
        assertThat(page.locator("#missing pre")).hasText("no-such-number");
        to(page, page.locator("#name"));
        page.keyboard().type("By keyboard " + language);
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText("By keyboard " + language);
        assertThat(page.locator("#count")).hasText("2");
        page.navigate(page.url() + "/delete");
        to(page, page.locator("main button.btn-bad"));
        page.keyboard().press("Enter");
        assertThat(page).hasURL(Pattern.compile("/segments$"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"leave", "close"})
    void a_count_that_nobody_waits_for_is_stopped_in_the_database(String how) throws SQLException {
        browser.expect("htmx:(sendAbort|afterRequest)");
        var page = browser.loggedIn("sv", Browser.DESKTOP);
        page.navigate("/segments/new");
        assertThat(page.locator("#count")).not().isEmpty();
        try (var connection = app.bean(javax.sql.DataSource.class).getConnection();
                var lock = connection.createStatement()) {
            connection.setAutoCommit(false);
            lock.execute("LOCK TABLE consent.reach IN ACCESS EXCLUSIVE MODE");
            page.locator("input[name=tick]").first().check();
            Awaitility.await().until(() -> counting() == 1);
            if (how.equals("leave")) {
                page.navigate("about:blank");
            } else {
                page.close(new Page.CloseOptions().setRunBeforeUnload(true));
            }
            Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> counting() == 0);
            connection.rollback();
        }
    }

    /// The counts that wait for the lock.
    private static int counting() {
        return app.jdbc().sql("""
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%consent.reached r%'
                """).query(Integer.class).single();
    }

    /// Adds a row of this kind to the group at `parent`.
    private static void add(Page page, String parent, String kind) {
        var button = page.locator("button[value='add" + parent + ":" + kind + "']");
        to(page, button.locator("xpath=ancestor::details[1]/summary"));
        page.keyboard().press("Enter");
        to(page, button);
        page.keyboard().press("Enter");
        button.locator("xpath=ancestor::details[1][not(@open)]").waitFor();
    }

    /// Goes there with the tab key.
    private static void to(Page page, Locator target) {
        for (int i = 0; i < 150; i++) {
            if (target.count() == 1 && (Boolean) target.evaluate("element => element === document.activeElement")) {
                return;
            }
            page.keyboard().press("Tab");
        }
        throw new AssertionError("the tab key does not come to " + target);
    }

    private static Locator.GetByLabelOptions exact() {
        return new Locator.GetByLabelOptions().setExact(true);
    }

    private static long of(String condition) {
        return app.jdbc()
                .sql("SELECT count(*) FROM customer.profile p WHERE " + condition)
                .query(Long.class)
                .single();
    }

    /// As both languages write it, with a space that does not break.
    private static Pattern figure(long number) {
        return Pattern.compile("^\\s*" + "%,d".formatted(number).replace(",", "\\s") + "\\s*$");
    }
}
