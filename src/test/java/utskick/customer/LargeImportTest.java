package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import utskick.consent.RealConsents;
import utskick.database.ApplicationRole;
import utskick.testing.Database;
import utskick.web.Texts;

/// A file of so many rows that several connections write it: all parts are there in the end, or none.
class LargeImportTest {

    @RegisterExtension
    static final Database database = new Database();

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T09:00:00Z"), ZoneOffset.UTC);
    private static final int ROWS = ImportApplying.LARGE + 5;

    @TempDir
    Path folder;

    private final JdbcClient jdbc = database.jdbc();
    private final Imports imports = imports(RealConsents.of(database.dataSource()));

    @BeforeEach
    void empty() {
        jdbc.sql(
                        "TRUNCATE customer.customer, customer.customer_group, consent.entry, consent.standing, consent.opt_out_link CASCADE")
                .update();
    }

    @AfterEach
    void nothing_is_left_prepared() {
        assertThat(prepared()).isZero();
    }

    @Test
    void register_and_ledger_are_both_written_and_the_second_time_neither() throws IOException {
        assertThat(run()).isEqualTo(new ImportCounts(ROWS, 0, 0, 0, 0));
        assertThat(count("customer.customer")).isEqualTo(ROWS);
        assertThat(count("customer.contact_point")).isEqualTo(ROWS);
        assertThat(count("customer.membership")).isEqualTo(ROWS);
        assertThat(count("consent.entry")).isEqualTo(ROWS);
        assertThat(RealConsents.isIntact(database.dataSource())).isTrue();

        assertThat(run()).isEqualTo(new ImportCounts(0, 0, ROWS, 0, 0));
        assertThat(count("consent.entry")).isEqualTo(ROWS);
    }

    @ParameterizedTest
    @CsvSource({
        "customer.contact_point, as_entered <> '0701000007'",
        "customer.customer, number <> '7'",
        "customer.membership, false"
    })
    void where_the_register_fails_all_is_taken_back(String table, String condition) throws IOException {
        jdbc.sql("ALTER TABLE %s ADD CONSTRAINT fails CHECK (%s)".formatted(table, condition))
                .update();
        try {
            assertThatThrownBy(this::run).isInstanceOf(DataIntegrityViolationException.class);
        } finally {
            jdbc.sql("ALTER TABLE %s DROP CONSTRAINT fails".formatted(table)).update();
        }
        assertThat(count("customer.customer")).isZero();
        assertThat(count("customer.contact_point")).isZero();
        assertThat(count("consent.entry")).isZero();
        assertThat(run().added()).isEqualTo(ROWS);
    }

    @Test
    void a_role_whose_keys_are_looked_up_writes_the_same() throws IOException {
        var role = "looked_up_" + ProcessHandle.current().pid();
        jdbc.sql("CREATE ROLE %s LOGIN PASSWORD 'secret'".formatted(role)).update();
        try {
            ApplicationRole.equip(database.dataSource(), role);
            jdbc.sql("REVOKE SET ON PARAMETER session_replication_role FROM " + role)
                    .update();
            var source = new DriverManagerDataSource(database.url(), role, "secret");
            var store = new ImportStore(JdbcClient.create(source));
            assertThat(store.writing.mayTrustKeys()).isFalse();
            var cautious = new Imports(
                    source,
                    new TransactionTemplate(new JdbcTransactionManager(source)),
                    store,
                    RealConsents.of(source),
                    CLOCK);
            assertThat(cautious.run(file(), "file", ImportSettings.of("SE"), "test"))
                    .isEqualTo(new ImportCounts(ROWS, 0, 0, 0, 0));
            assertThat(count("customer.contact_point")).isEqualTo(ROWS);
            assertThat(count("customer.membership")).isEqualTo(ROWS);
            assertThat(count("consent.entry")).isEqualTo(ROWS);
        } finally {
            jdbc.sql("REASSIGN OWNED BY %s TO CURRENT_USER".formatted(role)).update();
            jdbc.sql("DROP OWNED BY " + role).update();
            jdbc.sql("DROP ROLE " + role).update();
        }
    }

