package utskick.campaign;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import utskick.dispatch.Batch;
import utskick.dispatch.BatchId;
import utskick.dispatch.Outbox;

/// Tells the open follow pages when a batch has changed. However many look at a batch, it is read by one thread,
/// twice a second, while somebody looks.
final class FollowFeed implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(FollowFeed.class);
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Outbox outbox;
    private final Map<BatchId, Watch> watches = new HashMap<>();
    private volatile boolean running;

    FollowFeed(Outbox outbox) {
        this.outbox = outbox;
    }

    /// One batch that is looked at.
    private static final class Watch {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private int viewers;
        private long revision;
        private @Nullable Batch last;
        private boolean over;
    }

    /// What a viewer learns by waiting.
    enum News {
        CHANGED,
        /// Nothing for a while: a sign of life is due.
        QUIET,
        /// Nothing will change any more, or the program stops.
        OVER
    }

    /// One open page.
    final class Viewer implements AutoCloseable {
        private final BatchId batch;
        private final Watch watch;
        private long seen;

        private Viewer(BatchId batch, Watch watch) {
            this.batch = batch;
            this.watch = watch;
        }

        /// Waits until the batch has changed since the last call, at most so long.
        News await(Duration patience) throws InterruptedException {
            watch.lock.lock();
            try {
                long left = patience.toNanos();
                while (running && !watch.over && watch.revision == seen && left > 0) {
                    left = watch.changed.awaitNanos(left);
                }
                boolean news = watch.revision != seen;
                seen = watch.revision;
                return !running || watch.over ? News.OVER : news ? News.CHANGED : News.QUIET;
            } finally {
                watch.lock.unlock();
            }
        }

        @Override
        public void close() {
            synchronized (watches) {
                watch.viewers--;
                if (watch.viewers == 0) {
                    watches.remove(batch, watch);
                }
            }
        }
    }

    Viewer open(BatchId batch) {
        synchronized (watches) {
            var watch = watches.get(batch);
            if (watch == null) {
                watch = new Watch();
                watches.put(batch, watch);
                var started = watch;
                Thread.ofVirtual().name("follow-" + batch.value()).start(() -> look(batch, started));
            }
            watch.viewers++;
            return new Viewer(batch, watch);
        }
    }

    private void look(BatchId id, Watch watch) {
        while (running && isWatched(id, watch)) {
            try {
                var batch = outbox.batch(id);
                tell(watch, batch.orElse(null));
                if (watch.over) {
                    return;
                }
            } catch (DataAccessException | TransactionException away) {
                log.warn("batch {} cannot be read, next look in {}", id.value(), LOOK, away);
            }
            try {
                Thread.sleep(LOOK);
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private static void tell(Watch watch, @Nullable Batch batch) {
        watch.lock.lock();
        try {
            if (batch == null) {
                watch.over = true;
            } else if (!batch.equals(watch.last)) {
                watch.last = batch;
                watch.revision++;
            }
            watch.changed.signalAll();
        } finally {
            watch.lock.unlock();
        }
    }

    private boolean isWatched(BatchId id, Watch watch) {
        synchronized (watches) {
            return watches.get(id) == watch;
        }
    }

    @Override
    public void start() {
        running = true;
    }

    /// Ends all waiting, so that a stopping program does not wait for open pages.
    @Override
    public void stop() {
        running = false;
        synchronized (watches) {
            for (var watch : watches.values()) {
                watch.lock.lock();
                try {
                    watch.changed.signalAll();
                } finally {
                    watch.lock.unlock();
                }
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// Before the web server begins to wait for its requests to end.
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
