package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import utskick.dispatch.ChildProgram;
import utskick.testing.Database;

/// Files that somebody made to hurt, or that a broken disk made: each ends in a clear answer within ten seconds, in a
/// program with a heap of 512 MB that goes on with the next.
class HostileFilesTest {

    @RegisterExtension
    static final Database database = new Database();

    @TempDir
    static Path folder;

    /// Of a processor: where others use the machine too, the same work takes longer by the clock.
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final String HEADER = "Kundnummer;Efternamn;Mobil\n";
    private static final String HEADINGS = "<row><c t=\"str\"><v>Kundnummer</v></c><c t=\"str\"><v>Mobil</v></c></row>";
    private static final String LAST_ROW = "<row><c><v>1</v></c><c><v>701740605</v></c></row>";
    private static ChildProgram program;
    private static PrintStream names;

    @BeforeAll
    static void start() throws IOException {
        program = ChildProgram.start(
                HostileFilesProgram.class,
                List.of(database.url(), database.user(), database.password()),
                Map.of(),
                folder.resolve("program.log"));
        names = new PrintStream(program.input(), true, StandardCharsets.UTF_8);
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @Test
    void an_archive_that_unpacks_without_end_is_refused() throws IOException {
        assertThat(outcome(workbook("bomb.xlsx", sheet -> {
                    var rows = "<row><c/></row>".repeat(1 << 16);
                    for (int i = 0; i < 200; i++) {
                        text(sheet, rows);
                    }
                })))
                .isEqualTo("FILE_EXPANDS_TOO_MUCH");
        var file = folder.resolve("bomb.csv.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            var line = "1;Ek;0701740605\n".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 200; i++) {
                out.write(line);
            }
        }
        assertThat(outcome(file)).isEqualTo("FILE_EXPANDS_TOO_MUCH");
    }

    @Test
    void an_archive_in_an_archive_is_no_register() throws IOException {
        byte[] inner = HEADER.getBytes(StandardCharsets.UTF_8);
        for (int depth = 0; depth < 40; depth++) {
            var bytes = new java.io.ByteArrayOutputStream();
            try (var zip = new ZipOutputStream(bytes)) {
                zip.putNextEntry(new ZipEntry("inner.zip"));
                zip.write(inner);
            }
            inner = bytes.toByteArray();
        }
        assertThat(outcome(Files.write(folder.resolve("deep.zip"), inner)))
                .isIn("CONTENT_IS_NOT_WHAT_THE_NAME_SAYS", "NOT_A_REGISTER");
    }

