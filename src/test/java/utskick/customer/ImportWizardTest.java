package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.dhatim.fastexcel.Workbook;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.LinkedMultiValueMap;
import utskick.customer.ImportUndo.Answer;
import utskick.customer.RegisterFile.Table;
import utskick.kernel.SqlQuery;
import utskick.testing.Database;
import utskick.testing.TestClock;

/// What somebody decides about a file, and how it is taken back.
class ImportWizardTest {

    @RegisterExtension
    static final Database database = new Database();

    @TempDir
    Path folder;

    private static final ImportSettings SWEDISH = ImportSettings.of("SE");

    private final TestClock clock = new TestClock(Instant.parse("2026-11-22T09:00:00Z"));
    private final JdbcClient jdbc = database.jdbc();
    private final RecordingConsents consents = new RecordingConsents(jdbc);
    private final ImportStore store = new ImportStore(jdbc);
    private final Imports imports = new Imports(database.dataSource(), database.transaction(), store, consents, clock);
    private final ImportChanges changes = new ImportChanges(jdbc);
    private final ImportProfiles profiles = new ImportProfiles(jdbc, clock);
    private final List<Trace> traces = new ArrayList<>();

    private record Trace(String kind, int customers) implements ImportTraces {

        @Override
        public int count(SqlQuery customers, Instant since) {
            return this.customers;
        }
    }

    @BeforeEach
    void empty() {
        jdbc.sql("""
                TRUNCATE customer.customer, customer.store, customer.customer_group, customer.import_run,
                         customer.import_undo, customer.import_profile CASCADE
                """).update();
    }

    @Test
    void rows_find_their_customer_by_email_whatever_their_number() throws IOException {
        run("Kundnummer;Efternamn;E-post;Poäng\n1;Ek;asa@example.com;10\n2;Öst;bo@example.com;20\n");
        var counts = run(
                "Efternamn;E-post;Poäng\nEk;ASA@example.com;11\nNy;ny@example.com;5\nNy;ny@example.com;6\nIngen;;1\n",
                SWEDISH.with(MatchBy.EMAIL, ConsentGround.CONSENT));
        assertThat(counts).isEqualTo(new ImportCounts(1, 1, 0, 0, 2));
        assertThat(points("1")).isEqualByComparingTo("11");
        assertThat(jdbc.sql("SELECT number FROM customer.customer WHERE last_name = 'Ny'")
                        .query(String.class)
                        .single())
                .matches("U\\d{6}");
    }

    @Test
    void an_address_of_two_customers_finds_neither() throws IOException {
        run("Kundnummer;Efternamn;Mobil\n1;Ek;070-1740605\n2;Ek;070-1740605\n");
        var file = file("Mobil;Efternamn\n+46701740605;Al\n");
        var staged = stage(file, SWEDISH.with(MatchBy.PHONE, ConsentGround.CONSENT), Set.of());
        assertThat(staged.counts()).isEqualTo(new ImportCounts(0, 0, 0, 0, 1));
        assertThat(store.findings.rejected(staged.parts().getFirst().id(), 10))
                .extracting(RejectedRow::reason)
                .containsExactly("several_customers");
    }

    @Test
    void an_id_of_another_system_belongs_to_one_customer() throws IOException {
        var external =
                table("Kundnummer;Efternamn;Id\n1;Ek;a1\n2;Öst;a2\n3;Al;a1\n", Map.of(2, "external_id"), Set.of());
        assertThat(apply(external, SWEDISH)).isEqualTo(new ImportCounts(2, 0, 0, 0, 1));
        var other = table("Efternamn;Id\nEkström;a1\n", Map.of(1, "external_id"), Set.of());
        assertThat(apply(other, SWEDISH.with(MatchBy.EXTERNAL_ID, ConsentGround.CONSENT)))
                .isEqualTo(new ImportCounts(0, 1, 0, 0, 0));
        assertThat(name("1")).isEqualTo("Ekström");
    }

