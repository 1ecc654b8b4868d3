package utskick.customer;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/// Further transactions of an import, on connections of their own, so that the database works for it on several
/// processors at a time. They end as the first one does, by PostgreSQL's two-phase commit: what they have written is
/// prepared before the first is committed, and committed after it. Whatever dies in between, the state of the import,
/// which the first has committed or not, says later what becomes of the others.
final class TwinTransactions {

    private static final Logger log = LoggerFactory.getLogger(TwinTransactions.class);
    private static final String NAME = "utskick-import-";
    /// PostgreSQL's code for a prepared transaction that is not there any more.
    private static final String UNDEFINED_OBJECT = "42704";

    static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;

    TwinTransactions(JdbcClient jdbc, TransactionOperations transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /// The built-in server has room for prepared transactions; another one has none unless it is told so.
    boolean isPossible() {
        return jdbc.sql("SELECT current_setting('max_prepared_transactions')::integer > 0")
                .query(Boolean.class)
                .single();
    }

    /// Does the work on another connection, commits it, and comes back when it is done.
    void runBeside(Runnable work) {
        await(CompletableFuture.runAsync(() -> transaction.executeWithoutResult(_ -> work.run()), THREADS));
    }

    /// Begins the work on another connection; when it is done it is prepared. It may write to no table that the
    /// first transaction locks, for one waits for the other.
    ///
    /// @param part what it is; the parts of an import end in the order of these names
    <T> CompletableFuture<T> prepare(long importId, String part, Supplier<T> work) {
        return CompletableFuture.supplyAsync(
                () -> transaction.execute(_ -> {
                    var result = work.get();
                    jdbc.sql("PREPARE TRANSACTION '%s%d-%s'".formatted(prefix(), importId, part))
                            .update();
                    return result;
                }),
                THREADS);
    }

    /// The result of work on another connection, or its failure.
    static <T> T await(CompletableFuture<T> work) {
        try {
            return work.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /// Commits what was prepared. To be called when the first transaction is committed.
    void commit(long importId) {
        left().stream().filter(it -> it.importId() == importId).forEach(it -> end("COMMIT PREPARED", it));
    }

    boolean hasLeft() {
        return !left().isEmpty();
    }

    /// Ends what was left prepared when a program or connection died.
    ///
    /// @param isDone whether the first transaction of this import was committed; asked while nobody else imports
    void settle(LongPredicate isDone) {
        for (var it : left()) {
            boolean done = isDone.test(it.importId());
            log.warn("{} of an import that was interrupted is {}", it.name(), done ? "kept" : "taken back");
            CompletableFuture<Void> end =
                    CompletableFuture.runAsync(() -> end(done ? "COMMIT PREPARED" : "ROLLBACK PREPARED", it), THREADS);
            await(end);
        }
    }

    /// A transaction that waits for its end.
    private record Prepared(String name, long importId) {}

    private List<Prepared> left() {
        return jdbc.sql("""
                SELECT gid AS name, split_part(substr(gid, length(:prefix) + 1), '-', 1)::bigint AS import_id
                FROM pg_prepared_xacts
                WHERE database = current_database() AND starts_with(gid, :prefix)
                ORDER BY import_id, name
                """).param("prefix", prefix()).query(Prepared.class).list();
    }

    /// Names are the server's, numbers are the database's.
    private String prefix() {
        return NAME
                + jdbc.sql("SELECT oid FROM pg_database WHERE datname = current_database()")
                        .query(Long.class)
                        .single()
                + "-";
    }

    private void end(String how, Prepared prepared) {
        try {
            jdbc.sql("%s '%s'".formatted(how, prepared.name())).update();
        } catch (DataAccessException e) {
            // another node has settled it in the same sense: the state of the import says which
            if (!(e.getRootCause() instanceof SQLException cause) || !UNDEFINED_OBJECT.equals(cause.getSQLState())) {
                throw e;
            }
        }
    }
}
