package utskick.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import utskick.access.ApiScope;
import utskick.access.ApiTokens;
import utskick.testing.App;

final class CustomersApiTest {

    private static final String BATCH = "/api/v1/customers:batch";

    @RegisterExtension
    static final App app = App.empty();

    private static Program till = new Program(app, "");

    @BeforeAll
    static void arrange() {
        app.jdbc().sql("INSERT INTO customer.store (name) VALUES ('Lund')").update();
        till = new Program(
                app, app.bean(ApiTokens.class).create(App.LOGIN, "till", List.of(ApiScope.CUSTOMERS_WRITE), null));
    }

    private static JsonNode send(String customers) throws Exception {
        var answer = till.post(BATCH, "{\"customers\": [%s]}".formatted(customers));
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.json();
    }

    @Test
    void the_same_batch_twice_changes_nothing_the_second_time() throws Exception {
        String anna = """
                {"externalId": "till-1", "number": "0042", "firstName": "Anna", "lastName": "Ek", "country": "SE",
                 "store": "Lund", "category": "Guld", "groups": ["Höst", "VIP"], "points": 120.5,
                 "birthday": "1985-03-01", "phones": ["070-174 06 05", {"label": "work", "address": "046-12 34 56"}],
                 "emails": ["Anna@Example.se"],
                 "consents": [{"channel": "SMS", "state": "given", "basis": "consent", "source": "web",
                               "at": "2026-11-20T10:00:00+01:00", "wording": "Ja till sms",
                               "address": "+46 70 174 06 05"}]}""";
        var first = send(anna);
        assertThat(first.at("/created").asInt()).isEqualTo(1);
        assertThat(first.at("/customers/0/number").asString()).isEqualTo("0042");
        assertThat(first.at("/customers/0/consents").asInt()).isEqualTo(1);
        String stood = everything();
        assertThat(stood).contains("+46701740605", "anna@example.se", "Guld", "VIP", "given");

        var second = send(anna);
        assertThat(second.at("/unchanged").asInt()).isEqualTo(1);
        assertThat(second.at("/customers/0/id")).isEqualTo(first.at("/customers/0/id"));
        assertThat(everything()).isEqualTo(stood);
    }

    @Test
    void what_is_not_sent_stays_and_null_takes_away() throws Exception {
        send("""
                {"externalId": "till-2", "firstName": "Bo", "lastName": "Ek", "city": "Lund", "points": 10,
                 "phones": ["070-174 06 07"], "emails": ["bo@example.se"]}""");
        var changed = send("""
                {"externalId": "till-2", "points": 20, "city": null, "emails": []}""");

        assertThat(changed.at("/updated").asInt()).isEqualTo(1);
        assertThat(app.jdbc().sql("""
                        SELECT concat_ws('|', p.number, p.name, p.points, p.city,
                                         (SELECT string_agg(k.address, ',') FROM customer.contact k
                                          WHERE k.customer_id = p.customer_id))
                        FROM customer.profile p WHERE p.number = 'till-2'
                        """).query(String.class).single()).isEqualTo("till-2|Bo Ek|20.00||+46701740607");
    }

