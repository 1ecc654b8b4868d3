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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.consent.RealConsents;
import utskick.testing.Database;
import utskick.web.Texts;

/// A file of so many rows that two connections write it: both halves are there in the end, or none.
class LargeImportTest {

    @RegisterExtension
    static final Database database = new Database();

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T09:00:00Z"), ZoneOffset.UTC);
    private static final int ROWS = Imports.LARGE + 5;

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

    @Test
    void where_the_register_fails_the_ledger_is_taken_back() throws IOException {
        jdbc.sql("ALTER TABLE customer.contact_point ADD CONSTRAINT fails CHECK (as_entered <> '0701000007')")
                .update();
        try {
            assertThatThrownBy(this::run).isInstanceOf(DataIntegrityViolationException.class);
        } finally {
            jdbc.sql("ALTER TABLE customer.contact_point DROP CONSTRAINT fails").update();
        }
        assertThat(count("customer.customer")).isZero();
        assertThat(count("consent.entry")).isZero();
        assertThat(run().added()).isEqualTo(ROWS);
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
        var twin = new TwinTransaction(jdbc, database.transaction());
        for (long id : new long[] {done, undone}) {
            TwinTransaction.await(twin.prepare(
                    id, () -> jdbc.sql("""
                            INSERT INTO consent.opt_out_link (token, channel, address) VALUES (:import, 'SMS', '')
                            """).param("import", String.valueOf(id)).update()));
        }
        assertThat(prepared()).isEqualTo(2);
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
