package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Workbooks as different programs write them: every cell is what the spreadsheet shows.
class WorkbookRowsTest {

    private static final String RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private static final String STRICT = "http://purl.oclc.org/ooxml/";

    @TempDir
    Path folder;

    private final Map<String, String> parts = new HashMap<>(Map.of(
            "xl/workbook.xml",
            "<workbook xmlns:r=\"" + RELATIONSHIPS + "\"><workbookPr/><sheets>"
                    + "<sheet name=\"A\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
                    + "<Relationship Id=\"r2\" Type=\"x/styles\" Target=\"/xl/styles.xml\"/>"
                    + "<Relationship Id=\"r3\" Type=\"x/sharedStrings\" Target=\"./sharedStrings.xml\"/>"
                    + "</Relationships>",
            "xl/sharedStrings.xml",
            "<sst><si><t>Ek</t><rPh sb=\"0\" eb=\"1\"><t>ek</t></rPh></si>\n<si>\n<r><t>Storg</t></r>\n<r><t>atan"
                    + "</t></r>\n</si><si><t>Box 1_x000D_\n_x005F_x000D__x00</t></si></sst>"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "000000              | 317                | 000317",
                "00000               | 1.0E2              | 00100",
                "00\\-000            | 950                | 00-950",
                "000\\ 00            | 11122              | 111 22",
                "\"+\"0              | 358401234567       | +358401234567",
                "0.00E+00            | 4.67017406E10      | 46701740600",
                "-                   | 70.099999999999994 | 70.1",
                "-                   | 9752123412341234   | 9752123412341234",
                "# ##0               | 1250               | 1250",
                "#,##0.00            | -1250.50           | -1250.5",
                "0\" st\"            | 12                 | 12",
                "yyyy\\-mm\\-dd      | 45321.999988       | 2024-01-30",
                "[$-41D]d mmmm yyyy  | 45321              | 2024-01-30",
                "d.m.yyyy            | 59                 | 1900-02-28",
                "d.m.yyyy            | 60                 | 60",
                "d.m.yyyy            | 0                  | 0",
                "d.m.yyyy            | -3                 | -3",
                "d.m.yyyy            | 1000000000         | 1000000000",
                "h:mm                | 0.5                | 12:00",
                "-                   | 1E400000000        | 1E400000000",
                "-                   | 070-1              | 070-1",
            })
    void a_number_is_what_its_cell_shows(@Nullable String format, String stored, String shown) throws IOException {
        styled(format);
        assertThat(cells("<row><c s=\"1\"><v>" + stored + "</v></c></row>")).containsExactly(List.of(shown));
    }

    @Test
    void days_are_counted_from_1904_where_the_workbook_says_so() throws IOException {
        styled("yyyy-mm-dd");
        for (var yes : List.of("1", "true")) {
            parts.computeIfPresent(
                    "xl/workbook.xml",
                    (name, xml) -> xml.replaceAll("<workbookPr[^>]*>", "<workbookPr date1904=\"" + yes + "\"/>"));
            assertThat(cells("<row><c s=\"1\"><v>43859</v></c><c s=\"1\"><v>0</v></c></row>"))
                    .containsExactly(List.of("2024-01-30", "1904-01-01"));
        }
    }

    @Test
    void texts_are_read_without_their_looks_and_pronunciation() throws IOException {
        assertThat(cells("<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c>"
                        + "<c t=\"inlineStr\"><is><r><t>Sm</t></r><r><t>ed</t></r></is></c>"
                        + "<c t=\"d\"><v>2024-01-30T00:00:00</v></c><c t=\"b\"><v>true</v></c></row>"))
                .containsExactly(List.of("Ek", "Storgatan", "Box 1\r\n_x000D__x00", "Smed", "2024-01-30", "TRUE"));
    }

    @Test
    void a_formula_counts_with_its_value_and_its_errors_are_faults() throws IOException {
        var row = rows("<row><c t=\"str\"><f>A1</f><v></v></c><c><f>A1</f><v/></c><c t=\"str\"><f>A1</f><v>Ek</v></c>"
                        + "<c t=\"e\"><f>A1</f><v>#N/A</v></c><c t=\"str\"><f>A1</f><v>#N/A</v></c>"
                        + "<c t=\"b\"><f>A1</f><v>1</v></c></row>")
                .getFirst();
        assertThat(row.cells().subList(0, 3)).containsExactly("", "", "Ek");
        assertThat(row.cells().get(5)).isEqualTo("TRUE");
        assertThat(IntStream.range(0, 6).mapToObj(row::problem))
                .containsExactly(
                        null, "cell.formula_without_value", null, "cell.error_value", "cell.error_value", null);
    }

