package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
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
import org.springframework.util.LinkedMultiValueMap;
import utskick.access.Audit;
import utskick.access.CurrentUser;
import utskick.customer.ImportUndo.Answer;
import utskick.customer.RegisterFile.Table;
import utskick.testing.Database;
import utskick.testing.TestClock;

/// The shop's own fields and the sums of its purchases, as columns of a file: found, read by their kind, brought in and
/// taken back.
final class OwnFieldsImportTest {

    @RegisterExtension
    static final Database database = new Database();

    @TempDir
    Path folder;

    private static final ImportSettings SWEDISH = ImportSettings.of("SE");
    private static final String HEADINGS = "Kundnummer;Efternamn;SKOSTORLEK;Tröja;Medlem sedan;Klubben?;Smeknamn\n";

    private final TestClock clock = new TestClock(Instant.parse("2026-11-22T09:00:00Z"));
    private final JdbcClient jdbc = database.jdbc();
    private final RecordingConsents consents = new RecordingConsents(jdbc);
    private final ImportStore store = new ImportStore(jdbc);
    private final Imports imports = new Imports(database.dataSource(), database.transaction(), store, consents, clock);
    private final CustomFields fields =
            new CustomFields(jdbc, database.transaction(), new Audit(jdbc, new CurrentUser(), clock));

    @BeforeEach
    void define() {
        jdbc.sql("""
                TRUNCATE customer.customer, customer.store, customer.customer_group, customer.import_run,
                         customer.import_undo, customer.import_profile, customer.custom_field CASCADE
                """).update();
        fields.add("shoe_size", CustomField.Kind.NUMBER, Map.of("sv", "Skostorlek", "en", "Shoe size"), List.of());
        fields.add("shirt", CustomField.Kind.CHOICE, Map.of("sv", "Tröja"), List.of("Small", "Större"));
        fields.add("since", CustomField.Kind.DATE, Map.of("sv", "Medlem sedan"), List.of());
        fields.add("club", CustomField.Kind.YES_NO, Map.of("sv", "Klubben"), List.of());
        fields.add("nick", CustomField.Kind.TEXT, Map.of("pl", "Przezwisko", "sv", "Smeknamn"), List.of());
    }

    @Test
    void a_column_under_the_name_of_an_own_field_is_that_field_in_any_language_and_spelling() throws IOException {
        var table = imports.open(
                        file(
                                "Kundnummer;Efternamn;shoe  SIZE;trojA;PRZEZWISKO;club;Okänt;Skostorlek\n1;Ek;42;small;Å;ja;x;43\n"))
                .getFirst();
        assertThat(table.uses())
                .extracting(ColumnUse::key)
                .as("the second column of one field is kept under its heading")
                .containsExactly(
                        "number",
                        "last_name",
                        "custom:shoe_size",
                        "custom:shirt",
                        "custom:nick",
                        "custom:club",
                        "custom",
                        "custom");
    }

    @Test
    void an_identity_number_is_one_whatever_the_shop_calls_its_field() throws IOException {
        var table = imports.open(file("Kundnummer;Efternamn;Smeknamn\n1;Ek;19900101-2385\n"
                        + "2;Öst;19900102-2384\n3;Al;19900103-2383\n4;By;19900101-2385\n"))
                .getFirst();
        assertThat(NationalId.isOne("19900101-2385")).isTrue();
        assertThat(NationalId.isOne("19900102-2384")).isTrue();
        assertThat(table.uses().getLast()).isEqualTo(ColumnUse.of(Field.NATIONAL_ID));
    }

    @Test
    void values_have_the_kind_of_their_field() throws IOException {
        run(HEADINGS + "1;Ek;42,50;STORRE;1/3 2026;Ja; \"Lillen\" \\ \n2;Öst;1 234;small;2026-03-02;nej;\n");
        assertThat(custom("1"))
                .isEqualTo(
                        "{\"club\": true, \"nick\": \"\\\"Lillen\\\" \\\\\", \"shirt\": \"Större\", \"since\": \"2026-03-01\","
                                + " \"shoe_size\": 42.5}");
        assertThat(custom("2"))
                .isEqualTo("{\"club\": false, \"shirt\": \"Small\", \"since\": \"2026-03-02\", \"shoe_size\": 1234}");
        assertThat(run(HEADINGS + "1;Ek;42,5;Större;2026-03-01;x;\"\"\"Lillen\"\" \\\"\n"))
                .as("the same, otherwise written")
                .isEqualTo(new ImportCounts(0, 0, 1, 0, 0));
    }

