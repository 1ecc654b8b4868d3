package utskick.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import utskick.testing.Database;
import utskick.testing.TestClock;

final class ApiTokensTest {

    @RegisterExtension
    static final Database database = new Database();

    private final TestClock clock = new TestClock(Instant.parse("2026-11-22T10:00:30Z"));
    private final Audit audit = new Audit(database.jdbc(), new CurrentUser(), clock);
    private final ApiTokens tokens = new ApiTokens(database.jdbc(), database.transaction(), audit, clock);

    @BeforeEach
    void users() {
        database.jdbc().sql("TRUNCATE access.app_user, access.api_token").update();
        database.jdbc().sql("""
                INSERT INTO access.app_user (login, name, password, role, created_at, changed_at)
                VALUES ('karin', 'Karin Ek', '-', 'admin', now(), now()),
                       ('vera', 'Vera Vy', '-', 'viewer', now(), now())
                """).update();
    }

    @Test
    void a_token_is_its_persons_and_never_stands_in_the_database() {
        String token = tokens.create("karin", " Till ", List.of(ApiScope.SEGMENTS_READ), null);

        assertThat(tokens.use(token)).isInstanceOfSatisfying(ApiTokens.Use.Accepted.class, use -> {
            assertThat(use.user().login()).isEqualTo("karin");
            assertThat(use.scopes()).containsExactly(ApiScope.SEGMENTS_READ);
            assertThat(use.left()).isEqualTo(ApiTokens.CALLS_A_MINUTE - 1);
            assertThat(use.reset()).isEqualTo("2026-11-22T10:01:00Z");
        });
        assertThat(database.jdbc()
                        .sql("SELECT t::text || encode(t.hash, 'escape') FROM access.api_token t")
                        .query(String.class)
                        .single())
                .contains("Till")
                .doesNotContain(token.substring("utskick_".length()));
        assertThat(tokens.all()).singleElement().satisfies(shown -> {
            assertThat(shown.usedAt()).isEqualTo(clock.instant());
            assertThat(token).endsWith(shown.ending());
        });
        assertThat(audit.entries(Long.MAX_VALUE, 10))
                .extracting(Audit.Entry::action)
                .contains("token.created");
    }

    @Test
    void a_token_may_no_more_than_its_person() {
        String token = tokens.create("vera", "Eyes", List.of(ApiScope.values()), null);

        assertThat(tokens.use(token))
                .isInstanceOfSatisfying(
                        ApiTokens.Use.Accepted.class,
                        use -> assertThat(use.scopes()).containsExactly(ApiScope.SEGMENTS_READ));
    }

    @Test
    void a_token_ends_when_it_is_revoked_expires_or_its_person_is_shut_out() {
        String revoked = tokens.create("karin", "a", List.of(ApiScope.SEGMENTS_READ), null);
        String expiring = tokens.create("karin", "b", List.of(ApiScope.SEGMENTS_READ), Duration.ofDays(90));
        String shutOut = tokens.create("vera", "c", List.of(ApiScope.SEGMENTS_READ), null);
        long id = tokens.all().stream()
                .filter(token -> token.name().equals("a"))
                .findFirst()
                .orElseThrow()
                .id();

        assertThat(tokens.revoke(id)).isTrue();
        assertThat(tokens.revoke(id)).isFalse();
        assertThat(tokens.use(revoked)).isInstanceOf(ApiTokens.Use.Unknown.class);
        assertThat(tokens.use(expiring)).isInstanceOf(ApiTokens.Use.Accepted.class);
        clock.advance(Duration.ofDays(90));
        assertThat(tokens.use(expiring)).isInstanceOf(ApiTokens.Use.Unknown.class);
        assertThat(tokens.use(shutOut)).isInstanceOf(ApiTokens.Use.Accepted.class);
        database.jdbc()
                .sql("UPDATE access.app_user SET enabled = false WHERE login = 'vera'")
                .update();
        assertThat(tokens.use(shutOut)).isInstanceOf(ApiTokens.Use.Unknown.class);
        assertThat(tokens.use("utskick_guess")).isInstanceOf(ApiTokens.Use.Unknown.class);
    }

    @Test
    void a_token_makes_so_many_requests_a_minute() {
        String token = tokens.create("karin", "Busy", List.of(ApiScope.SEGMENTS_READ), null);
        String other = tokens.create("karin", "Calm", List.of(ApiScope.SEGMENTS_READ), null);
        for (int i = 0; i < ApiTokens.CALLS_A_MINUTE; i++) {
            assertThat(tokens.use(token)).isInstanceOf(ApiTokens.Use.Accepted.class);
        }

        assertThat(tokens.use(token)).isEqualTo(new ApiTokens.Use.TooMany(Instant.parse("2026-11-22T10:01:00Z")));
        assertThat(tokens.use(other)).isInstanceOf(ApiTokens.Use.Accepted.class);
        clock.advance(Duration.ofSeconds(30));
        assertThat(tokens.use(token)).isInstanceOf(ApiTokens.Use.Accepted.class);
    }
}
