package utskick.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import utskick.consent.ConsentLedger;
import utskick.consent.Origin;
import utskick.consent.Purpose;
import utskick.consent.Purposes;
import utskick.consent.Wordings;
import utskick.kernel.Channel;
import utskick.kernel.CustomerId;
import utskick.kernel.PersonalData;
import utskick.kernel.PhoneNumber;
import utskick.kernel.SqlQuery;
import utskick.testing.App;
import utskick.testing.TestClock;

/// Links are opened, followed and counted, on the real program and over HTTP.
final class LinksTest {

    @RegisterExtension
    static final App app = App.empty();

    private static final Target SALE =
            Target.of("https://butiken.example/rea?a=1&b=å").orElseThrow();
    private static final Target HOURS =
            Target.of("http://butiken.example/tider").orElseThrow();
    private static final PhoneNumber SAID_YES = new PhoneNumber("+46701740611");
    private static final SqlQuery TWO = new SqlQuery("""
            SELECT * FROM (VALUES (11::bigint, '+46701740611', NULL), (12, '+46701740612', NULL),
                                  (13, '+46701740611', 'duplicate_address')) v (customer_id, address, reason)
            """, Map.of());
    private static final AtomicLong CAMPAIGNS = new AtomicLong(900);

    private final Links links = app.bean(Links.class);
    private final ConsentLedger ledger = app.bean(ConsentLedger.class);
    private final LinkPersons persons = app.bean(LinkPersons.class);
    private final long campaign = CAMPAIGNS.incrementAndGet();

    @BeforeEach
    void one_customer_has_said_yes() {
        links.ask("karin");
        app.bean(Purposes.class).setActive(new Purpose(Links.PURPOSE), true);
        ledger.give(SAID_YES, new Purpose(Links.PURPOSE), Origin.customer(Origin.Source.WEB, "", ""));
        app.jdbc().sql("DELETE FROM consent.attempt").update();
    }

    @Test
    void the_purpose_is_one_that_customers_are_asked_about_in_their_own_words() {
        links.ask("karin");

        var purpose = app.bean(Purposes.class).find(Links.PURPOSE).orElseThrow();
        assertThat(purpose.names()).hasSize(5).containsEntry("sv", "uppföljning av klick");
        assertThat(app.bean(Wordings.class).versions(purpose.purpose(), "fi", null))
                .singleElement()
                .satisfies(it -> assertThat(it.text()).contains("mitä viestien linkkejä avaan"));
    }

    @Test
    void a_link_has_one_token_for_all_which_a_second_review_keeps() {
        var tokens = links.open(campaign, List.of(SALE, HOURS));
        assertThat(tokens).containsOnlyKeys(SALE, HOURS);
        assertThat(tokens.values())
                .doesNotHaveDuplicates()
                .allSatisfy(it -> assertThat(it).matches("[A-Za-z0-9]{%d}".formatted(Links.TOKEN_LENGTH)));
        assertThat(links.openForTest(campaign, List.of(SALE)).values()).doesNotContainAnyElementsOf(tokens.values());
        assertThat(links.open(CAMPAIGNS.incrementAndGet(), List.of(SALE)).values())
                .as("another mailing's")
                .doesNotContainAnyElementsOf(tokens.values());

        assertThat(links.open(campaign, List.of(HOURS))).isEqualTo(Map.of(HOURS, token(tokens, HOURS)));
        assertThat(links.clicks(campaign)).extracting(LinkClicks::url).containsExactly(HOURS.address());
    }

