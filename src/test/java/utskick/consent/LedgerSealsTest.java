package utskick.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import utskick.kernel.PhoneNumber;
import utskick.testing.Database;
import utskick.testing.TestClock;

/// Whoever may do everything in the database changes the ledger, each time as carefully as can be, and is found.
final class LedgerSealsTest {

    @RegisterExtension
    static final Database database = new Database();

    private static final Origin WEB = Origin.customer(Origin.Source.WEB, "form 2", "192.0.2.1");

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final ConsentLedger ledger = new ConsentLedger(database.jdbc(), database.transaction(), clock);
    private LedgerSeals seals;

    @BeforeEach
    void two_nights() {
        database.jdbc().sql("""
                TRUNCATE consent.entry, consent.standing, consent.suppression, consent.seal, consent.erased
                """).update();
        seals = new LedgerSeals(database.jdbc(), database.transaction(), clock, folder);
        for (int i = 0; i < 5; i++) {
            ledger.give(phone(i), Purpose.MARKETING, WEB);
        }
        assertThat(seals.seal())
                .hasValueSatisfying(seal -> assertThat(seal.entries()).isEqualTo(5));
        assertThat(seals.seal()).isEmpty();
        ledger.withdraw(phone(1), Purpose.MARKETING, WEB);
        ledger.withdraw(phone(2), Purpose.MARKETING, WEB);
        assertThat(seals.seal())
                .hasValueSatisfying(seal -> assertThat(seal.entries()).isEqualTo(2));
        assertThat(ledger.verify()).isEmpty();
        assertThat(seals.verify()).isEmpty();
    }

    @Test
    void a_change_whose_hashes_were_all_made_anew_is_found() {
        tamper("UPDATE consent.entry SET detail = 'signed' WHERE address = '+46701740601'");
        makeHashesAnew();
        assertThat(ledger.verify()).isEmpty();
        assertThat(seals.verify())
                .extracting(BrokenSeal::number, BrokenSeal::kind, BrokenSeal::missing)
                .containsExactly(tuple(1, BrokenSeal.Kind.CONTENT, 0L), tuple(2, BrokenSeal.Kind.CONTENT, 0L));
    }

    @Test
    void a_whole_chain_that_is_gone_is_found() {
        tamper("DELETE FROM consent.entry WHERE address = '+46701740603'");
        tamper("DELETE FROM consent.standing WHERE address = '+46701740603'");
        assertThat(ledger.verify()).isEmpty();
        assertThat(seals.verify())
                .singleElement()
                .satisfies(it -> assertThat(it.missing()).isOne());
    }

    @Test
    void an_end_that_was_cut_off_and_smoothed_over_is_found() {
        tamper("DELETE FROM consent.entry WHERE state = 'withdrawn'");
        tamper("""
                UPDATE consent.standing s
                SET state = e.state, source = e.source, entry_id = e.id, hash = e.hash, at = e.at
                FROM consent.entry e WHERE e.address = s.address
                """);
        assertThat(ledger.verify()).isEmpty();
        assertThat(seals.verify()).containsExactly(new BrokenSeal(2, BrokenSeal.Kind.CONTENT, 2));
    }

    @Test
    void a_seal_that_was_taken_away_with_its_entries_is_found() {
        tamper("DELETE FROM consent.entry WHERE state = 'withdrawn'");
        tamper("DELETE FROM consent.standing WHERE state = 'withdrawn'");
        tamper("DELETE FROM consent.seal WHERE number = 2");
        assertThat(seals.verify()).containsExactly(new BrokenSeal(2, BrokenSeal.Kind.MISSING, 0));
    }

    @Test
    void a_seal_that_was_made_anew_is_found() {
        tamper("UPDATE consent.entry SET evidence = '' WHERE state = 'withdrawn'");
        makeHashesAnew();
        tamper("DELETE FROM consent.seal WHERE number = 2");
        new LedgerSeals(database.jdbc(), database.transaction(), clock, folder.resolve("elsewhere")).seal();
        assertThat(ledger.verify()).isEmpty();
        assertThat(seals.verify()).containsExactly(new BrokenSeal(2, BrokenSeal.Kind.REPLACED, 0));
    }

    /// The ids of an open transaction are a gap; nobody waits, and the next night has them.
    @Test
    void what_is_being_written_while_the_seal_is_made_is_sealed_the_night_after() throws SQLException {
        try (var open = database.dataSource().getConnection();
                var statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("""
                    INSERT INTO consent.entry (address, channel, purpose, state, basis, source, actor, at, hash)
                    SELECT '+46701740690', 'SMS', 'marketing', 'given', 'consent', 'web', 'customer', at,
                           consent.seal(NULL, '+46701740690', 'SMS', 'marketing', 'given', 'consent', '', 'web', '',
                                        'customer', at, '')
                    FROM (VALUES (timestamptz '2026-11-22 09:00Z')) AS t (at)
                    """);
            ledger.give(phone(7), Purpose.MARKETING, WEB);
            assertThat(seals.seal())
                    .hasValueSatisfying(seal -> assertThat(seal.entries()).isOne());
            open.commit();
        }
        assertThat(seals.seal()).hasValueSatisfying(seal -> {
            assertThat(seal.number()).isEqualTo(4);
            assertThat(seal.entries()).isOne();
        });
        assertThat(seals.verify()).isEmpty();
    }

    @Test
    void an_erasure_is_no_theft() {
        long erased = database.jdbc()
                .sql("SELECT consent.erase(ARRAY['SMS'], ARRAY['+46701740601'], now())")
                .query(Long.class)
                .single();
        tamper("DELETE FROM consent.standing WHERE address = '+46701740601'");
        assertThat(erased).isEqualTo(2);
        assertThat(ledger.history(phone(1))).isEmpty();
        assertThat(ledger.verify()).isEmpty();
        assertThat(seals.verify()).isEmpty();
    }

    @Test
    void each_seal_is_noted_outside_of_the_database() throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("consent-seals.txt"));
        assertThat(lines).hasSize(2);
        assertThat(lines.getLast()).matches("2 2 2026-11-22T09:00:00Z [0-9a-f]{64}");
        assertThat(seals.last())
                .hasValueSatisfying(last -> assertThat(lines.getLast()).endsWith(last.digest()));
    }

    private static PhoneNumber phone(int i) {
        return new PhoneNumber("+4670174060" + i);
    }

    private static void tamper(String change) {
        assertThat(database.jdbc().sql(change).update()).isPositive();
    }

    /// What somebody who knows the program would do: each hash anew, from the first entry to the last.
    private static void makeHashesAnew() {
        for (long id : database.jdbc()
                .sql("SELECT id FROM consent.entry ORDER BY id")
                .query(Long.class)
                .list()) {
            database.jdbc().sql("""
                    UPDATE consent.entry e
                    SET previous = b.hash,
                        hash = consent.seal(b.hash, e.address, e.channel, e.purpose, e.state, e.basis, e.wording, e.source,
                                            e.detail, e.actor, e.at, e.evidence)
                    FROM (SELECT (SELECT x.hash FROM consent.entry x JOIN consent.entry y USING (address, channel, purpose)
                                  WHERE y.id = :id AND x.id < :id ORDER BY x.id DESC LIMIT 1) AS hash) b
                    WHERE e.id = :id
                    """).param("id", id).update();
        }
        tamper("""
                UPDATE consent.standing s SET hash = e.hash
                FROM consent.entry e WHERE e.id = s.entry_id
                """);
    }
}