    @Test
    void who_saves_a_card_waits_before_he_has_anything_that_the_import_needs() throws IOException {
        run();
        long id = jdbc.sql("SELECT id FROM customer.customer WHERE number = '7'")
                .query(Long.class)
                .single();
        database.transaction().executeWithoutResult(_ -> {
            new ImportStore(jdbc).lockRegister();
            var other = CompletableFuture.runAsync(() -> database.transaction().executeWithoutResult(_ -> {
                jdbc.sql("SET LOCAL lock_timeout = '50ms'").update();
                new CustomerStore(jdbc).lock(id);
            }));
            assertThatThrownBy(other::join).hasMessageContaining("due to lock timeout");
        });
    }

    @Test
    void where_the_ledger_fails_the_register_is_taken_back() throws IOException {
        var broken = imports(new ImportedConsents() {

            @Override
            public int record(long importId, String fileName, String actor, Instant at) {
                return jdbc.sql("SELECT 1 / 0").query(Integer.class).single();
            }

            @Override
            public int takeBack(long importId, String fileName, String actor, Instant at) {
                return 0;
            }

            @Override
            public Map<String, String> purposes(Texts texts) {
                return Map.of();
            }

            @Override
            public int notAllowed(long importId, String basis) {
                return 0;
            }

            @Override
            public int keptBack(long importId) {
                return 0;
            }
        });
        var file = file();
        assertThatThrownBy(() -> broken.run(file, "file", ImportSettings.of("SE"), "test"))
                .isInstanceOf(DataAccessException.class);
        assertThat(count("customer.customer")).isZero();
    }

    @Test
    void what_a_dead_program_left_is_kept_or_taken_back_as_its_import_was() {
        long done = begin("done");
        long undone = begin("reading");
        var twin = new TwinTransactions(jdbc, database.transaction());
        for (long id : new long[] {done, undone}) {
            TwinTransactions.await(twin.prepare(id, "points", () -> 0));
            TwinTransactions.await(twin.prepare(
                    id,
                    "ledger",
                    () -> jdbc.sql("""
                            INSERT INTO consent.opt_out_link (token, channel, address) VALUES (:import, 'SMS', '')
                            """).param("import", String.valueOf(id)).update()));
        }
        assertThat(prepared()).isEqualTo(4);
        assertThat(count("consent.opt_out_link")).isZero();

        imports.settle();
        assertThat(jdbc.sql("SELECT token FROM consent.opt_out_link")
                        .query(String.class)
                        .list())
                .containsExactly(String.valueOf(done));
        imports.settle();
        assertThat(count("consent.opt_out_link")).isOne();
    }

    private long begin(String state) {
        return jdbc.sql("""
                INSERT INTO customer.import_run (file_name, actor, state, started_at)
                VALUES ('file', 'test', :state, now()) RETURNING id
                """).param("state", state).query(Long.class).single();
    }

    private ImportCounts run() throws IOException {
        return imports.run(file(), "file", ImportSettings.of("SE"), "test");
    }

    private Path file() throws IOException {
        return Files.writeString(
                folder.resolve("file.csv"),
                IntStream.range(0, ROWS)
                        .mapToObj(i -> "%d;Ek;070%07d;Vip;ja%n".formatted(i, 1_000_000 + i))
                        .collect(Collectors.joining("", "Kundnummer;Efternamn;Mobil;Grupper;Samtycke SMS\n", "")));
    }

    private static Imports imports(ImportedConsents consents) {
        return new Imports(
                database.dataSource(), database.transaction(), new ImportStore(database.jdbc()), consents, CLOCK);
    }

    private int count(String table) {
        return jdbc.sql("SELECT count(*) FROM " + table).query(Integer.class).single();
    }

    private int prepared() {
        return jdbc.sql("SELECT count(*) FROM pg_prepared_xacts WHERE database = current_database()")
                .query(Integer.class)
                .single();
    }
}
