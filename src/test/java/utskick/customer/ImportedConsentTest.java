package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.LinkedMultiValueMap;
import utskick.consent.RealConsents;
import utskick.customer.RegisterFile.Table;
import utskick.testing.Database;
import utskick.testing.TestClock;

/// What a file says about consent, in the real ledger: for which channel and purpose, since when, from where, and
/// whether the law of the customer's country knows the ground.
class ImportedConsentTest {

    @RegisterExtension
    static final Database database = new Database();

    @TempDir
    Path folder;

    private static final ImportSettings SWEDISH = ImportSettings.of("SE");

    private final TestClock clock = new TestClock(Instant.parse("2026-11-22T09:00:00Z"));
    private final JdbcClient jdbc = database.jdbc();
    private final ImportStore store = new ImportStore(jdbc);
    private final Imports imports = new Imports(
            database.dataSource(), database.transaction(), store, RealConsents.of(database.dataSource()), clock);

    @BeforeEach
    void empty() {
        jdbc.sql("""
                TRUNCATE customer.customer, customer.store, customer.customer_group, customer.import_run,
                         customer.import_undo, customer.import_profile, consent.entry, consent.standing CASCADE
                """).update();
        jdbc.sql("UPDATE consent.rule SET existing_customers = '{SE,FI,GR}'").update();
    }

    @Test
    void an_existing_customer_in_poland_has_not_said_yes() throws IOException {
        var staged = stage("""
                Kundnummer;Efternamn;Land;Mobil;Samtycke SMS
                1;Ek;SE;070-1740605;ja
                2;Mäki;FI;040 1234567;ja
                3;Wójcik;PL;501 234 567;ja
                4;Nowak;PL;501 234 568;nej
                """, ground("existing_customer"));
        assertThat(imports.withheld(staged, ImportPages.BASES).notAllowed())
                .containsEntry("existing_customer", 1)
                .containsEntry("company", 3)
                .containsEntry("service", 3)
                .containsEntry("consent", 0);
        assertThat(imports.apply(staged).consents()).isEqualTo(new ConsentCounts(3, 0, 1));
        assertThat(standing())
                .containsExactly(
                        "+358401234567 SMS marketing given",
                        "+46701740605 SMS marketing given",
                        "+48501234568 SMS marketing refused");
    }

    @Test
    void an_existing_customer_bought_something_on_a_day_that_is_known_and_has_been() throws IOException {
        var file = """
                Kundnummer;Efternamn;Mobil;Samtycke SMS;Senaste köp
                1;Ek;070-1740605;ja;2026-03-01
                2;Öst;070-1740606;ja;
                3;Alm;070-1740607;ja;2099-01-01
                """;
        var staged = stage(file, existingCustomer(null));
        assertThat(imports.withheld(staged, List.of("existing_customer")).notAllowed())
                .containsEntry("existing_customer", 2);
        assertThat(imports.apply(staged).consents()).isEqualTo(new ConsentCounts(1, 0, 2));
        assertThat(evidence()).containsExactly("+46701740605 på kvitto 2026-03-01");

        assertThat(imports.apply(stage(file, existingCustomer(LocalDate.of(2026, 10, 1))))
                        .consents())
                .as("the day that is stated counts where the row has none")
                .isEqualTo(new ConsentCounts(1, 0, 1));
        assertThat(evidence())
                .containsExactly("+46701740605 på kvitto 2026-03-01", "+46701740606 på kvitto 2026-10-01");
    }

