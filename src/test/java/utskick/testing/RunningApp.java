package utskick.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import utskick.Utskick;
import utskick.database.FileTree;

/// One start of the program, with all that goes with it at the end.
final class RunningApp implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final TestServer server;
    private final String database = "app_" + COUNT.incrementAndGet();
    private final Path data;
    private final ConfigurableApplicationContext context;

    RunningApp(TestServer server, boolean demo) {
        this.server = server;
        server.create(database);
        try {
            data = FileTree.createTemporaryFolder("utskick-app-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var application = new SpringApplication(Utskick.class);
        application.setRegisterShutdownHook(false);
        context = application.run(
                "--server.port=0",
                "--utskick.data=" + data,
                "--utskick.demo=" + demo,
                "--utskick.db.url=" + server.postgres().url(database),
                "--utskick.db.user=" + server.postgres().application().user(),
                "--utskick.db.password=" + server.postgres().application().password(),
                "--utskick.db.owner.user=" + server.postgres().user(),
                "--utskick.db.owner.password=" + server.postgres().password(),
                "--spring.datasource.hikari.maximum-pool-size=15");
    }

    /// As the owner of the tables, who may do what the program may not.
    JdbcClient owner() {
        return JdbcClient.create(new DriverManagerDataSource(
                server.postgres().url(database),
                server.postgres().user(),
                server.postgres().password()));
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    String port() {
        return Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port"));
    }

    @Override
    public void close() {
        context.close();
        server.drop(database);
        FileTree.delete(data);
    }
}