    @Test
    void each_customer_stands_for_itself() throws Exception {
        var result = send("""
                {"externalId": "till-3", "number": "3", "lastName": "Good"},
                {"externalId": "till-4", "number": "4", "lastName": "Bad", "phones": ["070-174 06 05", "12"],
                 "points": "many", "country": "Atlantis"},
                {"externalId": "till-5", "number": "3", "lastName": "Taken"},
                {"externalId": "till-6", "nickname": "Kalle"},
                {"externalId": "till-7", "lastName": "Silent", "consents": [{"channel": "EMAIL", "state": "given",
                 "basis": "consent", "at": "2026-11-20T10:00:00Z"}]},
                {"lastName": "Nameless"}, 7""");

        assertThat(result.at("/created").asInt()).isEqualTo(1);
        assertThat(result.at("/rejected").asInt()).isEqualTo(6);
        assertThat(result.at("/customers/1/problems/0/field").asString()).isEqualTo("country");
        assertThat(result.at("/customers/2/problems/0/code").asString()).isEqualTo("number_taken");
        assertThat(result.at("/customers/3/problems/0/code").asString()).isEqualTo("unknown_field");
        assertThat(result.at("/customers/3/problems/0/field").asString()).isEqualTo("nickname");
        assertThat(result.at("/customers/4/problems/0/code").asString()).isEqualTo("no_address");
        assertThat(result.at("/customers/4/problems/0/field").asString()).isEqualTo("consents/0");
        assertThat(result.at("/customers/5/problems/0/code").asString()).isEqualTo("missing");
        assertThat(app.jdbc()
                        .sql("SELECT count(*) FROM customer.profile WHERE name IN ('Bad', 'Taken', 'Silent')")
                        .query(Long.class)
                        .single())
                .isZero();

        var again = send("""
                {"externalId": "till-4", "number": "4", "lastName": "Bad", "phones": ["070-174 06 05", "12"],
                 "points": "many"}""");
        assertThat(again.at("/customers/0/problems").findValuesAsString("field"))
                .containsExactlyInAnyOrder("points", "phones/1");
        assertThat(again.at("/customers/0/problems").findValuesAsString("detail"))
                .allSatisfy(detail -> assertThat(detail).contains(" "));
    }

    @Test
    void fields_of_the_shops_own_are_read_by_their_kind() throws Exception {
        app.jdbc().sql("""
                INSERT INTO customer.custom_field (key, kind, names, choices) VALUES
                    ('shoe_size', 'number', '{"sv": "Skostorlek"}', '{}'),
                    ('since', 'date', '{"sv": "Medlem sedan"}', '{}'),
                    ('shirt', 'choice', '{"sv": "Tröja"}', '{"S", "M"}')
                """).update();
        var result = send("""
                {"externalId": "own-1", "lastName": "Ek",
                 "own": {"shoe_size": 42.5, "since": "2026-03-01", "shirt": "m"}},
                {"externalId": "own-2", "lastName": "Al", "own": {"shoe_size": "stor", "shirt": "XXL", "hat": 1}}""");
        assertThat(result.at("/customers/1/problems").findValuesAsString("field"))
                .containsExactly("own/hat");
        assertThat(send("""
                {"externalId": "own-2", "lastName": "Al", "own": {"shoe_size": "stor", "shirt": "XXL"}}""").at("/customers/0/problems").findValuesAsString("field"))
                .containsExactlyInAnyOrder("own/shoe_size", "own/shirt");
        assertThat(custom("own-1")).isEqualTo("{\"shirt\": \"M\", \"since\": \"2026-03-01\", \"shoe_size\": 42.5}");
        assertThat(send("{\"externalId\": \"own-1\", \"own\": {\"shirt\": null}}")
                        .at("/updated")
                        .asInt())
                .isEqualTo(1);
        assertThat(custom("own-1")).isEqualTo("{\"since\": \"2026-03-01\", \"shoe_size\": 42.5}");
    }

    private static String custom(String externalId) {
        return app.jdbc()
                .sql("SELECT custom FROM customer.customer WHERE external_id = :id")
                .param("id", externalId)
                .query(String.class)
                .single();
    }

    @Test
    void a_customer_of_the_register_without_an_external_id_is_the_one_with_the_number() throws Exception {
        long id = app.jdbc().sql("""
                INSERT INTO customer.customer (number, last_name, created_at, changed_at)
                VALUES ('900', 'Old', now(), now()) RETURNING id
                """).query(Long.class).single();

        assertThat(send("{\"externalId\": \"till-900\", \"number\": \"900\"}")
                        .at("/customers/0/id")
                        .asLong())
                .isEqualTo(id);
        assertThat(send("{\"externalId\": \"till-900\", \"number\": \"901\"}")
                        .at("/customers/0/number")
                        .asString())
                .isEqualTo("901");
        assertThat(send("{\"externalId\": \"till-other\", \"number\": \"901\", \"lastName\": \"X\"}")
                        .at("/customers/0/problems/0/code")
                        .asString())
                .isEqualTo("number_taken");
    }

