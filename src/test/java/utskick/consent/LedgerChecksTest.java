package utskick.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import utskick.kernel.PhoneNumber;
import utskick.testing.Database;
import utskick.testing.TestClock;

/// What becomes of a finding: it is told until the ledger is whole again, or until somebody explains it.
final class LedgerChecksTest {

    @RegisterExtension
    static final Database database = new Database();

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private LedgerChecks checks;

    @BeforeEach
    void a_ledger_of_two() {
        database.jdbc()
                .sql("TRUNCATE consent.entry, consent.standing, consent.seal, consent.erased, consent.ledger_check")
                .update();
        var ledger = new ConsentLedger(database.jdbc(), database.transaction(), clock);
        for (var phone : new String[] {"+46701740601", "+46701740602"}) {
            ledger.give(
                    new PhoneNumber(phone), Purpose.MARKETING, Origin.customer(Origin.Source.WEB, "form", "192.0.2.1"));
        }
        var seals = new LedgerSeals(database.jdbc(), database.transaction(), clock, folder);
        seals.seal();
        checks = new LedgerChecks(ledger, seals, database.jdbc(), clock);
    }

    @Test
    void a_whole_ledger_is_no_news() {
        assertThat(checks.last()).isEmpty();
        read();
        assertThat(checks.last())
                .hasValueSatisfying(it -> assertThat(it)
                        .returns(true, LedgerChecks.Check::isWhole)
                        .returns(false, LedgerChecks.Check::isOpen)
                        .returns(clock.instant(), LedgerChecks.Check::at));
    }

    @Test
    void a_tampered_row_is_told_until_the_ledger_is_whole_again() {
        tamper("UPDATE consent.entry SET evidence = 'x' WHERE address = '+46701740601'");
        read();
        assertThat(checks.last().orElseThrow())
                .returns(true, LedgerChecks.Check::isOpen)
                .returns(1, LedgerChecks.Check::entries)
                .returns(0, LedgerChecks.Check::seals);
        tamper("UPDATE consent.entry SET evidence = '192.0.2.1' WHERE address = '+46701740601'");
        read();
        assertThat(checks.last().orElseThrow().isOpen()).isFalse();
    }

    @Test
    void an_explanation_holds_for_what_was_found_and_for_nothing_else() {
        tamper("DELETE FROM consent.entry WHERE address = '+46701740601'");
        read();
        assertThatThrownBy(() -> checks.settle(" ", "karin")).isInstanceOf(IllegalArgumentException.class);
        clock.advance(Duration.ofHours(1));
        checks.settle("a disk died, restored by hand", "karin");
        var settled = clock.instant();
        clock.advance(Duration.ofDays(1));
        read();
        assertThat(checks.last().orElseThrow())
                .returns(false, LedgerChecks.Check::isOpen)
                .returns(false, LedgerChecks.Check::isWhole)
                .returns(
                        new LedgerChecks.Settled("karin", "a disk died, restored by hand", settled),
                        LedgerChecks.Check::settled);

        tamper("UPDATE consent.entry SET evidence = 'x' WHERE address = '+46701740602'");
        read();
        assertThat(checks.last().orElseThrow().isOpen()).isTrue();
    }

    private void read() {
        checks.note(checks.look());
    }

    private static void tamper(String sql) {
        assertThat(database.jdbc().sql(sql).update()).isPositive();
    }
}
