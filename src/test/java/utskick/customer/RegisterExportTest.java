package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openpdf.text.pdf.PdfReader;
import org.openpdf.text.pdf.parser.PdfTextExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.kernel.Channel;
import utskick.kernel.SqlQuery;
import utskick.testing.Database;
import utskick.web.Texts;

/// What leaves the register: whole, harmless, and without those whose identity is protected.
final class RegisterExportTest {

    @RegisterExtension
    static final Database database = new Database();

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T09:00:00Z"), ZoneOffset.UTC);
    private static final SqlQuery EVERYBODY = new SqlQuery("SELECT id FROM customer.customer", Map.of());
    private static final String FILE = """
            Kundnummer;Förnamn;Efternamn;Företag;Mobil;Telefon, hem;E-post;Gatuadress;Postnummer;Ort;Land;Språk;Butik;Kategori;Grupper;Födelsedag;Poäng;Saldo;Senaste köp;Skyddad identitet
            00017;Åsa;Lindström;;070-174 06 05;046-12 34 56;asa@example.com;Storgatan 1;222 22;Lund;SE;sv;Lund;Guld;Barn, Vip;1985-03-01;10,5;-1250,00;2026-11-14;nej
            00018;Σοφία;Σταύρου;;+306912345678;;;;;Αθήνα;GR;el;Lund;;;;0;;;nej
            00019;=1+1;@Wójcik;;;;l@example.com;;;;PL;pl;;;;;;;;nej
            00020;Hemlig;Hemligsson;;070-174 06 11;;;;;;SE;sv;;;;;;;;ja
            F1;;;Café "Ängen"; Lund AB;070-174 06 23;;;;;;SE;sv;;;;;;;;nej
            """.replace("Café \"Ängen\"; Lund AB", "\"Café \"\"Ängen\"\"; Lund AB\"");

    @TempDir
    Path folder;

    private final JdbcClient jdbc = database.jdbc();
    private final Imports imports = new Imports(
            database.dataSource(), database.transaction(), new ImportStore(jdbc), new RecordingConsents(jdbc), CLOCK);
    private final RegisterExport export = new RegisterExport(jdbc, database.transaction(), new EverybodyYes());

    @BeforeEach
    void register() throws IOException {
        jdbc.sql("TRUNCATE customer.customer, customer.store, customer.customer_group, customer.custom_field CASCADE")
                .update();
        imports.run(write(FILE), "kunder.csv", ImportSettings.of("SE"), "karin");
        assertThat(jdbc.sql("SELECT count(*) FROM customer.customer")
                        .query(Long.class)
                        .single())
                .isEqualTo(5);
    }

    @Test
    void a_text_file_has_all_but_the_protected_and_no_formula() throws IOException {
        var text = csv("sv");
        assertThat(text)
                .startsWith("\ufeffKundnummer;")
                .doesNotContain("Hemlig")
                .doesNotContain(";=")
                .doesNotContain(";@");
        assertThat(text)
                .contains("00017;")
                .contains(";+46701740605;+4646123456;")
                .contains(";10,50;-1250,00;SEK;2026-11-14;")
                .contains("'=1+1;'@Wójcik;")
                .contains("\"Café \"\"Ängen\"\"; Lund AB\"")
                .contains("Σταύρου");
        assertThat(text.lines()).hasSize(5);
        assertThat(export.count(EVERYBODY)).isEqualTo(4);
        assertThat(csv("en")).contains(",10.50,-1250.00,SEK,2026-11-14,");
    }

