package utskick.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;
import utskick.database.Login;

/// A fresh, migrated database for one test class, on the product's own PostgreSQL:
/// ```java
/// @RegisterExtension
/// static final Database database = new Database();
/// ```
/// There is one server for all test classes of a run; a class gets a copy of a database that was migrated once.
public final class Database implements BeforeAllCallback, AfterAllCallback {

    /// Where the PostgreSQL programs lie for all test runs of a checkout, for unpacking takes seconds.
    public static final Path PROGRAMS = Path.of("target", "postgres").toAbsolutePath();

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Database.class);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private @Nullable TestServer server;
    private @Nullable String name;
    private @Nullable HikariDataSource pool;

    @Override
    public void beforeAll(ExtensionContext context) {
        server = server(context);
        name = "test_" + COUNT.incrementAndGet();
        server.create(name);
        var config = new HikariConfig();
        config.setJdbcUrl(url());
        config.setUsername(user());
        config.setPassword(password());
        config.setMaximumPoolSize(10);
        config.setMinimumIdle(0);
        config.setPoolName(name);
        pool = new HikariDataSource(config);
    }

    /// The one server of the run, started by whoever asks first and stopped after all tests.
    static TestServer server(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(TestServer.class, _ -> new TestServer(), TestServer.class);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (pool != null) {
            pool.close();
        }
        if (server != null && name != null) {
            server.drop(name);
        }
    }

    /// A pool of at most ten connections.
    public DataSource dataSource() {
        return Objects.requireNonNull(pool);
    }

    public JdbcClient jdbc() {
        return JdbcClient.create(dataSource());
    }

    /// Transactions that [#jdbc()] takes part in.
    public TransactionOperations transaction() {
        return new TransactionTemplate(new JdbcTransactionManager(dataSource()));
    }

    /// For a test that starts the program itself, as `UTSKICK_DB_URL`.
    public String url() {
        return Objects.requireNonNull(server).postgres().url(Objects.requireNonNull(name));
    }

    /// The role that the program works as; [#dataSource] is the owner, who may empty any table.
    public Login application() {
        return Objects.requireNonNull(server).postgres().application();
    }

    public String user() {
        return Objects.requireNonNull(server).postgres().user();
    }

    public String password() {
        return Objects.requireNonNull(server).postgres().password();
    }
}
