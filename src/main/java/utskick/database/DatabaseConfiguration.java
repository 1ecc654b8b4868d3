package utskick.database;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Which PostgreSQL the program works on. Flyway and the connection pool ask the [JdbcConnectionDetails], so they wait
/// for the server, and it is closed after them.
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    /// @param data the program's data folder; PostgreSQL lies in `postgres` in it
    @Bean(destroyMethod = "close")
    PostgresServer postgresServer(
            @Value("${utskick.data}") Path data,
            @Value("${utskick.db.url:}") String url,
            @Value("${utskick.db.user:}") String user,
            @Value("${utskick.db.password:}") String password) {
        return url.isEmpty()
                ? EmbeddedPostgres.start(data.resolve("postgres"))
                : OutsidePostgres.connect(url, user, password);
    }

    @Bean
    JdbcConnectionDetails jdbcConnectionDetails(PostgresServer server) {
        return new JdbcConnectionDetails() {

            @Override
            public String getJdbcUrl() {
                return server.url();
            }

            @Override
            public @Nullable String getUsername() {
                return server.user().isEmpty() ? null : server.user();
            }

            @Override
            public @Nullable String getPassword() {
                return server.user().isEmpty() ? null : server.password();
            }
        };
    }
}
