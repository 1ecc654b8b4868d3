package utskick.report;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import utskick.access.Role;
import utskick.access.Users;
import utskick.consent.ConsentLedger;
import utskick.consent.Origin;
import utskick.consent.Purpose;
import utskick.database.NightlyJob;
import utskick.dispatch.BatchId;
import utskick.dispatch.Draft;
import utskick.dispatch.Outbox;
import utskick.dispatch.Start;
import utskick.kernel.Channel;
import utskick.kernel.MergeField;
import utskick.kernel.Money;
import utskick.kernel.PhoneNumber;
import utskick.kernel.SqlQuery;
import utskick.quota.Quotas;
import utskick.template.Content;
import utskick.template.Contents;
import utskick.template.Wording;
import utskick.testing.App;
import utskick.testing.Browser;

/// The start page while something goes out, is planned, and cannot leave because there is no service.
final class StartJourneyTest {

    @RegisterExtension
    static final App app = App.empty();

    @RegisterExtension
    static final Browser browser = new Browser(app);

    @Test
    void what_goes_out_and_what_is_planned_is_seen_and_changes_by_itself() {
        app.bean(Quotas.class).setMonthly(Channel.SMS, 2_000L);
        var going = started("Höstrean, sista dagarna", null);
        started("Påminnelse om uthämtning", Instant.now().plus(Duration.ofDays(1)));

        var page = browser.loggedIn("sv", Browser.DESKTOP);
        assertThat(page.locator(".page-head p")).containsText("Ett utskick är på väg ut, ett är planerat.");
        assertThat(page.locator(".going h2")).hasText("Höstrean, sista dagarna");
        assertThat(page.locator(".going .state")).hasText("Skickas nu");
        assertThat(page.locator(".going p").first())
                .hasText("0 av 40 har lämnat kön. 0 är levererade, 0 kom inte fram.");
        assertThat(page.locator("#planned + .rows")).containsText("SMS till 40 kunder");
        assertThat(page.locator(".side .note-warn")).containsText("inget kan skickas");
        assertThat(page.locator("a[accesskey=s]")).hasCount(0);
        browser.screenshot(page, "start-going-sv-1280");

        app.bean(Outbox.class).pause(going);
        assertThat(page.locator(".going .state")).hasText("Pausad");

        app.bean(Outbox.class).cancelRest(going);
        assertThat(page.locator(".going")).hasCount(0);
        page.reload();
        assertThat(page.locator("#last + .rows")).containsText("Höstrean, sista dagarna");
        var dark = browser.loggedIn("el", Browser.PHONE, ColorScheme.DARK);
        browser.screenshot(dark, "start-ended-el-390-dark");
    }

    @Test
    void a_tampered_ledger_is_told_to_owners_until_it_is_explained() {
        var ledger = app.bean(ConsentLedger.class);
        ledger.give(
                new PhoneNumber("+46701740644"),
                Purpose.MARKETING,
                Origin.customer(Origin.Source.WEB, "form", "192.0.2.1"));
        app.bean(Users.class).add("viola", "Viola Sand", Role.VIEWER, App.PASSWORD);
        night();
        var owner = browser.loggedIn("sv", Browser.DESKTOP);
        assertThat(owner.locator(".side .note-bad")).hasCount(0);

        int changed = app.owner()
                .sql("UPDATE consent.entry SET evidence = '198.51.100.9' WHERE address = '+46701740644'")
                .update();
        assertThat(changed).isOne();
        night();
        owner.navigate("/");
        assertThat(owner.locator(".side .note-bad")).containsText("Samtyckesboken är inte som den skrevs.");
        browser.screenshot(owner, "start-tampered-sv-1280");
        var viewer = browser.visitor("sv", Browser.PHONE);
        viewer.navigate("/login");
        browser.logIn(viewer, "viola", App.PASSWORD);
        assertThat(viewer.locator("h1")).containsText("Viola");
        assertThat(viewer.locator(".side .note-bad")).hasCount(0);

        owner.locator(".side .note-bad a").click();
        assertThat(owner.locator("[aria-labelledby=ledger] .note-warn"))
                .containsText("Poster som inte stämmer: 1. Sigill som inte stämmer: 0.");
        owner.locator("button[value=settle]").click();
        assertThat(owner.locator("#note-error")).isVisible();
        owner.fill("#note", "Återställd för hand efter ett diskfel.");
        browser.screenshot(owner, "consent-tampered-sv-1280");
        owner.locator("button[value=settle]").click();
        assertThat(owner.locator("[aria-labelledby=ledger]")).containsText("Återställd för hand efter ett diskfel.");
        owner.navigate("/");
        assertThat(owner.locator(".side .note-bad")).hasCount(0);

        app.owner()
                .sql("UPDATE consent.entry SET evidence = '192.0.2.1' WHERE evidence = '198.51.100.9'")
                .update();
        owner.navigate("/settings/consent");
        owner.locator("button[value=check]").click();
        assertThat(owner.locator("[aria-labelledby=ledger]")).containsText("Allt är som det skrevs.");
    }

    /// What the nightly job does, now.
    private static void night() {
        app.bean("ledgerNight", NightlyJob.class).run();
    }

    private static BatchId started(String name, @Nullable Instant notBefore) {
        var outbox = app.bean(Outbox.class);
        var content = app.bean(Contents.class)
                .save(
                        Content.of(
                                Wording.sms("Hej {{first_name}}!"),
                                List.of(new MergeField("first_name", MergeField.Kind.TEXT))),
                        "test");
        var batch = outbox.freeze(
                new Draft(
                        Draft.Kind.CAMPAIGN,
                        name,
                        1L,
                        new Draft.Route(Channel.SMS, 1, "BUTIKEN"),
                        content.value(),
                        "service",
                        Money.of("0.50", "SEK"),
                        new Draft.Window(notBefore, null),
                        App.LOGIN,
                        null),
                new SqlQuery("""
                        SELECT g AS customer_id, '+4670' || lpad(CAST(g AS text), 7, '0') AS address,
                               'sv' AS language, ARRAY['Kim'] AS fields, CAST(NULL AS text) AS reason
                        FROM generate_series(CAST(1 AS bigint), 40) g
                        """, Map.of()));
        outbox.count(batch);
        assertThat(outbox.start(batch, 40, 40)).isInstanceOf(Start.Started.class);
        return batch;
    }
}
