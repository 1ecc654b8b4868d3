package utskick.customer;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.transaction.support.TransactionOperations;
import utskick.customer.Imports.Done;
import utskick.customer.Imports.Part;
import utskick.customer.Imports.Staged;

/// Writes a staged file into the register and its words into the ledger, in one transaction, or in several that end as
/// one.
final class ImportApplying {

    /// From so many rows on, several connections write an import.
    static final int LARGE = 20_000;

    /// The parts of a large import that other connections write. Addresses end before words about them, so that no
    /// word is ever seen for an address that is on no card.
    private static final String POINTS = "1-points";

    private static final String LEDGER = "2-ledger";

    /// What is counted while a table is written: match, customers, consents.
    private static final int STEPS = 3;

    private final TwinTransactions twins;
    private final TransactionOperations transaction;
    private final ImportStore store;
    private final ImportedConsents consents;
    private final Clock clock;

    ImportApplying(
            TwinTransactions twins,
            TransactionOperations transaction,
            ImportStore store,
            ImportedConsents consents,
            Clock clock) {
        this.twins = twins;
        this.transaction = transaction;
        this.store = store;
        this.consents = consents;
        this.clock = clock;
    }

    /// Does what staging has announced: all of it, or nothing.
    ///
    /// @param progress counts the steps; until the last one it may stop the import
    Done apply(Staged staged, ImportProgress progress) {
        progress.write(STEPS * staged.parts().size());
        // before everything else, and committed: the ledger's own connection reads it, too
        describe(staged.parts(), staged.settings());
        var done = isLarge(staged)
                ? applyBySeveral(staged, progress)
                : transaction.execute(_ -> {
                    store.lockRegister();
                    var now = clock.instant();
                    store.undo.forget();
                    var total = new Done(ImportCounts.NONE, ConsentCounts.NONE);
                    for (var part : staged.parts()) {
                        // again, and under the lock: somebody may have edited a card since the preview
                        store.matching.match(
                                part.id(), part.table(), staged.settings().match());
                        progress.step();
                        var writing = Writing.of(part, store.findings.counts(part.id()));
                        keep(part, writing);
                        writeCustomers(staged, part, writing, now);
                        writeRest(part, writing);
                        progress.step();
                        var recorded = said(staged, part, now);
                        progress.step();
                        total = total.plus(finish(part, writing.counts(), recorded, now));
                    }
                    return total;
                });
        if (done.counts().added() > 1000) {
            analyseRegister();
        }
        return done;
    }

    /// What the tables of a file belong to, and what its consents rest on.
    void describe(List<Part> parts, ImportSettings settings) {
        for (var part : parts) {
            boolean own =
                    part.table().uses().stream().anyMatch(use -> !use.purpose().isEmpty());
            store.describe(part.id(), parts.getFirst().id(), own, settings);
        }
    }

    /// Fresh statistics after many new rows, so that lists and selections are planned well at once.
    private void analyseRegister() {
        var beside = CompletableFuture.runAsync(
                () -> store.analyse("contact_point", "membership"), TwinTransactions.THREADS);
        store.analyse("customer");
        TwinTransactions.await(beside);
    }

    /// A file with one table and many rows. The second of two tables needs the first, which only its own connection
    /// sees.
    private boolean isLarge(Staged staged) {
        return staged.parts().size() == 1
                && store.stagedRows(staged.parts().getFirst().id()) >= LARGE
                && twins.isPossible();
    }

