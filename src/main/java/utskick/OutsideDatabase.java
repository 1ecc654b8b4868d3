package utskick;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import org.springframework.core.env.StandardEnvironment;
import utskick.database.PostgresServer;
import utskick.kernel.StartProblem;

/// The database that `UTSKICK_DB_URL` names: like a [DataFolder] either a register or a demo, never one after the
/// other. Not ours, so we never empty it.
record OutsideDatabase(String url, String user, String password) {

    /// A schema says that all else in the database is invented.
    private static final String MARK = "this_is_a_demo";

    /// What the settings name, if they do.
    static Optional<OutsideDatabase> ofSettings() {
        var settings = new StandardEnvironment();
        String role = settings.getProperty("utskick.db.owner.user", "").isEmpty() ? "utskick.db" : "utskick.db.owner";
        return Optional.of(new OutsideDatabase(
                        settings.getProperty("utskick.db.url", ""),
                        settings.getProperty(role + ".user", ""),
                        settings.getProperty(role + ".password", "")))
                .filter(it -> !it.url.isEmpty());
    }

    /// @throws StartProblem if the database holds a demo
    void useForRegister() {
        try (var connection = open()) {
            if (isDemo(connection)) {
                throw new StartProblem(
                        "The database of UTSKICK_DB_URL holds a demo. Start it with `./utskick demo`, or name another one.");
            }
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    /// Marks an empty database as a demo, before anything else is written.
    ///
    /// @throws StartProblem if the database holds anything but an earlier demo
    void useForDemo() {
        try (var connection = open()) {
            if (isDemo(connection)) {
                return;
            }
            if (hasTables(connection)) {
                throw new StartProblem("""
                        The database of UTSKICK_DB_URL is not empty, and the demo writes invented customers. \
                        Name an empty one, or unset UTSKICK_DB_URL: then the demo has a database of its own.""");
            }
            try (var statement = connection.createStatement()) {
                statement.execute("CREATE SCHEMA " + MARK);
            }
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    /// Why `--fresh` is not for this database.
    StartProblem notEmptied() {
        return new StartProblem("""
                --fresh does not empty the database of UTSKICK_DB_URL: it is not ours to delete. \
                Drop and create it yourself, or unset UTSKICK_DB_URL: then the demo has a database of its own.""");
    }

    private Connection open() throws SQLException {
        try (var server = PostgresServer.outside(url, user, password)) {
            return user.isEmpty()
                    ? DriverManager.getConnection(server.url())
                    : DriverManager.getConnection(server.url(), server.user(), server.password());
        }
    }

    private static boolean isDemo(Connection connection) throws SQLException {
        return isTrue(connection, "SELECT to_regnamespace('%s') IS NOT NULL".formatted(MARK));
    }

    private static boolean hasTables(Connection connection) throws SQLException {
        return isTrue(connection, """
                SELECT EXISTS (
                    SELECT FROM pg_class c
                    JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_')
                """);
    }

    private static boolean isTrue(Connection connection, String question) throws SQLException {
        try (var statement = connection.createStatement();
                var answer = statement.executeQuery(question)) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    private static StartProblem unusable(SQLException e) {
        return new StartProblem("The database of UTSKICK_DB_URL cannot be used: " + e.getMessage(), e);
    }

    /// Without the password.
    @Override
    public String toString() {
        return "database of UTSKICK_DB_URL";
    }
}
