package utskick.customer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import utskick.customer.RegisterFile.Table;

/// Brings register files in: [#open] finds out how a file is written, [#stage] reads all of it into staging tables and
/// says what would happen, [#apply] does it in one transaction. Nobody sees half an import.
public final class Imports {

    private static final Logger log = LoggerFactory.getLogger(Imports.class);

    /// So long the rows of an import can be looked at after it is done.
    private static final Duration KEPT = Duration.ofDays(1);

    /// From so many rows on, several connections write an import.
    static final int LARGE = 20_000;

    /// So long it is known whom a file brought, as customer.imported_file has it.
    private static final Duration IMPORTED_KEPT = Duration.ofDays(366);

    /// The parts of a large import that other connections write. Addresses end before words about them, so that no
    /// word is ever seen for an address that is on no card.
    private static final String POINTS = "1-points";

    private static final String LEDGER = "2-ledger";

    /// What is counted while a table is written: match, customers, consents.
    private static final int STEPS = 3;

    private final DataSource dataSource;
    private final TransactionOperations transaction;
    private final ImportStore store;
    private final ImportedConsents consents;
    private final Clock clock;
    private final TwinTransactions twins;
    private final ColumnDictionary dictionary = new ColumnDictionary();
    private final PhoneReader phones = new PhoneReader();
    private volatile Consumer<ImportCounts> afterwards = _ -> {};

    Imports(
            DataSource dataSource,
            TransactionOperations transaction,
            ImportStore store,
            ImportedConsents consents,
            Clock clock) {
        this.dataSource = dataSource;
        this.transaction = transaction;
        this.store = store;
        this.consents = consents;
        this.clock = clock;
        this.twins = new TwinTransactions(JdbcClient.create(dataSource), transaction);
    }

    /// What is done after every import, when its transaction is over.
    void afterwards(Consumer<ImportCounts> work) {
        afterwards = work;
    }

    /// One table of a file on its way in.
    ///
    /// @param id its row in `customer.import_run`
    /// @param blank rows without text between the others
    record Part(long id, Table table, ImportCounts counts, int blank) {}

    /// A file that was read as a whole; nothing of it is in the register yet.
    record Staged(Path path, String fileName, ImportSettings settings, String actor, List<Part> parts) {

        /// The same file under what was stated since it was read.
        Staged with(ImportSettings stated) {
            return new Staged(path, fileName, stated, actor, parts);
        }

        ImportCounts counts() {
            return parts.stream().map(Part::counts).reduce(ImportCounts.NONE, ImportCounts::plus);
        }
    }

    /// What an import has done.
    record Done(ImportCounts counts, ConsentCounts consents) {

        Done plus(Done other) {
            return new Done(counts.plus(other.counts()), consents.plus(other.consents()));
        }
    }

    /// Yeses of a staged file that would not be taken down.
    ///
    /// @param keptBack addresses that said no before
    /// @param notAllowed by ground, addresses in whose country the law does not know it
    record Withheld(int keptBack, Map<String, Integer> notAllowed) {

        static final Withheld NONE = new Withheld(0, Map.of());
    }

    /// Which yeses of the file would not be taken down on each of these grounds.
    Withheld withheld(Staged staged, List<String> bases) {
        int keptBack = 0;
        var notAllowed = new HashMap<String, Integer>();
        for (var part : staged.parts()) {
            keptBack += consents.keptBack(part.id());
            for (var basis : bases) {
                notAllowed.merge(basis, consents.notAllowed(part.id(), basis), Integer::sum);
            }
        }
        return new Withheld(keptBack, Map.copyOf(notAllowed));
    }

