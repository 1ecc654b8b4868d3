package utskick;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import utskick.access.Secrets;
import utskick.consent.ConsentLedger;
import utskick.consent.LedgerSeals;
import utskick.consent.Origin;
import utskick.consent.Purpose;
import utskick.kernel.PhoneNumber;
import utskick.testing.Database;
import utskick.testing.Tampering;

final class DoctorTest {

    @RegisterExtension
    static final Database database = new Database();

    @TempDir
    Path folder;

    @BeforeEach
    void a_sealed_ledger() {
        database.jdbc()
                .sql("TRUNCATE consent.entry, consent.standing, consent.seal, consent.erased")
                .update();
        new ConsentLedger(database.jdbc(), database.transaction(), Clock.systemUTC())
                .give(
                        new PhoneNumber("+46701740600"),
                        Purpose.MARKETING,
                        Origin.customer(Origin.Source.WEB, "form", "192.0.2.1"));
        new LedgerSeals(database.jdbc(), database.transaction(), Clock.systemUTC(), folder).seal();
    }

    @Test
    void a_healthy_register_gets_a_clean_bill() {
        var findings = examine(Map.of("utskick.public.url", "https://butiken.example"));
        assertThat(findings).noneMatch(it -> it.level() == Doctor.Level.BROKEN);
        assertThat(findings)
                .extracting(Doctor.Finding::text)
                .anyMatch(it -> it.equals("1 entries of consent are as they were written."))
                .anyMatch(it -> it.equals("The program's role utskick_app cannot change the consent ledger."))
                .anyMatch(it -> it.startsWith("The last seal is number 1"));
        assertThat(report(findings)).isZero();
    }

    @Test
    void a_tampered_ledger_is_told_and_ends_with_1() {
        database.jdbc().sql("UPDATE consent.entry SET state = 'refused'").update();
        assertThat(report(examine(Map.of()))).isOne();
        assertThat(examine(Map.of()))
                .extracting(Doctor.Finding::text)
                .anyMatch(it -> it.matches("Entry \\d+ of the consent ledger was changed after it was written\\."))
                .noneMatch(it -> it.contains("+4670"));

        database.jdbc().sql("DELETE FROM consent.entry").update();
        database.jdbc().sql("DELETE FROM consent.standing").update();
        assertThat(examine(Map.of()))
                .extracting(Doctor.Finding::text)
                .contains("Seal 1 does not fit: 1 of its entries are gone.");
    }

    @ParameterizedTest
    @EnumSource
    void it_finds(Tampering tampering) {
        var ledger = new ConsentLedger(database.jdbc(), database.transaction(), Clock.systemUTC());
        var origin = Origin.customer(Origin.Source.WEB, "form", "192.0.2.1");
        for (var chain : Tampering.CHAINS) {
            ledger.give(new PhoneNumber(chain), Purpose.MARKETING, origin);
        }
        var second = new PhoneNumber(Tampering.CHAINS.get(1));
        ledger.withdraw(second, Purpose.MARKETING, origin);
        ledger.give(second, Purpose.MARKETING, origin);
        ledger.withdraw(second, Purpose.MARKETING, origin);
        new LedgerSeals(database.jdbc(), database.transaction(), Clock.systemUTC(), folder).seal();

        tampering.on(database.jdbc());
        var findings = examine(Map.of());
        assertThat(findings)
                .filteredOn(it -> it.level() == Doctor.Level.BROKEN)
                .extracting(Doctor.Finding::text)
                .isNotEmpty()
                .allMatch(it -> it.startsWith("Entry ") || it.startsWith("Seal "));
        assertThat(report(findings)).isOne();
    }

    @Test
    void a_role_that_could_change_the_ledger_and_a_mistyped_setting_are_told() {
        var findings = examine(Map.of(
                "utskick.db.owner.user",
                "",
                "utskick.db.user",
                database.user(),
                "utskick.db.password",
                database.password(),
                "utskick.db.ulr",
                "x"));
        assertThat(findings)
                .extracting(Doctor.Finding::text)
                .contains("There is no setting utskick.db.ulr.")
                .anyMatch(it -> it.startsWith("The program's own role could change the consent ledger"));
    }

    @Test
    void what_was_found_is_noted_for_the_start_page() {
        database.jdbc().sql("UPDATE consent.entry SET state = 'refused'").update();
        examine(Map.of());
        assertThat(database.jdbc()
                        .sql("SELECT entries FROM consent.ledger_check WHERE found <> '' AND settled = ''")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    @Test
    void a_password_under_another_key_file_is_told() {
        var secret = Secrets.in(folder).encrypt("hemligt");
        database.jdbc().sql("""
                INSERT INTO gateway.account (name, channel, protocol, settings, secret)
                VALUES ('Tele', 'SMS', 'smpp', '{}', :secret)
                """).param("secret", secret).update();
        try {
            assertThat(examine(Map.of()))
                    .contains(new Doctor.Finding(Doctor.Level.OK, "The stored passwords of 1 account(s) can be read."));
            var moved = folder.resolve("secret.key");
            Files.move(moved, folder.resolve("left-behind"));
            assertThat(broken())
                    .anyMatch(it -> it.startsWith(
                            "The stored password of Tele cannot be read: there is no secret.key in " + folder));
            assertThat(moved).as("the doctor makes none").doesNotExist();
            Secrets.in(folder);
            assertThat(broken())
                    .anyMatch(it -> it.startsWith("The stored password of Tele cannot be read: secret.key in " + folder
                            + " is not the one it was written with"));
            Files.write(moved, new byte[7]);
            assertThat(broken()).anyMatch(it -> it.contains("damaged"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            database.jdbc().sql("DELETE FROM gateway.account").update();
        }
    }

    private List<String> broken() {
        return examine(Map.of()).stream()
                .filter(it -> it.level() == Doctor.Level.BROKEN)
                .map(Doctor.Finding::text)
                .toList();
    }

    @Test
    void where_nothing_is_yet_nothing_is_made() {
        var findings = new Doctor(folder.resolve("new"), new StandardEnvironment(), _ -> {}).examine();
        assertThat(findings).extracting(Doctor.Finding::text).anyMatch(it -> it.startsWith("There is no register in"));
        assertThat(folder.resolve("new")).doesNotExist();
    }

    private List<Doctor.Finding> examine(Map<String, Object> settings) {
        var environment = new StandardEnvironment();
        var all = new HashMap<String, Object>(Map.of(
                "utskick.db.url", database.url(),
                "utskick.db.user", database.application().user(),
                "utskick.db.password", database.application().password(),
                "utskick.db.owner.user", database.user(),
                "utskick.db.owner.password", database.password()));
        all.putAll(settings);
        environment.getPropertySources().addFirst(new MapPropertySource("test", all));
        return new Doctor(folder, environment, _ -> {}).examine();
    }

    private static int report(List<Doctor.Finding> findings) {
        var out = new ByteArrayOutputStream();
        int exit = DoctorCommand.report(findings, new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(out.toString(StandardCharsets.UTF_8)).contains(exit == 0 ? "Nothing is broken." : "broken");
        return exit;
    }
}
