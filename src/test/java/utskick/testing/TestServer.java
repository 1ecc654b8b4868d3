package utskick.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.flywaydb.core.Flyway;
import utskick.database.ApplicationRole;
import utskick.database.EmbeddedPostgres;
import utskick.database.FileTree;

/// The one PostgreSQL of a test run, in a folder that is deleted with it. It forgets durability: a test that asks for
/// that starts a server of its own.
final class TestServer implements AutoCloseable {

    private static final String TEMPLATE = "migrated";

    private final Path folder;
    private final EmbeddedPostgres postgres;

    TestServer() {
        folder = temporaryFolder();
        postgres = EmbeddedPostgres.start(
                folder,
                Database.PROGRAMS,
                Map.of("fsync", "off", "synchronous_commit", "off", "full_page_writes", "off"));
        execute("CREATE DATABASE " + TEMPLATE);
        var flyway = Flyway.configure()
                .dataSource(postgres.url(TEMPLATE), postgres.user(), postgres.password())
                .locations("classpath:db/migration")
                .load();
        flyway.migrate();
        ApplicationRole.equip(
                flyway.getConfiguration().getDataSource(),
                postgres.application().user());
    }

    EmbeddedPostgres postgres() {
        return postgres;
    }

    /// One at a time: while a database is copied nobody else may touch the template.
    synchronized void create(String name) {
        execute("CREATE DATABASE %s TEMPLATE %s".formatted(name, TEMPLATE));
    }

    synchronized void drop(String name) {
        execute("DROP DATABASE %s WITH (FORCE)".formatted(name));
    }

    @Override
    public void close() {
        postgres.close();
        FileTree.delete(folder);
    }

    private void execute(String statement) {
        try (var connection =
                        DriverManager.getConnection(postgres.url("postgres"), postgres.user(), postgres.password());
                var running = connection.createStatement()) {
            running.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    private static Path temporaryFolder() {
        try {
            return FileTree.createTemporaryFolder("utskick-test-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
