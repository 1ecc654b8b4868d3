package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.testing.Database;
import utskick.testing.TestClock;

/// Files that come in while nobody looks.
class ImportFoldersTest {

    @RegisterExtension
    static final Database database = new Database();

    @TempDir
    Path data;

    /// Far ahead of the files' own times: every file is quiet.
    private final TestClock clock = new TestClock(Instant.now().plus(Duration.ofDays(1)));

    private final JdbcClient jdbc = database.jdbc();
    private final ImportStore store = new ImportStore(jdbc);
    private final Imports imports =
            new Imports(database.dataSource(), database.transaction(), store, new RecordingConsents(jdbc), clock);
    private final ImportProfiles profiles = new ImportProfiles(jdbc, clock);

    private ImportFolders folders() {
        return new ImportFolders(
                profiles,
                new UnattendedImports(imports, profiles, store, new RecordingConsents(jdbc)),
                data.resolve("import"),
                clock);
    }

    @BeforeEach
    void profile() throws IOException {
        jdbc.sql("TRUNCATE customer.customer, customer.import_run, customer.import_profile CASCADE")
                .update();
        var file = Files.writeString(data.resolve("first.csv"), "Kundnummer;Efternamn\n1;Ek\n");
        profiles.save("Kassan i Lund", ImportPlan.of(imports.look(file), ImportSettings.of("SE")), "karin");
        var profile = profiles.byName("Kassan i Lund").orElseThrow();
        profiles.watch(profile.id(), true);
        folders().create(profile);
    }

    @Test
    void a_file_is_taken_when_it_has_come_to_rest_and_ends_in_processed_or_failed() throws IOException {
        var folders = folders();
        var place = folders.of(profiles.byName("Kassan i Lund").orElseThrow());
        Files.writeString(place.resolve("a.csv"), "Kundnummer;Efternamn\n1;Ek\n;Öst\n");
        Files.writeString(place.resolve("b.csv"), "Kundnummer;Ort\n2;Lund\n");
        Files.writeString(place.resolve("c.csv.part"), "Kundnummer;Efternamn\n3;Al\n");
        assertThat(folders.look()).as("seen for the first time").isZero();
        assertThat(folders.look()).isEqualTo(2);
        assertThat(numbers()).containsExactly("1");
        assertThat(names(place.resolve("processed")))
                .hasSize(2)
                .anyMatch(name -> name.endsWith("-a.csv"))
                .anyMatch(name -> name.endsWith("-a.csv.rejected.csv"));
        assertThat(names(place.resolve("failed")))
                .hasSize(2)
                .anyMatch(name -> name.endsWith("-b.csv"))
                .anyMatch(name -> name.endsWith("-b.csv.reason.txt"));
        assertThat(place.resolve("c.csv.part")).exists();
    }

    @Test
    void what_a_dead_program_had_taken_is_taken_again() throws IOException {
        var folders = folders();
        var place = folders.of(profiles.byName("Kassan i Lund").orElseThrow());
        Files.writeString(place.resolve("working").resolve("a.csv"), "Kundnummer;Efternamn\n7;Ek\n");
        folders.reclaim();
        folders.look();
        assertThat(folders.look()).isEqualTo(1);
        assertThat(numbers()).containsExactly("7");
    }

    private List<String> numbers() {
        return jdbc.sql("SELECT number FROM customer.customer ORDER BY number")
                .query(String.class)
                .list();
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
