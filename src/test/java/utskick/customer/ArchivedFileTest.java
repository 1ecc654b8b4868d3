package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A register that somebody packed before handing it over.
class ArchivedFileTest {

    private static final byte[] REGISTER =
            "Kundnummer;Efternamn\n17;Ek\n00017;Åkesson\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @Test
    void the_only_text_of_an_archive_is_read_wherever_it_lies_in_it() throws IOException {
        var file = zip(Map.of("../../export/kunder.csv", REGISTER));
        assertThat(cells(file)).containsExactly(List.of("17", "Ek"), List.of("00017", "Åkesson"));
        assertThat(Files.list(folder)).containsExactly(file);
    }

    @Test
    void the_only_workbook_of_an_archive_is_read_and_its_copy_goes() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var book = new Workbook(bytes, "Test", "1.0")) {
            var sheet = book.newWorksheet("Kunder");
            sheet.value(0, 0, "Kundnummer");
            sheet.value(0, 1, "Efternamn");
            sheet.value(1, 0, 17);
            sheet.value(1, 1, "Ek");
        }
        assertThat(cells(zip(Map.of("kunder.xlsx", bytes.toByteArray())))).containsExactly(List.of("17", "Ek"));
    }

    @Test
    void what_a_system_adds_to_an_archive_does_not_count() throws IOException {
        var entries = new LinkedHashMap<String, byte[]>();
        entries.put("__MACOSX/._kunder.csv", new byte[120]);
        entries.put("kunder.csv", REGISTER);
        entries.put(".DS_Store", new byte[12]);
        assertThat(cells(zip(entries))).hasSize(2);
    }

    @Test
    void an_archive_of_several_files_or_none_is_refused() throws IOException {
        var two = zip(Map.of("a.csv", REGISTER, "b.csv", REGISTER));
        assertThatThrownBy(() -> open(two)).hasMessage("ARCHIVE_OF_SEVERAL_FILES");
        var none = zip(Map.of());
        assertThatThrownBy(() -> open(none)).hasMessage("EMPTY_FILE");
        var empty = zip(Map.of("a.csv", new byte[0]));
        assertThatThrownBy(() -> open(empty)).hasMessage("EMPTY_FILE");
        var document = zip(Map.of(
                "mimetype", "application/vnd.oasis.opendocument.spreadsheet".getBytes(StandardCharsets.US_ASCII)));
        assertThatThrownBy(() -> open(document)).hasMessage("CONTENT_IS_NOT_WHAT_THE_NAME_SAYS");
    }

    @Test
    void an_archive_under_a_password_and_half_of_one_are_refused() throws IOException {
        var bytes = Files.readAllBytes(zip(Map.of("a.csv", REGISTER)));
        bytes[6] |= 1;
        var locked = Files.write(folder.resolve("locked.zip"), bytes);
        assertThatThrownBy(() -> open(locked)).hasMessage("FILE_IS_PROTECTED");
        bytes[6] &= ~1;
        var half = Files.write(folder.resolve("half.zip"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> open(half)).hasMessage("FILE_IS_DAMAGED");
    }

    @Test
    void what_other_programs_call_a_table_is_no_register() throws IOException {
        for (var text : List.of(
                "{\"Kundnummer\": \"1\", \"Efternamn\": \"Ek\"}\n".repeat(9),
                "[{\"Kundnummer\": \"1\", \"Efternamn\": \"Ek\"}]",
                "<html><table><tr><td>Kundnummer</td></tr>\n<tr><td>1</td></tr></table></html>",
                "<?xml version=\"1.0\"?>\n<Workbook><Row>Kundnummer</Row></Workbook>")) {
            var file = Files.writeString(folder.resolve("kunder.csv"), text);
            assertThatThrownBy(() -> open(file)).as(text).hasMessage("NOT_A_REGISTER");
            var packed = zip(Map.of("kunder.csv", text.getBytes(StandardCharsets.UTF_8)));
            assertThatThrownBy(() -> open(packed)).as("packed").hasMessage("NOT_A_REGISTER");
        }
    }

    private static List<RegisterFile.Table> open(Path file) throws IOException {
        return new RegisterFile(file, new ColumnDictionary()).tables();
    }

    private static List<List<String>> cells(Path file) throws IOException {
        var cells = new ArrayList<List<String>>();
        try (var rows = new RegisterFile(file, new ColumnDictionary())
                .rows(open(file).getFirst().form())) {
            for (var row = rows.next(); row != null; row = rows.next()) {
                cells.add(row.cells());
            }
        }
        return cells;
    }

    private Path zip(Map<String, byte[]> entries) throws IOException {
        var file = Files.createTempFile(folder, "register", ".zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (var entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return file;
    }
}
