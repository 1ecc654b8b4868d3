package utskick.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import utskick.access.ApiScope;
import utskick.access.ApiTokens;
import utskick.access.Role;
import utskick.access.Users;
import utskick.testing.App;

final class SegmentsApiTest {

    private static final String POINTS = """
            {"version": 1, "criterion": {"is": "group", "join": "ALL",
             "of": [{"is": "amount", "figure": "POINTS", "from": 100, "to": 500}]}}""";

    @RegisterExtension
    static final App app = App.empty();

    private static Program till = new Program(app, "");

    @BeforeAll
    static void arrange() {
        app.jdbc().sql("""
                INSERT INTO customer.customer (number, last_name, points, created_at, changed_at)
                SELECT 'p' || i, 'Ek ' || i, 50 * i, now(), now() FROM generate_series(1, 20) i
                """).update();
        till = new Program(app, token(App.LOGIN, ApiScope.values()));
    }

    @Test
    void the_shops_own_fields_are_asked_as_what_they_are() throws Exception {
        app.jdbc().sql("""
                INSERT INTO customer.custom_field (key, kind, names) VALUES ('shoe_size', 'number', '{"en": "Shoe size"}')
                """).update();
        app.jdbc().sql("""
                UPDATE customer.customer SET custom = '{"shoe_size": 41.5}' WHERE number = 'p7'
                """).update();
        assertThat(count("""
                {"is": "own_number", "field": "shoe_size", "from": 41}""").json().at("/customers").asInt()).isEqualTo(1);
        assertThat(count("""
                {"is": "own_known", "field": "shoe_size", "known": false}""").json().at("/customers").asInt()).isEqualTo(19);

        var another = count("""
                {"is": "own_text", "field": "shoe_size", "relation": "IS", "values": ["41.5"]}""");
        assertThat(another.status()).isEqualTo(422);
        assertThat(another.json().at("/code").asString()).isEqualTo("missing");
        var none = count("""
                {"is": "own_yes", "field": "Shoe size", "yes": true}""");
        assertThat(none.status()).isEqualTo(422);
        assertThat(none.json().at("/code").asString()).isEqualTo("form");
        var undone = count("""
                {"is": "imported", "did": true, "arrival": "EITHER", "file": 99}""");
        assertThat(undone.json().at("/code").asString()).isEqualTo("missing");
    }

    private static Program.Answer count(String criterion) throws Exception {
        return till.post("/api/v1/segments/count", """
                {"criteria": {"version": 1, "criterion": %s}}""".formatted(criterion));
    }

    private static String token(String login, ApiScope... scopes) {
        return app.bean(ApiTokens.class).create(login, "test", List.of(scopes), null);
    }

