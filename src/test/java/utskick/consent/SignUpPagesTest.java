package utskick.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import jakarta.servlet.http.Cookie;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.servlet.DispatcherServlet;
import utskick.kernel.Address;
import utskick.kernel.Channel;
import utskick.kernel.EmailAddress;
import utskick.kernel.PhoneNumber;
import utskick.testing.App;

/// Signing up, and what somebody who is up to no good gets of it. The messages go through the engine to an account that
/// leads nowhere, and the codes are read from its outbox.
final class SignUpPagesTest {

    @RegisterExtension
    static final App app = App.empty();

    private static final PhoneNumber PHONE = new PhoneNumber("+46701740605");
    private static final EmailAddress EMAIL = new EmailAddress("nina@example.se");

    private static MockMvc pages;
    private static ConsentLedger ledger;

    @BeforeAll
    static void forms_and_accounts() {
        pages = MockMvcBuilders.webAppContextSetup(
                        Objects.requireNonNull(app.bean(DispatcherServlet.class).getWebApplicationContext()))
                .build();
        ledger = app.bean(ConsentLedger.class);
        app.bean(SignUpForms.class)
                .save(new SignUpForm(
                        0,
                        "klubben",
                        "Kundklubben",
                        "sv",
                        "SE",
                        null,
                        List.of(Channel.SMS, Channel.EMAIL),
                        List.of(Purpose.MARKETING),
                        true));
        app.jdbc().sql("""
                INSERT INTO gateway.account (name, channel, protocol, sender, settings)
                VALUES ('nowhere', 'SMS', 'smpp', 'BUTIKEN', '{}'), ('nowhere mail', 'EMAIL', 'smtp', 'shop@example.se', '{}')
                """).update();
    }

    @BeforeEach
    void nobody_tried() {
        app.jdbc()
                .sql("TRUNCATE consent.attempt, consent.sign_up, consent.standing, consent.suppression")
                .update();
    }

    @Test
    void the_code_of_an_sms_writes_the_yes_down_with_words_and_evidence() throws Exception {
        app.bean(SuppressionList.class).add(List.of(PHONE), SuppressionList.Reason.STOP);
        var sent = page(ask("070-174 06 05"), "sv");
        assertThat(sent.select("h1").text()).isEqualTo("Skriv in koden");
        assertThat(ledger.history(PHONE)).isEmpty();
        String ticket = sent.select("[name=ticket]").attr("value");
        assertThat(secret(PHONE)).matches("[0-9]{6}");

        assertThat(page(code(ticket, "12"), "sv").select(".form-error").text()).startsWith("Koden stämmer inte");
        assertThat(page(code(ticket, secret(PHONE)), "sv").select("h1").text()).isEqualTo("Tack, nu är du med!");
        assertThat(ledger.history(PHONE)).singleElement().satisfies(entry -> {
            assertThat(entry.state()).isEqualTo(ConsentState.GIVEN);
            assertThat(entry.origin().source()).isEqualTo(Origin.Source.WEB);
            assertThat(entry.origin().wording()).startsWith("v0 (sv): Ja tack, skicka erbjudanden till mig");
            assertThat(entry.origin().evidence()).isEqualTo("127.0.0.1 → 127.0.0.1");
        });
        assertThat(app.bean(SuppressionList.class).contains(PHONE)).isFalse();
        assertThat(app.jdbc()
                        .sql("""
                        SELECT first_name || ' ' || k.label FROM customer.profile p JOIN customer.contact k USING (customer_id)
                        WHERE k.address = :phone
                        """)
                        .param("phone", PHONE.value())
                        .query(String.class)
                        .list())
                .containsExactly("Nina mobile");
        assertThat(page(code(ticket, secret(PHONE)), "sv").select(".form-error"))
                .isNotEmpty();
        assertThat(ledger.history(PHONE)).hasSize(1);
    }

    @Test
    void the_link_of_an_email_shows_first_and_confirms_by_its_button() throws Exception {
        assertThat(page(ask("Nina@Example.se"), "el").select("h1").text()).isEqualTo("Δείτε το email σας");
        String link = secret(EMAIL).replaceFirst("^http://[^/]*", "");
        assertThat(link).matches("/f/c/[A-Za-z0-9_-]{22}");
        assertThat(page(get(link), "el").select("button").text()).contains("Ναι, ήμουν εγώ");
        assertThat(ledger.history(EMAIL)).isEmpty();
        assertThat(page(post(link), "el").select("h1").text()).isEqualTo("Ευχαριστούμε, η εγγραφή ολοκληρώθηκε!");
        assertThat(ledger.history(EMAIL))
                .singleElement()
                .satisfies(entry -> assertThat(entry.origin().wording()).contains("(el)"));
        assertThat(perform(get(link.substring(0, link.length() - 1) + "_"), "el")
                        .getStatus())
                .isEqualTo(404);
    }

