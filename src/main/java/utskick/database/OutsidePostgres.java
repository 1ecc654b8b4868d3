package utskick.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import utskick.kernel.StartProblem;

/// A PostgreSQL that is there already (`UTSKICK_DB_URL`), version 15 or newer. We never stop it.
record OutsidePostgres(String url, String user, String password) implements PostgresServer {

    private static final int OLDEST = 15;

    /// The server at this address, after it has answered.
    ///
    /// @param user may be empty where the address names the user
    /// @throws StartProblem if it does not answer, or is too old
    static OutsidePostgres connect(String url, String user, String password) {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new StartProblem(
                    "UTSKICK_DB_URL is not the address of a PostgreSQL: it must look like jdbc:postgresql://host:5432/database.");
        }
        try (Connection connection = DriverManager.getConnection(url, credentials(user, password))) {
            refuseOlder(connection.getMetaData().getDatabaseMajorVersion());
        } catch (SQLException e) {
            throw new StartProblem(
                    "The PostgreSQL of UTSKICK_DB_URL cannot be used: %s\nCheck UTSKICK_DB_URL, UTSKICK_DB_USER and UTSKICK_DB_PASSWORD."
                            .formatted(e.getMessage()),
                    e);
        }
        return new OutsidePostgres(url, user, password);
    }

    static void refuseOlder(int version) {
        if (version < OLDEST) {
            throw new StartProblem("The PostgreSQL of UTSKICK_DB_URL is version %d; Utskick needs %d or newer."
                    .formatted(version, OLDEST));
        }
    }

    private static Properties credentials(String user, String password) {
        var credentials = new Properties();
        if (!user.isEmpty()) {
            credentials.setProperty("user", user);
            credentials.setProperty("password", password);
        }
        return credentials;
    }

    @Override
    public void close() {}

    /// Without the password.
    @Override
    public String toString() {
        return "PostgreSQL of UTSKICK_DB_URL";
    }
}
