package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.access.Audit;
import utskick.access.CurrentUser;
import utskick.testing.Database;
import utskick.testing.TestClock;

/// What a card's log tells of imports.
final class ImportLogTest {

    @RegisterExtension
    static final Database database = new Database();

    private static final ImportSettings SWEDISH = ImportSettings.of("SE");

    private final TestClock clock = new TestClock(Instant.parse("2026-11-22T09:00:00Z"));
    private final JdbcClient jdbc = database.jdbc();
    private final RecordingConsents consents = new RecordingConsents(jdbc);
    private final ImportStore store = new ImportStore(jdbc);
    private final Imports imports = new Imports(database.dataSource(), database.transaction(), store, consents, clock);
    private final ImportLogging logging = new ImportLogging(store, database.transaction());
    private final CustomFields fields =
            new CustomFields(jdbc, database.transaction(), new Audit(jdbc, new CurrentUser(), clock));
    private final CustomerStore cards = new CustomerStore(jdbc);
    private final Customers customers = new Customers(
            cards,
            fields,
            database.transaction(),
            new Customers.Told(new SearchIndex(jdbc, database.transaction()), (_, _) -> {}),
            clock);

    @TempDir
    Path folder;

    @BeforeEach
    void empty() {
        jdbc.sql("""
                TRUNCATE customer.customer, customer.store, customer.customer_group, customer.import_run,
                         customer.import_undo, customer.custom_field CASCADE
                """).update();
        imports.afterwards(counts -> logging.imported(counts.changed()));
    }

    @Test
    void a_card_tells_which_file_brought_it_and_what_the_next_one_changed() throws IOException {
        fields.add("skostorlek", CustomField.Kind.NUMBER, Map.of("sv", "Skostorlek"), List.of());
        run(
                "kassa.csv",
                "Kundnummer;Efternamn;Ort;Mobil;Grupper;Poäng;Butik;Födelsedag;Skostorlek\n"
                        + "1;Ek;Lund;070-1740605;Vip;10,50;Lund;1985-03-01;42\n2;Öst;Ystad;;;;;;\n");
        assertThat(log("1")).containsExactly(tuple("test", "kassa.csv", "created", "", "1"));
        clock.advance(Duration.ofDays(1));
        run(
                "natt.csv",
                "Kundnummer;Efternamn;Ort;Mobil;Grupper;Poäng;Butik;Födelsedag;Skostorlek\n"
                        + "1;Ek;Malmö;070-1740606;Barn;12,00;Malmö;1/3;43\n2;Öst;Ystad;;;;;;\n");

        assertThat(log("1"))
                .containsExactlyInAnyOrder(
                        tuple("test", "natt.csv", "city", "Lund", "Malmö"),
                        tuple("test", "natt.csv", "phones", "+46701740605", "+46701740606"),
                        tuple("test", "natt.csv", "groups", "Vip", "Barn"),
                        tuple("test", "natt.csv", "points", "10.50", "12"),
                        tuple("test", "natt.csv", "store", "Lund", "Malmö"),
                        tuple("test", "natt.csv", "birthday", "1985-03-01", "--03-01"),
                        tuple("test", "natt.csv", "own_skostorlek", "42", "43"),
                        tuple("test", "kassa.csv", "created", "", "1"));
        assertThat(log("2")).as("nothing changed").hasSize(1);
    }

    @Test
    void an_import_that_is_taken_back_leaves_both_changes_in_the_log() throws IOException {
        run("kassa.csv", "Kundnummer;Efternamn;Ort\n1;Ek;Lund\n");
        clock.advance(Duration.ofDays(1));
        run("natt.csv", "Kundnummer;Efternamn;Ort\n1;Ek;Malmö\n");
        clock.advance(Duration.ofMinutes(1));
        var undo = new ImportUndo(imports, store, database.transaction(), consents, List.of(), clock);
        var upload = ((ImportUndo.Answer.Possible) undo.look()).upload();
        assertThat(undo.undo(upload, "karin")).isInstanceOf(ImportUndo.Answer.Possible.class);

        assertThat(log("1"))
                .containsExactly(
                        tuple("karin", "natt.csv", "city", "Malmö", "Lund"),
                        tuple("test", "natt.csv", "city", "Lund", "Malmö"),
                        tuple("test", "kassa.csv", "created", "", "1"));
    }

    @Test
    void what_was_not_written_in_time_is_written_before_the_next_import_and_knows_what_was_edited_since()
            throws IOException {
        imports.afterwards(_ -> {});
        run("kassa.csv", "Kundnummer;Efternamn;Ort\n1;Ek;Lund\n2;Öst;Lund\n");
        clock.advance(Duration.ofDays(1));
        run("natt.csv", "Kundnummer;Efternamn;Ort\n1;Ek;Malmö\n2;Öst;Ystad\n");
        clock.advance(Duration.ofHours(1));
        var card = customers.byNumber("1").orElseThrow();
        var form = CustomerTexts.entry(card);
        var texts = new HashMap<>(form.texts());
        texts.put("city", "Höör");
        assertThat(customers.save(card.id(), new CustomerEntry(form.version(), texts, List.of()), "karin"))
                .isInstanceOf(SaveOutcome.Saved.class);
        clock.advance(Duration.ofHours(1));
        run("natt2.csv", "Kundnummer;Efternamn;Ort\n2;Öst;Ystad\n");

        assertThat(log("1"))
                .containsExactly(
                        tuple("karin", "", "city", "Malmö", "Höör"),
                        tuple("test", "natt.csv", "city", "Lund", "Malmö"),
                        tuple("test", "kassa.csv", "created", "", "1"));
        assertThat(log("2").getFirst()).isEqualTo(tuple("test", "natt.csv", "city", "Lund", "Ystad"));
    }

    private List<Tuple> log(String number) {
        var id = customers.byNumber(number).orElseThrow().id();
        return customers.changes(id).stream()
                .map(it -> tuple(it.actor(), it.file(), it.field(), it.before(), it.after()))
                .toList();
    }

    private void run(String name, String text) throws IOException {
        var file = folder.resolve(name);
        Files.writeString(file, text, StandardCharsets.UTF_8);
        imports.run(file, name, SWEDISH, "test");
    }
}