    @Test
    void a_column_that_only_fills_leaves_what_stands_there() throws IOException {
        run("Kundnummer;Efternamn;Ort;Mobil;Grupper;Skostorlek\n1;Ek;Lund;070-1740605;Vip;42\n2;Öst;;;;\n");
        var text = "Kundnummer;Efternamn;Ort;Mobil;Grupper;Skostorlek\n1;Ekman;Malmö;070-1740606;Barn;43\n"
                + "2;Östman;Ystad;070-1740607;Barn;44\n";
        var filling = table(text, Map.of(), Set.of(2, 3, 4, 5));
        assertThat(apply(filling, SWEDISH)).isEqualTo(new ImportCounts(0, 2, 0, 0, 0));
        assertThat(values("1")).isEqualTo("Ekman Lund +46701740605 Vip 42");
        assertThat(values("2")).isEqualTo("Östman Ystad +46701740607 Barn 44");
        assertThat(apply(filling, SWEDISH))
                .as("the same again changes nothing")
                .isEqualTo(new ImportCounts(0, 0, 2, 0, 0));
    }

    @Test
    void what_was_emptied_between_preview_and_import_is_filled() throws IOException {
        run("Kundnummer;Efternamn;Ort\n1;Ek;Lund\n");
        var table = table("Kundnummer;Efternamn;Ort\n1;Ek;Malmö\n", Map.of(), Set.of(2));
        var staged = imports.stage(table.path(), "file", List.of(table.table()), SWEDISH, "test");
        assertThat(staged.counts().unchanged()).isEqualTo(1);
        jdbc.sql("UPDATE customer.customer SET city = '', version = version + 1")
                .update();
        assertThat(imports.apply(staged).counts().changed()).isEqualTo(1);
        assertThat(jdbc.sql("SELECT city FROM customer.customer")
                        .query(String.class)
                        .single())
                .isEqualTo("Malmö");
    }