    @ParameterizedTest
    @CsvSource({"sv,SE", "fi,FI", "el,GR", "pl,PL", "en,SE"})
    void what_was_exported_can_be_brought_back_and_changes_nothing(String language, String country) throws IOException {
        jdbc.sql("DELETE FROM customer.customer WHERE number = '00020'").update();
        jdbc.sql("UPDATE customer.customer SET external_id = 'K-7', status = 'deceased' WHERE number = '00017'")
                .update();
        jdbc.sql("""
                INSERT INTO customer.contact_point (customer_id, position, reachable, channel, label, address, as_entered)
                SELECT c.id, 5 + p.position, true, p.channel, p.label, p.address, p.address
                FROM customer.customer c
                CROSS JOIN (VALUES (0, 'SMS', 'mobile', '+46701740699'), (1, 'SMS', 'mobile', '+46701740698'),
                                   (2, 'EMAIL', 'email', 'ek@example.com'), (3, 'EMAIL', 'invoice', 'faktura@example.com'))
                           AS p (position, channel, label, address)
                WHERE c.number = '00017'
                """).update();
        var dump = dump();
        var before = csv(language);
        var counts = imports.run(write(before), "export.csv", ImportSettings.of(country), "karin");
        assertThat(counts.rejected()).isZero();
        assertThat(counts.added()).isZero();
        assertThat(csv(language)).isEqualTo(before);
        assertThat(dump()).isEqualTo(dump);
        var table = imports.open(folder.resolve("file.csv")).getFirst();
        assertThat(table.uses()).extracting(ColumnUse::field).doesNotContain(Field.CUSTOM);

        // into an empty register it brings everything but what an import has no word for
        jdbc.sql("TRUNCATE customer.customer CASCADE").update();
        assertThat(imports.run(write(before), "export.csv", ImportSettings.of(country), "karin")
                        .added())
                .isEqualTo(4);
        assertThat(dump())
                .isEqualTo(dump.stream()
                        .map(line -> line.replace("EMAIL invoice faktura@example.com,", ""))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"sv,SE", "fi,FI", "el,GR", "pl,PL", "en,SE"})
    void a_workbook_that_was_exported_can_be_brought_back_and_changes_nothing(String language, String country)
            throws IOException {
        jdbc.sql("DELETE FROM customer.customer WHERE number = '00020'").update();
        jdbc.sql("UPDATE customer.customer SET balance = -1234567.8 WHERE number = '00018'")
                .update();
        var dump = dump();
        var before = csv(language);
        var workbook = Files.write(folder.resolve("export.xlsx"), workbook(language));
        var counts = imports.run(workbook, "export.xlsx", ImportSettings.of(country), "karin");
        assertThat(counts.rejected()).isZero();
        assertThat(counts.added()).isZero();
        assertThat(csv(language)).isEqualTo(before);
        assertThat(dump()).isEqualTo(dump);

        // into an empty register it brings everything
        jdbc.sql("TRUNCATE customer.customer CASCADE").update();
        assertThat(imports.run(workbook, "export.xlsx", ImportSettings.of(country), "karin")
                        .added())
                .isEqualTo(4);
        assertThat(csv(language)).isEqualTo(before);
        assertThat(dump()).isEqualTo(dump);
    }

    private List<String> dump() {
        return jdbc.sql("""
                SELECT concat_ws('|', c.number, c.external_id, c.first_name, c.last_name, c.status, c.balance, c.custom,
                                 string_agg(concat_ws(' ', p.channel, p.label, p.address), ',' ORDER BY p.channel, p.label, p.position))
                FROM customer.customer c LEFT JOIN customer.contact_point p ON p.customer_id = c.id
                GROUP BY c.id ORDER BY c.number
                """).query(String.class).list();
    }

    @ParameterizedTest
    @CsvSource({
        "sv,SE,Skostorlek,ja",
        "fi,FI,Kengänkoko,kyllä",
        "el,GR,Kengänkoko,ναι",
        "pl,PL,Kengänkoko,tak",
        "en,SE,Shoe size,yes"
    })
    void own_fields_and_sums_leave_by_their_kind_and_can_be_brought_back(
            String language, String country, String heading, String yes) throws IOException {
        jdbc.sql("DELETE FROM customer.customer WHERE number <> '00017'").update();
        jdbc.sql("""
                INSERT INTO customer.custom_field (key, kind, names, choices, position) VALUES
                    ('shoe_size', 'number', '{"sv": "Skostorlek", "fi": "Kengänkoko", "en": "Shoe size"}', '{}', 1),
                    ('club', 'yes_no', '{"sv": "Klubben"}', '{}', 2),
                    ('since', 'date', '{"sv": "Medlem sedan"}', '{}', 3),
                    ('shirt', 'choice', '{"sv": "Tröja"}', '{"S", "M"}', 4)
                """).update();
        var values = "{\"club\": true, \"shirt\": \"M\", \"since\": \"2026-03-01\", \"shoe_size\": 42.5}";
        jdbc.sql(
                        "UPDATE customer.customer SET bought_12_months = 1234.5, purchases_12_months = 7, custom = :own::jsonb")
                .param("own", values)
                .update();
        var before = csv(language);
        var separator = language.equals("en") ? "," : ";";
        assertThat(before.lines().findFirst().orElseThrow())
                .contains(String.join(separator, heading, "Klubben", "Medlem sedan", "Tröja"));
        assertThat(before)
                .contains(language.equals("en") ? "1234.50,,,7" : "1234,50;;;7")
                .contains(String.join(separator, language.equals("en") ? "42.5" : "42,5", yes, "2026-03-01", "M"));

        jdbc.sql("UPDATE customer.customer SET bought_12_months = NULL, purchases_12_months = 1, custom = '{}'")
                .update();
        var counts = imports.run(write(before), "export.csv", ImportSettings.of(country), "karin");
        assertThat(counts).isEqualTo(new ImportCounts(0, 1, 0, 0, 0));
        assertThat(jdbc.sql("SELECT custom FROM customer.customer")
                        .query(String.class)
                        .single())
                .isEqualTo(values);
        assertThat(csv(language)).isEqualTo(before);
    }

