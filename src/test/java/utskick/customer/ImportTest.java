package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
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
import utskick.customer.ImportRefused.Reason;
import utskick.kernel.Channel;
import utskick.kernel.CustomerId;
import utskick.testing.Database;

/// What an import changes, and what it leaves alone.
class ImportTest {

    @RegisterExtension
    static final Database database = new Database();

    @TempDir
    Path folder;

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T09:00:00Z"), ZoneOffset.UTC);
    private static final ImportSettings SWEDISH = ImportSettings.of("SE");

    private final JdbcClient jdbc = database.jdbc();
    private final RecordingConsents consents = new RecordingConsents(jdbc);
    private final Imports imports =
            new Imports(database.dataSource(), database.transaction(), new ImportStore(jdbc), consents, CLOCK);
    private final Customers customers = new Customers(
            new CustomerStore(jdbc),
            new CustomFields(jdbc, database.transaction(), new Audit(jdbc, new CurrentUser(), CLOCK)),
            database.transaction(),
            new Customers.Told(new SearchIndex(jdbc, database.transaction()), (_, _) -> {}),
            CLOCK);

    @BeforeEach
    void empty() {
        jdbc.sql("TRUNCATE customer.customer, customer.store, customer.customer_group CASCADE")
                .update();
    }

    @Test
    void the_same_file_twice_changes_nothing_and_a_changed_cell_one_customer() throws IOException {
        var text = "Kundnummer;Förnamn;Efternamn;Mobil;Butik;Grupper;Poäng\n"
                + "1;Åsa;Ek;070-1740605;Lund;Barn,Vip;10\n2;Bo;Öst;;Lund;;5,5\n";
        assertThat(run(text).added()).isEqualTo(2);
        assertThat(run(text)).isEqualTo(new ImportCounts(0, 0, 2, 0, 0));

        assertThat(run(text.replace("Barn,Vip", "Vip"))).isEqualTo(new ImportCounts(0, 1, 1, 0, 0));
        assertThat(run(text.replace("Barn,Vip", "Vip").replace("070-1740605", "070-1740606")))
                .isEqualTo(new ImportCounts(0, 1, 1, 0, 0));
        var asa = customers.byNumber("1").orElseThrow();
        assertThat(asa.groups()).containsExactly("Vip");
        assertThat(asa.contactPoints())
                .singleElement()
                .extracting(ContactPoint::address)
                .isEqualTo("+46701740606");
        assertThat(asa.version()).isEqualTo(3);
    }

    @Test
    void what_the_file_has_no_column_for_stays() throws IOException {
        run("Kundnummer;Efternamn;Mobil;Telefon arbete;E-post\n1;Ek;070-1740605;08-46500400;asa@example.com\n");
        run("Kundnummer;Efternamn;Mobil\n1;Ekström;070-1740607\n");
        assertThat(customers.byNumber("1").orElseThrow().contactPoints())
                .extracting(ContactPoint::address)
                .containsExactlyInAnyOrder("+46701740607", "+46846500400", "asa@example.com");
    }

    @Test
    void rows_are_rejected_with_their_reason_and_nothing_else_is() throws IOException {
        var file =
                file("Kundnummer;Efternamn;Mobil\n1;Ek;\n;Berg;\n1;Dahl;\n1;Ek;\n3;;\n4;Lind;;;;x\n5;;070-1740605\n");
        var staged = imports.stage(file, "file", imports.open(file), SWEDISH, "test");
        assertThat(customers.byNumber("1"))
                .as("nothing is written before it is applied")
                .isEmpty();
        assertThat(imports.apply(staged).counts()).isEqualTo(new ImportCounts(2, 0, 0, 1, 4));
        assertThat(new ImportStore(jdbc)
                        .findings.rejected(staged.parts().getFirst().id(), 10))
                .extracting(RejectedRow::line, RejectedRow::reason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(3, "no_customer_number"),
                        org.assertj.core.groups.Tuple.tuple(4, "number_already_used"),
                        org.assertj.core.groups.Tuple.tuple(6, "no_name_no_contact"),
                        org.assertj.core.groups.Tuple.tuple(7, "too_many_cells"));
    }

