package utskick.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import utskick.testing.App;

/// The doors of the program, tried from outside.
final class SecurityTest {

    private static final List<String> OPEN =
            List.of("/login", "/setup", "/assets/", "/a/", "/f/", "/l/", "/preferences", "/error");
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    @RegisterExtension
    static final App app = App.empty();

    @Test
    void a_page_tells_the_browser_what_to_refuse() throws Exception {
        var headers = new Visitor().get("/login").headers();

        assertThat(headers.firstValue("Content-Security-Policy"))
                .hasValue("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                        + "font-src 'self'; connect-src 'self'; form-action 'self'; frame-src 'self'; "
                        + "frame-ancestors 'none'; base-uri 'none'");
        assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(headers.firstValue("Referrer-Policy")).hasValue("same-origin");
        assertThat(headers.firstValue("Cross-Origin-Opener-Policy")).hasValue("same-origin");
        assertThat(headers.firstValue("Permissions-Policy").orElse("")).contains("camera=()");
        assertThat(headers.firstValue("Cache-Control").orElse("")).contains("no-store");
    }

    @Test
    void the_session_cookie_is_out_of_reach_for_scripts_and_other_sites() throws Exception {
        var cookie = new Visitor()
                .get("/login").headers().allValues("Set-Cookie").stream()
                        .filter(value -> value.startsWith("utskick-session="))
                        .findFirst();

        assertThat(cookie)
                .hasValueSatisfying(value -> assertThat(value)
                        .containsIgnoringCase("HttpOnly")
                        .containsIgnoringCase("SameSite=Lax")
                        .doesNotContainIgnoringCase("Max-Age"));
    }

