package utskick.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static utskick.testing.Eventually.eventually;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.util.LinkedMultiValueMap;
import utskick.campaign.Launches.Launch;
import utskick.consent.ConsentLedger;
import utskick.consent.Origin;
import utskick.consent.Purpose;
import utskick.dispatch.Message;
import utskick.dispatch.MessageHistory;
import utskick.kernel.Address;
import utskick.kernel.Channel;
import utskick.link.LinkClicks;
import utskick.link.Links;
import utskick.segment.Criterion;
import utskick.segment.Segments;
import utskick.segment.Selected;
import utskick.template.Wording;
import utskick.testing.App;

/// Links of a mailing, from the draft to the click.
@ResourceLock(App.DEMO)
final class CountedLinksTest {

    @RegisterExtension
    static final App app = App.demo();

    private static final AtomicInteger NUMBERS = new AtomicInteger(700);
    private static final Pattern LINK = Pattern.compile("/l/([A-Za-z0-9]{12})\\b");

    private final Mailings mailings = new Mailings(app);
    private final Campaigns campaigns = app.bean(Campaigns.class);
    private final Reviews reviews = app.bean(Reviews.class);
    private final Launches launches = app.bean(Launches.class);
    private final Links links = app.bean(Links.class);
    private final Desks desks = app.bean(Desks.class);
    private long said;
    private long silent;

    /// Two customers who want offers; one of them has also said yes to being counted by name, on both channels.
    @BeforeEach
    void people() {
        links.ask("karin");
        said = customer("Sanna", true);
        silent = customer("Tom", false);
    }

    private static long customer(String name, boolean tracked) {
        int number = NUMBERS.incrementAndGet();
        var phone = "+4676%07d".formatted(number);
        var email = "link%d@example.se".formatted(number);
        long id = app.jdbc()
                .sql("""
                        INSERT INTO customer.customer (number, first_name, created_at, changed_at)
                        VALUES (:number, :name, now(), now()) RETURNING id
                        """)
                .param("number", "CL-" + number)
                .param("name", name)
                .query(Long.class)
                .single();
        app.jdbc()
                .sql("""
                        INSERT INTO customer.contact_point (customer_id, channel, label, as_entered, address, reachable)
                        VALUES (:id, 'SMS', 'mobile', :phone, :phone, true), (:id, 'EMAIL', 'email', :email, :email, true)
                        """)
                .param("id", id)
                .param("phone", phone)
                .param("email", email)
                .update();
        var origin = Origin.customer(Origin.Source.WEB, "", "");
        for (var address : List.of(Address.of(Channel.SMS, phone), Address.of(Channel.EMAIL, email))) {
            app.bean(ConsentLedger.class).give(address, Purpose.MARKETING, origin);
            if (tracked) {
                app.bean(ConsentLedger.class).give(address, new Purpose(Links.PURPOSE), origin);
            }
        }
        return id;
    }

    private Campaign draft(Wording wording, boolean counted) {
        return save(mailings.draft("Rea med länk", List.of(said, silent), wording), wording, counted);
    }

    private Campaign save(Campaign campaign, Wording wording, boolean counted) {
        return mailings.written(campaign, campaign.what().sender(), wording, counted);
    }

    private Campaign sent(Campaign campaign) {
        assertThat(mailings.confirm(mailings.reviewed(campaign))).isInstanceOf(Launch.Launched.class);
        eventually("sent", () -> {
            var batch = launches.batch(mailings.now(campaign)).orElseThrow();
            return batch.counts().settled() == 2;
        });
        return mailings.now(campaign);
    }

