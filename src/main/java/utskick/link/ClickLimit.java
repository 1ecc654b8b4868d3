package utskick.link;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// Keeps one place from making a link look popular: so many clicks of a network count within a minute, and no more. The
/// link leads on all the same. High, because a whole mobile network may come from one address; counted by each program
/// for itself, because a shared count would cost as much as the click.
final class ClickLimit {

    static final int MOST = 300;

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int REMEMBERED = 10_000;

    private final Clock clock;
    private final Map<String, Window> windows = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > REMEMBERED;
        }
    };

    ClickLimit(Clock clock) {
        this.clock = clock;
    }

    private record Window(long since, int clicks) {}

    /// Counts one, and tells whether it is still within the limit.
    ///
    /// @param network as [utskick.access.Network] names it
    boolean allows(String network) {
        long now = clock.millis();
        synchronized (windows) {
            var window = windows.get(network);
            var next = window == null || now - window.since() >= WINDOW.toMillis()
                    ? new Window(now, 1)
                    : new Window(window.since(), window.clicks() + 1);
            windows.put(network, next);
            return next.clicks() <= MOST;
        }
    }
}
