package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.customer.ImportView.FileCell;
import utskick.customer.ImportView.FileRow;
import utskick.testing.Database;
import utskick.web.Assets;
import utskick.web.PageModel;
import utskick.web.Texts;

/// The file's own rows in the preview, with what is wrong marked.
class ImportCellsTest {

    @RegisterExtension
    static final Database database = new Database();

    @TempDir
    Path folder;

    private final JdbcClient jdbc = database.jdbc();
    private final ImportStore store = new ImportStore(jdbc);
    private final Imports imports = new Imports(
            database.dataSource(), database.transaction(), store, new RecordingConsents(jdbc), Clock.systemUTC());
    private final ImportCells cells = new ImportCells(store);

    @Test
    void a_rejected_row_is_shown_whole_with_the_wrong_cell_marked() throws IOException {
        var staged = stage("""
                Kundnummer;Efternamn;Mobil;Personnummer
                1;Ek;070-1740605;811228-9874
                ;Öst;inget;670919-9530
                1;Al;070-1740607;811228-9874
                2;Lo;070-1740608;811228-9874;extra
                """);
        var shown = cells.rejected(page(), staged, 0);
        assertThat(shown.of()).isEqualTo(3);
        assertThat(shown.tables()).hasSize(1);
        assertThat(shown.tables().getFirst().headings())
                .containsExactly("Kundnummer", "Efternamn", "Mobil", "Personnummer", "");
        var rows = shown.tables().getFirst().rows();
        assertThat(rows).extracting(FileRow::line).containsExactly(3, 4, 5);
        assertThat(rows.getFirst().reason()).isEqualTo("Raden har inget kundnummer.");
        assertThat(rows.getFirst().cells())
                .as("the number is wrong, so is the phone; the identity number is never shown")
                .containsExactly(
                        new FileCell("", true, ""),
                        new FileCell("Öst", false, ""),
                        new FileCell("inget", true, "Ord i stället för ett nummer."),
                        new FileCell("", false, ""));
        assertThat(rows.get(1).cells().getFirst()).isEqualTo(new FileCell("1", true, ""));
        assertThat(rows.get(2).cells().getLast()).isEqualTo(new FileCell("extra", true, ""));
        imports.cancel(staged);
    }

    @Test
    void rows_without_some_of_their_cells_come_a_page_at_a_time() throws IOException {
        var text = new StringBuilder("Kundnummer;Efternamn;Poäng\n");
        for (int i = 1; i <= 45; i++) {
            text.append(i).append(";Ek;").append(i % 2 == 0 ? "5" : "x" + i).append('\n');
        }
        var staged = stage(text.toString());
        var lines = new ArrayList<Integer>();
        for (int from = 0; from < 23; from += ImportViews.SHOWN) {
            var shown = cells.unusable(page(), staged, from);
            assertThat(shown.of()).isEqualTo(23);
            assertThat(shown.rows()).isEqualTo(from == 0 ? 20 : 3);
            for (var row : shown.tables().getFirst().rows()) {
                lines.add(row.line());
                assertThat(row.cells().get(2).wrong()).isTrue();
                assertThat(row.cells().get(2).text()).isEqualTo("x" + (row.line() - 1));
                assertThat(row.cells().getFirst().wrong()).isFalse();
            }
        }
        assertThat(lines).hasSize(23).doesNotHaveDuplicates().isSorted();
        assertThat(ImportCells.reasons(
                        page(),
                        store.findings.problems(staged.parts().getFirst().id(), 0, 0, 1)))
                .containsExactly(new RejectedRows.Reason(2, "Poäng: Inget tal."));
        imports.cancel(staged);
    }

    private Imports.Staged stage(String text) throws IOException {
        var file = Files.writeString(folder.resolve("kunder.csv"), text);
        return imports.stage(file, "kunder.csv", imports.open(file), ImportSettings.of("SE"), "test");
    }

    private static PageModel page() {
        return new PageModel(
                Texts.of("sv"),
                "/customers/import",
                "Karin",
                Set.of(),
                "",
                ZoneId.of("Europe/Stockholm"),
                new PageModel.Csrf("_csrf", "X-CSRF-TOKEN", "token"),
                new Assets(),
                false,
                true);
    }
}