    private Message message(Campaign campaign, long customer) {
        return app
                .bean(MessageHistory.class)
                .ofBatch(Objects.requireNonNull(campaign.batch()), MessageHistory.Filter.ALL, null, 10)
                .messages()
                .stream()
                .filter(it -> Objects.requireNonNull(it.customer()).value() == customer)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> tokens(String text) {
        return LINK.matcher(text).results().map(it -> it.group(1)).toList();
    }

    private static String click(String token) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(app.url("/l/" + token)))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .headers()
                    .firstValue("Location")
                    .orElse("nowhere");
        }
    }

    @Test
    void texts_go_out_with_short_links_and_clicks_are_counted_by_name_only_where_that_was_allowed() throws Exception {
        var campaign = draft(
                Wording.sms("Hej {{first_name}}! Rea: https://butiken.example/rea?färg=röd&s=1. "
                        + "Kort: https://butiken.example/{{number}}"),
                true);
        var preview = desks.preview(campaign, silent).text();
        assertThat(preview)
                .startsWith("Hej Tom! Rea: http://127.0.0.1:")
                .contains("/l/xxxxxxxxxxxx. Kort: https://butiken.example/CL-")
                .contains("Avregistrera: ");
        assertThat(desks.preview(campaign, silent).missing()).isEmpty();

        var sent = sent(campaign);
        var toTom = message(sent, silent).text();
        var toSanna = message(sent, said).text();
        assertThat(tokens(toTom)).hasSize(1);
        assertThat(toTom.replace(tokens(toTom).getFirst(), "xxxxxxxxxxxx"))
                .as("as the preview was")
                .isEqualTo(preview);
        assertThat(tokens(toSanna)).hasSize(1).doesNotContainAnyElementsOf(tokens(toTom));

        for (var token : List.of(tokens(toTom).getFirst(), tokens(toSanna).getFirst())) {
            assertThat(click(token)).isEqualTo("https://butiken.example/rea?f%C3%A4rg=r%C3%B6d&s=1");
        }
        assertThat(links.clicks(campaign.id()))
                .containsExactly(new LinkClicks("https://butiken.example/rea?f%C3%A4rg=r%C3%B6d&s=1", 2, 1));
        var segments = app.bean(Segments.class);
        assertThat(segments.page(new Criterion.Mailing(true, Criterion.Past.CLICKED, campaign.id()), "", 0, 10))
                .extracting(Selected::customerId)
                .containsExactly(said);
        assertThat(segments.explain(new Criterion.Mailing(true, Criterion.Past.CLICKED, campaign.id()), silent)
                        .orElseThrow()
                        .in())
                .isFalse();
    }

    @Test
    void a_mail_has_the_same_short_links_in_its_text_and_its_HTML_and_never_in_its_opt_out() throws Exception {
        var campaign = draft(
                Wording.email(
                        "Rea",
                        "Rea: https://butiken.example/rea?a=1&b=2",
                        "<p><a href=\"https://butiken.example/rea?a=1&amp;b=2\">Till rean</a> "
                                + "<a href='http://127.0.0.1:%s/a/abc'>Bort</a></p>"
                                        .formatted(app.url("").replaceAll(".*:", ""))),
                true);
        var sent = sent(campaign);
        var batch = Objects.requireNonNull(sent.batch());
        var content = app.jdbc()
                .sql("SELECT c.text || c.html || c.opt_out FROM template.content c"
                        + " JOIN dispatch.batch b ON b.content_id = c.id WHERE b.id = :batch")
                .param("batch", batch.value())
                .query(String.class)
                .single();
        assertThat(content).doesNotContain("butiken.example").contains("/a/abc'>Bort");
        var token = tokens(message(sent, silent).text());
        assertThat(token).hasSize(1);
        assertThat(click(token.getFirst())).isEqualTo("https://butiken.example/rea?a=1&b=2");
        assertThat(message(sent, silent).text()).contains("/a/");
        assertThat(links.clicks(campaign.id())).hasSize(1);
        assertThat(desks.html(mailings.now(campaign), silent))
                .contains("/l/xxxxxxxxxxxx\">Till rean</a>")
                .contains("/a/abc\">Bort</a>");
    }

    @Test
    void the_parts_are_those_of_the_text_with_its_short_link() {
        var address = "https://butiken.example/rea/" + "lång-väg/".repeat(14);
        var plain = draft(Wording.sms("Rea! " + address), false);
        var counted = draft(Wording.sms("Rea! " + address), true);
        var dear = Objects.requireNonNull(desks.figures(plain, false).check());
        var cheap = Objects.requireNonNull(desks.figures(counted, false).check());
        assertThat(dear.units()).isEqualTo(4);
        assertThat(cheap.units()).isEqualTo(2);
        assertThat(reviews.pricing(mailings.reviewed(counted)).orElseThrow().units())
                .isEqualTo(2);
    }

    @Test
    void a_test_leads_there_and_does_not_count() throws Exception {
        var campaign = draft(Wording.sms("Rea: https://butiken.example/rea"), true);
        var number = app.jdbc()
                .sql("SELECT number FROM customer.profile WHERE customer_id = :id")
                .param("id", said)
                .query(String.class)
                .single();

        var tested = app.bean(TestSends.class).send(campaign, number, 0, UUID.randomUUID(), "karin");

        assertThat(tested).isInstanceOf(TestSends.Tested.Sent.class);
        var batch = tested instanceof TestSends.Tested.Sent(var it, var _) ? it : null;
        var text = app.bean(MessageHistory.class)
                .ofBatch(Objects.requireNonNull(batch), MessageHistory.Filter.ALL, null, 1)
                .messages()
                .getFirst()
                .text();
        assertThat(tokens(text)).hasSize(1);
        assertThat(click(tokens(text).getFirst())).isEqualTo("https://butiken.example/rea");
        var sent = sent(campaign);
        assertThat(tokens(message(sent, silent).text())).doesNotContainAnyElementsOf(tokens(text));
        assertThat(links.clicks(campaign.id())).containsExactly(new LinkClicks("https://butiken.example/rea", 0, 0));
    }

    @Test
    void without_the_switch_nothing_is_changed_and_nothing_kept() {
        var sent = sent(draft(Wording.sms("Rea: https://butiken.example/rea"), false));
        assertThat(message(sent, said).text()).startsWith("Rea: https://butiken.example/rea Avregistrera: ");
        assertThat(links.clicks(sent.id())).isEmpty();
    }

    @Test
    void a_review_that_found_the_same_people_is_still_good_and_a_deleted_draft_leaves_no_link() {
        var campaign = mailings.reviewed(draft(Wording.sms("Rea: https://butiken.example/rea"), true));
        assertThat(reviews.isCurrent(campaign)).isTrue();
        assertThat(links.clicks(campaign.id())).hasSize(1);
        var again = mailings.reviewed(save(campaign, Wording.sms("Se https://butiken.example/ny"), true));
        assertThat(links.clicks(again.id())).extracting(LinkClicks::url).containsExactly("https://butiken.example/ny");
        assertThat(campaigns.delete(campaign.id())).isTrue();
        assertThat(links.clicks(campaign.id())).isEmpty();
    }

    @Test
    void no_mailing_is_for_the_purpose_of_counting() {
        var form = new LinkedMultiValueMap<String, String>();
        form.add("purpose", Links.PURPOSE);
        form.add("counted", "1");
        var typed = new CampaignForm(form, ZoneId.of("Europe/Stockholm")).over(draft(Wording.sms("Hej"), false));
        assertThat(typed.who().purpose()).isEqualTo("marketing");
        assertThat(typed.what().counted()).isTrue();
    }
}
