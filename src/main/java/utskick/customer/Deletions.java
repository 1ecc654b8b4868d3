package utskick.customer;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import utskick.access.CurrentUser;
import utskick.kernel.SqlQuery;

/// Large numbers of customers that are being deleted at the moment, each by a thread of its own while its page looks
/// on.
/// They go in portions that are each deleted wholly or not at all, so whoever stops it, or a program that ends, leaves
/// customers who are there and customers who are gone, and nothing in between.
final class Deletions {

    /// More than these nobody should wait for with a page that does not move.
    static final int LARGE = 2_000;

    private static final Logger log = LoggerFactory.getLogger(Deletions.class);

    private final Erasure erasure;
    private final RegisterSize size;
    private final CurrentUser user;
    private final Map<String, Deletion> deletions = new ConcurrentHashMap<>();

    Deletions(Erasure erasure, RegisterSize size, CurrentUser user) {
        this.erasure = erasure;
        this.size = size;
        this.user = user;
    }

    /// One of them: written by the thread that works on it, read by the pages.
    static final class Deletion {

        final String token = UUID.randomUUID().toString();
        private final long total;
        private volatile long done;
        private volatile boolean stopped;
        private volatile boolean failed;
        private volatile Erasure.@Nullable Erased erased;

        private Deletion(long total) {
            this.total = total;
        }

        private boolean went(long customers) {
            done = customers;
            return !stopped;
        }

        boolean isRunning() {
            return erased == null && !failed;
        }

        /// How it stands, for a page.
        DeletionView view() {
            var result = erased;
            return new DeletionView(
                    token,
                    total,
                    Math.min(done, total),
                    result == null ? 0 : result.erased(),
                    result == null ? 0 : result.busy().size(),
                    isRunning() ? "running" : failed ? "failed" : stopped ? "stopped" : "done");
        }

        void stop() {
            stopped = true;
        }
    }

    /// Begins to delete all that a query finds.
    ///
    /// @param total how many they are
    Deletion begin(SqlQuery customers, long total) {
        // what is over has been seen, or its page was left
        deletions.values().removeIf(deletion -> !deletion.isRunning());
        var deletion = new Deletion(total);
        deletions.put(deletion.token, deletion);
        Thread.ofVirtual().name("deletion " + deletion.token).start(user.carried(() -> work(deletion, customers)));
        return deletion;
    }

    private void work(Deletion deletion, SqlQuery customers) {
        try {
            deletion.erased = erasure.erase(customers, "list", deletion::went);
        } catch (RuntimeException e) {
            log.error("a deletion ended half way; whoever is deleted is deleted wholly", e);
            deletion.failed = true;
        } finally {
            size.forget();
        }
    }

    @Nullable
    Deletion get(String token) {
        return deletions.get(token);
    }
}