    @Test
    void a_cell_of_the_wrong_kind_is_reported_and_left_empty() throws IOException {
        var staged = stage(HEADINGS + "1;Ek;fyrtio;medium;31/2 2026;kanske;" + "x".repeat(501) + "\n", Set.of());
        assertThat(store.findings.problems(staged.parts().getFirst().id(), 10))
                .extracting(CellProblem::heading, CellProblem::problem)
                .containsExactlyInAnyOrder(
                        tuple("SKOSTORLEK", "own.number"),
                        tuple("Tröja", "own.choice"),
                        tuple("Medlem sedan", "own.date"),
                        tuple("Klubben?", "own.yes_no"),
                        tuple("Smeknamn", "own.too_long"));
        assertThat(imports.apply(staged).counts()).isEqualTo(new ImportCounts(1, 0, 0, 0, 0));
        assertThat(custom("1")).isEqualTo("{}");
    }

    @Test
    void an_empty_cell_takes_the_value_away_unless_the_column_only_fills() throws IOException {
        run(HEADINGS + "1;Ek;42;Small;;;Lillen\n2;Öst;;;;;\n");
        var emptied = HEADINGS + "1;Ek;;;;;Stora\n2;Öst;44;;;;\n";
        var filling = stage(emptied, Set.of(2, 3, 6));
        assertThat(imports.apply(filling).counts()).isEqualTo(new ImportCounts(0, 1, 1, 0, 0));
        assertThat(custom("1")).isEqualTo("{\"nick\": \"Lillen\", \"shirt\": \"Small\", \"shoe_size\": 42}");
        assertThat(custom("2")).isEqualTo("{\"shoe_size\": 44}");
        assertThat(run(emptied)).isEqualTo(new ImportCounts(0, 1, 1, 0, 0));
        assertThat(custom("1")).isEqualTo("{\"nick\": \"Stora\"}");
    }

    @Test
    void what_changes_is_shown_before_and_can_be_undone_after() throws IOException {
        run(HEADINGS + "1;Ek;42;Small;;ja;Lillen\n");
        clock.advance(Duration.ofHours(1));
        var staged = stage(HEADINGS + "1;Ek;43,5;;2026-01-02;nej;Lillen\n", Set.of());
        var part = staged.parts().getFirst();
        assertThat(new ImportChanges(jdbc).page(part.id(), part.table(), 20, 0))
                .extracting(ImportChanges.Changed::use, ImportChanges.Changed::before, ImportChanges.Changed::after)
                .containsExactly(
                        tuple("custom:shoe_size", "42", "43.5"),
                        tuple("custom:shirt", "Small", ""),
                        tuple("custom:since", "", "2026-01-02"),
                        tuple("custom:club", "true", "false"));
        imports.apply(staged);
        assertThat(custom("1"))
                .isEqualTo("{\"club\": false, \"nick\": \"Lillen\", \"since\": \"2026-01-02\", \"shoe_size\": 43.5}");

        var undo = new ImportUndo(imports, store, database.transaction(), consents, List.of(), clock);
        var possible = (Answer.Possible) undo.look();
        assertThat(undo.undo(possible.upload(), "karin")).isInstanceOf(Answer.Possible.class);
        assertThat(custom("1"))
                .isEqualTo("{\"club\": true, \"nick\": \"Lillen\", \"shirt\": \"Small\", \"shoe_size\": 42}");
    }

    @Test
    void a_column_is_made_a_field_by_hand_and_a_profile_remembers_it() throws IOException {
        var first = file("Kundnummer;Efternamn;Skor;Okänt\n1;Ek;42;1\n");
        var sent = new LinkedMultiValueMap<String, String>();
        sent.add("use.0.2", "custom:shoe_size");
        var plan = new ImportForm(sent)
                .applied(ImportPlan.of(imports.look(first), SWEDISH), form -> imports.look(first, form));
        assertThat(plan.problem()).isNull();
        assertThat(plan.tables().getFirst().uses().get(2)).isEqualTo(new ColumnUse(Field.CUSTOM, "shoe_size"));
        var profiles = new ImportProfiles(jdbc, clock);
        assertThat(profiles.save("Skor", plan, "karin")).isTrue();

        sent.add("use.0.3", "custom:shoe_size");
        assertThat(new ImportForm(sent)
                        .applied(plan, form -> imports.look(first, form))
                        .problem())
                .as("two columns for one field")
                .isEqualTo("twice");

        var next = file("Kundnummer;Efternamn;Skor;Okänt\n1;Ek;44;2\n");
        var recognised = profiles.recognise(imports.look(next)).orElseThrow();
        imports.apply(imports.stage(next, "file", recognised.tables(), SWEDISH, "test"));
        assertThat(custom("1")).isEqualTo("{\"Okänt\": \"2\", \"shoe_size\": 44}");
    }

