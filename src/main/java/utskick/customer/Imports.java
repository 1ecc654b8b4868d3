package utskick.customer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    /// So long it is known whom a file brought, as customer.imported_file has it.
    private static final Duration IMPORTED_KEPT = Duration.ofDays(366);

    private final DataSource dataSource;
    private final TransactionOperations transaction;
    private final ImportStore store;
    private final ImportedConsents consents;
    private final Clock clock;
    private final ImportApplying applying;
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
        this.applying = new ImportApplying(
                new TwinTransactions(JdbcClient.create(dataSource), transaction), transaction, store, consents, clock);
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
        applying.describe(parts, settings);
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

    /// Does what staging has announced: all of it, or nothing.
    Done apply(Staged staged) {
        return apply(staged, new ImportProgress());
    }

    /// As [#apply(Staged)].
    ///
    /// @param progress counts the steps; until the last one it may stop the import
    Done apply(Staged staged, ImportProgress progress) {
        var done = applying.apply(staged, progress);
        log.info(
                "import done: {} new, {} changed, {} unchanged, {} rejected",
                done.counts().added(),
                done.counts().changed(),
                done.counts().unchanged(),
                done.counts().rejected());
        afterwards.accept(done.counts());
        return done;
    }

    /// Ends what an import that was interrupted has left, see [ImportApplying#settle].
    void settle() {
        applying.settle();
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
        transaction.executeWithoutResult(_ -> store.matching.match(part.id(), table, settings.match()));
        var counts = store.findings.counts(part.id());
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
