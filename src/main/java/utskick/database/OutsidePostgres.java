package utskick.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import utskick.kernel.StartProblem;

/// A PostgreSQL that is there already (`UTSKICK_DB_URL`), version 15 or newer. We never stop it.
record OutsidePostgres(String url, Login owner, Login application) implements PostgresServer {

    private static final int OLDEST = 15;

    /// The server at this address, after it has answered.
    ///
    /// @param owner the role that migrates; the name may be empty where the address names the user
    /// @param application the role that the program works as
    /// @throws StartProblem if it does not answer, or is too old
    static OutsidePostgres connect(String url, Login owner, Login application) {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new StartProblem(
                    "UTSKICK_DB_URL is not the address of a PostgreSQL: it must look like jdbc:postgresql://host:5432/database.");
        }
        probe(url, application, "UTSKICK_DB_USER and UTSKICK_DB_PASSWORD");
        if (!owner.equals(application)) {
            probe(url, owner, "UTSKICK_DB_OWNER_USER and UTSKICK_DB_OWNER_PASSWORD");
        }
        return new OutsidePostgres(url, owner, application);
    }

    private static void probe(String url, Login login, String settings) {
        try (Connection connection = DriverManager.getConnection(url, credentials(login.user(), login.password()))) {
            refuseOlder(connection.getMetaData().getDatabaseMajorVersion());
        } catch (SQLException e) {
            throw new StartProblem(
                    "The PostgreSQL of UTSKICK_DB_URL cannot be used: %s\nCheck UTSKICK_DB_URL, %s."
                            .formatted(e.getMessage(), settings),
                    e);
        }
    }

    @Override
    public String user() {
        return owner.user();
    }

    @Override
    public String password() {
        return owner.password();
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
