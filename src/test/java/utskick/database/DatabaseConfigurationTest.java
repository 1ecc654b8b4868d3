package utskick.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.kernel.StartProblem;
import utskick.testing.Database;

final class DatabaseConfigurationTest {

    @RegisterExtension
    static final Database database = new Database();

    private static final Login NOBODY = new Login("", "");

    private final ApplicationContextRunner program = new ApplicationContextRunner()
            .withUserConfiguration(DatabaseConfiguration.class)
            .withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    FlywayAutoConfiguration.class,
                    JdbcTemplateAutoConfiguration.class,
                    JdbcClientAutoConfiguration.class));

    @Test
    void an_outside_database_is_used_and_not_stopped() {
        program.withPropertyValues(
                        "utskick.data=nowhere",
                        "utskick.db.url=" + database.url(),
                        "utskick.db.user=" + database.user(),
                        "utskick.db.password=" + database.password())
                .run(context -> {
                    assertThat(context).hasSingleBean(OutsidePostgres.class);
                    assertThat(context.getBean(JdbcClient.class)
                                    .sql("SELECT current_database()")
                                    .query(String.class)
                                    .single())
                            .startsWith("test_");
                });
        assertThat(database.jdbc().sql("SELECT 1").query(Integer.class).single())
                .isOne();
    }

    @Test
    void the_embedded_one_starts_before_the_migrations_and_stops_after_the_pool() throws Exception {
        var folder = FileTree.createTemporaryFolder("utskick-configuration-");
        try {
            program.withPropertyValues("utskick.data=" + folder).run(context -> {
                assertThat(context).hasSingleBean(EmbeddedPostgres.class);
                assertThat(context.getBean(JdbcClient.class)
                                .sql("SELECT count(*) FROM customer.profile")
                                .query(Integer.class)
                                .single())
                        .isZero();
            });
            assertThat(folder.resolve("postgres").resolve("data").resolve("postmaster.pid"))
                    .doesNotExist();
            assertThat(folder.resolve("postgres").resolve("postgres.log"))
                    .content()
                    .doesNotContain("FATAL");
        } finally {
            FileTree.delete(folder);
        }
    }

    @Test
    void what_is_no_address_or_does_not_answer_or_is_too_old_is_told() {
        assertThatThrownBy(() -> OutsidePostgres.connect("mysql://somewhere/x", NOBODY, NOBODY))
                .isInstanceOf(StartProblem.class)
                .hasMessageContaining("jdbc:postgresql://host:5432/database");
        assertThatThrownBy(() -> OutsidePostgres.connect(
                        database.url(), new Login(database.user(), "guessed"), new Login(database.user(), "guessed")))
                .isInstanceOf(StartProblem.class)
                .hasMessageContaining("UTSKICK_DB_PASSWORD")
                .hasMessageNotContaining("guessed");
        assertThatThrownBy(() -> OutsidePostgres.refuseOlder(14))
                .isInstanceOf(StartProblem.class)
                .hasMessageContaining("needs 15 or newer");
        assertThatCode(() -> OutsidePostgres.refuseOlder(15)).doesNotThrowAnyException();
    }
}
