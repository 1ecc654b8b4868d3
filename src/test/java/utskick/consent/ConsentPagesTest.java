package utskick.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.head;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.multipart;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.options;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import jakarta.servlet.http.Cookie;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockPart;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.RequestBuilder;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;
import utskick.Utskick;
import utskick.customer.CustomerEntry;
import utskick.customer.Customers;
import utskick.customer.SaveOutcome;
import utskick.gateway.InboundMessage;
import utskick.gateway.InboundMessageListener;
import utskick.kernel.Address;
import utskick.kernel.Channel;
import utskick.kernel.CustomerId;
import utskick.kernel.EmailAddress;
import utskick.kernel.PhoneNumber;
import utskick.testing.Database;

final class ConsentPagesTest {

    @RegisterExtension
    static final Database database = new Database();

    private static final String CLUB_FORM = "form:has([name=purpose][value=club]):has([name=channel][value=SMS])";

    @TempDir
    static Path data;

    private static ConfigurableApplicationContext program;
    private static MockMvc pages;
    private static ConsentLedger ledger;
    private static OptOuts optOuts;

    @BeforeAll
    static void start() {
        database.jdbc().sql("""
                INSERT INTO customer.customer (number, first_name, created_at, changed_at)
                VALUES ('1', 'Sofia', now(), now()), ('2', 'Nobody', now(), now())
                """).update();
        database.jdbc().sql("""
                INSERT INTO customer.contact_point (customer_id, channel, label, as_entered, address, reachable)
                VALUES (1, 'SMS', 'mobile', '', '+306900000142', true), (1, 'EMAIL', 'email', '', 's@example.gr', true)
                """).update();
        program = SpringApplication.run(
                Utskick.class,
                "--utskick.data=" + data,
                "--utskick.db.url=" + database.url(),
                "--utskick.db.user=" + database.user(),
                "--utskick.db.password=" + database.password(),
                "--server.port=0");
        pages = MockMvcBuilders.webAppContextSetup((WebApplicationContext) program)
                .build();
        ledger = program.getBean(ConsentLedger.class);
        optOuts = program.getBean(OptOuts.class);
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @AfterEach
    void no_own_purposes() {
        database.jdbc()
                .sql("UPDATE consent.purpose SET active = false WHERE key NOT IN ('marketing', 'service')")
                .update();
    }

    @Test
    void opening_the_link_changes_nothing_and_the_button_does() throws Exception {
        var address = new EmailAddress("opens@example.se");
        ledger.give(address, Purpose.MARKETING, Origin.customer(Origin.Source.WEB, "", ""));
        String link = "/a/" + optOuts.link(address);

        Document page = page(get(link), "sv");
        assertThat(page.text()).contains("o…@example.se").doesNotContain("opens@");
        assertThat(state(address)).isEqualTo(ConsentState.GIVEN);
        assertThat(page(post(link).param("do", "stop"), "sv").select("h1").text())
                .contains("inga fler");
        assertThat(state(address)).isEqualTo(ConsentState.WITHDRAWN);
        page(post(link).param("do", "again"), "sv");
        assertThat(state(address)).isEqualTo(ConsentState.GIVEN);
    }

    @Test
    void a_mail_program_unsubscribes_in_one_click() throws Exception {
        var address = new EmailAddress("click@example.se");
        String link = "/a/" + optOuts.link(address);
        page(post(link).param("List-Unsubscribe", "One-Click"), "en");
        page(post(link).param("List-Unsubscribe", "One-Click"), "en");

        assertThat(ledger.history(address))
                .singleElement()
                .satisfies(entry -> assertThat(entry.origin().detail()).isEqualTo("one-click"));
        assertThat(pages.perform(get("/a/AAAAAAAAAAAA"))
                        .andReturn()
                        .getResponse()
                        .getStatus())
                .isEqualTo(404);
    }

    /// As RFC 8058 has it: the exact body, urlencoded or multipart, without cookies; and nothing else in it counts.
    @Test
    void the_post_of_a_mail_program_is_taken_in_both_forms() throws Exception {
        var plain = new EmailAddress("plain@example.se");
        var parts = new EmailAddress("parts@example.se");
        for (var address : List.of(plain, parts)) {
            ledger.give(address, Purpose.MARKETING, Origin.customer(Origin.Source.WEB, "", ""));
        }
        assertThat(status(post("/a/" + optOuts.link(plain) + "?do=again")
                        .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                        .content("List-Unsubscribe=One-Click")))
                .isEqualTo(200);
        var body = new MockPart("List-Unsubscribe", "One-Click".getBytes(StandardCharsets.UTF_8));
        assertThat(status(multipart("/a/" + optOuts.link(parts)).part(body))).isEqualTo(200);
        assertThat(List.of(state(plain), state(parts))).containsOnly(ConsentState.WITHDRAWN);
    }

    /// Mail programs and virus scanners look at links in more than one way.
    @Test
    void whatever_only_looks_changes_nothing() throws Exception {
        var address = new EmailAddress("scanned@example.se");
        ledger.give(address, Purpose.MARKETING, Origin.customer(Origin.Source.WEB, "", ""));
        String link = "/a/" + optOuts.link(address);
        for (String where :
                List.of(link, link + "?do=stop", link + "?List-Unsubscribe=One-Click", link + "/preferences")) {
            status(get(where));
            status(head(where));
            status(options(where));
        }
        assertThat(ledger.history(address)).hasSize(1);
        var response = pages.perform(get(link)).andReturn().getResponse();
        assertThat(response.getCookies()).isEmpty();
        assertThat(response.getHeader("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(response.getHeader("Cache-Control")).contains("no-store");
        assertThat(response.getHeader("X-Robots-Tag")).contains("noindex");
    }

    @Test
    void guesses_are_limited_and_a_real_link_always_works() throws Exception {
        database.jdbc().sql("TRUNCATE consent.attempt").update();
        var address = new EmailAddress("guessed@example.se");
        String link = "/a/" + optOuts.link(address);
        for (int i = 0; i < 20; i++) {
            assertThat(status(get("/a/AAAAAAAAAA%02d".formatted(i)))).isEqualTo(404);
        }
        assertThat(status(get("/a/AAAAAAAAAAAA"))).isEqualTo(429);
        assertThat(status(post("/a/AAAAAAAAAAAA/preferences"))).isEqualTo(429);
        assertThat(status(get(link))).isEqualTo(200);
        assertThat(status(post(link).param("do", "stop"))).isEqualTo(200);
        assertThat(state(address)).isEqualTo(ConsentState.WITHDRAWN);
        database.jdbc().sql("TRUNCATE consent.attempt").update();
    }

    private static int status(RequestBuilder request) throws Exception {
        return pages.perform(request).andReturn().getResponse().getStatus();
    }

    @Test
    void whom_a_user_stopped_cannot_start_again_by_the_link() throws Exception {
        var address = new EmailAddress("stopped@example.se");
        ledger.withdraw(address, Purpose.MARKETING, Origin.user("anna", "letter", Origin.Basis.CONSENT));
        page(post("/a/" + optOuts.link(address)).param("do", "again"), "sv");

        assertThat(state(address)).isEqualTo(ConsentState.WITHDRAWN);
    }

    @Test
    void a_user_changes_consent_only_with_a_reason() throws Exception {
        var phone = new PhoneNumber("+306900000142");
        Document refused = page(change(" "), "sv");
        assertThat(refused.select(".form-error").text()).contains("Skriv skälet");
        assertThat(ledger.history(phone)).isEmpty();

        pages.perform(change("bad om det i kassan"));
        assertThat(state(phone)).isEqualTo(ConsentState.GIVEN);
        assertThat(page(get("/customers/1/consent"), "sv").select("table").text())
                .contains("bad om det i kassan");
        assertThat(pages.perform(get("/customers/99/consent"))
                        .andReturn()
                        .getResponse()
                        .getStatus())
                .isEqualTo(404);
    }

    /// A number that somebody else had, and said yes for, comes to a card by hand.
    @Test
    void a_number_that_is_new_on_a_card_starts_without_consent() throws Exception {
        var phone = new PhoneNumber("+46701740688");
        var mail = new EmailAddress("delad@example.se");
        var old = newCustomer("701", "0701740688", "delad@example.se");
        newCustomer("702", "", "delad@example.se");
        for (var address : List.of(phone, mail)) {
            ledger.give(address, Purpose.MARKETING, Origin.customer(Origin.Source.WEB, "form", "192.0.2.1"));
        }
        assertThat(permits("SMS", phone.value())).isTrue();

        save(old, "701", "", "");
        assertThat(permits("SMS", phone.value())).isFalse();
        assertThat(ledger.history(phone).getFirst())
                .returns(ConsentState.UNKNOWN, LedgerEntry::state)
                .returns(Origin.Source.REGISTER, it -> it.origin().source());
        // the other card still has it: it is the same person's mailbox, or a household's
        assertThat(permits("EMAIL", mail.value())).isTrue();
        var heir = newCustomer("703", "0701740688", "");
        assertThat(permits("SMS", phone.value())).isFalse();
        assertThat(page(get("/customers/%d/consent".formatted(heir)), "en").text())
                .contains("the address is new on the card, or gone from it");
    }

    private static boolean permits(String channel, String address) {
        return database.jdbc()
                .sql("SELECT consent.permits(:channel, 'marketing', :address)")
                .param("channel", channel)
                .param("address", address)
                .query(Boolean.class)
                .single();
    }

    private static long newCustomer(String number, String phone, String email) {
        return save(null, number, phone, email);
    }

    private static long save(@Nullable Long id, String number, String phone, String email) {
        var customers = program.getBean(Customers.class);
        var points = Stream.of(
                        new CustomerEntry.Point(Channel.SMS, "mobile", phone),
                        new CustomerEntry.Point(Channel.EMAIL, "email", email))
                .filter(it -> !it.text().isEmpty())
                .toList();
        var entry = new CustomerEntry(
                id == null
                        ? 0
                        : customers.byId(new CustomerId(id)).orElseThrow().version(),
                Map.of("number", number, "kind", "person", "last_name", "Arv", "country", "SE"),
                points);
        var outcome = customers.save(id == null ? null : new CustomerId(id), entry, "anna");
        assertThat(outcome).isInstanceOf(SaveOutcome.Saved.class);
        return ((SaveOutcome.Saved) outcome).id().value();
    }

    @Test
    void an_existing_customer_needs_the_day_of_the_sale_and_in_Poland_a_yes() throws Exception {
        var email = new EmailAddress("s@example.gr");
        assertThat(page(byEmail("EXISTING_CUSTOMER", ""), "sv")
                        .select(".form-error")
                        .text())
                .contains("dagen för köpet");
        database.jdbc()
                .sql("UPDATE customer.customer SET country = 'PL' WHERE id = 1")
                .update();
        assertThat(page(byEmail("EXISTING_CUSTOMER", "2026-10-01"), "pl")
                        .select(".form-error")
                        .text())
                .contains("tylko zgoda");
        assertThat(page(byEmail("COMPANY", ""), "sv").select(".form-error")).isNotEmpty();
        assertThat(ledger.history(email)).isEmpty();

        database.jdbc()
                .sql("UPDATE customer.customer SET country = 'SE' WHERE id = 1")
                .update();
        pages.perform(byEmail("EXISTING_CUSTOMER", "2026-10-01"));
        assertThat(ledger.history(email)).singleElement().satisfies(entry -> {
            assertThat(entry.origin().basis()).isEqualTo(Origin.Basis.EXISTING_CUSTOMER);
            assertThat(entry.origin().detail()).isEqualTo("köpte skor");
            assertThat(entry.origin().sale()).isEqualTo(LocalDate.of(2026, 10, 1));
        });
    }

    @Test
    void the_link_stops_own_purposes_too_and_each_is_given_again_by_itself() throws Exception {
        var birthday = own("birthday", "födelsedagspresent");
        var address = new EmailAddress("birthday@example.se");
        var origin = Origin.customer(Origin.Source.WEB, "", "");
        ledger.give(address, Purpose.MARKETING, origin);
        ledger.give(address, birthday, origin);
        String link = "/a/" + optOuts.link(address);

        page(post(link).param("do", "stop"), "sv");
        assertThat(standings(address)).containsExactly("birthday withdrawn", "marketing withdrawn");
        page(post(link).param("do", "again"), "sv");
        assertThat(standings(address)).containsExactly("birthday withdrawn", "marketing given");
        var choices = page(get(link + "/preferences"), "sv");
        assertThat(choices.select("[name=yes][checked]").eachAttr("value")).contains("0-marketing");
        page(
                post(link + "/preferences")
                        .param("shown", "0-birthday", "0-marketing")
                        .param("yes", "0-birthday"),
                "sv");
        assertThat(standings(address)).containsExactly("birthday given", "marketing withdrawn");
        // a yes still stands, so there is something to stop
        assertThat(page(get(link), "sv").select("button[value=stop]")).hasSize(1);

        page(
                post(link + "/preferences")
                        .param("shown", "0-birthday", "0-marketing")
                        .param("yes", "0-birthday")
                        .param("do", "nothing"),
                "sv");
        assertThat(standings(address)).containsExactly("birthday withdrawn", "marketing withdrawn");
        assertThat(page(get(link), "sv").select("button[value=again]")).hasSize(1);
    }

    @Test
    void the_wording_that_was_shown_and_the_evidence_are_kept() throws Exception {
        var club = own("club", "klubbnytt");
        var wordings = program.getBean(Wordings.class);
        wordings.save(club, "sv", null, "Ja till klubben.", "anna");
        wordings.save(club, "sv", null, "Ja till klubben, varje vecka.", "anna");
        wordings.save(club, "fi", null, "Kyllä kerholle.", "anna");
        database.jdbc()
                .sql("UPDATE customer.customer SET language = 'sv' WHERE id = 1")
                .update();

        var form = page(get("/customers/1/consent"), "sv").expectFirst(CLUB_FORM);
        assertThat(form.select("[name=wording] option").eachText())
                .containsExactly(
                        "Svenska, Alla butiker, version 2: Ja till klubben, varje vecka.",
                        "Svenska, Alla butiker, version 1: Ja till klubben.",
                        "Suomi, Alla butiker, version 1: Kyllä kerholle.",
                        "Ingen av dem; kunden sa det på annat sätt");
        assertThat(form.select("[name=wording] option[selected]").text()).contains("version 2");
        String first = form.select("[name=wording] option").get(1).attr("value");

        var refused = page(club("give", "").param("wording", first).param("evidence", "papper 12"), "sv")
                .expectFirst(CLUB_FORM);
        assertThat(refused.select(".form-error").text()).contains("Skriv skälet");
        assertThat(refused.select("[name=wording] option[selected]").text()).contains("version 1");
        assertThat(refused.select("[name=evidence]").text()).isEqualTo("papper 12");
        assertThat(page(club("give", "i butiken").param("wording", "999999"), "sv")
                        .select(".form-error")
                        .text())
                .contains("finns inte längre");

        pages.perform(club("give", "i butiken").param("wording", first).param("evidence", "papper 12"));
        var phone = new PhoneNumber("+306900000142");
        assertThat(ledger.history(phone).getFirst().origin())
                .isEqualTo(new Origin(
                        Origin.Source.USER,
                        Origin.Basis.CONSENT,
                        "v1 (sv): Ja till klubben.",
                        "i butiken",
                        "system",
                        "papper 12"));
        assertThat(page(get("/customers/1/why"), "sv").text())
                .contains("papper 12")
                .contains("Ja till klubben.");

        pages.perform(club("withdraw", "ringde"));
        var after = page(get("/customers/1/consent"), "sv").select(CLUB_FORM);
        assertThat(after.select("[name=basis]")).isEmpty();
        assertThat(after.text()).contains("Bara ett nytt ja från kunden själv räknas");
        assertThat(page(
                                club("give", "köpte")
                                        .param("basis", "EXISTING_CUSTOMER")
                                        .param("sale", "2026-10-01"),
                                "sv")
                        .select(".form-error")
                        .text())
                .contains("Efter ett nej räknas bara samtycke");
        assertThat(page(club("give", " "), "sv").select(".form-error")).isNotEmpty();
        assertThat(ledger.history(phone).getFirst().state()).isEqualTo(ConsentState.WITHDRAWN);
        pages.perform(club("give", "skrev på igen").param("wording", ""));
        assertThat(ledger.history(phone).getFirst())
                .returns(ConsentState.GIVEN, LedgerEntry::state)
                .returns("", it -> it.origin().wording());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sv", "fi", "el", "pl", "en"})
    void words_in_answers_are_added_and_taken_away(String language) throws Exception {
        var words = page(get("/settings/consent/words"), language);
        assertThat(words.select("dd").text())
                .contains("STOPP")
                .contains("ALOITA")
                .contains("ΕΝΑΡΞΗ");
        var refused = page(post("/settings/consent/words").param("word", "två ord"), language);
        assertThat(refused.select(".form-error")).hasSize(1);
        assertThat(refused.select("#word").attr("value")).isEqualTo("två ord");
        pages.perform(post("/settings/consent/words").param("word", "Hejdå").param("meaning", "stop"));
        assertThat(page(get("/settings/consent/words"), language).select("li b").text())
                .isEqualTo("Hejdå");
        pages.perform(post("/settings/consent/words/remove").param("skeleton", "HEJDA"));
        assertThat(page(get("/settings/consent/words"), language).select("li b"))
                .isEmpty();
    }

    private static Purpose own(String key, String name) {
        var purpose = new Purpose(key);
        program.getBean(Purposes.class).save(purpose, Map.of("sv", name));
        return purpose;
    }

    private static List<String> standings(Address address) {
        return database.jdbc()
                .sql("SELECT purpose || ' ' || state FROM consent.standing WHERE address = :address ORDER BY 1")
                .param("address", address.value())
                .query(String.class)
                .list();
    }

    private static MockHttpServletRequestBuilder club(String command, String reason) {
        return post("/customers/1/consent")
                .param("channel", "SMS")
                .param("address", "+306900000142")
                .param("purpose", "club")
                .param("do", command)
                .param("reason", reason);
    }

    private static MockHttpServletRequestBuilder byEmail(String basis, String sale) {
        return post("/customers/1/consent")
                .param("channel", "EMAIL")
                .param("address", "s@example.gr")
                .param("purpose", "marketing")
                .param("do", "give")
                .param("reason", "köpte skor")
                .param("basis", basis)
                .param("sale", sale);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sv", "fi", "el", "pl", "en"})
    void the_inbox_and_the_card_speak_every_language(String language) throws Exception {
        var listener = program.getBean(InboundMessageListener.class);
        for (String text : new String[] {"Hej <b>", "sluta skicka allt det här till mig nu tack", "START", "stopp"}) {
            listener.received(new InboundMessage(1, "+46701740699", "+46700000000", text, Instant.EPOCH));
        }
        Document inbox = page(get("/inbox"), language);
        assertThat(inbox.select("article")).hasSize(4);
        assertThat(inbox.select(".bubble").eachText()).contains("Hej <b>");
        assertThat(page(get("/inbox").param("stops", "true"), language).select("article"))
                .hasSize(3);
        assertThat(page(get("/customers/1/consent"), language).select("tbody tr"))
                .hasSize(4);
        assertThat(page(get("/customers/2/consent"), language).select("tbody tr"))
                .isEmpty();
        assertThat(page(get("/a/" + optOuts.link(new PhoneNumber("+46701740699"))), language)
                        .select(".panel form"))
                .hasSize(1);
    }

    private static MockHttpServletRequestBuilder change(String reason) {
        return post("/customers/1/consent")
                .param("channel", "SMS")
                .param("address", "+306900000142")
                .param("purpose", "marketing")
                .param("do", "give")
                .param("reason", reason);
    }

    private static ConsentState state(Address address) {
        return ledger.history(address).getFirst().state();
    }

    private static Document page(MockHttpServletRequestBuilder request, String language) throws Exception {
        var response = pages.perform(request.cookie(new Cookie("utskick-language", language)))
                .andReturn()
                .getResponse();
        assertThat(response.getStatus()).isEqualTo(200);
        return Jsoup.parse(response.getContentAsString(StandardCharsets.UTF_8));
    }
}
