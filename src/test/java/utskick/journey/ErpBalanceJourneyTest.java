package utskick.journey;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import utskick.testing.App;
import utskick.testing.Browser;

/// The Greek ERP (manual 3): picked customers learn their balance, by e-mail and by SMS. Covers G1 to G4, T10, L2, L3,
/// L5, C8.
@ResourceLock(App.DEMO)
final class ErpBalanceJourneyTest {

    @RegisterExtension
    static final App app = App.demo();

    @RegisterExtension
    static final Browser browser = new Browser(app);

    private static final LocatorAssertions.ContainsTextOptions PATIENTLY =
            new LocatorAssertions.ContainsTextOptions().setTimeout(60_000);

    private record Debtor(long id, String name, String email, String phone) {}

    /// Three Greek customers with a balance whom both channels reach.
    private static List<Debtor> debtors() {
        return app.jdbc()
                .sql("""
                        SELECT p.customer_id, p.name, e.address AS email, s.address AS phone
                        FROM customer.profile p
                        JOIN customer.contact e ON e.customer_id = p.customer_id AND e.channel = 'EMAIL' AND e.reachable
                        JOIN customer.contact s ON s.customer_id = p.customer_id AND s.channel = 'SMS' AND s.reachable
                        WHERE p.country = 'GR' AND p.balance > 0 AND p.status = 'active' AND NOT p.protected
                          AND consent.permits('EMAIL', 'service', e.address) AND consent.permits('SMS', 'service', s.address)
                          AND (SELECT count(*) FROM customer.contact o WHERE o.address IN (e.address, s.address)) = 2
                          AND (SELECT count(*) FROM customer.contact o WHERE o.customer_id = p.customer_id) = 2
                        ORDER BY p.customer_id
                        LIMIT 3
                        """)
                .query((row, _) -> new Debtor(
                        row.getLong("customer_id"),
                        row.getString("name"),
                        row.getString("email"),
                        row.getString("phone")))
                .list();
    }

    private static String picked(List<Debtor> debtors, String channel) {
        var ids = debtors.stream().map(it -> "&customers=" + it.id()).toList();
        return "/campaigns/new?channel=" + channel + String.join("", ids);
    }

    @Test
    void picked_customers_learn_their_balance_by_email_and_by_sms() {
        var debtors = debtors();
        org.junit.jupiter.api.Assertions.assertEquals(3, debtors.size());
        var page = browser.loggedIn("el", Browser.DESKTOP);
        email(page, debtors);
        sms(page, debtors);
    }

    private static void email(Page page, List<Debtor> debtors) {
        page.navigate(picked(debtors, "EMAIL"));
        page.click(".fold > summary");
        page.check("input[name=purpose][value=service]");
        page.fill("#name", "Υπόλοιπα Νοεμβρίου");
        page.fill("#subject", "Το υπόλοιπό σας");
        page.fill("#text", "Αγαπητέ πελάτη {{name}},\n\nτο υπόλοιπό σας είναι {{balance}}.");
        assertThat(page.locator("#summary .total dd")).hasText("3");
        var letter = page.frameLocator("#preview iframe").locator("body");
        assertThat(letter).containsText("το υπόλοιπό σας είναι");
        assertThat(letter).containsText("€");
        assertThat(page.locator("#check .worst li").first()).containsText("3");
        browser.screenshot(page, "erp-1-email-1280");
        var campaign = page.url();
        onThePhone(campaign);

        // G3: kept as a template with a description, found again
        page.locator("summary", new Page.LocatorOptions().setHasText("Αποθήκευση κειμένου ως προτύπου"))
                .click();
        page.fill("#keep-name", "Υπόλοιπο " + campaign.replaceAll(".*/", ""));
        page.fill("#keep-description", "Ενημέρωση υπολοίπου");
        page.click("button[formaction$='/keep']");
        assertThat(page.locator(".note.mb-4[role=status]")).containsText("αποθηκεύτηκε");

        page.navigate(campaign);
        page.click("#sentence .btn-primary");
        page.waitForURL(Pattern.compile("/confirm$"));
        assertThat(page.locator("#question")).containsText("Αυτό είναι ενημερωτικό μήνυμα.");
        browser.screenshot(page, "erp-2-confirm-1280");
        page.click("#question .btn-primary");
        assertThat(page.locator(".going .state")).containsText("Ολοκληρώθηκε", PATIENTLY);
        assertThat(page.locator("[data-state=submitted]")).hasText("3");
        browser.screenshot(page, "erp-3-done-1280");

        for (var debtor : debtors) {
            page.navigate("/simulator/mail?q=" + debtor.email());
            var mail = page.locator("#mails tbody a").first();
            assertThat(mail).hasText("Το υπόλοιπό σας");
            mail.click();
            assertThat(page.locator("main .bubble").first()).containsText(debtor.name());
        }
        browser.screenshot(page, "erp-4-mail-1280");
    }

    private static void sms(Page page, List<Debtor> debtors) {
        page.navigate(picked(debtors, "SMS"));
        page.click(".fold > summary");
        page.check("input[name=purpose][value=service]");
        page.fill("#name", "Υπόλοιπα με SMS");

        // what G4 forbids: a name in Greek, a name of twelve characters
        page.fill("#sender", "ΚΑΤΑΣΤΗΜΑ");
        page.fill("#text", "Το υπόλοιπό σας στο κατάστημα είναι {{balance}}. Ευχαριστούμε πολύ για τη συνεργασία!");
        assertThat(page.locator("#problem-sender")).not().isEmpty();
        page.fill("#sender", "KATASTIMA123");
        assertThat(page.locator("#problem-sender")).containsText("12");
        page.fill("#sender", "KATASTIMA");
        assertThat(page.locator("#problem-sender .form-error")).hasCount(0);

        // small letters make two parts; one click makes it one
        assertThat(page.locator("#check .worst li").first()).containsText("2 τμήματα");
        page.locator("#check [data-tick-steps]").click();
        assertThat(page.locator("#check .worst li").first()).containsText("1 τμήμα");
        assertThat(page.locator("#preview .bubble")).containsText("TO YΠOΛOIΠO ΣAΣ");
        var text = page.locator("#preview .bubble").innerText();
        browser.screenshot(page, "erp-5-sms-1280");

        // first as a dry run (C8), then for real
        page.check("input[name=when][value=dry]");
        page.click("#sentence .btn-primary");
        page.click("#question .btn-primary");
        assertThat(page.locator(".going .state")).containsText("δεν στάλθηκε");
        browser.screenshot(page, "erp-6-dry-1280");
        page.click("form[action$='/duplicate'] button");
        page.waitForURL(Pattern.compile("/campaigns/\\d+$"));
        page.click("#sentence .btn-primary");
        page.click("#question .btn-primary");
        assertThat(page.locator(".going .state")).containsText("Ολοκληρώθηκε", PATIENTLY);
        page.navigate("/simulator?q=" + debtors.getFirst().phone().substring(1));
        assertThat(page.locator(".phone .bubble").last()).hasText(text);
        browser.screenshot(page, "erp-7-phone-1280");
    }

    /// The same pages on a phone.
    private static void onThePhone(String campaign) {
        var phone = browser.loggedIn("el", Browser.PHONE);
        phone.navigate(campaign);
        assertThat(phone.locator("#check .worst li").first()).isVisible();
        browser.screenshot(phone, "erp-1-email-390");
    }
}
