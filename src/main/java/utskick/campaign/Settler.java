package utskick.campaign;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/// Looks every few seconds which campaigns have ended.
final class Settler implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Settler.class);
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final Launches launches;
    private volatile @Nullable Thread loop;

    Settler(Launches launches) {
        this.launches = launches;
    }

    @Override
    public void start() {
        loop = Thread.ofVirtual().name("campaign-settler").start(this::look);
    }

    private void look() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                launches.settle();
            } catch (DataAccessException | TransactionException away) {
                log.warn("campaigns that have ended cannot be looked up, next look in {}", LOOK, away);
            }
            try {
                Thread.sleep(LOOK);
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    @Override
    public void stop() {
        var running = loop;
        loop = null;
        if (running != null) {
            running.interrupt();
            try {
                running.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return loop != null;
    }
}
