package utskick.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/// The keys of other programs: made, shown once, used, revoked. Each is a person's and dies with the person's login.
public final class ApiTokens {

    /// Requests that one token may make in a minute, over all nodes.
    public static final int CALLS_A_MINUTE = 600;

    public static final int LONGEST_NAME = 100;

    private static final String BEGINNING = "utskick_";
    private static final int SECRET_BYTES = 32;

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final Audit audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    ApiTokens(JdbcClient jdbc, TransactionOperations transaction, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.audit = audit;
        this.clock = clock;
    }

    /// What came of a token that was sent along.
    sealed interface Use {

        /// @param left requests that it may still make before `reset`
        record Accepted(SignedInUser user, String token, List<ApiScope> scopes, int left, Instant reset)
                implements Use {}

        /// It has made its requests of this minute.
        record TooMany(Instant reset) implements Use {}

        /// Nobody's, expired, revoked, or of somebody who may not log in any more.
        record Unknown() implements Use {}
    }

    /// Makes a token of that person.
    ///
    /// @param validFor null for ever
    /// @return the token, which is known nowhere else
    public String create(String login, String name, Collection<ApiScope> scopes, @Nullable Duration validFor) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String token = BEGINNING + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        Instant now = clock.instant();
        transaction.executeWithoutResult(_ -> {
            jdbc.sql("""
                    INSERT INTO access.api_token (user_id, name, scopes, hash, ending, created_at, expires_at)
                    SELECT id, :name, :scopes, :hash, :ending, :now, :expires FROM access.app_user WHERE login = :login
                    RETURNING id
                    """)
                    .param("login", login)
                    .param("name", name.strip())
                    .param(
                            "scopes",
                            scopes.stream().map(ApiScope::key).distinct().toArray(String[]::new))
                    .param("hash", hash(token))
                    .param("ending", token.substring(token.length() - 4))
                    .param("now", time(now))
                    .param("expires", validFor == null ? null : time(now.plus(validFor)))
                    .query(Long.class)
                    .single();
            audit.record("token.created", name.strip(), String.join(" ", keys(scopes)));
        });
        return token;
    }

    /// All tokens, those that work first, the newest first.
    public List<ApiToken> all() {
        return jdbc.sql("""
                SELECT t.*, u.login FROM access.api_token t JOIN access.app_user u ON u.id = t.user_id
                ORDER BY t.revoked_at IS NOT NULL, t.id DESC
                """).query(ApiTokens::token).list();
    }

    /// Makes a token worthless at once.
    ///
    /// @return false when it was so already
    public boolean revoke(long id) {
        Optional<String> revoked = transaction.execute(_ -> {
            var name = jdbc.sql("""
                    UPDATE access.api_token SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL RETURNING name
                    """)
                    .param("id", id)
                    .param("now", time(clock.instant()))
                    .query(String.class)
                    .optional();
            name.ifPresent(it -> audit.record("token.revoked", it, ""));
            return name;
        });
        return revoked != null && revoked.isPresent();
    }

    /// Counts a request made with this token, and says whose it is. One statement, so that all nodes count
    /// together.
    Use use(String token) {
        Instant now = clock.instant();
        Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
        Instant reset = minute.plus(1, ChronoUnit.MINUTES);
        return jdbc.sql("""
                UPDATE access.api_token t
                SET calls = CASE WHEN t.used_minute = :minute THEN t.calls + 1 ELSE 1 END,
                    used_minute = :minute, used_at = :now
                FROM access.app_user u
                WHERE t.hash = :hash AND u.id = t.user_id AND u.enabled
                  AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > :now)
                RETURNING t.calls, t.name AS token, t.scopes, u.login, u.name, u.role
                """)
                .param("hash", hash(token))
                .param("minute", time(minute))
                .param("now", time(now))
                .query((row, _) -> {
                    int left = CALLS_A_MINUTE - row.getInt("calls");
                    var user = new SignedInUser(row.getString("login"), row.getString("name"), row.getString("role"));
                    return left < 0
                            ? new Use.TooMany(reset)
                            : new Use.Accepted(user, row.getString("token"), scopes(row, user), left, reset);
                })
                .optional()
                .orElseGet(Use.Unknown::new);
    }

    /// What the token has and its owner may.
    private static List<ApiScope> scopes(ResultSet row, SignedInUser user) throws SQLException {
        var role = Role.of(user.role());
        return scopes(row).stream().filter(scope -> role.may(scope.needs())).toList();
    }

    private static List<ApiScope> scopes(ResultSet row) throws SQLException {
        return Stream.of((String[]) row.getArray("scopes").getArray())
                .flatMap(key -> ApiScope.of(key).stream())
                .toList();
    }

    private static ApiToken token(ResultSet row, int index) throws SQLException {
        return new ApiToken(
                row.getLong("id"),
                row.getString("name"),
                row.getString("login"),
                scopes(row),
                row.getString("ending"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "expires_at"),
                instant(row, "revoked_at"),
                instant(row, "used_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static List<String> keys(Collection<ApiScope> scopes) {
        return scopes.stream().map(ApiScope::key).toList();
    }

    private static OffsetDateTime time(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