    /// As the other, with the ledger and the contact points written beside the customers: each is about a third of
    /// the work.
    private Done applyBySeveral(Staged staged, ImportProgress progress) {
        var part = staged.parts().getFirst();
        var now = clock.instant();
        var beside = new ArrayList<CompletableFuture<?>>();
        Done done;
        try {
            done = transaction.execute(_ -> {
                store.lockRegister();
                twins.settle(store::isDone);
                twins.runBeside(() -> store.matching.match(
                        part.id(), part.table(), staged.settings().match()));
                progress.step();
                var ledger = twins.prepare(part.id(), LEDGER, () -> record(staged, part, now));
                beside.add(ledger);
                store.undo.forget();
                var writing = Writing.of(part, store.findings.counts(part.id()));
                keep(part, writing);
                writeCustomers(staged, part, writing, now);
                if (writing.isAny() && store.writing.mayTrustKeys()) {
                    // not sooner: the ledger takes longest and shall not share its processor before it must
                    var points = twins.prepare(part.id(), POINTS, () -> {
                        store.writing.writePoints(part.id(), writing.mapping(), writing.changes());
                        return true;
                    });
                    beside.add(points);
                    store.writing.writeMemberships(part.id(), writing.mapping(), writing.changes());
                    TwinTransactions.await(points);
                } else {
                    writeRest(part, writing);
                }
                // what the other connections have written is not seen by this one
                var refused = refused(staged, part);
                progress.step();
                var recorded = new ConsentCounts(TwinTransactions.await(ledger), 0, 0).plus(refused);
                progress.step();
                return finish(part, writing.counts(), recorded, now);
            });
        } catch (RuntimeException e) {
            settleAfter(beside, e);
            throw e;
        }
        twins.commit(part.id());
        return done;
    }

    /// Whether the register was committed is not certain when its connection broke, so the database is asked.
    private void settleAfter(List<CompletableFuture<?>> beside, RuntimeException failure) {
        try {
            beside.forEach(it -> it.handle((_, _) -> true).join());
            settle();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /// Ends what an import that was interrupted has left: its two halves are there, or none. For the start of the
    /// program and after a failure; an import that is under way elsewhere is waited for.
    void settle() {
        if (twins.hasLeft()) {
            transaction.executeWithoutResult(_ -> {
                store.lockRegister();
                twins.settle(store::isDone);
            });
        }
    }

    /// What one table of a file writes.
    private record Writing(ImportMapping mapping, ImportCounts counts) {

        static Writing of(Part part, ImportCounts counts) {
            return new Writing(ImportMapping.of(part.table().uses()), counts);
        }

        boolean changes() {
            return counts.changed() > 0;
        }

        boolean isAny() {
            return counts.added() + counts.changed() > 0;
        }
    }

    /// What is about to change, as it stands.
    private void keep(Part part, Writing writing) {
        if (writing.isAny()) {
            store.undo.keep(part.id(), writing.mapping(), writing.changes());
        }
    }

    private void writeCustomers(Staged staged, Part part, Writing writing, Instant now) {
        if (writing.isAny()) {
            store.writing.writeCustomers(part.id(), writing.mapping(), staged.settings(), writing.changes(), now);
        }
        int company = part.table().uses().indexOf(ColumnUse.of(Field.COMPANY));
        if (company >= 0) {
            store.findings.reportMissingCompanies(
                    part.id(), part.table().headings().get(company));
        }
    }

    private void writeRest(Part part, Writing writing) {
        if (writing.isAny()) {
            store.writing.writeMemberships(part.id(), writing.mapping(), writing.changes());
            store.writing.writePoints(part.id(), writing.mapping(), writing.changes());
        }
    }

    private ConsentCounts said(Staged staged, Part part, Instant now) {
        var refused = refused(staged, part);
        return new ConsentCounts(record(staged, part, now), 0, 0).plus(refused);
    }

    /// To be asked before the part's words are taken down.
    private ConsentCounts refused(Staged staged, Part part) {
        var ground = staged.settings().ground();
        return new ConsentCounts(0, consents.keptBack(part.id()), consents.notAllowed(part.id(), ground.basis()));
    }

    private int record(Staged staged, Part part, Instant now) {
        store.takeMemory();
        store.writing.insertImported(part.id());
        return consents.record(part.id(), staged.fileName(), staged.actor(), now);
    }

    private Done finish(Part part, ImportCounts counts, ConsentCounts recorded, Instant now) {
        store.save(part.id(), "done", part.blank(), counts);
        store.finish(part.id(), "done", null, recorded.written(), now);
        return new Done(counts, recorded);
    }
}
