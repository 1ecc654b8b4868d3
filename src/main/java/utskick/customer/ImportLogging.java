package utskick.customer;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.support.TransactionOperations;

/// When the cards' logs are told of an import: at once where it changed few, else in the background.
final class ImportLogging implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ImportLogging.class);

    /// An import waits until so many of its changes are written.
    private static final int WAITED_FOR = 5_000;

    private final ImportStore store;
    private final TransactionOperations transaction;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("import-log").daemon().factory());

    ImportLogging(ImportStore store, TransactionOperations transaction) {
        this.store = store;
        this.transaction = transaction;
    }

    /// After an import.
    ///
    /// @param changed how many customers it has changed
    void imported(int changed) {
        if (changed > WAITED_FOR) {
            wake();
        } else if (changed > 0) {
            write();
        }
    }

    /// Has everything written that is not yet, in the background.
    void wake() {
        worker.execute(this::write);
    }

    private void write() {
        try {
            transaction.executeWithoutResult(_ -> store.undo.log.write());
        } catch (DataAccessException e) {
            // nothing is lost: the next import, its undo, or the next start writes it
            log.warn("the cards' logs were not told of an import: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        worker.close();
    }
}
