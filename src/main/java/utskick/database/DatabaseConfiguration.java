package utskick.database;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
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
            @Value("${utskick.db.password:}") String password,
            @Value("${utskick.db.owner.user:}") String owner,
            @Value("${utskick.db.owner.password:}") String ownerPassword) {
        if (url.isEmpty()) {
            return EmbeddedPostgres.start(data.resolve("postgres"));
        }
        var application = new Login(user, password);
        return OutsidePostgres.connect(
                url, owner.isEmpty() ? application : new Login(owner, ownerPassword), application);
    }

    /// The owner migrates, and hands the application's role what it needs.
    @Bean
    FlywayConnectionDetails flywayConnectionDetails(PostgresServer server) {
        return new FlywayConnectionDetails() {

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

    @Bean
    FlywayMigrationStrategy flywayMigrationStrategy(PostgresServer server) {
        return flyway -> {
            flyway.migrate();
            String application = server.application().user();
            if (!application.equals(server.user())) {
                ApplicationRole.equip(flyway.getConfiguration().getDataSource(), application);
            }
        };
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
                return server.application().user().isEmpty()
                        ? null
                        : server.application().user();
            }

            @Override
            public @Nullable String getPassword() {
                return server.application().user().isEmpty()
                        ? null
                        : server.application().password();
            }
        };
    }
}