    @Test
    void a_number_that_is_only_written_otherwise_is_no_change() throws IOException {
        var text = "Kundnummer;Efternamn;Mobil;E-post\n1;Ek;070-174 06 05;Anna@Example.com\n";
        run(text);
        assertThat(run(text.replace("070-174 06 05", "+46701740605").replace("Anna@Example", "anna@example")))
                .isEqualTo(new ImportCounts(0, 0, 1, 0, 0));
    }

    @Test
    void lines_of_dashes_units_and_headings_that_come_again_are_no_customers() throws IOException {
        var counts = run(
                "Kundnummer;Efternamn;Poäng\n----;----;----\n(text);(text);(st)\n1;Ek;5\nKUNDNUMMER;Efternamn;Poäng\n");
        assertThat(counts).isEqualTo(new ImportCounts(1, 0, 0, 0, 3));
    }

    @Test
    void a_day_in_a_column_of_blocks_refuses_and_a_word_nobody_knows_is_reported() throws IOException {
        var file = Files.writeString(
                folder.resolve("blocks.csv"),
                "Kundnummer;Mobil;SMS-samtycke;Avregistrerad\n1;0701740605;ja;2026-01-02\n2;0701740606;ja;hm\n"
                        + "3;0701740607;ja;\n");
        var staged = imports.stage(file, "a file", imports.open(file), SWEDISH, "test");
        assertThat(jdbc.sql("SELECT number FROM customer.staged_row_%d WHERE sms_state = 'refused'"
                                .formatted(staged.parts().getFirst().id()))
                        .query(String.class)
                        .list())
                .containsExactly("1");
        assertThat(new ImportStore(jdbc)
                        .findings.problemCounts(staged.parts().getFirst().id()))
                .containsExactly(Map.entry("consent.not_understood", 1));
        imports.apply(staged);
    }

    @Test
    void of_several_columns_for_a_channel_the_strictest_is_believed() throws IOException {
        var file = Files.writeString(
                folder.resolve("several.csv"),
                "Kundnummer;Mobil;Samtycke SMS;SMS-utskick\n1;0701740605;ja;nej\n2;0701740606;nej;ja\n"
                        + "3;0701740607;ja;\n4;0701740608;ja;x\n");
        var staged = imports.stage(file, "a file", imports.open(file), SWEDISH, "test");
        assertThat(jdbc.sql("SELECT number || ' ' || sms_state FROM customer.staged_row_%d ORDER BY line"
                                .formatted(staged.parts().getFirst().id()))
                        .query(String.class)
                        .list())
                .containsExactly("1 refused", "2 refused", "3 unknown", "4 given");
        imports.apply(staged);
    }

    @Test
    void whoever_is_protected_by_one_of_several_columns_is_protected() throws IOException {
        run("Kundnummer;Efternamn;Sekretess;Skyddad folkbokföring\n1;Ek;nej;ja\n2;Alm;ja;nej\n3;Ask;nej;nej\n");
        assertThat(jdbc.sql("SELECT number FROM customer.customer WHERE protected ORDER BY number")
                        .query(String.class)
                        .list())
                .containsExactly("1", "2");
    }