    @Test
    void logging_in_changes_the_session() throws Exception {
        var visitor = new Visitor();
        visitor.get("/login");
        var before = visitor.session();

        visitor.logIn(App.LOGIN, App.PASSWORD);

        assertThat(visitor.session()).isNotEqualTo(before);
        assertThat(visitor.get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void every_address_asks_for_a_login_but_the_few_that_are_open() throws Exception {
        var addresses = app
                .bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .stream()
                .flatMap(mapping -> mapping.getPatternValues().stream())
                .map(pattern -> pattern.replaceAll("\\{[^}]*}", "1"))
                .filter(path -> OPEN.stream().noneMatch(path::startsWith))
                // programs come in with a token, not by login: SegmentsApiTest
                .filter(path -> !path.startsWith("/api/"))
                .collect(Collectors.toSet());

        assertThat(addresses).contains("/", "/more");
        for (var path : addresses) {
            var answer = new Visitor().get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(302);
            assertThat(answer.headers().firstValue("Location")).as(path).hasValue(app.url("/login"));
        }
    }

    @Test
    void a_part_of_a_page_is_not_answered_with_a_login_form() throws Exception {
        assertThat(new Visitor().get("/", "HX-Request", "true").statusCode()).isEqualTo(401);
    }

    @Test
    void a_form_without_its_token_is_refused_and_says_why() throws Exception {
        var visitor = new Visitor();
        visitor.logIn(App.LOGIN, App.PASSWORD);

        var answer = visitor.post("/logout", Map.of());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("The page was open for too long");
        assertThat(visitor.get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void a_viewer_changes_nothing_and_sees_no_settings() throws Exception {
        app.bean(Users.class).add("vera", "Vera Vy", Role.VIEWER, "bara titta här");
        var visitor = new Visitor();
        visitor.logIn("vera", "bara titta här");

        assertThat(visitor.get("/").statusCode()).isEqualTo(200);
        assertThat(visitor.get("/settings").statusCode()).isEqualTo(403);
        assertThat(visitor.post("/customers", Map.of("_csrf", visitor.token("/more")))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void whoever_is_shut_out_is_out_at_once() throws Exception {
        var users = app.bean(Users.class);
        long id = users.add("ulf", "Ulf Ut", Role.SENDER, "snart ute härifrån");
        var visitor = new Visitor();
        visitor.logIn("ulf", "snart ute härifrån");
        assertThat(visitor.get("/").statusCode()).isEqualTo(200);

        users.change(id, "Ulf Ut", Role.SENDER, false);

        assertThat(visitor.get("/").statusCode()).isEqualTo(302);
        assertThat(visitor.logIn("ulf", "snart ute härifrån").body()).contains("do not match");
    }

    @Test
    void the_last_administrator_stays() {
        var users = app.bean(Users.class);
        var karin = users.all().stream()
                .filter(user -> user.login().equals(App.LOGIN))
                .findFirst()
                .orElseThrow();

        assertThatThrownBy(() -> users.change(karin.id(), karin.name(), Role.SENDER, true))
                .isInstanceOf(Users.LastAdministrator.class);
        assertThat(users.byId(karin.id())).hasValue(karin);
    }

    @Test
    void guessing_is_made_to_wait_even_when_all_tries_come_at_once() throws Exception {
        app.bean(Users.class).add("gun", "Gun Gissad", Role.VIEWER, "gissa inte detta");
        List<Callable<String>> guesses = IntStream.range(0, 12)
                .<Callable<String>>mapToObj(i ->
                        () -> new Visitor().logIn("gun", "guess number " + i).body())
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(guesses).stream()
                    .map(answer -> answer.resultNow())
                    .toList();

            assertThat(answers)
                    .filteredOn(body -> body.contains("do not match"))
                    .hasSize(5);
            assertThat(answers)
                    .filteredOn(body -> body.contains("Wait 1 minute"))
                    .hasSize(7);
        }
        // the right password does not get through either, until the wait is over
        assertThat(new Visitor().logIn("gun", "gissa inte detta").body()).contains("Too many tries");
        app.jdbc()
                .sql("UPDATE access.login_attempt SET locked_until = now() WHERE key = 'gun' OR kind = 'network'")
                .update();
        assertThat(new Visitor().logIn("gun", "gissa inte detta").statusCode()).isEqualTo(302);
    }

    @Test
    void a_password_of_an_older_algorithm_is_renewed_at_login() throws Exception {
        long id = app.bean(Users.class).add("gammal", "Gammal Vän", Role.VIEWER, "sedan länge här");
        var bcrypt = "{bcrypt}"
                + new org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder(4).encode("sedan länge här");
        app.jdbc()
                .sql("UPDATE access.app_user SET password = :p WHERE id = :id")
                .param("p", bcrypt)
                .param("id", id)
                .update();

        new Visitor().logIn("gammal", "sedan länge här");

        var stored = app.jdbc()
                .sql("SELECT password FROM access.app_user WHERE id = :id")
                .param("id", id)
                .query(String.class)
                .single();
        assertThat(stored).startsWith("{argon2}$argon2id$");
        assertThat(app.bean(PasswordEncoder.class).matches("sedan länge här", stored))
                .isTrue();
    }

    @Test
    void the_audit_log_cannot_be_changed() {
        app.bean(Audit.class).record("user.changed", "someone", "");

        assertThatThrownBy(
                        () -> app.jdbc().sql("DELETE FROM access.audit_entry").update())
                .hasMessageContaining("only added to");
        assertThatThrownBy(() -> app.jdbc()
                        .sql("UPDATE access.audit_entry SET actor = 'x'")
                        .update())
                .hasMessageContaining("only added to");
    }

    @Test
    void preferences_lead_to_no_other_site() throws Exception {
        for (var back : List.of("//evil.example", "https://evil.example", "/\\evil.example", "/%09/evil.example\n")) {
            var answer = new Visitor().post("/preferences", Map.of("language", "sv", "back", back));
            var location = URI.create(answer.headers().firstValue("Location").orElseThrow());
            assertThat(app.url("/")).as(back).startsWith("http://" + location.getAuthority());
        }
    }

    /// A browser without scripts.
    private static final class Visitor {

        private final java.net.CookieManager cookies = new java.net.CookieManager();
        private final HttpClient client =
                HttpClient.newBuilder().cookieHandler(cookies).build();

        HttpResponse<String> get(String path, String... headers) throws Exception {
            var request = HttpRequest.newBuilder(URI.create(app.url(path)))
                    .header("Accept", "text/html")
                    .header("Accept-Language", "en");
            if (headers.length > 0) {
                request.headers(headers);
            }
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }

        HttpResponse<String> post(String path, Map<String, String> form) throws Exception {
            var body = form.entrySet().stream()
                    .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&"));
            return client.send(
                    HttpRequest.newBuilder(URI.create(app.url(path)))
                            .header("Accept", "text/html")
                            .header("Accept-Language", "en")
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }

        String token(String path) throws Exception {
            var matcher = CSRF.matcher(get(path).body());
            assertThat(matcher.find()).isTrue();
            return Objects.requireNonNull(matcher.group(1));
        }

        HttpResponse<String> logIn(String login, String password) throws Exception {
            return post("/login", Map.of("login", login, "password", password, "_csrf", token("/login")));
        }

        String session() {
            return cookies.getCookieStore().getCookies().stream()
                    .filter(cookie -> cookie.getName().equals("utskick-session"))
                    .map(java.net.HttpCookie::getValue)
                    .findFirst()
                    .orElse("");
        }
    }
}