    @Test
    void the_decimal_mark_and_the_order_of_days_are_found_in_own_fields_too() throws IOException {
        var form = imports.open(file(
                        "Kundnummer,Efternamn,Skostorlek,Medlem sedan\n1,Ek,42.5,03/01/2026\n2,Al,41.5,12/31/2025\n"))
                .getFirst()
                .form();
        assertThat(form.decimalMark()).isEqualTo('.');
        assertThat(form.monthFirst()).isTrue();
    }

    @Test
    void the_sums_of_purchases_are_columns_that_come_in_change_and_go_back() throws IOException {
        var headings = "Kundnummer;Efternamn;Köpt på 12 månader;Köpt i år;Köpt förra året;Antal köp på 12 månader\n";
        run(headings + "1;Ek;1 234,50;200;-12,40;7\n2;Öst;;;;\n");
        assertThat(sums("1")).isEqualTo("1234.50 200.00 -12.40 7");
        clock.advance(Duration.ofHours(1));
        var staged = stage(headings + "1;Ek;1234,5;201;mycket;7,5\n2;Öst;;;;3\n", Set.of());
        var part = staged.parts().getFirst();
        assertThat(store.findings.problems(part.id(), 10))
                .extracting(CellProblem::problem, CellProblem::value)
                .containsExactlyInAnyOrder(tuple("sum.not_a_number", "mycket"), tuple("count.not_a_number", "7,5"));
        assertThat(new ImportChanges(jdbc).page(part.id(), part.table(), 20, 0))
                .extracting(ImportChanges.Changed::use, ImportChanges.Changed::before, ImportChanges.Changed::after)
                .containsExactly(
                        tuple("bought_this_year", "200.00", "201.00"),
                        tuple("bought_last_year", "-12.40", ""),
                        tuple("purchases_12_months", "7", ""),
                        tuple("purchases_12_months", "", "3"));
        assertThat(imports.apply(staged).counts()).isEqualTo(new ImportCounts(0, 2, 0, 0, 0));
        var undo = new ImportUndo(imports, store, database.transaction(), consents, List.of(), clock);
        undo.undo(((Answer.Possible) undo.look()).upload(), "karin");
        assertThat(sums("1")).isEqualTo("1234.50 200.00 -12.40 7");

        assertThat(imports.apply(stage(headings + "1;Ek;5;5;5;5\n2;Öst;5;5;5;5\n", Set.of(2, 3, 4, 5)))
                        .counts())
                .isEqualTo(new ImportCounts(0, 1, 1, 0, 0));
        assertThat(sums("1")).isEqualTo("1234.50 200.00 -12.40 7");
        assertThat(sums("2")).isEqualTo("5.00 5.00 5.00 5");
    }

    @Test
    void a_point_file_groups_thousands_by_comma() {
        var english = new NumberReader('.', false);
        assertThat(english.read("1,234.56")).contains(new BigDecimal("1234.56"));
        assertThat(english.read("1,234,567")).contains(new BigDecimal("1234567"));
        assertThat(english.read("1,2345.6")).isEmpty();
        assertThat(english.read("12,5")).isEmpty();
    }

    private String sums(String number) {
        return jdbc.sql("""
                SELECT concat_ws(' ', bought_12_months, bought_this_year, bought_last_year, purchases_12_months)
                FROM customer.customer WHERE number = :number
                """).param("number", number).query(String.class).single();
    }

    private String custom(String number) {
        return jdbc.sql("SELECT custom FROM customer.customer WHERE number = :number")
                .param("number", number)
                .query(String.class)
                .single();
    }

    private Imports.Staged stage(String text, Set<Integer> fills) throws IOException {
        var file = file(text);
        var found = imports.look(file).getFirst().table();
        var table = new Table(found.form(), found.headings(), found.uses(), fills);
        return imports.stage(file, "file", List.of(table), SWEDISH, "test");
    }

    private ImportCounts run(String text) throws IOException {
        return imports.apply(stage(text, Set.of())).counts();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("file.csv"), text, StandardCharsets.UTF_8);
    }
}