    @Test
    void a_rejected_row_that_says_no_takes_the_yes_away() throws IOException {
        run(
                "Kundnummer;Efternamn;Mobil;Samtycke SMS\n1;Ek;070-1740605;ja\n1;Ek;070-1740605;nej\n2;Öst;070-1740606;ja\n");
        assertThat(consents.rows)
                .extracting(RecordingConsents.Row::address, RecordingConsents.Row::state)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("+46701740605", "refused"),
                        org.assertj.core.groups.Tuple.tuple("+46701740605", "refused"),
                        org.assertj.core.groups.Tuple.tuple("+46701740606", "given"));
    }

    @Test
    void a_national_identity_number_is_never_stored() throws IOException {
        run("Kundnummer;Efternamn;Personnummer\n1;Ek;19900101-2385\n2;Öst;900101-2385\n3;Al;9001012385\n");
        assertThat(jdbc.sql("SELECT count(*) FROM customer.customer WHERE customer::text LIKE '%2385%'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void a_file_that_is_no_register_is_refused() throws IOException {
        for (var wrong : Map.of(
                        "",
                        Reason.EMPTY_FILE,
                        "Kundnummer;Namn\n",
                        Reason.NO_ROWS,
                        "Mobil\n0701\n0702\n",
                        Reason.NO_CUSTOMER_NUMBER_COLUMN,
                        "\u0089PNG\r\n\u001a\n...............",
                        Reason.NOT_A_REGISTER)
                .entrySet()) {
            var file = Files.writeString(
                    folder.resolve("wrong"), wrong.getKey(), java.nio.charset.StandardCharsets.ISO_8859_1);
            assertThatThrownBy(() -> imports.open(file))
                    .isInstanceOfSatisfying(
                            ImportRefused.class, e -> assertThat(e.reason()).isEqualTo(wrong.getValue()));
        }
    }

    @Test
    void an_edited_card_is_checked_field_by_field() throws IOException {
        run("Kundnummer;Efternamn;Mobil\n1;Ek;070-1740605\n2;Öst;\n");
        var ek = customers.byNumber("1").orElseThrow();
        var refused = customers.save(ek.id(), entry(ek.version(), "2", "070-1740605x"), "karin");
        assertThat(refused).isEqualTo(new SaveOutcome.Refused(Map.of("point.0", "letters")));
        assertThat(customers.save(ek.id(), entry(ek.version(), "2", "0701740606"), "karin"))
                .isEqualTo(new SaveOutcome.Refused(Map.of("number", "number_taken")));
        assertThat(customers.save(ek.id(), entry(ek.version(), "1", "0701740606"), "karin"))
                .isEqualTo(new SaveOutcome.Saved(ek.id()));
        assertThat(customers.save(ek.id(), entry(ek.version(), "1", "0701740607"), "anders"))
                .isInstanceOf(SaveOutcome.Stale.class);
        assertThat(customers.changes(new CustomerId(ek.id().value())))
                .extracting(Change::field, Change::before, Change::after)
                .contains(org.assertj.core.groups.Tuple.tuple("phones", "+46701740605", "+46701740606"));
    }

    @Test
    void a_number_that_was_merged_away_finds_the_customer_that_was_kept() throws IOException {
        run("Kundnummer;Efternamn;Ort\n1;Ek;\n2;Ek;\n");
        var kept = customers.byNumber("1").orElseThrow();
        var gone = customers.byNumber("2").orElseThrow();
        new Merging(
                        new CustomerStore(jdbc),
                        new CustomFields(jdbc, database.transaction(), new Audit(jdbc, new CurrentUser(), CLOCK)),
                        new Merging.Parts(
                                List.of(),
                                new SearchIndex(jdbc, database.transaction()),
                                new Audit(jdbc, new CurrentUser(), CLOCK)),
                        database.transaction(),
                        CLOCK)
                .merge(
                        new Merging.Side(kept.id(), kept.version()),
                        new Merging.Side(gone.id(), gone.version()),
                        new Merging.Picked(Set.of()),
                        "karin");

        assertThat(run("Kundnummer;Efternamn;Ort\n2;Ek;Lund\n")).isEqualTo(new ImportCounts(0, 1, 0, 0, 0));
        assertThat(customers.byNumber("1").orElseThrow().city()).isEqualTo("Lund");
        assertThat(customers.byNumber("2")).isEmpty();
    }

    private static CustomerEntry entry(int version, String number, String phone) {
        return new CustomerEntry(
                version,
                Map.of("number", number, "last_name", "Ek", "language", "sv", "country", "SE"),
                List.of(new CustomerEntry.Point(Channel.SMS, "mobile", phone)));
    }

    private ImportCounts run(String text) throws IOException {
        return imports.run(file(text), "file", SWEDISH, "test");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("file.csv"), text);
    }
}
