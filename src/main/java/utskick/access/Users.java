package utskick.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.transaction.support.TransactionOperations;

/// The people who may log in. Whoever is changed or shut out loses the sessions at once.
public final class Users {

    /// Refused because somebody has that login.
    public static final class LoginTaken extends RuntimeException {
        LoginTaken(String login, Throwable cause) {
            super("there is a user " + login, cause);
        }
    }

    /// Refused because nobody would be left who can administer.
    public static final class LastAdministrator extends RuntimeException {
        LastAdministrator(String login) {
            super(login + " is the last administrator");
        }
    }

    record WithPassword(User user, String password) {}

    /// Letters of a login at most; a session's table has room for that.
    public static final int LONGEST_LOGIN = 60;

    private static final String COLUMNS = "id, login, name, password, role, language, enabled";

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final PasswordEncoder encoder;
    private final Audit audit;
    private final Clock clock;

    Users(JdbcClient jdbc, TransactionOperations transaction, PasswordEncoder encoder, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.encoder = encoder;
        this.audit = audit;
        this.clock = clock;
    }

    /// Whether nobody can log in yet.
    public boolean none() {
        return jdbc.sql("SELECT NOT EXISTS (SELECT FROM access.app_user)")
                .query(Boolean.class)
                .single();
    }

    /// All, by name.
    public List<User> all() {
        return jdbc.sql("SELECT %s FROM access.app_user ORDER BY lower(name), login".formatted(COLUMNS))
                .query((row, _) -> user(row).user())
                .list();
    }

    public Optional<User> byId(long id) {
        return jdbc.sql("SELECT %s FROM access.app_user WHERE id = :id".formatted(COLUMNS))
                .param("id", id)
                .query((row, _) -> user(row).user())
                .optional();
    }

    Optional<WithPassword> byLogin(String login) {
        return jdbc.sql("SELECT %s FROM access.app_user WHERE login = :login".formatted(COLUMNS))
                .param("login", normalised(login))
                .query((row, _) -> user(row))
                .optional();
    }

    /// Adds somebody. The password has passed the [PasswordRule].
    ///
    /// @throws LoginTaken when there is one of that login
    public long add(String login, String name, Role role, String password) {
        var hash = encoder.encode(password);
        try {
            return transaction.execute(_ -> {
                long id = insert(login, name, role, hash, "TRUE").orElseThrow();
                audit.record("user.added", normalised(login), role.key());
                return id;
            });
        } catch (DuplicateKeyException e) {
            throw new LoginTaken(login, e);
        }
    }

    /// Adds the first administrator; false when there is a user already, however many ask at one time.
    boolean addFirst(String login, String name, String password) {
        var hash = encoder.encode(password);
        return transaction.execute(_ -> {
            jdbc.sql("LOCK TABLE access.app_user IN SHARE ROW EXCLUSIVE MODE").update();
            var added = insert(login, name, Role.ADMIN, hash, "NOT EXISTS (SELECT FROM access.app_user)");
            added.ifPresent(_ -> audit.record(normalised(login), "user.first", normalised(login), ""));
            return added.isPresent();
        });
    }

    /// Changes what is known of somebody and ends the sessions.
    ///
    /// @throws LastAdministrator when nobody would be left who can administer
    public void change(long id, String name, Role role, boolean enabled) {
        transaction.executeWithoutResult(_ -> {
            jdbc.sql("LOCK TABLE access.app_user IN SHARE ROW EXCLUSIVE MODE").update();
            var login = jdbc.sql("""
                    UPDATE access.app_user SET name = :name, role = :role, enabled = :enabled, changed_at = :now
                    WHERE id = :id RETURNING login
                    """)
                    .param("id", id)
                    .param("name", name.strip())
                    .param("role", role.key())
                    .param("enabled", enabled)
                    .param("now", Timestamp.from(clock.instant()))
                    .query(String.class)
                    .single();
            boolean somebodyLeft = jdbc.sql(
                            "SELECT EXISTS (SELECT FROM access.app_user WHERE role = 'admin' AND enabled)")
                    .query(Boolean.class)
                    .single();
            if (!somebodyLeft) {
                throw new LastAdministrator(login);
            }
            audit.record(enabled ? "user.changed" : "user.disabled", login, role.key());
            endSessions(login);
        });
    }

    /// Remembers the language that somebody has chosen for the screens.
    public void speak(String login, String language) {
        jdbc.sql("UPDATE access.app_user SET language = :language WHERE login = :login")
                .param("language", language)
                .param("login", login)
                .update();
    }

    /// Sets a new password, which has passed the [PasswordRule], and ends the sessions.
    public void setPassword(long id, String password) {
        var hash = encoder.encode(password);
        transaction.executeWithoutResult(_ -> {
            var login = updatePassword(id, hash);
            audit.record("user.password", login, "");
            endSessions(login);
        });
    }

    /// The same password under a newer algorithm: nobody needs to notice.
    void rehash(long id, String password) {
        updatePassword(id, encoder.encode(password));
    }

    private String updatePassword(long id, @Nullable String hash) {
        return jdbc.sql(
                        "UPDATE access.app_user SET password = :password, changed_at = :now WHERE id = :id RETURNING login")
                .param("id", id)
                .param("password", hash)
                .param("now", Timestamp.from(clock.instant()))
                .query(String.class)
                .single();
    }

    private void endSessions(String login) {
        jdbc.sql("DELETE FROM access.session WHERE principal_name = :login")
                .param("login", login)
                .update();
    }

    private Optional<Long> insert(String login, String name, Role role, @Nullable String hash, String condition) {
        return jdbc.sql("""
                INSERT INTO access.app_user (login, name, password, role, created_at, changed_at)
                SELECT :login, :name, :password, :role, :now, :now WHERE %s
                RETURNING id
                """.formatted(condition))
                .param("login", normalised(login))
                .param("name", name.strip())
                .param("password", hash)
                .param("role", role.key())
                .param("now", Timestamp.from(clock.instant()))
                .query(Long.class)
                .optional();
    }

    /// Logins are compared in lower case.
    static String normalised(String login) {
        return login.strip().toLowerCase(Locale.ROOT);
    }

    private static WithPassword user(ResultSet row) throws SQLException {
        return new WithPassword(
                new User(
                        row.getLong("id"),
                        row.getString("login"),
                        row.getString("name"),
                        Role.of(row.getString("role")),
                        row.getString("language"),
                        row.getBoolean("enabled")),
                row.getString("password"));
    }
}
