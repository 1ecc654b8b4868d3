package utskick.database;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Work that this program does again and again while it runs, on a thread of its own. What fails is logged and tried
/// again.
public final class Periodic implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Periodic.class);
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final String name;
    private final Duration pause;
    private final Runnable work;
    private CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable Thread loop;

    /// @param name of the thread, and of the work in the log
    /// @param pause after each time
    public Periodic(String name, Duration pause, Runnable work) {
        this.name = name;
        this.pause = pause;
        this.work = work;
    }

    @Override
    public void start() {
        var end = new CountDownLatch(1);
        stopped = end;
        loop = Thread.ofVirtual().name(name).start(() -> run(end));
    }

    private void run(CountDownLatch end) {
        try {
            do {
                try {
                    work.run();
                } catch (RuntimeException away) {
                    log.warn("{} did not succeed, next try in {}", name, pause, away);
                }
            } while (!end.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException given) {
            Thread.currentThread().interrupt();
        }
    }

    /// Lets the work that is under way come to its end, for to interrupt it would break its connection; only what
    /// takes too long is interrupted.
    @Override
    public void stop() {
        var running = loop;
        loop = null;
        if (running != null) {
            stopped.countDown();
            try {
                if (!running.join(GOODBYE)) {
                    running.interrupt();
                    running.join(GOODBYE);
                }
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
