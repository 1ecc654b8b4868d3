package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.customer.ImportErrands.Errand;
import utskick.testing.Database;
import utskick.testing.TestClock;

/// Files that a command hands to the running program.
class ImportErrandsTest {

    @RegisterExtension
    static final Database database = new Database();

    @TempDir
    Path data;

    private final TestClock clock = new TestClock(Instant.now());
    private final JdbcClient jdbc = database.jdbc();
    private final ImportStore store = new ImportStore(jdbc);
    private final Imports imports =
            new Imports(database.dataSource(), database.transaction(), store, new RecordingConsents(jdbc), clock);
    private final ImportProfiles profiles = new ImportProfiles(jdbc, clock);

    @BeforeEach
    void profile() throws IOException {
        jdbc.sql("TRUNCATE customer.customer, customer.import_run, customer.import_profile CASCADE")
                .update();
        var file = Files.writeString(data.resolve("first.csv"), "Kundnummer;Efternamn\n1;Ek\n");
        profiles.save("Kassan", ImportPlan.of(imports.look(file), ImportSettings.of("SE")), "karin");
    }

    private ImportErrands errands() {
        return new ImportErrands(
                new UnattendedImports(imports, profiles, store, new RecordingConsents(jdbc)),
                imports,
                new SearchIndex(jdbc, database.transaction()),
                ErrandFolder.in(data),
                clock);
    }

    @Test
    void an_errand_is_done_once_and_answered_with_its_rejected_rows() throws IOException {
        var folder = ErrandFolder.in(data);
        var file = Files.writeString(data.resolve("kunder.csv"), "Kundnummer;Efternamn\n5;Ek\n;Öst\n");
        var handed = folder.hand(new Errand("kassan", "kunder.csv", false), file);
        assertThat(folder.answer(handed)).as("nobody has taken it yet").isEmpty();
        errands().serve();
        errands().serve();
        var answer = folder.answer(handed).orElseThrow();
        assertThat(answer.refusal()).isNull();
        assertThat(answer.counts()).isEqualTo(new ImportCounts(1, 0, 0, 0, 1));
        assertThat(Objects.requireNonNull(answer.rejected()))
                .hasContent("Kundnummer;Efternamn;Utskick: reason\r\n;Öst;no customer number\r\n");
        assertThat(folder.takeBack(handed)).as("it is done").isFalse();
        assertThat(customers()).isEqualTo(1);
        folder.forget(handed);
        assertThat(handed.taken()).doesNotExist();
    }

    @Test
    void a_dry_errand_says_the_same_and_changes_nothing() throws IOException {
        var folder = ErrandFolder.in(data);
        var file = Files.writeString(data.resolve("kunder.csv"), "Kundnummer;Efternamn\n5;Ek\n6;Öst\n");
        var handed = folder.hand(new Errand("Kassan", "kunder.csv", true), file);
        int before = staged();
        errands().serve();
        assertThat(folder.answer(handed).orElseThrow().counts()).isEqualTo(new ImportCounts(2, 0, 0, 0, 0));
        assertThat(customers()).isZero();
        assertThat(staged()).as("what was staged is gone").isEqualTo(before);
    }

    @Test
    void what_is_taken_back_is_done_by_nobody_and_what_nobody_fetched_is_cleared_away() throws IOException {
        var folder = ErrandFolder.in(data);
        var file = Files.writeString(data.resolve("kunder.csv"), "Kundnummer;Efternamn\n5;Ek\n");
        var back = folder.hand(new Errand("Kassan", "kunder.csv", false), file);
        assertThat(folder.takeBack(back)).isTrue();
        errands().serve();
        assertThat(customers()).isZero();

        var left = folder.hand(new Errand("Ingen", "kunder.csv", false), file);
        errands().serve();
        assertThat(folder.answer(left).orElseThrow().refusal())
                .isEqualTo("there is no profile named Ingen; there are: Kassan");
        Files.setLastModifiedTime(left.taken(), FileTime.from(clock.instant().minus(Duration.ofDays(2))));
        errands().serve();
        assertThat(left.taken()).doesNotExist();
    }

    private int staged() {
        return jdbc.sql("SELECT count(*) FROM pg_class WHERE relname LIKE 'staged_row_%'")
                .query(Integer.class)
                .single();
    }

    private int customers() {
        return jdbc.sql("SELECT count(*) FROM customer.customer")
                .query(Integer.class)
                .single();
    }
}
