package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.access.Audit;
import utskick.access.CurrentUser;
import utskick.customer.RegisterFile.Table;
import utskick.testing.Database;
import utskick.testing.TestClock;

/// Files of a till that does not know that two of its customers are one.
final class MergedImportTest {

    @RegisterExtension
    static final Database database = new Database();

    @TempDir
    Path folder;

    private static final ImportSettings SWEDISH = ImportSettings.of("SE");
    private static final String BOTH = "Kundnummer;Efternamn;Ort;Mobil;Samtycke SMS\n"
            + "1;Ek;Lund;070-1740605;\n2;Eck;Malmö;070-1740606;ja\n3;Al;;;\n";

    private final TestClock clock = new TestClock(Instant.parse("2026-11-22T09:00:00Z"));
    private final JdbcClient jdbc = database.jdbc();
    private final RecordingConsents consents = new RecordingConsents(jdbc);
    private final ImportStore store = new ImportStore(jdbc);
    private final Imports imports = new Imports(database.dataSource(), database.transaction(), store, consents, clock);
    private final Audit audit = new Audit(jdbc, new CurrentUser(), clock);
    private final CustomFields fields = new CustomFields(jdbc, database.transaction(), audit);
    private final SearchIndex search = new SearchIndex(jdbc, database.transaction());
    private final Customers customers = new Customers(
            new CustomerStore(jdbc), fields, database.transaction(), new Customers.Told(search, (_, _) -> {}), clock);
    private final Merging merging = new Merging(
            new CustomerStore(jdbc),
            fields,
            new Merging.Parts(List.of(), search, audit),
            database.transaction(),
            clock);

    @BeforeEach
    void empty() {
        jdbc.sql("""
                TRUNCATE customer.customer, customer.store, customer.customer_group, customer.import_run,
                         customer.import_undo, customer.merged, customer.search CASCADE
                """).update();
    }

    @Test
    void a_file_with_both_numbers_is_no_fault_and_the_kept_one_says_what_the_fields_are() throws IOException {
        run(BOTH);
        merge("1", "2");
        for (var text : List.of(BOTH, BOTH.replace("1;Ek;Lund;070-1740605;\n", "") + "1;Ek;Lund;070-1740605;\n")) {
            var staged = stage(text);
            imports.apply(staged);
            assertThat(staged.counts().rejected()).isZero();
            assertThat(staged.counts().added()).isZero();
            assertThat(staged.counts().unchanged()).isGreaterThanOrEqualTo(2);
            assertThat(store.matching.merged(staged.parts().getFirst().id())).isEqualTo(1);
            assertThat(card()).isEqualTo("1 Ek Lund +46701740605,+46701740606");
        }
        assertThat(run(BOTH)).as("the same file again changes nothing").isEqualTo(new ImportCounts(0, 0, 3, 0, 0));
    }

    @Test
    void a_yes_belongs_to_the_address_of_its_own_row() throws IOException {
        run(BOTH);
        merge("1", "2");
        consents.rows.clear();
        run(BOTH);
        assertThat(consents.rows)
                .extracting(RecordingConsents.Row::address, RecordingConsents.Row::state)
                .containsExactly(tuple("+46701740606", "given"));
    }

    @Test
    void what_is_only_in_the_row_of_the_old_number_changes_the_phones_of_the_card() throws IOException {
        run(BOTH);
        merge("1", "2");
        run(BOTH);
        var changed = BOTH.replace("070-1740606", "070-1740607");
        var staged = stage(changed);
        var part = staged.parts().getFirst();
        assertThat(new ImportChanges(jdbc).page(part.id(), part.table(), 20, 0))
                .extracting(ImportChanges.Changed::use, ImportChanges.Changed::before, ImportChanges.Changed::after)
                .containsExactly(tuple("phone:mobile", "070-1740605, 070-1740606", "070-1740605, 070-1740607"));
        assertThat(imports.apply(staged).counts()).isEqualTo(new ImportCounts(0, 1, 2, 0, 0));
        assertThat(card()).isEqualTo("1 Ek Lund +46701740605,+46701740607");
    }

