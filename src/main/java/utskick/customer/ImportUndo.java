package utskick.customer;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/// Takes the last import back, as a whole and by set: its new customers leave, the others get the values they had, and
/// what the file gave as consent is unknown again. Not when something depends on it: a customer it brought or changed
/// was changed since, a person was added to a company it brought, a message went out, a consent was given.
///
/// A no that the file said stays a no: nobody is written to because an import was undone. Stores and groups that came
/// with it stay, too.
final class ImportUndo {

    private static final Logger log = LoggerFactory.getLogger(ImportUndo.class);

    /// So long an import can be undone.
    static final Duration KEPT = Duration.ofDays(30);

    private final Imports imports;
    private final ImportStore store;
    private final TransactionOperations transaction;
    private final ImportedConsents consents;
    private final List<ImportTraces> traces;
    private final Clock clock;

    ImportUndo(
            Imports imports,
            ImportStore store,
            TransactionOperations transaction,
            ImportedConsents consents,
            List<ImportTraces> traces,
            Clock clock) {
        this.imports = imports;
        this.store = store;
        this.transaction = transaction;
        this.consents = consents;
        this.traces = traces;
        this.clock = clock;
    }

    /// What can be said about undoing an import.
    sealed interface Answer {

        /// It can be undone.
        ///
        /// @param removed customers that leave
        /// @param restored customers that get their values back
        record Possible(long upload, String fileName, int removed, int restored) implements Answer {}

        /// Something depends on it.
        ///
        /// @param reasons ends of the message keys `customer.undo.kept.` with how many customers each concerns
        record Kept(String fileName, Map<String, Integer> reasons) implements Answer {}

        /// It is not the last one, too long ago, or undone already.
        record Gone() implements Answer {}
    }

    /// Whether the last import can be undone.
    Answer look() {
        var runs = store.undo.last(clock.instant().minus(KEPT));
        if (runs.isEmpty()) {
            return new Answer.Gone();
        }
        var ids = runs.stream().map(UndoStore.Run::id).toList();
        var at = runs.getFirst().at();
        var reasons = new LinkedHashMap<String, Integer>();
        count(reasons, "changed", store.undo.changedSince(ids));
        count(reasons, "contacts", store.undo.contactsSince(ids));
        var touched = store.undo.touched(ids);
        for (var trace : traces) {
            count(reasons, trace.kind(), trace.count(touched, at));
        }
        var name = runs.getFirst().fileName();
        return reasons.isEmpty()
                ? new Answer.Possible(
                        runs.getFirst().id(),
                        name,
                        runs.stream().mapToInt(UndoStore.Run::added).sum(),
                        runs.stream().mapToInt(UndoStore.Run::changed).sum())
                : new Answer.Kept(name, reasons);
    }

    private static void count(Map<String, Integer> reasons, String reason, int customers) {
        if (customers > 0) {
            reasons.put(reason, customers);
        }
    }

    /// Undoes it if that is still the last import and still possible; says what became of it.
    ///
    /// @param upload as [#look] named it
    Answer undo(long upload, String actor) {
        var answer = Objects.requireNonNull(transaction.execute(_ -> {
            store.lockRegister();
            var looked = look();
            if (!(looked instanceof Answer.Possible possible)) {
                return looked;
            }
            if (possible.upload() != upload) {
                return new Answer.Gone();
            }
            var now = clock.instant();
            var runs = store.undo.last(now.minus(KEPT));
            int restored = 0;
            for (var run : runs) {
                consents.takeBack(run.id(), run.fileName(), actor, now);
                restored += store.undo.restore(run.id(), now);
            }
            int removed =
                    store.undo.removeNew(runs.stream().map(UndoStore.Run::id).toList());
            runs.forEach(run -> store.undo.done(run.id(), actor, now));
            store.undo.forget();
            return new Answer.Possible(upload, possible.fileName(), removed, restored);
        }));
        if (answer instanceof Answer.Possible done) {
            log.info("import {} undone: {} removed, {} restored", upload, done.removed(), done.restored());
            imports.undone(done.removed() + done.restored());
        }
        return answer;
    }
}
