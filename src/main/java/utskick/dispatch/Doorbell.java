package utskick.dispatch;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Wakes the engine of this process when there is something to send, so that nobody waits for its next look.
final class Doorbell {

    private final Semaphore rings = new Semaphore(0);

    /// Rings at once, or after the transaction that is under way has been committed.
    void ring() {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    rings.release();
                }
            });
        } else {
            rings.release();
        }
    }

    /// Waits for a ring, no longer than `patience`.
    void await(Duration patience) throws InterruptedException {
        if (rings.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            rings.drainPermits();
        }
    }
}
