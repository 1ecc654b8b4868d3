package utskick.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import utskick.testing.App;
import utskick.testing.Browser;

/// The pages as axe-core sees them: nothing that seriously keeps anybody out (WCAG 2.2, levels A and AA).
@ResourceLock(App.DEMO)
final class AccessibilityTest {

    private static final String SERIOUS = """
            async () => {
              const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
              const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}});
              return found.violations
                .filter(rule => ['serious', 'critical'].includes(rule.impact))
                .map(rule => rule.id + ' at ' + rule.nodes.map(node => node.html.slice(0, 200)).join(' AND AT '));
            }""";

    @RegisterExtension
    static final App app = App.demo();

    @RegisterExtension
    static final Browser browser = new Browser(app);

    @ParameterizedTest
    @CsvSource({"sv, LIGHT", "fi, DARK"})
    void no_page_keeps_anybody_out(String language, ColorScheme colours) throws IOException {
        var page = browser.loggedIn(language, Browser.DESKTOP, colours);
        page.addInitScript(axe());
        for (var path : List.of(
                "/",
                "/customers",
                "/customers/" + customer(),
                "/segments",
                "/segments/" + segment(),
                "/segments/" + segment() + "/history",
                "/segments/hand-picked",
                "/campaigns",
                "/campaigns/new?channel=SMS",
                "/templates",
                "/inbox",
                "/settings/accounts",
                "/settings/consent",
                "/settings/consent/words",
                "/settings/users",
                "/settings/tokens")) {
            page.navigate(path);
            check(page, language + " " + colours + " " + path);
        }
    }

    @Test
    void the_login_keeps_nobody_out() throws IOException {
        var page = browser.visitor("el", Browser.PHONE);
        page.addInitScript(axe());
        page.navigate("/login");
        check(page, "/login");
    }

    /// The builder with a row of every kind, a group, a mistake, the list of who and an explanation.
    @ParameterizedTest
    @CsvSource({"fi, 1280, 900, LIGHT", "sv, 390, 844, DARK"})
    void the_builder_keeps_nobody_out(String language, int width, int height, ColorScheme colours) throws IOException {
        browser.expect("htmx:(sendAbort|afterRequest)");
        app.jdbc().sql("""
                INSERT INTO customer.custom_field (key, kind, names, choices)
                SELECT 'axe_' || k, k, jsonb_build_object('en', 'Axe ' || k),
                       CASE k WHEN 'choice' THEN '{red,blue}'::text[] ELSE '{}' END
                FROM unnest(ARRAY['text', 'number', 'date', 'choice', 'yes_no']) AS k
                ON CONFLICT (key) DO NOTHING
                """).update();
        var page = browser.loggedIn(language, new Browser.Window(width, height), colours);
        page.addInitScript(axe());
        page.navigate("/segments/new");
        var kinds = page.locator("section[aria-labelledby=in] > .menu button[value^='add:']").all().stream()
                .map(button -> Objects.requireNonNull(button.getAttribute("value")))
                .toList();
        assertThat(kinds).hasSizeGreaterThan(10);
        int rows = 0;
        for (var kind : kinds) {
            page.locator("section[aria-labelledby=in] > .menu > summary").click();
            page.locator("section[aria-labelledby=in] > .menu button[value='" + kind + "']")
                    .click();
            page.waitForCondition(
                    () -> page.locator("section[aria-labelledby=in] > ul > li").count() > 0);
            rows++;
            int wanted = rows;
            page.waitForCondition(
                    () -> page.locator("section[aria-labelledby=in] > ul > li").count() == wanted);
        }
        page.locator("[name='" + pointsRow(page) + ".from']").fill("many");
        page.fill("#why", "1");
        page.locator("#explained .note").waitFor();
        check(page, "the builder with everything, " + language);

        page.navigate("/segments/new");
        page.locator("button[formaction='/segments/who'].btn-big").click();
        page.locator("#who tbody tr").first().waitFor();
        check(page, "the list of who, " + language);
        browser.screenshot(page, "segment-who-%s-%d".formatted(language, width));
    }

    @AfterEach
    void withoutOwnFields() {
        app.jdbc()
                .sql("DELETE FROM customer.custom_field WHERE starts_with(key, 'axe_')")
                .update();
    }

    /// A check that cannot fail is none.
    @Test
    void a_field_without_a_name_is_found() throws IOException {
        var page = browser.visitor("sv", Browser.DESKTOP);
        page.addInitScript(axe());
        page.navigate("/login");
        page.evaluate("() => document.querySelector('form').append(document.createElement('input'))");

        assertThat((List<?>) page.evaluate(SERIOUS))
                .singleElement()
                .satisfies(found -> assertThat(found.toString()).startsWith("label"));
    }

    private static String pointsRow(Page page) {
        var kind = page.locator("input[type=hidden][value=points]").first();
        return Objects.requireNonNull(kind.getAttribute("name")).replace(".kind", "");
    }

    private static void check(Page page, String what) {
        assertThat((List<?>) page.evaluate(SERIOUS)).as(what).isEmpty();
    }

    private static String axe() throws IOException {
        try (var in = AccessibilityTest.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static long customer() {
        return app.jdbc()
                .sql("SELECT min(customer_id) FROM customer.profile WHERE kind = 'person'")
                .query(Long.class)
                .single();
    }

    private static long segment() {
        return app.jdbc()
                .sql("SELECT min(id) FROM segment.segment")
                .query(Long.class)
                .single();
    }
}
