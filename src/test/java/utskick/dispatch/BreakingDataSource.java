package utskick.dispatch;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/// A database that goes away when the test says so.
final class BreakingDataSource extends DelegatingDataSource {

    /// So many connections are refused.
    final AtomicInteger failures = new AtomicInteger();

    /// Commits happen, but their caller hears of an error.
    volatile boolean failAfterCommit;

    BreakingDataSource(DataSource target) {
        super(target);
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (failures.getAndUpdate(it -> Math.max(0, it - 1)) > 0) {
            throw new SQLException("the database is away");
        }
        var connection = super.getConnection();
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (_, method, arguments) -> {
                    try {
                        var result = method.invoke(connection, arguments);
                        if (failAfterCommit && method.getName().equals("commit")) {
                            throw new SQLException("the connection broke while committing");
                        }
                        return result;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}