    @Test
    void a_workbook_has_types_and_keeps_zeros() throws IOException {
        try (var workbook = new ReadableWorkbook(new ByteArrayInputStream(workbook("sv")));
                var rows = workbook.getFirstSheet().openStream()) {
            var all = rows.toList();
            assertThat(all).hasSize(5);
            assertThat(all.get(1).getCellText(0)).isEqualTo("00017");
            var first = all.get(1);
            assertThat(first.stream().map(cell -> cell == null ? "" : cell.getText()))
                    .contains("Åsa", "+46701740605", "10.50");
            assertThat(all.get(3).getCellText(2)).isEqualTo("=1+1");
            assertThat(all.get(3).getCell(2).getFormula()).isNull();
        }
    }

    @Test
    void a_print_has_the_letters_of_all_languages_and_its_headings_on_every_page() throws IOException {
        jdbc.sql("""
                INSERT INTO customer.customer (number, first_name, last_name, created_at, changed_at)
                SELECT 'M' || i, 'Łukasz', 'Żak', now(), now() FROM generate_series(1, 200) i
                """).update();
        var bytes = new ByteArrayOutputStream();
        try (var print = new PdfPrint(
                bytes, "204 kunder", List.of(new PrintColumn("Nummer", false), new PrintColumn("Kund", false)))) {
            export.rows(EVERYBODY, row -> print.row(List.of(row.number(), row.name())));
        }
        var pages = new ArrayList<String>();
        try (var reader = new PdfReader(bytes.toByteArray())) {
            assertThat(reader.getNumberOfPages()).isGreaterThan(3);
            var extractor = new PdfTextExtractor(reader);
            for (int i = 1; i <= reader.getNumberOfPages(); i++) {
                pages.add(extractor.getTextFromPage(i));
            }
        }
        assertThat(pages).allSatisfy(page -> assertThat(page).contains("Nummer"));
        assertThat(String.join(" ", pages))
                .contains("Åsa Lindström")
                .contains("Σοφία Σταύρου")
                .contains("Łukasz Żak")
                .contains("M200")
                .doesNotContain("Hemlig");
    }

    @Test
    void a_formula_is_made_text_and_a_number_is_not_spoiled() {
        for (var text :
                List.of("=1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "+A1", "-", "\uff1d1+1", "\t=1", "\r=1")) {
            assertThat(CsvExport.harmless(text)).isEqualTo("'" + text);
        }
        for (var text : List.of("+46701740605", "+46 (0)70-174 06 05", "-12.5", "-12,5", "Ek", "", "1=1")) {
            assertThat(CsvExport.harmless(text)).isEqualTo(text);
        }
    }

    private String csv(String language) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var file = new CsvExport(bytes, language)) {
            export.whole(EVERYBODY, Texts.of(language), file);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private byte[] workbook(String language) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var file = new XlsxExport(new BufferedOutputStream(bytes), "Kunder")) {
            export.whole(EVERYBODY, Texts.of(language), file);
        }
        return bytes.toByteArray();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("file.csv"), text);
    }

    private static final class EverybodyYes implements ContactStandings {

        @Override
        public Map<Long, Standing> of(Collection<Long> customerIds) {
            return Map.of();
        }

        @Override
        public SqlQuery reachable(Channel channel) {
            return new SqlQuery("true", Map.of());
        }
    }
}