    @Test
    void a_link_leads_to_its_target_and_the_click_is_nobodys() throws Exception {
        var token = token(links.open(campaign, List.of(SALE)), SALE);

        var answer = get("/l/" + token);

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).hasValue("https://butiken.example/rea?a=1&b=%C3%A5");
        assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
        get("/l/" + token);
        assertThat(links.clicks(campaign)).containsExactly(new LinkClicks(SALE.address(), 2, 0));
        assertThat(app.jdbc()
                        .sql("SELECT count(*) FROM link.click WHERE campaign_id = :campaign")
                        .param("campaign", campaign)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void what_no_person_does_is_not_counted_and_leads_there_all_the_same() throws Exception {
        var token = token(links.open(campaign, List.of(SALE)), SALE);
        var test = token(links.openForTest(campaign, List.of(SALE)), SALE);

        for (var answer : List.of(
                send(request("/l/" + token).method("HEAD", HttpRequest.BodyPublishers.noBody())),
                send(request("/l/" + token).header("Sec-Purpose", "prefetch;prerender")),
                send(request("/l/" + token).header("Purpose", "prefetch")),
                send(request("/l/" + token).header("User-Agent", "Mozilla/5.0 (compatible; Googlebot/2.1)")),
                get("/l/" + test))) {
            assertThat(answer.statusCode()).isEqualTo(302);
            assertThat(answer.headers().firstValue("Location")).hasValue(SALE.address());
        }
        assertThat(links.clicks(campaign)).containsExactly(new LinkClicks(SALE.address(), 0, 0));
    }

    @Test
    void a_forged_token_leads_nowhere_and_guessing_ends_soon() throws Exception {
        var token = token(links.open(campaign, List.of(SALE)), SALE);
        var forged = token.substring(0, 11) + (token.endsWith("A") ? "B" : "A");

        var answer = get("/l/" + forged);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(answer.body()).contains("Länken leder ingenstans.").doesNotContain("_csrf");
        assertThat(get("/l/https:%2F%2Felsewhere.example").headers().firstValue("Location"))
                .isEmpty();
        int code = 0;
        for (int guess = 0; guess < 30; guess++) {
            code = get("/l/" + guess).statusCode();
        }
        assertThat(code).isEqualTo(429);
        assertThat(get("/l/" + token).statusCode()).as("what exists leads on").isEqualTo(302);
        assertThat(links.clicks(campaign)).containsExactly(new LinkClicks(SALE.address(), 1, 0));
    }

    @Test
    void who_has_said_yes_is_counted_by_name_until_it_is_taken_back() throws Exception {
        var shared = token(links.open(campaign, List.of(SALE, HOURS)), SALE);
        assertThat(links.personalise(campaign, Channel.SMS, TWO))
                .as("two links of one customer")
                .isEqualTo(2);
        var own = personal(11, 1);
        assertThat(own).matches("[A-Za-z0-9]{12}").isNotEqualTo(shared).isNotEqualTo(personal(11, 2));

        get("/l/" + own);
        get("/l/" + own);
        get("/l/" + shared);
        assertThat(links.clicks(campaign))
                .containsExactly(new LinkClicks(SALE.address(), 3, 1), new LinkClicks(HOURS.address(), 0, 0));

        ledger.withdraw(SAID_YES, new Purpose(Links.PURPOSE), Origin.customer(Origin.Source.LINK, "", ""));
        assertThat(get("/l/" + own).statusCode()).isEqualTo(302);
        assertThat(links.clicks(campaign)).first().isEqualTo(new LinkClicks(SALE.address(), 4, 1));
        assertThat(clicksOf(11)).as("by name only before that").isEqualTo(2);
        assertThat(links.personalise(campaign, Channel.SMS, TWO)).isZero();
        ledger.give(SAID_YES, new Purpose(Links.PURPOSE), Origin.customer(Origin.Source.WEB, "", ""));
    }

    @Test
    void a_yes_holds_for_its_channel_and_while_the_shop_asks() throws Exception {
        links.open(campaign, List.of(SALE));
        assertThat(links.personalise(campaign, Channel.EMAIL, TWO)).isZero();
        assertThat(links.personalise(campaign, Channel.SMS, TWO)).isEqualTo(1);
        var own = personal(11, 1);

        app.bean(Purposes.class).setActive(new Purpose(Links.PURPOSE), false);
        get("/l/" + own);

        assertThat(links.clicks(campaign)).containsExactly(new LinkClicks(SALE.address(), 1, 0));
        assertThat(links.personalise(campaign, Channel.SMS, TWO)).isZero();
    }

    @Test
    void clicks_are_a_persons_data_to_read_to_merge_and_to_erase() throws Exception {
        links.open(campaign, List.of(SALE));
        links.personalise(campaign, Channel.SMS, TWO);
        var own = personal(11, 1);
        get("/l/" + own);
        long before = clicksOf(11);

        assertThat(persons.tell(new CustomerId(11))).singleElement().satisfies(it -> {
            assertThat(it.columns()).containsExactly("at", "link");
            assertThat(it.rows())
                    .hasSize((int) before)
                    .first()
                    .satisfies(row -> assertThat(row.get(1)).isEqualTo(SALE.address()));
        });
        assertThat(persons.tell(new CustomerId(12))).isEmpty();
        assertThat(persons.moved(new CustomerId(11))).containsExactly(new PersonalData.Moved("link.merge", before));
        persons.merge(new CustomerId(11), new CustomerId(12));
        assertThat(clicksOf(11)).isZero();
        get("/l/" + own);
        assertThat(clicksOf(12)).isEqualTo(before + 1);

        persons.erase(List.of(12L), Instant.now());
        assertThat(clicksOf(12)).isZero();
        assertThat(app.jdbc()
                        .sql("SELECT count(*) FROM link.personal WHERE address = :address OR customer_id IN (11, 12)")
                        .param("address", SAID_YES.value())
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(get("/l/" + own).statusCode()).as("still leads there").isEqualTo(302);
        assertThat(links.clicks(campaign)).containsExactly(new LinkClicks(SALE.address(), 3, 0));
    }

    @Test
    void what_is_old_is_kept_as_a_figure_only() throws Exception {
        links.open(campaign, List.of(SALE));
        links.personalise(campaign, Channel.SMS, TWO);
        get("/l/" + personal(11, 1));
        var now = Instant.now();
        long earlier = persons.forgettable(now.minus(Duration.ofDays(30)));

        assertThat(persons.forgettable(now.plusSeconds(5))).isGreaterThanOrEqualTo(earlier + 2);
        assertThat(persons.forget(now.plusSeconds(5))).isGreaterThanOrEqualTo(2);

        assertThat(persons.forgettable(now.plusSeconds(5))).isZero();
        assertThat(links.clicks(campaign)).containsExactly(new LinkClicks(SALE.address(), 1, 0));
    }

    @Test
    void one_network_cannot_make_a_link_popular() {
        var clock = new TestClock();
        var limit = new ClickLimit(clock);
        for (int i = 0; i < ClickLimit.MOST; i++) {
            assertThat(limit.allows("192.0.2.1")).isTrue();
        }
        assertThat(limit.allows("192.0.2.1")).isFalse();
        assertThat(limit.allows("192.0.2.2")).isTrue();
        clock.advance(Duration.ofMinutes(1));
        assertThat(limit.allows("192.0.2.1")).isTrue();
    }

    private String personal(long customer, int number) {
        var query = Links.personal(campaign);
        return app.jdbc()
                .sql("SELECT t.tokens ->> :number FROM (%s) t WHERE t.customer_id = :customer".formatted(query.text()))
                .params(new HashMap<>(query.params()))
                .param("number", String.valueOf(number))
                .param("customer", customer)
                .query(String.class)
                .single();
    }

    private static long clicksOf(long customer) {
        return app.jdbc()
                .sql("SELECT count(*) FROM link.click WHERE customer_id = :customer")
                .param("customer", customer)
                .query(Long.class)
                .single();
    }

    private static String token(Map<Target, String> tokens, Target target) {
        return Objects.requireNonNull(tokens.get(target));
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(app.url(path)))
                .header("Accept", "text/html")
                .header("Accept-Language", "sv");
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