    @Test
    void the_old_number_twice_is_as_wrong_as_any_other() throws IOException {
        run(BOTH);
        merge("1", "2");
        assertThat(run(BOTH + "2;Eck;Malmö;070-1740606;ja\n2;Annan;;;\n1;Tredje;;;\n"))
                .isEqualTo(new ImportCounts(0, 1, 2, 1, 2));
        assertThat(card()).startsWith("1 Ek Lund");
    }

    @Test
    void a_column_that_only_fills_asks_the_customer_that_was_kept() throws IOException {
        run(BOTH);
        merge("1", "2");
        var file = file("Kundnummer;Efternamn;Ort\n2;Eck;Ystad\n");
        var found = imports.look(file).getFirst().table();
        var table = new Table(found.form(), found.headings(), found.uses(), Set.of(1, 2));
        assertThat(imports.apply(imports.stage(file, "file", List.of(table), SWEDISH, "test"))
                        .counts())
                .isEqualTo(new ImportCounts(0, 0, 1, 0, 0));
        assertThat(card()).startsWith("1 Ek Lund");
    }

    @Test
    void a_merge_between_preview_and_import_is_seen() throws IOException {
        run(BOTH);
        var staged = stage(BOTH.replace("Ek;Lund", "Ek;Kivik"));
        merge("1", "2");
        assertThat(imports.apply(staged).counts().rejected()).isZero();
        assertThat(card()).isEqualTo("1 Ek Kivik +46701740605,+46701740606");
    }

    @Test
    void an_import_of_somebody_who_was_merged_since_stays() throws IOException {
        run("Kundnummer;Efternamn;Ort\n1;Ek;\n");
        clock.advance(Duration.ofHours(1));
        run("Kundnummer;Efternamn;Ort\n2;Eck;Malmö\n");
        var undo = new ImportUndo(imports, store, database.transaction(), consents, List.of(), clock);
        var upload = ((ImportUndo.Answer.Possible) undo.look()).upload();
        merge("1", "2");
        assertThat(undo.undo(upload, "karin"))
                .as("a customer that the import brought is a part of another one")
                .isEqualTo(new ImportUndo.Answer.Kept("file", Map.of("changed", 1)));

        clock.advance(Duration.ofHours(1));
        run("Kundnummer;Efternamn;Ort\n4;By;\n5;By;\n");
        clock.advance(Duration.ofHours(1));
        run("Kundnummer;Efternamn;Ort\n5;By;Ystad\n");
        var changed = ((ImportUndo.Answer.Possible) undo.look()).upload();
        merge("4", "5");
        assertThat(undo.undo(changed, "karin"))
                .as("a customer that the import changed is")
                .isEqualTo(new ImportUndo.Answer.Kept("file", Map.of("changed", 1)));
        assertThat(customers.byNumber("4").orElseThrow().version()).isEqualTo(2);
    }

    private void merge(String kept, String gone) {
        var one = customers.byNumber(kept).orElseThrow();
        var two = customers.byNumber(gone).orElseThrow();
        assertThat(merging.merge(
                        new Merging.Side(one.id(), one.version()),
                        new Merging.Side(two.id(), two.version()),
                        new Merging.Picked(Set.of()),
                        "karin"))
                .isInstanceOf(Merging.Outcome.Merged.class);
    }

    private String card() {
        return jdbc.sql("""
                SELECT concat_ws(' ', c.number, c.last_name, c.city,
                           (SELECT string_agg(p.address, ',' ORDER BY p.address)
                            FROM customer.contact_point p WHERE p.customer_id = c.id))
                FROM customer.customer c WHERE c.number = '1'
                """).query(String.class).single();
    }

    private Imports.Staged stage(String text) throws IOException {
        var file = file(text);
        return imports.stage(file, "file", imports.open(file), SWEDISH, "test");
    }

    private ImportCounts run(String text) throws IOException {
        return imports.apply(stage(text)).counts();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("file.csv"), text);
    }
}