    @Test
    void a_code_cannot_be_tried_through() throws Exception {
        String ticket = page(ask("0701740605"), "sv").select("[name=ticket]").attr("value");
        String right = secret(PHONE);
        String wrong = right.equals("000000") ? "000001" : "000000";
        for (int i = 0; i < 5; i++) {
            page(code(ticket, wrong), "sv");
        }
        assertThat(page(code(ticket, right), "sv").select(".form-error").text()).startsWith("Koden stämmer inte");
        assertThat(app.jdbc()
                        .sql("SELECT count(*) FROM consent.sign_up WHERE confirmed_at IS NOT NULL")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void nobody_learns_whether_an_address_is_known_and_nobody_is_flooded() throws Exception {
        var known = new EmailAddress("known@example.se");
        ledger.give(known, Purpose.MARKETING, Origin.customer(Origin.Source.WEB, "", ""));
        String first = page(ask(known.value()), "sv").select(".panel").text();
        assertThat(page(ask("stranger@example.se"), "sv").select(".panel").text())
                .isEqualTo(first);
        for (int i = 0; i < 4; i++) {
            assertThat(page(ask(known.value()), "sv").select(".panel").text()).isEqualTo(first);
        }
        assertThat(app.jdbc()
                        .sql("SELECT count(*) FROM dispatch.recipient WHERE address = :address")
                        .param("address", known.value())
                        .query(Integer.class)
                        .single())
                .isEqualTo(3);
        for (int i = 0; i < 24; i++) {
            page(ask("other%d@example.se".formatted(i)), "sv");
        }
        assertThat(perform(ask("one-more@example.se"), "sv").getStatus()).isEqualTo(429);
        assertThat(perform(ask("one-more@example.se"), "sv").getHeader("Retry-After"))
                .isEqualTo("600");
    }

    @Test
    void a_program_that_fills_in_every_field_gets_the_same_answer_and_no_message() throws Exception {
        var page = page(ask("bot@example.se").param("website", "http://spam.example"), "sv");
        assertThat(page.select("h1").text()).isEqualTo("Se efter i din e-post");
        assertThat(app.jdbc()
                        .sql("SELECT count(*) FROM consent.sign_up")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sv", "fi", "el", "pl", "en"})
    void wrong_input_is_told_and_what_was_typed_stays(String language) throws Exception {
        var page = page(post("/f/klubben").param("address", "08-12 34 56").param("first_name", "Zoë <b>"), language);
        assertThat(page.select(".form-error")).hasSize(2);
        assertThat(page.select("#address").attr("value")).isEqualTo("08-12 34 56");
        assertThat(page.select("#first_name").attr("value")).isEqualTo("Zoë <b>");
        assertThat(page.select("[name=yes-marketing]").hasAttr("checked")).isFalse();
        assertThat(perform(get("/f/no-such-form"), language).getStatus()).isEqualTo(404);
    }

    @Test
    void no_cookie_no_session_and_a_script_for_other_sites() throws Exception {
        var response = perform(get("/f/klubben"), "sv");
        assertThat(response.getCookies()).isEmpty();
        assertThat(response.getHeader("Cache-Control")).isEqualTo("no-store");
        assertThat(response.getHeader("X-Robots-Tag")).isEqualTo("noindex");
        assertThat(perform(get("/f/embed.js"), "sv").getContentAsString()).contains("data-once");
    }

    private static MockHttpServletRequestBuilder ask(String address) {
        return post("/f/klubben")
                .param("address", address)
                .param("first_name", "Nina")
                .param("yes-marketing", "1");
    }

    private static MockHttpServletRequestBuilder code(String ticket, String code) {
        return post("/f/klubben/code").param("ticket", ticket).param("code", code);
    }

    /// The newest code or link that left for the address.
    private static String secret(Address address) {
        return app.jdbc()
                .sql("SELECT fields[1] FROM dispatch.recipient WHERE address = :address ORDER BY batch_id DESC LIMIT 1")
                .param("address", address.value())
                .query(String.class)
                .single();
    }

    private static Document page(MockHttpServletRequestBuilder request, String language) throws Exception {
        var response = perform(request, language);
        assertThat(response.getStatus()).isEqualTo(200);
        return Jsoup.parse(response.getContentAsString(StandardCharsets.UTF_8));
    }

    private static MockHttpServletResponse perform(MockHttpServletRequestBuilder request, String language)
            throws Exception {
        return pages.perform(request.cookie(new Cookie("utskick-language", language)))
                .andReturn()
                .getResponse();
    }
}