    @Test
    void a_selection_is_made_read_changed_counted_and_deleted() throws Exception {
        var made = till.post("/api/v1/segments", """
                {"name": "Made by the till", "folder": "Till", "criteria": %s}""".formatted(POINTS));
        assertThat(made.status()).isEqualTo(201);
        String address = made.response().headers().firstValue("Location").orElseThrow();
        assertThat(made.json().at("/owner").asString()).isEqualTo(App.LOGIN);
        assertThat(made.json().at("/criteria/criterion/of/0/from").asInt()).isEqualTo(100);

        assertThat(till.get(address).json()).isEqualTo(made.json());
        assertThat(till.get(address + "/count").json().at("/customers").asInt()).isEqualTo(9);
        assertThat(till.get(address).json().at("/lastCount").asInt()).isEqualTo(9);

        var changed = till.send("PUT", address, """
                {"version": 1, "name": "Changed by the till"}""");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().at("/folder").asString()).isEqualTo("Till");
        assertThat(changed.json().at("/criteria")).isEqualTo(made.json().at("/criteria"));
        var late = till.send("PUT", address, """
                {"version": 1, "name": "Too late"}""");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.json().at("/code").asString()).isEqualTo("outdated");
        assertThat(late.json().at("/version").asInt()).isEqualTo(2);
        assertThat(till.post("/api/v1/segments", """
                {"name": "changed BY the till", "criteria": %s}""".formatted(POINTS))
                        .json()
                        .at("/code")
                        .asString())
                .isEqualTo("name_taken");

        String id = address.substring(address.lastIndexOf('/') + 1);
        var outer = till.post("/api/v1/segments", """
                {"name": "Outer", "criteria": {"version": 1, "criterion": {"is": "segment", "id": %s}}}""".formatted(id));
        var used = till.send("DELETE", address, "");
        assertThat(used.status()).isEqualTo(409);
        assertThat(used.json().at("/usedBy/0").asString()).isEqualTo("Outer");
        assertThat(till.send("DELETE", "/api/v1/segments/" + outer.json().at("/id"), "")
                        .status())
                .isEqualTo(204);
        assertThat(till.send("DELETE", address, "").status()).isEqualTo(204);
        assertThat(till.get(address).status()).isEqualTo(404);
        assertThat(till.get("/api/v1/segments").json().at("/segments")).isEmpty();
    }

    @Test
    void criteria_are_counted_without_saving() throws Exception {
        var counted = till.post("/api/v1/segments/count", "{\"criteria\": %s}".formatted(POINTS));

        assertThat(counted.status()).isEqualTo(200);
        assertThat(counted.json().at("/customers").asInt()).isEqualTo(9);
        assertThat(counted.json().at("/register").asInt()).isEqualTo(20);
        assertThat(counted.json().at("/sms").asInt()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {                                                     | 400 | bad_json         |
                    {"criterion": 1}                                      | 400 | bad_json         |
                    {}                                                    | 400 | criteria_missing |
                    {"criteria": {"version": 9, "criterion": {}}}         | 422 | form             | /criteria/version
                    {"criteria": {"version": 1, "criterion": {"is": "group", "join": "ALL", "of": [{"is": "birthday", "days": 7}, {"is": "amount", "figure": "POINTS"}]}}} | 422 | amount | /criteria/criterion/of/1
                    {"criteria": {"version": 1, "criterion": {"is": "group", "join": "ANY", "of": [], "except": [{"is": "group", "join": "ALL", "of": [{"is": "points"}]}]}}} | 422 | form | /criteria/criterion/except/0/of/0
                    {"criteria": {"version": 1, "criterion": {"is": "segment", "id": 999}}}     | 422 | gone | /criteria
                    {"criteria": {"version": 1, "criterion": {"is": "hand_picked", "list": 9}}} | 422 | missing | /criteria
                    """)
    void what_makes_no_sense_is_refused_at_its_place(String body, int status, String code, String pointer)
            throws Exception {
        var refused = till.post("/api/v1/segments/count", body);

        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.response().headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/problem+json");
        assertThat(refused.json().at("/code").asString()).isEqualTo(code);
        assertThat(refused.json().at("/detail").asString()).isNotBlank();
        assertThat(refused.json().at("/pointer").asString("")).isEqualTo(pointer == null ? "" : pointer);
    }

    @Test
    void nobody_gets_in_without_a_token_that_may() throws Exception {
        var nobody = new Program(app, "").get("/api/v1/segments");
        assertThat(nobody.status()).isEqualTo(401);
        assertThat(nobody.json().at("/code").asString()).isEqualTo("unauthorized");
        assertThat(nobody.response().headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(nobody.response().headers().allValues("Set-Cookie")).isEmpty();
        assertThat(new Program(app, "utskick_guess").get("/api/v1/segments").status())
                .isEqualTo(401);

        var reader = new Program(app, token(App.LOGIN, ApiScope.SEGMENTS_READ));
        assertThat(reader.get("/api/v1/segments").status()).isEqualTo(200);
        assertThat(reader.get("/api/v1/segments").response().headers().allValues("Set-Cookie"))
                .isEmpty();
        var write = "{\"name\": \"x\", \"criteria\": %s}".formatted(POINTS);
        assertThat(reader.post("/api/v1/segments", write).status()).isEqualTo(403);
        app.bean(Users.class).add("vera", "Vera Vy", Role.VIEWER, "bara titta här");
        var viewer = new Program(app, token("vera", ApiScope.SEGMENTS_READ, ApiScope.SEGMENTS_WRITE));
        assertThat(viewer.post("/api/v1/segments", write).status()).isEqualTo(403);
        assertThat(viewer.get("/api/v1/segments").status()).isEqualTo(200);
    }

    @Test
    void the_api_has_its_own_door_and_its_own_problems() throws Exception {
        var nothing = till.get("/api/v1/nothing");
        assertThat(nothing.status()).isEqualTo(404);
        assertThat(nothing.json().at("/code").asString()).isEqualTo("not_found");
        assertThat(till.send("PUT", "/api/v1/segments", "{}").status()).isEqualTo(405);
        assertThat(till.get("/api/v1/segments/abc").json().at("/code").asString())
                .isEqualTo("bad_parameter");
        assertThat(till.get("/customers").status()).isEqualTo(302);
        assertThat(till.get("/api/v1/segments").response().headers().firstValue("RateLimit-Remaining"))
                .isPresent();
    }
}
