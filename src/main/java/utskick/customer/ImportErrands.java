package utskick.customer;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import utskick.customer.UnattendedImports.Outcome;
import utskick.customer.UnattendedImports.Task;

/// Files that a command brings in by the name of a profile: done at once in the command's own program, or handed to the
/// program that runs on the data folder and has the database ([ErrandFolder]).
public final class ImportErrands {

    private static final Logger log = LoggerFactory.getLogger(ImportErrands.class);

    /// Who did it, in the register's log.
    private static final String ACTOR = "command";

    private static final Duration LOOK = Duration.ofMillis(300);
    private static final Duration KEPT = Duration.ofDays(1);

    private final UnattendedImports imports;
    private final Imports register;
    private final SearchIndex search;
    private final ErrandFolder folder;
    private final Clock clock;

    /// @param folder where errands are handed over
    ImportErrands(UnattendedImports imports, Imports register, SearchIndex search, ErrandFolder folder, Clock clock) {
        this.imports = imports;
        this.register = register;
        this.search = search;
        this.folder = folder;
        this.clock = clock;
    }

    /// What is to be done.
    ///
    /// @param dry whether it is only to be said what would happen
    public record Errand(String profile, String fileName, boolean dry) {}

    /// What became of it.
    ///
    /// @param refusal why nothing of the file is in the register; null when it is
    /// @param rejected the file with the rejected rows, null when there are none
    public record Answer(
            @Nullable String refusal,
            ImportCounts counts,
            ConsentCounts consents,
            @Nullable Path rejected) {

        static Answer refused(String reason) {
            return new Answer(reason, ImportCounts.NONE, ConsentCounts.NONE, null);
        }
    }

    /// How far it has come.
    ///
    /// @param writing whether the rows are read and are being written
    public record Progress(boolean writing, int rows, int percent) {}

    /// Does it here, where no other program runs: also what else an import leaves to a running one.
    ///
    /// @param rejected where its rejected rows are written; the ending of the file is added
    /// @param watcher is told now and then how far it has come
    public Answer run(Errand errand, Path file, Path rejected, Consumer<Progress> watcher) {
        register.settle();
        var answer = follow(errand, file, rejected, progress -> watcher.accept(told(progress)));
        search.catchUp();
        return answer;
    }

    /// Looks for errands once and does them, one after the other. For the program that runs.
    void serve() {
        folder.dropStale(FileTime.from(clock.instant().minus(KEPT)));
        for (var taken : folder.take()) {
            try {
                var errand = folder.errand(taken);
                log.info("a command brings in a file by the profile {}", errand.profile());
                folder.answer(taken, follow(errand, folder.file(taken), taken.resolve("rejected"), progress -> {
                    folder.tell(taken, told(progress));
                    if (folder.isCancelled(taken)) {
                        progress.cancel();
                    }
                }));
            } catch (UncheckedIOException e) {
                // whoever asked took it away, or the disk is full: the next errand may do better
                log.warn("an errand of the command line could not be done: {}", e.getMessage());
            }
        }
    }

    private Answer follow(Errand errand, Path file, Path rejected, Consumer<ImportProgress> look) {
        var progress = new ImportProgress();
        var task = new Task(file, errand.fileName(), ACTOR, rejected, errand.dry());
        var work = CompletableFuture.supplyAsync(
                () -> imports.run(errand.profile(), task, progress),
                command -> Thread.ofVirtual().name("import of a command").start(command));
        while (true) {
            try {
                return answer(work.get(LOOK.toMillis(), TimeUnit.MILLISECONDS));
            } catch (TimeoutException _) {
                look.accept(progress);
            } catch (ExecutionException e) {
                throw new IllegalStateException("an import ended without an outcome", e.getCause());
            } catch (InterruptedException e) {
                progress.cancel();
                Thread.currentThread().interrupt();
                return answer(work.join());
            }
        }
    }

    private static Answer answer(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Imported(var counts, var consents, var rejected) ->
                new Answer(null, counts, consents, rejected);
            case Outcome.Refused(var reason) -> Answer.refused(reason);
        };
    }

    private static Progress told(ImportProgress progress) {
        return new Progress(progress.isWriting(), progress.rows(), progress.percent());
    }
}
