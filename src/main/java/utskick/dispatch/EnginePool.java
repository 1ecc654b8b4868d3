package utskick.dispatch;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// The engine's own few connections, so that no page and no import can starve it.
///
/// All that the rounds ask for is some hundred rows by key, from tables that grow from nothing to millions within
/// minutes. The planner sees them empty, keeps a plan that reads them whole, and stays with it until the next ANALYZE
/// (measured: one run of three at a quarter of the speed). So its other ways are closed on these connections.
final class EnginePool implements AutoCloseable {

    private static final int CONNECTIONS = 6;

    private final HikariDataSource source = new HikariDataSource();

    EnginePool(String url, @Nullable String user, @Nullable String password) {
        source.setJdbcUrl(url);
        source.setUsername(user);
        source.setPassword(password);
        source.setMaximumPoolSize(CONNECTIONS);
        source.setMinimumIdle(1);
        source.setPoolName("engine");
        source.setConnectionInitSql("""
                SET enable_seqscan = off;
                SET enable_hashjoin = off;
                SET enable_mergejoin = off
                """);
    }

    JdbcClient jdbc() {
        return JdbcClient.create(source);
    }

    TransactionTemplate transaction() {
        return new TransactionTemplate(new JdbcTransactionManager(source));
    }

    @Override
    public void close() {
        source.close();
    }
}
