package utskick.customer;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Looks into the watched folders every few seconds while the program runs.
final class FolderWatch implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(FolderWatch.class);
    private static final Duration LOOK = Duration.ofSeconds(3);

    private final ImportFolders folders;
    private volatile @Nullable Thread loop;

    FolderWatch(ImportFolders folders) {
        this.folders = folders;
    }

    @Override
    public void start() {
        loop = Thread.ofVirtual().name("import-folders").start(this::look);
    }

    private void look() {
        boolean reclaimed = false;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                if (!reclaimed) {
                    folders.reclaim();
                    reclaimed = true;
                }
                folders.look();
            } catch (RuntimeException away) {
                log.warn("the watched folders cannot be read, next look in {}", LOOK, away);
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
