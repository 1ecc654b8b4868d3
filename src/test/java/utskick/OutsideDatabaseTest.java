package utskick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import utskick.kernel.StartProblem;
import utskick.testing.Database;

final class OutsideDatabaseTest {

    @RegisterExtension
    static final Database database = new Database();

    private static final String EMPTY = "outside_empty";

    @BeforeEach
    void makeEmptyDatabase() {
        database.jdbc().sql("CREATE DATABASE " + EMPTY + " TEMPLATE template0").update();
    }

    @AfterEach
    void dropEmptyDatabase() {
        database.jdbc().sql("DROP DATABASE " + EMPTY + " WITH (FORCE)").update();
    }

    @Test
    void a_demo_takes_an_empty_database_and_its_own_and_no_register_follows_it() {
        var empty = at(database.url().replaceFirst("/test_\\d+", "/" + EMPTY));
        empty.useForRegister();
        empty.useForDemo();
        empty.useForDemo();
        assertThatThrownBy(empty::useForRegister)
                .isInstanceOf(StartProblem.class)
                .hasMessageContaining("holds a demo");
    }

    @Test
    void a_demo_does_not_touch_a_database_that_holds_something() {
        var filled = at(database.url());
        assertThatThrownBy(filled::useForDemo).isInstanceOf(StartProblem.class).hasMessageContaining("is not empty");
        filled.useForRegister();
    }

    @Test
    void neither_fresh_nor_a_filled_database_gets_as_far_as_a_start(@TempDir Path folder) {
        assertThat(demo(folder, "--fresh")).contains("--fresh does not empty the database of UTSKICK_DB_URL");
        assertThat(folder).isEmptyDirectory();
        assertThat(demo(folder)).contains("is not empty");
        assertThat(database.jdbc()
                        .sql("SELECT count(*) FROM customer.customer")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    /// What `./utskick demo` says when the settings name the database of this test.
    private static String demo(Path folder, String... options) {
        var said = new StringWriter();
        System.setProperty("utskick.db.url", database.url());
        System.setProperty("utskick.db.user", database.user());
        System.setProperty("utskick.db.password", database.password());
        try {
            int exit = Utskick.commands().setErr(new PrintWriter(said, true)).execute(arguments(folder, options));
            assertThat(exit).isEqualTo(1);
        } finally {
            System.clearProperty("utskick.db.url");
            System.clearProperty("utskick.db.user");
            System.clearProperty("utskick.db.password");
        }
        return said.toString();
    }

    private static String[] arguments(Path folder, String... options) {
        return Stream.concat(Stream.of("demo", "--data", folder.toString()), Stream.of(options))
                .toArray(String[]::new);
    }

    private static OutsideDatabase at(String url) {
        return new OutsideDatabase(url, database.user(), database.password());
    }
}