    @Test
    void a_file_without_any_day_of_sale_is_for_a_person_to_state() throws IOException {
        var without = ImportPlan.of(
                imports.look(file("Kundnummer;Efternamn;Mobil;Samtycke SMS\n1;Ek;070-1740605;ja\n")), SWEDISH);
        assertThat(without.with(SWEDISH.with(MatchBy.NUMBER, existingCustomer(null)))
                        .lacksSale())
                .isTrue();
        assertThat(without.with(SWEDISH.with(MatchBy.NUMBER, existingCustomer(LocalDate.of(2026, 10, 1))))
                        .lacksSale())
                .isFalse();
        assertThat(without.with(SWEDISH.with(MatchBy.NUMBER, ConsentGround.CONSENT))
                        .lacksSale())
                .isFalse();
        var with = ImportPlan.of(
                imports.look(
                        file("Kundnummer;Efternamn;Mobil;Samtycke SMS;Senaste köp\n1;Ek;070-1740605;ja;2026-03-01\n")),
                SWEDISH);
        assertThat(with.with(SWEDISH.with(MatchBy.NUMBER, existingCustomer(null)))
                        .lacksSale())
                .isFalse();
    }

    @Test
    void a_profile_for_a_retired_purpose_or_without_a_day_of_sale_brings_nothing_in() throws IOException {
        var profiles = new ImportProfiles(jdbc, clock);
        var path = file("Kundnummer;Efternamn;Mobil;Samtycke SMS\n1;Ek;070-1740605;ja\n");
        var plan = ImportPlan.of(imports.look(path), SWEDISH);
        var retired = new ConsentGround("consent", "club_news", "", ConsentWords.NONE);
        profiles.save("Avvecklat", plan.with(SWEDISH.with(MatchBy.NUMBER, retired)), "karin");
        assertThat(refusal(profiles, "Avvecklat", path))
                .isEqualTo("the profile is for a purpose that is retired: club_news");
        profiles.save("Utan köp", plan.with(SWEDISH.with(MatchBy.NUMBER, existingCustomer(null))), "karin");
        assertThat(refusal(profiles, "Utan köp", path))
                .isEqualTo("the profile says existing customer, and no column says when they last bought something");
        assertThat(jdbc.sql("SELECT count(*) FROM customer.customer")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private String refusal(ImportProfiles profiles, String name, Path path) {
        var unattended = new UnattendedImports(imports, profiles, store, RealConsents.of(database.dataSource()));
        var task = new UnattendedImports.Task(path, "kunder.csv", "test", folder.resolve("rejected"), false);
        var outcome = unattended.run(name, task, new ImportProgress());
        return ((UnattendedImports.Outcome.Refused) outcome).reason();
    }

    @Test
    void the_setting_says_in_which_countries_an_existing_customer_counts() throws IOException {
        jdbc.sql("UPDATE consent.rule SET existing_customers = '{PL}'").update();
        var file = "Kundnummer;Efternamn;Land;Mobil;Samtycke SMS\n1;Ek;SE;070-1740605;ja\n3;Wójcik;PL;501 234 567;ja\n";
        assertThat(imports.apply(stage(file, ground("existing_customer"))).consents())
                .isEqualTo(new ConsentCounts(1, 0, 1));
        assertThat(standing()).containsExactly("+48501234567 SMS marketing given");
        assertThat(imports.apply(stage(file, ground("consent"))).consents())
                .as("the customer's own yes counts everywhere")
                .isEqualTo(new ConsentCounts(1, 0, 0));
    }

    /// A file without a country says it by the shop's, and a customer who is known keeps the country on the card.
    @Test
    void the_country_is_the_customers_whatever_the_file_leaves_out() throws IOException {
        imports.apply(stage("Kundnummer;Efternamn;Land\n1;Wójcik;PL\n", ground("consent")));
        var staged = stage("""
                Kundnummer;Efternamn;Mobil;Samtycke SMS
                1;Wójcik;+48501234567;ja
                2;Ek;070-1740605;ja
                """, ground("existing_customer"));
        assertThat(imports.apply(staged).consents()).isEqualTo(new ConsentCounts(1, 0, 1));
        assertThat(standing()).containsExactly("+46701740605 SMS marketing given");
    }

    @Test
    void a_company_needs_no_yes_but_in_poland_and_a_person_does_everywhere() throws IOException {
        var staged = stage("""
                Kundnummer;Företag;Efternamn;Land;E-post;Samtycke e-post
                1;Ek AB;;SE;info@ek.example;ja
                2;Wójcik sp. z o.o.;;PL;biuro@wojcik.example;ja
                3;;Öst;SE;ost@example.com;ja
                """, ground("company"));
        assertThat(imports.apply(staged).consents()).isEqualTo(new ConsentCounts(1, 0, 2));
        assertThat(standing()).containsExactly("info@ek.example EMAIL marketing given");
    }

    @Test
    void a_column_has_a_purpose_a_day_and_a_source_of_its_own() throws IOException {
        var text = """
                Kundnummer;Efternamn;Mobil;Samtycke SMS;Födelsedagshälsning;När;Var;Samtycke källa
                1;Ek;070-1740605;nej;ja;2025-03-14;Kassan i Lund;Blankett
                2;Öst;070-1740606;ja;nej;;;
                """;
        var staged = stage(
                text,
                ground("consent"),
                Map.of(
                        4, "consent:sms/birthday",
                        5, "consent_date:sms/birthday",
                        6, "consent_source:sms/birthday"));
        assertThat(staged.parts().getFirst().table().uses().get(7))
                .as("found by its heading")
                .isEqualTo(new ColumnUse(Field.CONSENT_SOURCE, "sms+email"));
        assertThat(imports.apply(staged).consents()).isEqualTo(new ConsentCounts(4, 0, 0));
        assertThat(standing())
                .containsExactly(
                        "+46701740605 SMS birthday given",
                        "+46701740605 SMS marketing refused",
                        "+46701740606 SMS birthday refused",
                        "+46701740606 SMS marketing given");
        assertThat(jdbc.sql("""
                        SELECT purpose || ' ' || to_char(at, 'YYYY-MM-DD') || ' ' || evidence FROM consent.entry
                        WHERE address = '+46701740605' ORDER BY purpose
                        """).query(String.class).list())
                .containsExactly(
                        "birthday 2025-03-14 Kassan i Lund · på kvitto", "marketing 2026-11-22 Blankett · på kvitto");
        assertThat(RealConsents.isIntact(database.dataSource())).isTrue();
    }

    @Test
    void a_second_row_of_the_same_number_that_says_no_takes_the_yes_of_its_purpose() throws IOException {
        var staged = stage(
                "Kundnummer;Efternamn;Mobil;A;B\n1;Ek;070-1740605;ja;ja\n1;Ek;070-1740606;nej;ja\n",
                ground("consent"),
                Map.of(3, "consent:sms/birthday", 4, "consent:sms"));
        assertThat(staged.counts().rejected()).isEqualTo(1);
        imports.apply(staged);
        assertThat(standing())
                .containsExactly(
                        "+46701740605 SMS birthday refused",
                        "+46701740605 SMS marketing given",
                        "+46701740606 SMS birthday refused");
    }

    @Test
    void a_file_has_words_of_its_own_for_yes_and_no() throws IOException {
        var text = "Kundnummer;Efternamn;Mobil;Samtycke SMS\n1;Ek;070-1740605;OPT-IN\n2;Öst;070-1740606;Utgått\n"
                + "3;Al;070-1740607;ja\n4;Lo;070-1740608;kanske\n";
        var words = ConsentWords.of("opt-in, accepterad", "nix", "utgått; ja");
        var staged = stage(text, new ConsentGround("consent", "marketing", "", words));
        imports.apply(staged);
        assertThat(standing())
                .as("the file's word wins over the dictionary's; another word is none")
                .containsExactly(
                        "+46701740605 SMS marketing given",
                        "+46701740606 SMS marketing withdrawn",
                        "+46701740607 SMS marketing withdrawn");
        assertThat(store.findings.problems(staged.parts().getFirst().id(), 5))
                .extracting(CellProblem::value)
                .containsExactly("kanske");
    }

    @Test
    void the_page_says_what_a_column_is_for_and_what_its_words_mean() throws IOException {
        var path = file("Kundnummer;Efternamn;Mobil;Samtycke SMS\n1;Ek;070-1740605;A\n");
        var plan = ImportPlan.of(imports.look(path), SWEDISH);
        var sent = new LinkedMultiValueMap<String, String>();
        sent.add("use.0.3", "consent:sms");
        sent.add("purpose.0.3", "birthday");
        sent.add("words.given", "A, ok");
        var applied = new ImportForm(sent).applied(plan, form -> imports.look(path, form));
        assertThat(applied.tables().getFirst().uses().get(3).key()).isEqualTo("consent:sms/birthday");
        assertThat(applied.purposes()).containsExactly("birthday");
        assertThat(applied.settings().ground().words().given()).containsExactly("A", "ok");
        sent.set("purpose.0.3", "");
        assertThat(new ImportForm(sent)
                        .applied(applied, form -> imports.look(path, form))
                        .purposes())
                .isEmpty();
    }

    @Test
    void a_profile_remembers_purposes_and_words_and_an_older_one_is_still_read() throws IOException {
        var profiles = new ImportProfiles(jdbc, clock);
        var path = file("Kundnummer;Efternamn;Mobil;Samtycke SMS\n1;Ek;070-1740605;A\n");
        var looks = imports.look(path);
        var found = ImportPlan.of(looks, SWEDISH);
        var table = found.tables().getFirst();
        var uses = new ArrayList<>(table.uses());
        uses.set(3, new ColumnUse(Field.CONSENT, "sms/birthday"));
        var sheet = found.sheets().getFirst().with(new Table(table.form(), table.headings(), uses, table.fills()));
        var words = ConsentWords.of("A", "B", "");
        var ground = new ConsentGround("consent", "marketing", "på kvitto", words);
        profiles.save("Kassan", new ImportPlan(List.of(sheet), SWEDISH.with(MatchBy.NUMBER, ground), null), "karin");

        var read = profiles.recognise(looks).orElseThrow();
        assertThat(read.settings().ground()).isEqualTo(ground);
        assertThat(read.purposes()).containsExactly("birthday");

        jdbc.sql("UPDATE customer.import_profile SET plan = plan - 'words'").update();
        assertThat(profiles.recognise(looks).orElseThrow().settings().ground())
                .isEqualTo(ground.with(ConsentWords.NONE));
    }

    private static ConsentGround ground(String basis) {
        return new ConsentGround(
                basis,
                "marketing",
                "på kvitto",
                ConsentWords.NONE,
                basis.equals(ConsentGround.EXISTING_CUSTOMER) ? LocalDate.of(2026, 10, 1) : null);
    }

    private static ConsentGround existingCustomer(@Nullable LocalDate sold) {
        return new ConsentGround("existing_customer", "marketing", "på kvitto", ConsentWords.NONE, sold);
    }

    private List<String> evidence() {
        return jdbc.sql("SELECT concat_ws(' ', address, evidence, sale) FROM consent.entry ORDER BY address")
                .query(String.class)
                .list();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "kunder", ".csv"), text);
    }

    private Imports.Staged stage(String text, ConsentGround ground) throws IOException {
        return stage(text, ground, Map.of());
    }

    /// @param chosen what columns were said to be
    private Imports.Staged stage(String text, ConsentGround ground, Map<Integer, String> chosen) throws IOException {
        var path = file(text);
        var table = imports.open(path).getFirst();
        var uses = new ArrayList<>(table.uses());
        chosen.forEach((column, use) -> uses.set(column, ColumnUse.parse(use)));
        return imports.stage(
                path,
                "kunder.csv",
                List.of(new Table(table.form(), table.headings(), uses, Set.of())),
                SWEDISH.with(MatchBy.NUMBER, ground),
                "karin");
    }

    private List<String> standing() {
        return jdbc.sql("""
                SELECT concat_ws(' ', address, channel, purpose, state) FROM consent.standing
                ORDER BY 1
                """).query(String.class).list();
    }
}
