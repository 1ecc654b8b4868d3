package utskick.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import utskick.database.ApplicationRole;
import utskick.database.Login;
import utskick.kernel.PhoneNumber;
import utskick.testing.App;
import utskick.testing.Database;

/// The role that the program works as can add to the ledger and can do nothing else to it.
final class LedgerRoleTest {

    @RegisterExtension
    static final Database database = new Database();

    @RegisterExtension
    static final App app = App.empty();

    @BeforeAll
    static void an_entry() {
        app.bean(ConsentLedger.class)
                .give(
                        new PhoneNumber("+46701740600"),
                        Purpose.MARKETING,
                        Origin.customer(Origin.Source.WEB, "form", "192.0.2.1"));
    }

    static Stream<String> changes() {
        return Stream.of(
                        "UPDATE %s SET %s = ''",
                        "DELETE FROM %s",
                        "TRUNCATE %s",
                        "DROP TABLE %s CASCADE",
                        "ALTER TABLE %s DISABLE TRIGGER ALL",
                        "ALTER TABLE %s OWNER TO CURRENT_USER",
                        "ALTER TABLE %s ADD COLUMN more text",
                        "ALTER TABLE %s ALTER %s DROP NOT NULL",
                        "ALTER TABLE %s RENAME TO other",
                        "CREATE TRIGGER quiet BEFORE INSERT ON %s EXECUTE FUNCTION suppress_redundant_updates_trigger()",
                        "CREATE RULE quiet AS ON INSERT TO %s DO INSTEAD NOTHING",
                        "COMMENT ON TABLE %s IS 'no longer'")
                .flatMap(change -> Stream.of(
                        change.formatted("consent.entry", "hash"),
                        change.formatted("consent.seal", "digest"),
                        change.formatted("consent.erased", "hash")));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void the_program_cannot_change_the_ledger(String change) {
        assertThat(app.jdbc()
                        .sql("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
                        .query(Boolean.class)
                        .single())
                .isFalse();
        assertThatThrownBy(() -> app.jdbc().sql(change).update())
                .isInstanceOf(DataAccessException.class)
                .rootCause()
                .hasMessageMatching("(?s).*(permission denied|must be owner).*");
        assertThat(app.jdbc()
                        .sql("SELECT count(*) FROM consent.entry WHERE length(hash) = 32")
                        .query(Integer.class)
                        .single())
                .isOne();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP SCHEMA consent CASCADE",
                "SET ROLE utskick",
                "ALTER ROLE utskick_app SUPERUSER",
                "INSERT INTO consent.erased (id, hash, at) VALUES (1, '', now())",
                "ALTER FUNCTION consent.seal_digest OWNER TO CURRENT_USER",
                "DROP FUNCTION consent.seal_digest"
            })
    void nor_make_itself_able_to(String change) {
        assertThatThrownBy(() -> app.jdbc().sql(change).update())
                .isInstanceOf(DataAccessException.class)
                .rootCause()
                .hasMessageMatching("(?s).*(permission denied|must be owner).*");
    }

    /// PostgreSQL only warns of a grant that nobody may make.
    @Test
    void nor_grant_itself_what_it_lacks() {
        app.jdbc().sql("GRANT UPDATE, DELETE ON consent.entry TO CURRENT_USER").update();
        assertThat(app.jdbc()
                        .sql("SELECT has_table_privilege(current_user, 'consent.entry', 'UPDATE, DELETE')")
                        .query(Boolean.class)
                        .single())
                .isFalse();
    }

    /// As on a server that somebody else looks after: neither role is a superuser.
    @Test
    void an_ordinary_owner_hands_over_its_tables() {
        var owner = new Login("shop_owner", "o");
        var program = new Login("shop_program", "p");
        database.jdbc().sql("CREATE ROLE shop_owner LOGIN PASSWORD 'o'").update();
        database.jdbc().sql("CREATE ROLE shop_program LOGIN PASSWORD 'p'").update();
        database.jdbc().sql("GRANT shop_program TO shop_owner").update();
        database.jdbc().sql("CREATE DATABASE shop OWNER shop_owner").update();
        try {
            String url = database.url().replaceAll("/[^/]*$", "/shop");
            var source = new DriverManagerDataSource(url, owner.user(), owner.password());
            Flyway.configure()
                    .dataSource(source)
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
            ApplicationRole.equip(source, program.user());
            ApplicationRole.equip(source, program.user());

            var jdbc = JdbcClient.create(new DriverManagerDataSource(url, program.user(), program.password()));
            assertThatThrownBy(() -> jdbc.sql("DELETE FROM consent.entry").update())
                    .rootCause()
                    .hasMessageContaining("permission denied");
            assertThatCode(() -> {
                        jdbc.sql("CREATE UNLOGGED TABLE customer.staged_row_9 () INHERITS (customer.staged_row)")
                                .update();
                        jdbc.sql("TRUNCATE customer.staged_row_9").update();
                        jdbc.sql("DROP TABLE customer.staged_row_9").update();
                        jdbc.sql("UPDATE customer.customer SET note = ''").update();
                        jdbc.sql("SELECT count(*) FROM consent.permission")
                                .query(Integer.class)
                                .single();
                    })
                    .doesNotThrowAnyException();
        } finally {
            database.jdbc().sql("DROP DATABASE shop WITH (FORCE)").update();
            database.jdbc().sql("DROP ROLE shop_owner, shop_program").update();
        }
    }
}
