package utskick.database;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import utskick.testing.Database;

/// A program that can be killed: writes rows, one transaction each, and says the number of a row on its output only
/// after the commit was confirmed. Loses its connection, gets a new one, goes on.
final class WritingProgram {

    private WritingProgram() {}

    public static void main(String[] args) {
        Thread.ofPlatform().daemon().start(WritingProgram::endWithTheTest);
        var postgres = EmbeddedPostgres.start(Path.of(args[0]), Database.PROGRAMS, Map.of());
        System.out.println("server " + postgres.pid());
        while (true) {
            try (var connection = DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password())) {
                write(connection, postgres);
            } catch (SQLException e) { // the server was killed; it is being started again
                Thread.onSpinWait();
            }
        }
    }

    private static void write(Connection connection, EmbeddedPostgres postgres) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS written (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)");
            System.out.println("server " + postgres.pid());
            while (true) {
                var row = statement.executeQuery("INSERT INTO written DEFAULT VALUES RETURNING id");
                row.next();
                System.out.println("row " + row.getLong(1));
            }
        }
    }

    /// A test that was killed itself leaves nothing running.
    private static void endWithTheTest() {
        try {
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            System.err.println(e);
        }
        Runtime.getRuntime().halt(1);
    }
}