    /// How this file is written and what its columns are.
    ///
    /// @throws ImportRefused when it cannot be imported
    List<Table> open(Path path) {
        try {
            return new RegisterFile(path, dictionary()).tables();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What headings mean, the shop's own fields as they are now among them.
    private ColumnDictionary dictionary() {
        return dictionary.with(store.ownFields());
    }

    /// As [#open], with the rows that somebody looks at to decide what the columns are.
    List<RegisterFile.Look> look(Path path) {
        try {
            return new RegisterFile(path, dictionary()).looks();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A table read in a form that somebody has chosen.
    ///
    /// @throws ImportRefused when there is nothing in this form
    RegisterFile.Look look(Path path, FileForm form) {
        try {
            return new RegisterFile(path, dictionary()).look(form);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Brings a whole file in, as it is found to be. Nobody looks at it before, so the rows are decided on once.
    public ImportCounts run(Path path, String fileName, ImportSettings settings, String actor) {
        var parts = new ArrayList<Part>();
        for (var table : open(path)) {
            parts.add(read(path, fileName, table, settings, actor, new ImportProgress()));
        }
        return apply(new Staged(path, fileName, settings, actor, List.copyOf(parts)))
                .counts();
    }

    /// As [#stage(Path, String, List, ImportSettings, String, ImportProgress)], for whom progress does not matter.
    Staged stage(Path path, String fileName, List<Table> tables, ImportSettings settings, String actor) {
        return stage(path, fileName, tables, settings, actor, new ImportProgress());
    }

    /// Reads the file and decides on every row. Changes nothing in the register.
    ///
    /// @param progress counts the rows as they are read, and may stop it
    Staged stage(
            Path path,
            String fileName,
            List<Table> tables,
            ImportSettings settings,
            String actor,
            ImportProgress progress) {
        dropStale();
        var parts = new ArrayList<Part>();
        try {
            for (var table : tables) {
                parts.add(stage(path, fileName, table, settings, actor, progress));
            }
        } catch (RuntimeException e) {
            parts.forEach(part -> store.dropStaging(part.id()));
            throw e;
        }
        describe(parts, settings);
        return new Staged(path, fileName, settings, actor, List.copyOf(parts));
    }

    /// Brings in rows that come from no file.
    Done applyRows(String name, List<ColumnUse> uses, ImportSettings settings, String actor, List<StagedRow> rows) {
        long id = store.begin(name, actor, clock.instant());
        store.createStaging(id);
        try (var connection = dataSource.getConnection();
                var staging = new Staging(connection, id, uses)) {
            rows.forEach(staging::add);
            staging.finish();
        } catch (SQLException e) {
            throw new IllegalStateException("no connection for import " + id, e);
        }
        store.analyseStaging(id);
        var headings = uses.stream().map(ColumnUse::key).toList();
        var part = new Part(id, new Table(FileForm.sheet(name), headings, uses), ImportCounts.NONE, 0);
        var done = apply(new Staged(Path.of(name), name, settings, actor, List.of(part)));
        store.dropStaging(id);
        return done;
    }

    private void describe(List<Part> parts, ImportSettings settings) {
        for (var part : parts) {
            boolean own =
                    part.table().uses().stream().anyMatch(use -> !use.purpose().isEmpty());
            store.describe(part.id(), parts.getFirst().id(), own, settings);
        }
    }

    /// Does what staging has announced: all of it, or nothing.
    Done apply(Staged staged) {
        return apply(staged, new ImportProgress());
    }

    /// As [#apply(Staged)].
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
                        store.match(part.id(), part.table(), staged.settings().match());
                        progress.step();
                        var writing = Writing.of(part, store.counts(part.id()));
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
        log.info(
                "import done: {} new, {} changed, {} unchanged, {} rejected",
                done.counts().added(),
                done.counts().changed(),
                done.counts().unchanged(),
                done.counts().rejected());
        afterwards.accept(done.counts());
        return done;
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
                twins.runBeside(() ->
                        store.match(part.id(), part.table(), staged.settings().match()));
                progress.step();
                var ledger = twins.prepare(part.id(), LEDGER, () -> record(staged, part, now));
                beside.add(ledger);
                store.undo.forget();
                var writing = Writing.of(part, store.counts(part.id()));
                keep(part, writing);
                writeCustomers(staged, part, writing, now);
                if (writing.isAny() && store.mayTrustKeys()) {
                    // not sooner: the ledger takes longest and shall not share its processor before it must
                    var points = twins.prepare(part.id(), POINTS, () -> {
                        store.writePoints(part.id(), writing.mapping(), writing.changes());
                        return true;
                    });
                    beside.add(points);
                    store.writeMemberships(part.id(), writing.mapping(), writing.changes());
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
    private record Writing(ImportStore.Mapping mapping, ImportCounts counts) {

        static Writing of(Part part, ImportCounts counts) {
            return new Writing(ImportStore.Mapping.of(part.table().uses()), counts);
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
            store.writeCustomers(part.id(), writing.mapping(), staged.settings(), writing.changes(), now);
        }
        int company = part.table().uses().indexOf(ColumnUse.of(Field.COMPANY));
        if (company >= 0) {
            store.reportMissingCompanies(part.id(), part.table().headings().get(company));
        }
    }

    private void writeRest(Part part, Writing writing) {
        if (writing.isAny()) {
            store.writeMemberships(part.id(), writing.mapping(), writing.changes());
            store.writePoints(part.id(), writing.mapping(), writing.changes());
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
        store.insertImported(part.id());
        return consents.record(part.id(), staged.fileName(), staged.actor(), now);
    }

    private Done finish(Part part, ImportCounts counts, ConsentCounts recorded, Instant now) {
        store.save(part.id(), "done", part.blank(), counts);
        store.finish(part.id(), "done", null, recorded.written(), now);
        return new Done(counts, recorded);
    }

    /// So many customers are other than they were, because an import was undone.
    void undone(int customers) {
        afterwards.accept(new ImportCounts(0, customers, 0, 0, 0));
    }

    /// Forgets a file that was staged.
    void cancel(Staged staged) {
        for (var part : staged.parts()) {
            store.dropStaging(part.id());
            store.finish(part.id(), "cancelled", null, 0, clock.instant());
        }
    }

    private Part stage(
            Path path, String fileName, Table table, ImportSettings settings, String actor, ImportProgress progress) {
        var part = read(path, fileName, table, settings, actor, progress);
        transaction.executeWithoutResult(_ -> store.match(part.id(), table, settings.match()));
        var counts = store.counts(part.id());
        store.save(part.id(), "ready", part.blank(), counts);
        return new Part(part.id(), table, counts, part.blank());
    }

    private Part read(
            Path path, String fileName, Table table, ImportSettings settings, String actor, ImportProgress progress) {
        long id = store.begin(fileName, actor, clock.instant());
        try {
            store.createStaging(id);
            int blank = read(path, id, table, settings, progress);
            store.analyseStaging(id);
            return new Part(id, table, ImportCounts.NONE, blank);
        } catch (RuntimeException e) {
            store.dropStaging(id);
            if (e instanceof ImportProgress.Cancelled) {
                store.finish(id, "cancelled", null, 0, clock.instant());
            } else {
                var reason =
                        e instanceof ImportRefused refused ? refused.reason().name() : "FAILED";
                store.finish(id, "refused", reason.toLowerCase(Locale.ROOT), 0, clock.instant());
            }
            throw e;
        }
    }

    /// Reads one table into its staging tables; says how many blank rows stand between the others.
    private int read(Path path, long id, Table table, ImportSettings settings, ImportProgress progress) {
        var reader = new RowReader(table, settings, phones, store.ownFields(), LocalDate.now(clock));
        int blank = 0;
        int pending = 0;
        try (var connection = dataSource.getConnection();
                var staging = new Staging(connection, id, table.uses());
                var source = new AheadRows(new RegisterFile(path, dictionary, progress).rows(table.form()))) {
            for (var row = source.next(); row != null; row = source.next()) {
                if (row.isBlank()) {
                    pending++;
                    continue;
                }
                for (; pending > 0; pending--) {
                    reader.skipBlank();
                    blank++;
                }
                staging.add(reader.read(row));
                progress.row();
            }
            staging.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("no connection for import " + id, e);
        }
        return blank;
    }

    private void dropStale() {
        store.forgetImported(clock.instant().minus(IMPORTED_KEPT));
        for (var id : store.stale(clock.instant().minus(KEPT))) {
            store.dropStaging(id);
        }
    }
}
