package utskick.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import utskick.access.Audit;
import utskick.access.CurrentUser;
import utskick.kernel.PhoneNumber;
import utskick.testing.Database;
import utskick.testing.Tampering;
import utskick.testing.TestClock;

/// What the night does with the ledger. The doctor finds the same ([utskick.DoctorTest]).
final class LedgerNightTest {

    @RegisterExtension
    static final Database database = new Database();

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final ConsentLedger ledger = new ConsentLedger(database.jdbc(), database.transaction(), clock);
    private LedgerChecks checks;
    private LedgerNight night;
    /// The newest entry of the log of who did what.
    private long before;

    @BeforeEach
    void a_night_after_which_all_is_well() {
        database.jdbc().sql("""
                TRUNCATE consent.entry, consent.standing, consent.seal, consent.erased, consent.ledger_check,
                    customer.customer CASCADE
                """).update();
        var seals = new LedgerSeals(database.jdbc(), database.transaction(), clock, folder);
        checks = new LedgerChecks(ledger, seals, database.jdbc(), clock);
        night = new LedgerNight(checks, seals, ledger, new Audit(database.jdbc(), new CurrentUser(), clock));
        before = database.jdbc()
                .sql("SELECT coalesce(max(id), 0) FROM access.audit_entry")
                .query(Long.class)
                .single();
        chains(ledger);
        on_cards();
        night.run();
        night.run();
        assertThat(checks.last().orElseThrow().isWhole()).isTrue();
        assertThat(audited()).isEmpty();
    }

    /// As [Tampering#CHAINS] says.
    static void chains(ConsentLedger ledger) {
        var origin = Origin.customer(Origin.Source.WEB, "form", "192.0.2.1");
        for (var chain : Tampering.CHAINS) {
            ledger.give(new PhoneNumber(chain), Purpose.MARKETING, origin);
        }
        var second = new PhoneNumber(Tampering.CHAINS.get(1));
        ledger.withdraw(second, Purpose.MARKETING, origin);
        ledger.give(second, Purpose.MARKETING, origin);
        ledger.withdraw(second, Purpose.MARKETING, origin);
    }

    private static void on_cards() {
        database.jdbc().sql("""
                WITH c AS (
                    INSERT INTO customer.customer (number, created_at, changed_at)
                    SELECT 'n' || i, now(), now() FROM generate_series(1, 3) i RETURNING id, number
                )
                INSERT INTO customer.contact_point (customer_id, channel, label, as_entered, address, reachable)
                SELECT id, 'SMS', 'mobile', '', '+4670174060' || right(number, 1), true FROM c
                """).update();
    }

    @ParameterizedTest
    @EnumSource
    void it_finds(Tampering tampering) {
        tampering.on(database.jdbc());
        night.run();
        assertThat(checks.last().orElseThrow())
                .returns(false, LedgerChecks.Check::isWhole)
                .returns(true, LedgerChecks.Check::isOpen);
        assertThat(audited()).containsExactly("consent.broken");
        night.run();
        assertThat(checks.last().orElseThrow().isOpen()).as("the night after").isTrue();
    }

    @Test
    void a_yes_for_an_address_that_is_on_no_card_any_more_ends_and_a_no_stays() {
        var gone = new PhoneNumber("+46701740601");
        var never = new PhoneNumber("+46701740602");
        database.jdbc()
                .sql("DELETE FROM customer.contact_point WHERE address IN ('+46701740601', '+46701740602')")
                .update();
        night.run();
        assertThat(ledger.history(gone).getFirst())
                .returns(ConsentState.UNKNOWN, LedgerEntry::state)
                .returns(Origin.Source.REGISTER, it -> it.origin().source());
        assertThat(ledger.history(never).getFirst().state()).isEqualTo(ConsentState.WITHDRAWN);
        assertThat(ledger.history(new PhoneNumber("+46701740603"))).hasSize(1);
        night.run();
        assertThat(ledger.history(gone)).hasSize(2);
        assertThat(checks.last().orElseThrow().isWhole()).isTrue();
    }

    /// An import commits its words a moment before its cards.
    @Test
    void what_was_said_since_the_last_seal_is_left_alone() {
        var fresh = new PhoneNumber("+46701740604");
        ledger.give(fresh, Purpose.MARKETING, Origin.customer(Origin.Source.WEB, "form", "192.0.2.1"));
        night.run();
        assertThat(ledger.history(fresh)).hasSize(1);
        clock.advance(Duration.ofDays(1));
        night.run();
        assertThat(ledger.history(fresh).getFirst().state()).isEqualTo(ConsentState.UNKNOWN);
    }

    private List<String> audited() {
        return database.jdbc()
                .sql("SELECT DISTINCT action FROM access.audit_entry WHERE action LIKE 'consent.%' AND id > :before")
                .param("before", before)
                .query(String.class)
                .list();
    }
}