    @Test
    void each_changed_value_is_shown_with_what_stands_there_now() throws IOException {
        run("Kundnummer;Efternamn;Ort;Mobil;Poäng;Grupper;Skostorlek\n1;Ek;Lund;070-1740605;10;Vip;42\n2;Öst;;;;;\n");
        var staged = stage(
                file("Kundnummer;Efternamn;Ort;Mobil;Poäng;Grupper;Skostorlek\n"
                        + "1;Ek;Malmö;070-1740606;10;Barn,Vip;43\n2;Öst;;;;;\n"),
                SWEDISH,
                Set.of());
        var part = staged.parts().getFirst();
        assertThat(changes.page(part.id(), part.table(), 20, 0))
                .extracting(ImportChanges.Changed::use, ImportChanges.Changed::before, ImportChanges.Changed::after)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("city", "Lund", "Malmö"),
                        org.assertj.core.groups.Tuple.tuple("phone:mobile", "070-1740605", "070-1740606"),
                        org.assertj.core.groups.Tuple.tuple("groups", "Vip", "Barn, Vip"),
                        org.assertj.core.groups.Tuple.tuple("custom:Skostorlek", "42", "43"));
        assertThat(changes.page(part.id(), part.table(), 20, 1)).isEmpty();
    }

    @Test
    void the_last_import_is_undone_as_a_whole() throws IOException {
        run("Kundnummer;Efternamn;Ort;Mobil;Grupper;Poäng\n1;Ek;Lund;070-1740605;Vip;10\n2;Öst;Ystad;;;\n");
        var before = dump();
        clock.advance(Duration.ofHours(1));
        run("Kundnummer;Efternamn;Ort;Mobil;Grupper;Poäng\n1;Al;Malmö;070-1740606;Barn;11\n2;Öst;Ystad;;;\n3;Ny;;;;\n");
        assertThat(dump()).isNotEqualTo(before);

        var undo = undo();
        var possible = (Answer.Possible) undo.look();
        assertThat(possible.removed()).isEqualTo(1);
        assertThat(possible.restored()).isEqualTo(1);
        assertThat(imported(possible.upload())).as("for selections").containsExactly("1 changed", "3 new");
        assertThat(undo.undo(possible.upload(), "karin")).isInstanceOf(Answer.Possible.class);
        assertThat(imported(possible.upload())).isEmpty();
        assertThat(dump()).isEqualTo(before);
        assertThat(undo.undo(possible.upload(), "karin")).as("a second press").isInstanceOf(Answer.Gone.class);
        assertThat(undo.look()).as("the one before is not offered").isInstanceOf(Answer.Gone.class);
    }

    @Test
    void an_import_that_something_depends_on_stays() throws IOException {
        run("Kundnummer;Efternamn\n1;Ek\n2;Öst\n");
        var upload = ((Answer.Possible) undo().look()).upload();
        jdbc.sql("UPDATE customer.customer SET version = version + 1 WHERE number = '1'")
                .update();
        traces.add(new Trace("messages", 2));
        traces.add(new Trace("consents", 0));
        assertThat(undo().undo(upload, "karin"))
                .isEqualTo(new Answer.Kept("file", Map.of("changed", 1, "messages", 2)));
        assertThat(jdbc.sql("SELECT count(*) FROM customer.customer")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    @Test
    void a_workbook_is_undone_with_all_its_sheets() {
        var path = Path.of("src/test/resources/registers/finnish-crm.xlsx");
        imports.run(path, "crm.xlsx", ImportSettings.of("FI"), "test");
        var possible = (Answer.Possible) undo().look();
        assertThat(possible.removed()).isEqualTo(446 + 1983);
        assertThat(undo().undo(possible.upload(), "karin")).isEqualTo(possible);
        assertThat(jdbc.sql("SELECT count(*) FROM customer.customer")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void after_thirty_days_an_import_stays() throws IOException {
        run("Kundnummer;Efternamn\n1;Ek\n");
        clock.advance(Duration.ofDays(31));
        assertThat(undo().look()).isInstanceOf(Answer.Gone.class);
    }

    @Test
    void an_import_that_is_stopped_leaves_nothing() throws IOException {
        var file = file("Kundnummer;Efternamn\n1;Ek\n2;Öst\n");
        var progress = new ImportProgress();
        var staged = imports.stage(file, "file", imports.open(file), SWEDISH, "test", progress);
        assertThat(progress.rows()).isEqualTo(2);
        progress.cancel();
        assertThatThrownBy(() -> imports.apply(staged, progress)).isInstanceOf(ImportProgress.Cancelled.class);
        assertThat(jdbc.sql("SELECT count(*) FROM customer.customer")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void rejected_rows_come_back_in_the_form_of_the_file() throws IOException {
        var windows = Charset.forName("windows-1252");
        var file = Files.write(
                folder.resolve("kassa.csv"),
                "Export\r\nKundnummer;Förnamn;Efternamn\r\n1;Åsa;Ek\r\n;Bo;\"Öst; Nord\"\r\n1;Åsa;Al\r\n"
                        .getBytes(windows));
        var staged = imports.stage(file, "kassa.csv", imports.open(file), SWEDISH, "test");
        var out = new ByteArrayOutputStream();
        var rows = RejectedRows.unattended(store, staged);
        rows.write(out);
        assertThat(out.toString(windows))
                .isEqualTo("Kundnummer;Förnamn;Efternamn;Utskick: reason\r\n;Bo;\"Öst; Nord\";no customer number\r\n"
                        + "1;Åsa;Al;number already used\r\n");
        assertThat(rows.fileName()).isEqualTo("kassa-rejected.csv");
    }

    @Test
    void rejected_rows_of_a_workbook_are_a_workbook() throws IOException {
        var path = Path.of("src/test/resources/registers/finnish-crm.xlsx");
        var staged = imports.stage(path, "crm.xlsx", imports.open(path), ImportSettings.of("FI"), "test");
        var file = folder.resolve("rejected.xlsx");
        try (var out = Files.newOutputStream(file)) {
            RejectedRows.unattended(store, staged).write(out);
        }
        var sheets = imports.look(file);
        assertThat(sheets)
                .hasSize(2)
                .allSatisfy(look -> assertThat(look.table().headings()).last().isEqualTo("Utskick: reason"));
        assertThat(WorkbookRows.open(file, "Yhteyshenkilöt")).satisfies(rows -> {
            int count = 0;
            while (rows.next() != null) {
                count++;
            }
            assertThat(count).isEqualTo(1 + 10);
        });
    }

    @Test
    void whom_a_file_brought_is_forgotten_after_a_year_and_when_it_is_taken_back() throws IOException {
        for (int i = 1; i <= 3; i++) {
            var file = Files.writeString(folder.resolve(i + ".csv"), "Kundnummer;Efternamn\n" + i + ";Ek\n");
            imports.apply(imports.stage(file, file.getFileName().toString(), imports.open(file), SWEDISH, "test"));
        }
        jdbc.sql(
                        "UPDATE customer.import_run SET finished_at = finished_at - interval '400 days' WHERE file_name = '1.csv'")
                .update();
        jdbc.sql("UPDATE customer.import_run SET state = 'undone' WHERE file_name = '2.csv'")
                .update();
        var next = Files.writeString(folder.resolve("4.csv"), "Kundnummer;Efternamn\n4;Ek\n");
        imports.cancel(imports.stage(next, "4.csv", imports.open(next), SWEDISH, "test"));
        assertThat(jdbc.sql("""
                SELECT i.file_name FROM customer.imported_part p JOIN customer.import_run i ON i.id = p.import_id
                """).query(String.class).list()).containsExactly("3.csv");
    }

    /// Out, mended as in a text editor, and in again by the profile: our column is in nobody's way.
    @Test
    void rejected_rows_of_a_text_file_are_mended_and_imported() throws IOException {
        var windows = Charset.forName("windows-1252");
        var file = Files.write(
                folder.resolve("kassa.csv"),
                "Kundnummer;Förnamn;Efternamn;Poäng\n1;Åsa;Ek;1,5\n;Bo;\"Öst; Nord\";2,5\n1;Åsa;Al;3,5\n"
                        .getBytes(windows));
        profiles.save("Kassan", ImportPlan.of(imports.look(file), SWEDISH), "karin");
        var unattended = new UnattendedImports(imports, profiles, store, consents);
        var first = (UnattendedImports.Outcome.Imported) unattended.run(
                "Kassan",
                new UnattendedImports.Task(file, "kassa.csv", "test", folder.resolve("rejected"), false),
                new ImportProgress());
        assertThat(first.counts()).isEqualTo(new ImportCounts(1, 0, 0, 0, 2));
        var rejected = Objects.requireNonNull(first.rejected());
        var mended =
                Files.readString(rejected, windows).replace("\n;Bo", "\n2;Bo").replace("\n1;Åsa;Al", "\n3;Åsa;Al");
        Files.writeString(rejected, mended, windows);
        var second = (UnattendedImports.Outcome.Imported) unattended.run(
                "Kassan",
                new UnattendedImports.Task(rejected, "kassa.csv", "test", folder.resolve("again"), false),
                new ImportProgress());
        assertThat(second.counts()).isEqualTo(new ImportCounts(2, 0, 0, 0, 0));
        assertThat(jdbc.sql(
                                "SELECT concat_ws(' ', number, first_name, last_name, points, custom) FROM customer.customer ORDER BY number")
                        .query(String.class)
                        .list())
                .containsExactly("1 Åsa Ek 1.50 {}", "2 Bo Öst; Nord 2.50 {}", "3 Åsa Al 3.50 {}");
    }

    @Test
    void rejected_rows_of_a_workbook_are_mended_and_imported() throws IOException {
        var file = workbook(
                "kunder.xlsx",
                List.of("Kundnummer", "Efternamn", "Mobil"),
                List.of(List.of("0017", "Ek", "070-1740605"), List.of("", "Öst", "070-1740606")));
        var staged = imports.stage(file, "kunder.xlsx", imports.open(file), SWEDISH, "test");
        assertThat(imports.apply(staged).counts()).isEqualTo(new ImportCounts(1, 0, 0, 0, 1));
        var out = folder.resolve("rejected.xlsx");
        try (var stream = Files.newOutputStream(out)) {
            RejectedRows.unattended(store, staged).write(stream);
        }
        var table = imports.look(out).getFirst();
        assertThat(table.table().uses()).last().isEqualTo(ColumnUse.IGNORE);
        var row = new ArrayList<>(table.head().get(1).cells());
        row.set(0, "0018");
        var mended = workbook("mended.xlsx", table.table().headings(), List.of(row));
        var again = imports.stage(mended, "mended.xlsx", imports.open(mended), SWEDISH, "test");
        assertThat(imports.apply(again).counts()).isEqualTo(new ImportCounts(1, 0, 0, 0, 0));
        assertThat(name("0018")).isEqualTo("Öst");
    }

    private Path workbook(String name, List<String> headings, List<List<String>> rows) throws IOException {
        var file = folder.resolve(name);
        try (var out = Files.newOutputStream(file);
                var workbook = new Workbook(out, "Test", "1.0")) {
            var sheet = workbook.newWorksheet("Kunder");
            for (int i = 0; i < headings.size(); i++) {
                sheet.value(0, i, headings.get(i));
            }
            for (int r = 0; r < rows.size(); r++) {
                for (int i = 0; i < rows.get(r).size(); i++) {
                    sheet.value(r + 1, i, rows.get(r).get(i));
                }
            }
        }
        return file;
    }

    @Test
    void a_file_with_the_headings_of_a_profile_is_read_as_the_profile_says() throws IOException {
        var first = file("Kundnummer;Efternamn;Okänd\n1;Ek;5,5\n");
        var plan = ImportPlan.of(imports.look(first), SWEDISH);
        var sent = new LinkedMultiValueMap<String, String>();
        sent.add("use.0.2", "points");
        sent.add("rule.0.2", "fill");
        sent.add("match", "NUMBER");
        var decided = new ImportForm(sent).applied(plan, form -> imports.look(first, form));
        assertThat(profiles.save("Kassan", decided, "karin")).isTrue();

        var next = file("Okänd;Kundnummer;Efternamn\n7,25;2;Öst\n");
        var recognised = profiles.recognise(imports.look(next)).orElseThrow();
        assertThat(recognised.profile()).isEqualTo("Kassan");
        assertThat(recognised.tables().getFirst().uses().getFirst()).isEqualTo(ColumnUse.of(Field.POINTS));
        assertThat(recognised.tables().getFirst().fills()).containsExactly(0);
        assertThat(profiles.recognise(imports.look(file("Kundnummer;Namn\n1;Ek\n"))))
                .isEmpty();
        assertThat(profiles.save("kassan", ImportPlan.of(imports.look(file("Nr;Namn\n1;E\n")), SWEDISH), "karin"))
                .as("the name stands for other headings")
                .isFalse();
        var profile = profiles.byName("kassan").orElseThrow();
        var stranger = imports.look(file("Kundnummer;Namn\n1;Ek\n"));
        assertThatThrownBy(() -> profiles.plan(profile, stranger, form -> imports.look(next, form)))
                .isInstanceOfSatisfying(
                        ImportRefused.class,
                        e -> assertThat(e.reason()).isEqualTo(ImportRefused.Reason.NOT_AS_THE_PROFILE));
    }

    @Test
    void another_separator_and_header_row_are_read_at_once() throws IOException {
        var file = file("Lista;Kunder\nx;y\nKundnummer|Efternamn\n1|Ek\n2|Öst\n");
        var plan = ImportPlan.of(imports.look(file), SWEDISH);
        var sent = new LinkedMultiValueMap<String, String>();
        sent.add("separator.0", "bar");
        sent.add("header.0", "3");
        var decided = new ImportForm(sent).applied(plan, form -> imports.look(file, form));
        assertThat(decided.tables().getFirst().headings()).containsExactly("Kundnummer", "Efternamn");
        assertThat(decided.problem()).isNull();
    }

    @Test
    void a_file_without_customer_numbers_waits_for_somebody_to_say_what_they_are() throws IOException {
        var plan = ImportPlan.of(imports.look(file("Medlem;Efternamn\n1;Ek\n2;Öst\n")), SWEDISH);
        assertThat(plan.problem()).isEqualTo("no_number");
        assertThat(plan.with(SWEDISH.with(MatchBy.EMAIL, ConsentGround.CONSENT)).problem())
                .isEqualTo("no_email");
    }

    @Test
    void dates_with_the_month_first_are_told_by_those_that_can_be_read_one_way_only() throws IOException {
        var american = imports.open(file("Kundnummer;Efternamn;Födelsedag\n1;Ek;03/01/1985\n2;Al;12/31/1990\n"));
        assertThat(american.getFirst().form().monthFirst()).isTrue();
        apply(new Opened(folder.resolve("file.csv"), american.getFirst()), SWEDISH);
        assertThat(jdbc.sql("SELECT birth_month FROM customer.customer WHERE number = '1'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(3);
        assertThat(imports.open(file("Kundnummer;Efternamn;Födelsedag\n1;Ek;03/01/1985\n2;Al;31/12/1990\n"))
                        .getFirst()
                        .form()
                        .monthFirst())
                .isFalse();
    }

    /// Whom a file brought or changed, as selections see it.
    private List<String> imported(long file) {
        return jdbc.sql("""
                SELECT c.number || CASE WHEN i.added THEN ' new' ELSE ' changed' END
                FROM customer.imported i
                JOIN customer.imported_file f ON f.id = i.file_id
                JOIN customer.customer c ON c.id = i.customer_id
                WHERE f.id = :file AND f.name = 'file' ORDER BY c.number
                """).param("file", file).query(String.class).list();
    }

    private ImportUndo undo() {
        return new ImportUndo(imports, store, database.transaction(), consents, List.copyOf(traces), clock);
    }

    private record Opened(Path path, Table table) {}

    /// A file with some columns used otherwise than they are found, and some that only fill.
    private Opened table(String text, Map<Integer, String> uses, Set<Integer> fills) throws IOException {
        var file = file(text);
        var found = imports.look(file).getFirst().table();
        var chosen = new ArrayList<>(found.uses());
        uses.forEach((column, use) -> chosen.set(column, ColumnUse.parse(use)));
        return new Opened(file, new Table(found.form(), found.headings(), chosen, fills));
    }

    private Imports.Staged stage(Path file, ImportSettings settings, Set<Integer> fills) {
        var found = imports.look(file).getFirst().table();
        var table = new Table(found.form(), found.headings(), found.uses(), fills);
        return imports.stage(file, "file", List.of(table), settings, "test");
    }

    private ImportCounts apply(Opened opened, ImportSettings settings) {
        return imports.apply(imports.stage(opened.path(), "file", List.of(opened.table()), settings, "test"))
                .counts();
    }

    private ImportCounts run(String text) throws IOException {
        return run(text, SWEDISH);
    }

    private ImportCounts run(String text, ImportSettings settings) throws IOException {
        return imports.apply(stage(file(text), settings, Set.of())).counts();
    }

    private java.math.BigDecimal points(String number) {
        return jdbc.sql("SELECT points FROM customer.customer WHERE number = :number")
                .param("number", number)
                .query(java.math.BigDecimal.class)
                .single();
    }

    private String name(String number) {
        return jdbc.sql("SELECT last_name FROM customer.customer WHERE number = :number")
                .param("number", number)
                .query(String.class)
                .single();
    }

    private String values(String number) {
        return jdbc.sql("""
                SELECT concat_ws(' ', c.last_name, c.city,
                           (SELECT string_agg(p.address, ',') FROM customer.contact_point p WHERE p.customer_id = c.id),
                           (SELECT string_agg(m.group_name, ',') FROM customer.member m WHERE m.customer_id = c.id),
                           c.custom ->> 'Skostorlek')
                FROM customer.customer c WHERE c.number = :number
                """).param("number", number).query(String.class).single();
    }

    /// Everything of the register that an import writes, but versions and times.
    private List<String> dump() {
        return jdbc.sql("""
                SELECT to_jsonb(c) - 'version' - 'changed_at'
                       || jsonb_build_object('points_of', (SELECT jsonb_agg(to_jsonb(p) - 'id' ORDER BY p.label, p.position)
                                                           FROM customer.contact_point p WHERE p.customer_id = c.id),
                                             'groups_of', (SELECT jsonb_agg(m.group_name) FROM customer.member m
                                                           WHERE m.customer_id = c.id))
                FROM customer.customer c ORDER BY c.number
                """).query(String.class).list();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("file.csv"), text, StandardCharsets.UTF_8);
    }
}
