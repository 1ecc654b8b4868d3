package utskick.customer;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import utskick.access.Audit;
import utskick.access.CurrentUser;
import utskick.kernel.SqlQuery;

/// Large numbers of customers that are being deleted, in the background while a page looks on. Who they are is settled
/// when it begins. They go in portions that are each deleted wholly or not at all, and are struck off the list in the
/// same transaction: whoever stops it leaves customers who are there and customers who are gone, and a program that
/// ended on the way goes on where it was.
final class Deletions {

    /// More than these nobody should wait for with a page that does not move.
    static final int LARGE = 2_000;

    /// So many go at one time.
    private static final int PORTION = 1_000;

    /// What became of it can be looked up so long.
    private static final Duration KEPT = Duration.ofDays(30);

    private static final Logger log = LoggerFactory.getLogger(Deletions.class);

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final Erasure erasure;
    private final By by;
    private final Clock clock;
    private final Set<UUID> working = ConcurrentHashMap.newKeySet();

    /// In whose name, and who notes it.
    record By(CurrentUser user, Audit audit) {}

    Deletions(JdbcClient jdbc, TransactionOperations transaction, Erasure erasure, By by, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.erasure = erasure;
        this.by = by;
        this.clock = clock;
    }

    /// Settles who is to go, and begins.
    ///
    /// @param count how many somebody has said yes to
    /// @return empty when they are not that many any more; nothing is deleted then
    Optional<UUID> begin(SqlQuery customers, long count) {
        var token = settle(customers, count);
        token.ifPresent(this::start);
        return token;
    }

    /// Writes down who is to go; nobody goes yet.
    Optional<UUID> settle(SqlQuery customers, long count) {
        return Objects.requireNonNull(transaction.execute(status -> {
            var now = Timestamp.from(clock.instant());
            jdbc.sql("DELETE FROM customer.deletion WHERE state <> 'running' AND changed_at < :before")
                    .param("before", Timestamp.from(clock.instant().minus(KEPT)))
                    .update();
            var token = jdbc.sql(
                            "INSERT INTO customer.deletion (actor, changed_at) VALUES (:actor, :now) RETURNING token")
                    .param("actor", by.user().login())
                    .param("now", now)
                    .query(UUID.class)
                    .single();
            int total = jdbc.sql("""
                    INSERT INTO customer.deletion_customer (token, customer_id)
                    SELECT :deletion_token, chosen.customer_id FROM (%s) chosen
                    """.formatted(customers.text()))
                    .params(customers.params())
                    .param("deletion_token", token)
                    .update();
            if (total != count) {
                status.setRollbackOnly();
                return Optional.<UUID>empty();
            }
            jdbc.sql("UPDATE customer.deletion SET total = :total WHERE token = :token")
                    .param("total", total)
                    .param("token", token)
                    .update();
            by.audit().record("customer.deleting", String.valueOf(total), "");
            return Optional.of(token);
        }));
    }

    /// Goes on with what a program that ended has left.
    void resume() {
        jdbc.sql("SELECT token FROM customer.deletion WHERE state = 'running'")
                .query(UUID.class)
                .list()
                .forEach(this::start);
    }

    private void start(UUID token) {
        if (working.add(token)) {
            Thread.ofVirtual().name("deletion " + token).start(by.user().carried(() -> {
                try {
                    work(token);
                } finally {
                    working.remove(token);
                }
            }));
        }
    }

    /// Deletes until nobody is left, somebody stops it, or another node is at it.
    void work(UUID token) {
        try {
            while (portion(token)) {
                // one portion after the other
            }
        } catch (RuntimeException e) {
            log.error("a deletion ended half way; whoever is deleted is deleted wholly", e);
            end(token, "failed");
        }
    }

    /// Deletes the next of them.
    ///
    /// @return whether there may be more
    boolean portion(UUID token) {
        return Boolean.TRUE.equals(transaction.execute(_ -> erasePortion(token)));
    }

    private boolean erasePortion(UUID token) {
        // one node at a time; the row itself is left for whoever stops it
        boolean alone = jdbc.sql("SELECT pg_try_advisory_xact_lock(hashtextextended(:token, 0))")
                .param("token", "customer.deletion " + token)
                .query(Boolean.class)
                .single();
        if (!alone || !isRunning(token)) {
            return false;
        }
        var ids = jdbc.sql("""
                DELETE FROM customer.deletion_customer
                WHERE token = :token AND customer_id IN (
                    SELECT customer_id FROM customer.deletion_customer WHERE token = :token
                    ORDER BY customer_id LIMIT :portion)
                RETURNING customer_id
                """)
                .param("token", token)
                .param("portion", PORTION)
                .query(Long.class)
                .list();
        if (ids.isEmpty()) {
            end(token, "done");
            return false;
        }
        var erased = erasure.erase(ids, "list");
        jdbc.sql("""
                UPDATE customer.deletion
                SET done = done + :done, erased = erased + :erased, busy = busy + :busy, changed_at = :now
                WHERE token = :token
                """)
                .param("token", token)
                .param("done", ids.size())
                .param("erased", erased.erased())
                .param("busy", erased.busy().size())
                .param("now", Timestamp.from(clock.instant()))
                .update();
        return true;
    }

    private boolean isRunning(UUID token) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM customer.deletion WHERE token = :token AND state = 'running')")
                .param("token", token)
                .query(Boolean.class)
                .single();
    }

    /// Leaves those who are not deleted yet.
    void stop(UUID token) {
        end(token, "stopped");
    }

    private void end(UUID token, String state) {
        transaction.executeWithoutResult(_ -> {
            int ended = jdbc.sql("""
                    UPDATE customer.deletion SET state = :state, changed_at = :now
                    WHERE token = :token AND state = 'running'
                    """)
                    .param("token", token)
                    .param("state", state)
                    .param("now", Timestamp.from(clock.instant()))
                    .update();
            // of a portion that is on its way just now the rows are gone when it is over
            if (ended > 0) {
                forgetTheRest(token);
            }
        });
    }

    private void forgetTheRest(UUID token) {
        jdbc.sql("""
                DELETE FROM customer.deletion_customer
                WHERE (token, customer_id) IN (SELECT token, customer_id FROM customer.deletion_customer
                                               WHERE token = :token FOR UPDATE SKIP LOCKED)
                """).param("token", token).update();
    }

    /// How it stands; whoever looks on sets it going again where the node that was at it is gone.
    Optional<DeletionView> look(UUID token) {
        var view = jdbc.sql("SELECT total, done, erased, busy, state FROM customer.deletion WHERE token = :token")
                .param("token", token)
                .query((row, _) -> new DeletionView(
                        token.toString(),
                        row.getLong("total"),
                        row.getLong("done"),
                        row.getLong("erased"),
                        row.getLong("busy"),
                        row.getString("state")))
                .optional();
        if (view.isPresent() && view.get().isRunning()) {
            start(token);
        }
        return view;
    }
}
