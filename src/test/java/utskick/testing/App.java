package utskick.testing;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.access.Role;
import utskick.access.Users;

/// The real program on a port of its own with a database of its own, for tests that come in by the front door:
/// ```java
/// @RegisterExtension
/// static final App app = App.demo();
/// ```
public final class App implements BeforeAllCallback, AfterAllCallback {

    /// What the tests of the shared demo take in turn: a customer that one of them changes makes the review of
    /// another stale, as it should.
    public static final String DEMO = "the demo";

    /// An administrator who is in every app but an untouched one.
    public static final String LOGIN = "karin";

    public static final String PASSWORD = "en lugn dag i Lund";

    private enum Kind {
        DEMO,
        EMPTY,
        UNTOUCHED
    }

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(App.class);

    private final Kind kind;
    private @Nullable RunningApp running;

    private App(Kind kind) {
        this.kind = kind;
    }

    /// With the demo's register and simulator. One for all test classes of a run: do not count on what others leave
    /// alone.
    public static App demo() {
        return new App(Kind.DEMO);
    }

    /// With nobody but [#LOGIN], for one test class.
    public static App empty() {
        return new App(Kind.EMPTY);
    }

    /// As after the very first start: nobody can log in. For one test class.
    public static App untouched() {
        return new App(Kind.UNTOUCHED);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        var server = Database.server(context);
        running = kind == Kind.DEMO
                ? context.getRoot().getStore(NAMESPACE).computeIfAbsent(Kind.DEMO, _ -> start(server), RunningApp.class)
                : start(server);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (kind != Kind.DEMO && running != null) {
            running.close();
        }
    }

    private RunningApp start(TestServer server) {
        var app = new RunningApp(server, kind == Kind.DEMO);
        if (kind != Kind.UNTOUCHED) {
            app.context().getBean(Users.class).add(LOGIN, "Karin Ek", Role.ADMIN, PASSWORD);
        }
        return app;
    }

    /// The address of a page, such as `url("/customers")`.
    public String url(String path) {
        return "http://127.0.0.1:" + running().port() + path;
    }

    /// A part of the running program, to arrange what a test needs.
    public <T> T bean(Class<T> type) {
        return running().context().getBean(type);
    }

    public <T> T bean(String name, Class<T> type) {
        return running().context().getBean(name, type);
    }

    public JdbcClient jdbc() {
        return bean(JdbcClient.class);
    }

    /// The same database as its owner, who may do what the program may not: tamper with the ledger.
    public JdbcClient owner() {
        return running().owner();
    }

    private RunningApp running() {
        return Objects.requireNonNull(running, "the app runs from @BeforeAll to @AfterAll");
    }
}
