package utskick.segment;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/// The few connections that selections are asked over: whatever people put together, it cannot take those away that the
/// sending and the pages need.
final class SelectionPool implements AutoCloseable {

    /// A selection that takes longer than this is given up.
    static final int MOST_SECONDS = 20;

    private static final int CONNECTIONS = 3;

    private final HikariDataSource source;

    SelectionPool(String url, @Nullable String user, @Nullable String password) {
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(0);
        config.setPoolName("selections");
        config.setConnectionTimeout(MOST_SECONDS * 1_000L);
        // a million customers are joined in memory, not on disk; what processes hand to each other is a few thousand
        // words of a bitmap, which the planner takes for half a million rows and would count alone for; the server
        // gives up, too, if the program is gone
        config.setConnectionInitSql("""
                SELECT set_config('work_mem', '64MB', false), set_config('parallel_tuple_cost', '0.001', false),
                       set_config('statement_timeout', '%ds', false)""".formatted(MOST_SECONDS + 5));
        source = new HikariDataSource(config);
    }

    /// Statements that can be stopped.
    JdbcTemplate jdbc() {
        return Newest.template(source, MOST_SECONDS);
    }

    @Override
    public void close() {
        source.close();
    }
}
