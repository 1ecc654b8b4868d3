package utskick.report;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import utskick.access.Users;
import utskick.consent.ConsentLedger;
import utskick.consent.Origin;
import utskick.consent.Purpose;
import utskick.dispatch.Draft;
import utskick.dispatch.Outbox;
import utskick.dispatch.Recipient;
import utskick.gateway.Accounts;
import utskick.kernel.Channel;
import utskick.kernel.CustomerId;
import utskick.kernel.MergeField;
import utskick.kernel.PhoneNumber;
import utskick.template.Content;
import utskick.template.Contents;
import utskick.template.Wording;
import utskick.testing.App;
import utskick.testing.Browser;

/// L6, F10: what was sent to a customer, on the card, with the exact text and what became of it. And the start page of
/// the demo.
@ResourceLock(App.DEMO)
final class MessagesJourneyTest {

    private record Somebody(long id, String number, String firstName) {}

    @RegisterExtension
    static final App app = App.demo();

    @RegisterExtension
    static final Browser browser = new Browser(app);

    @Test
    void a_message_and_a_withdrawal_stand_in_one_line_of_time() {
        var somebody = somebody();
        var account = app.bean(Accounts.class).all().stream()
                .filter(one -> one.channel() == Channel.SMS)
                .findFirst()
                .orElseThrow();
        var content = app.bean(Contents.class)
                .save(
                        Content.of(
                                Wording.sms("Hej {{first_name}}! Smörgås & <b>kaffe</b> väntar."),
                                List.of(new MergeField("first_name", MergeField.Kind.TEXT))),
                        "test");
        app.bean(Outbox.class)
                .single(
                        new Draft(
                                Draft.Kind.SINGLE,
                                "Hälsning",
                                null,
                                new Draft.Route(Channel.SMS, account.id(), "BUTIKEN"),
                                content.value(),
                                "service",
                                account.unitPrice(),
                                Draft.Window.NOW,
                                App.LOGIN,
                                null),
                        new Recipient(
                                new CustomerId(somebody.id()),
                                new PhoneNumber(somebody.number()),
                                "sv",
                                List.of(somebody.firstName())));
        app.bean(ConsentLedger.class)
                .withdraw(
                        new PhoneNumber(somebody.number()),
                        Purpose.MARKETING,
                        Origin.customer(Origin.Source.STOP, "", "STOPP tack"));

        var page = browser.loggedIn("sv", Browser.DESKTOP);
        page.waitForCondition(() -> state(somebody).equals("delivered"));
        page.navigate("/customers/%d/messages".formatted(somebody.id()));

        assertThat(page.locator(".history .bubble").first())
                .hasText("Hej %s! Smörgås & <b>kaffe</b> väntar.".formatted(somebody.firstName()));
        assertThat(page.locator(".history .state-ok").first()).containsText("Levererat");
        assertThat(page.locator(".msg-foot").first()).containsText("1 SMS-del");
        assertThat(page.locator(".msg-foot").first()).containsText("0,50");
        assertThat(page.locator(".msg-foot").first()).containsText("Information");
        assertThat(page.locator(".event").first()).containsText("Sagt nej tack till erbjudanden per SMS");
        assertThat(page.locator(".event").first()).containsText("STOPP tack");
        browser.screenshot(page, "messages-sv-1280");
        page.setViewportSize(390, 844);
        browser.screenshot(page, "messages-sv-390");
    }

    @Test
    void the_start_page_of_the_demo_offers_both_channels_and_tells_the_quota() {
        var page = browser.loggedIn("sv", Browser.DESKTOP);
        page.navigate("/");
        assertThat(page.locator("a[accesskey=s]")).hasText("Nytt SMS");
        assertThat(page.locator("a[accesskey=e]")).hasText("Ny e-post");
        assertThat(page.locator(".facts .amount")).hasCount(2);
        browser.screenshot(page, "start-demo-sv-1280");
        page.setViewportSize(390, 844);
        browser.screenshot(page, "start-demo-sv-390");
    }

    @Test
    void the_demo_has_its_user_and_something_to_start_from() {
        assertThat(app.bean(Users.class).all()).anyMatch(user -> user.login().equals("demo"));
        assertThat(app.bean(utskick.segment.Segments.class).list()).hasSizeGreaterThanOrEqualTo(4);
        assertThat(app.bean(utskick.template.Templates.class).list()).hasSizeGreaterThanOrEqualTo(4);
    }

    private static Somebody somebody() {
        return app.jdbc()
                .sql("""
                        SELECT p.customer_id, c.address, p.first_name FROM customer.profile p
                        JOIN customer.contact c ON c.customer_id = p.customer_id
                        WHERE c.channel = 'SMS' AND c.reachable AND p.country = 'SE' AND p.kind = 'person'
                          AND NOT p.protected
                          AND (SELECT count(*) FROM customer.contact o WHERE o.address = c.address) = 1
                        ORDER BY p.customer_id DESC LIMIT 1
                        """)
                .query((row, _) -> new Somebody(row.getLong(1), row.getString(2), row.getString(3)))
                .single();
    }

    private static String state(Somebody somebody) {
        return app.jdbc()
                .sql("SELECT state FROM dispatch.message WHERE customer_id = :id AND name = 'Hälsning'")
                .param("id", somebody.id())
                .query(String.class)
                .single()
                .toLowerCase(Locale.ROOT);
    }
}