    @Test
    void cells_and_rows_without_a_place_follow_the_one_before() throws IOException {
        assertThat(cells("<row r=\"2\"><c r=\"B2\"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"))
                .containsExactly(List.of(), List.of("", "1", "2"), List.of("3"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<row r=\"3\"/><row r=\"2\"/>",
                "<row r=\"2\"/><row r=\"2\"/>",
                "<row r=\"x\"/>",
                "<row><c t=\"s\"><v>2000000000</v></c></row>",
                "<row><c t=\"s\"><v>-1</v></c></row>",
                "<row><c s=\"4294967295\"><v>1</v></c></row>",
                "<row><c r=\"1\"><v>1</v></c></row>",
                "<row><c><v>1</c></row>",
            })
    void what_contradicts_itself_is_refused(String rows) {
        assertThatThrownBy(() -> cells(rows))
                .isInstanceOfSatisfying(
                        ImportRefused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(ImportRefused.Reason.FILE_IS_DAMAGED));
    }

    @Test
    void a_document_type_after_a_long_comment_is_refused() {
        parts.put(
                "xl/worksheets/sheet1.xml",
                "<!--" + " ".repeat(9_000) + "--><!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>");
        assertThatThrownBy(() -> read("A"))
                .isInstanceOfSatisfying(
                        ImportRefused.class,
                        refused ->
                                assertThat(refused.reason()).isEqualTo(ImportRefused.Reason.DOCUMENT_TYPE_IN_WORKBOOK));
    }

    @Test
    void a_strict_workbook_with_prefixes_is_read() throws IOException {
        parts.replaceAll((name, xml) -> xml.replace(RELATIONSHIPS, STRICT + "officeDocument/relationships"));
        parts.put(
                "xl/worksheets/sheet1.xml",
                "<x:worksheet xmlns:x=\"" + STRICT + "spreadsheetml/main\"><x:dimension ref=\"A1\"/><x:sheetData>"
                        + "<x:row><x:c t=\"s\"><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>");
        assertThat(read("A").getFirst().cells()).containsExactly("Ek");
    }

    @Test
    void sheets_that_no_spreadsheet_shows_are_left_out() throws IOException {
        parts.put(
                "xl/workbook.xml",
                "<workbook xmlns:r=\"" + RELATIONSHIPS + "\"><sheets>"
                        + "<sheet name=\"A\" r:id=\"r1\"/><sheet name=\"B\" state=\"hidden\" r:id=\"r1\"/>"
                        + "<sheet name=\"C\" state=\"veryHidden\" r:id=\"r1\"/></sheets></workbook>");
        parts.put("xl/worksheets/sheet1.xml", "<worksheet/>");
        assertThat(WorkbookRows.sheets(file())).containsExactly("A", "B");
    }

    private void styled(@Nullable String format) {
        parts.put(
                "xl/styles.xml",
                "<styleSheet>"
                        + (format == null
                                ? ""
                                : "<numFmts><numFmt numFmtId=\"164\" formatCode=\"" + format.replace("\"", "&quot;")
                                        + "\"/></numFmts>")
                        + "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"" + (format == null ? 0 : 164)
                        + "\"/></cellXfs><dxfs><dxf><numFmt numFmtId=\"164\" formatCode=\"yyyy\"/></dxf></dxfs></styleSheet>");
    }

    private List<List<String>> cells(String rows) throws IOException {
        return rows(rows).stream().map(SourceRow::cells).toList();
    }

    private List<SourceRow> rows(String rows) throws IOException {
        parts.put("xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>");
        return read("A");
    }

    private List<SourceRow> read(String sheet) throws IOException {
        var file = file();
        assertThat(WorkbookRows.sheets(file)).contains(sheet);
        var read = new ArrayList<SourceRow>();
        try (var rows = WorkbookRows.open(file, sheet)) {
            for (var row = rows.next(); row != null; row = rows.next()) {
                read.add(row);
            }
        }
        return read;
    }

    private Path file() throws IOException {
        parts.putIfAbsent("xl/styles.xml", "<styleSheet/>");
        var file = folder.resolve("book.xlsx");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (var part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }
}