    @Test
    void a_line_of_a_gigabyte_is_refused() throws IOException {
        var file = folder.resolve("line.csv");
        try (var out = Files.newOutputStream(file)) {
            out.write((HEADER + "1;").getBytes(StandardCharsets.UTF_8));
            var piece = "a".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 1024; i++) {
                out.write(piece);
            }
        }
        assertThat(outcome(file)).isEqualTo("NOT_A_REGISTER");
        Files.delete(file);
    }

    @Test
    void a_gigabyte_of_nothing_is_no_register() throws IOException {
        var file = folder.resolve("zeros.csv");
        try (var out = new java.io.RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(1 << 30);
        }
        assertThat(outcome(file)).isEqualTo("NOT_A_REGISTER");
    }

    @Test
    void ten_thousand_columns_are_refused() throws IOException {
        var row = "x;".repeat(10_000) + "\n";
        assertThat(outcome(Files.writeString(folder.resolve("wide.csv"), row.repeat(50))))
                .isEqualTo("TOO_MANY_COLUMNS");
        assertThat(outcome(workbook(
                        "wide.xlsx",
                        sheet -> text(
                                sheet,
                                "<worksheet><sheetData><row r=\"1\">" + "<c><v>1</v></c>".repeat(2_000_000)
                                        + random(1 << 20) + "</row></sheetData></worksheet>"))))
                .isIn("TOO_MANY_COLUMNS", "FILE_EXPANDS_TOO_MUCH");
    }

    @Test
    void quotation_marks_without_end_are_letters_or_refused() throws IOException {
        assertThat(outcome(Files.writeString(folder.resolve("quotes.csv"), HEADER + "1;" + "\"".repeat(60 << 20))))
                .isEqualTo("NOT_A_REGISTER");
        assertThat(outcome(Files.writeString(
                        folder.resolve("open.csv"), HEADER + "\"1;\"Ek;\"0701740605\n".repeat(100_000))))
                .isEqualTo("ROWS_100000");
    }

    @Test
    void laughs_by_the_billion_are_refused() throws IOException {
        var laughs = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a0 \"ha\">");
        for (int i = 1; i < 30; i++) {
            laughs.append("<!ENTITY a%d \"&a%d;&a%d;\">".formatted(i, i - 1, i - 1));
        }
        assertThat(outcome(workbook("laughs.xlsx", sheet -> text(sheet, laughs + "]><worksheet>&a29;</worksheet>"))))
                .isEqualTo("DOCUMENT_TYPE_IN_WORKBOOK");
    }

    @Test
    void texts_that_do_not_fit_into_memory_are_refused() throws IOException {
        assertThat(outcome(file("strings.xlsx", "xl/sharedStrings.xml", strings -> {
                    text(strings, "<sst>");
                    for (int i = 0; i < 90; i++) {
                        text(strings, "<si><t>" + random(1 << 19) + "</t></si><si><t>" + random(1 << 19) + "</t></si>");
                    }
                    text(strings, "</sst>");
                })))
                .isEqualTo("FILE_EXPANDS_TOO_MUCH");
        assertThat(outcome(workbook(
                        "cell.xlsx",
                        sheet -> text(
                                sheet,
                                "<worksheet><sheetData><row r=\"1\"><c><v>" + random(60 << 20)
                                        + "</v></c></row></sheetData></worksheet>"))))
                .isEqualTo("NOT_A_REGISTER");
    }

    @Test
    void cells_and_rows_where_no_sheet_has_any_are_refused() throws IOException {
        for (var row : List.of(
                "<row r=\"1\"><c r=\"ZZZZZZ1\"><v>1</v></c></row>", "<row r=\"999999999\"><c><v>1</v></c></row>")) {
            assertThat(outcome(workbook(
                            "far.xlsx",
                            sheet -> text(sheet, "<worksheet><sheetData>" + row + "</sheetData></worksheet>"))))
                    .as(row)
                    .isEqualTo("FILE_IS_DAMAGED");
        }
    }

    @Test
    void a_workbook_that_is_deep_or_lies_elsewhere_is_refused() throws IOException {
        assertThat(outcome(workbook("deep.xlsx", sheet -> text(sheet, "<a>".repeat(20_000_000)))))
                .isEqualTo("TOO_MANY_COLUMNS");
        assertThat(outcome(file("deep.xlsx", "xl/sharedStrings.xml", texts -> text(texts, "<a>".repeat(20_000_000)))))
                .isEqualTo("FILE_IS_DAMAGED");
        assertThat(outcome(file("elsewhere.xlsx", "xl/sheet.xml", sheet -> {
                    text(sheet, "<worksheet><sheetData><row>");
                    text(sheet, "<c/>".repeat(15_000_000));
                    text(sheet, "</row></sheetData></worksheet>");
                })))
                .isEqualTo("TOO_MANY_COLUMNS");
    }

    @Test
    void a_sheet_of_the_largest_size_with_hardly_anything_in_it_is_read() throws IOException {
        assertThat(outcome(workbook("long.xlsx", sheet -> {
                    text(sheet, "<worksheet><sheetData>" + HEADINGS + LAST_ROW + "<row/>".repeat(1_048_573));
                    text(sheet, LAST_ROW + "</sheetData></worksheet>");
                })))
                .startsWith("ROWS_");
        assertThat(outcome(workbook("broad.xlsx", sheet -> {
                    text(sheet, "<worksheet><sheetData>" + HEADINGS);
                    for (int row = 2; row < 10_000; row++) {
                        text(sheet, "<row><c><v>1</v></c><c><v>701740605</v></c><c r=\"XFD%d\"/></row>".formatted(row));
                    }
                    text(sheet, "</sheetData></worksheet>");
                })))
                .startsWith("ROWS_");
    }

    @Test
    void numbers_without_end_and_texts_that_are_not_there_do_no_harm() throws IOException {
        assertThat(outcome(workbook(
                        "numbers.xlsx",
                        sheet -> text(
                                sheet,
                                "<worksheet><sheetData>" + HEADINGS
                                        + "<row><c><v>1E999999999</v></c><c><v>-1E-999999999</v></c></row>"
                                        + "</sheetData></worksheet>"))))
                .isEqualTo("ROWS_1");
        assertThat(outcome(workbook(
                        "index.xlsx",
                        sheet -> text(
                                sheet,
                                "<worksheet><sheetData><row><c t=\"s\"><v>2147483647</v></c></row></sheetData>"
                                        + "</worksheet>"))))
                .isEqualTo("FILE_IS_DAMAGED");
    }

    private static String outcome(Path file) throws IOException {
        names.println(file);
        var answer = program.line().split(" ");
        assertThat(Duration.ofMillis(Long.parseLong(answer[1])))
                .as("time that %s took", file.getFileName())
                .isLessThan(LONGEST);
        return answer[0];
    }

    @FunctionalInterface
    private interface Writing {
        void write(OutputStream out) throws IOException;
    }

    private static Path workbook(String name, Writing sheet) throws IOException {
        return file(name, "xl/worksheets/sheet1.xml", sheet);
    }

    /// A workbook one part of which is not as it should be.
    private static Path file(String name, String part, Writing content) throws IOException {
        var parts = new ArrayList<>(List.of(
                Map.entry(
                        "xl/workbook.xml",
                        "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
                                + "<sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"),
                Map.entry(
                        "xl/_rels/workbook.xml.rels",
                        "<Relationships><Relationship Id=\"r1\" Type=\"worksheet\" Target=\"%s\"/>"
                                        .formatted(part.contains("sheet") ? "/" + part : "worksheets/sheet1.xml")
                                + "</Relationships>")));
        var file = folder.resolve(name);
        try (var zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            zip.setLevel(Deflater.BEST_SPEED);
            for (var entry : parts) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                text(zip, entry.getValue());
            }
            zip.putNextEntry(new ZipEntry(part));
            content.write(zip);
        }
        return file;
    }

    private static void text(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Digits that do not pack well.
    private static String random(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ('0' + (bytes[i] & 63));
            if (bytes[i] == '<' || bytes[i] == '>') {
                bytes[i] = 'x';
            }
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