    /// As on the card and in an import: the law's grounds, country by country.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SE | existing_customer | 2026-10-01 |
                    SE | existing_customer |            | no_sale
                    SE | existing_customer | 2999-10-01 | no_sale
                    PL | existing_customer | 2026-10-01 | only_consent
                    SE | company           |            | no_company
                    PL | consent           |            |
                    SE | service           |            | only_consent
                    """)
    void a_ground_must_be_one_of_the_law(String country, String basis, @Nullable String sale, @Nullable String problem)
            throws Exception {
        String id = "law-%s-%s-%s".formatted(country, basis, sale);
        var result =
                send("""
                {"externalId": "%s", "lastName": "Law", "country": "%s", "emails": ["%s@example.com"],
                 "consents": [{"channel": "EMAIL", "state": "given", "basis": "%s", "at": "2026-11-19T10:00:00Z"%s}]}""".formatted(id, country, id, basis, sale == null ? "" : ", \"saleDate\": \"" + sale + "\""));
        assertThat(result.at("/customers/0/problems/0/code").asString("")).isEqualTo(problem == null ? "" : problem);
        assertThat(app.jdbc()
                        .sql("SELECT concat_ws(' ', basis, sale) FROM consent.entry WHERE address = lower(:address)")
                        .param("address", id + "@example.com")
                        .query(String.class)
                        .list())
                .isEqualTo(problem == null ? List.of(basis + (sale == null ? "" : " " + sale)) : List.of());
    }

    @Test
    void a_till_does_not_overrule_a_no() throws Exception {
        String consent = """
                {"externalId": "till-8", "lastName": "No", "emails": ["no@example.se"],
                 "consents": [{"channel": "EMAIL", "state": "%s", "basis": "consent", "at": "2026-11-%sT10:00:00Z"}]}""";
        assertThat(send(consent.formatted("withdrawn", "19"))
                        .at("/customers/0/consents")
                        .asInt())
                .isEqualTo(1);
        assertThat(send(consent.formatted("given", "20"))
                        .at("/customers/0/consents")
                        .asInt())
                .isZero();
        assertThat(app.jdbc()
                        .sql("SELECT consent.permits('EMAIL', 'marketing', 'no@example.se')")
                        .query(Boolean.class)
                        .single())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"customers": []}              | 400 | customers_missing
                    {}                             | 400 | customers_missing
                    {"customers": [{}], "more": 1} | 400 | bad_json
                    [                              | 400 | bad_json
                    """)
    void a_request_that_is_none_writes_nothing(String body, int status, String code) throws Exception {
        var refused = till.post(BATCH, body);

        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.json().at("/code").asString()).isEqualTo(code);
    }

    @Test
    void too_many_are_refused_as_a_whole() throws Exception {
        var refused = till.post(BATCH, "{\"customers\": [%s{}]}".formatted("{},".repeat(1000)));

        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.json().at("/code").asString()).isEqualTo("too_many");
        assertThat(till.post(BATCH, " ".repeat(Bodies.MOST + 1))
                        .json()
                        .at("/code")
                        .asString())
                .isEqualTo("too_large");
    }

    /// All that is known of customer 0042, with versions and log.
    private static String everything() {
        return app.jdbc().sql("""
                SELECT concat_ws('; ', c::text,
                    (SELECT string_agg(concat_ws(' ', label, address, position), ', ' ORDER BY position)
                     FROM customer.contact_point WHERE customer_id = c.id),
                    (SELECT string_agg(group_name, ', ' ORDER BY group_name) FROM customer.member
                     WHERE customer_id = c.id),
                    (SELECT category FROM customer.profile WHERE customer_id = c.id),
                    (SELECT count(*) FROM customer.change WHERE customer_id = c.id),
                    (SELECT string_agg(concat_ws(' ', e.id, e.state, e.actor), ', ') FROM consent.entry e
                     WHERE e.address = '+46701740605'))
                FROM customer.customer c WHERE c.number = '0042'
                """).query(String.class).single();
    }
}
