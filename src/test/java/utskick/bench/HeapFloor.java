package utskick.bench;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/// What a piece of work keeps alive while it runs: the heap in use right after each collection, as the virtual machine
/// reports it by itself, so that nothing is slowed down.
final class HeapFloor implements AutoCloseable {

    private static final int PARTS = 10;

    /// So many bytes more are no growth: the first collections see a program without its chunks and portions.
    private static final long SLACK = 16L << 20;

    private record Collected(long at, long used) {}

    private final ConcurrentLinkedQueue<Collected> collections = new ConcurrentLinkedQueue<>();
    private final long begun = System.nanoTime();
    private final List<NotificationEmitter> collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(NotificationEmitter.class::cast)
            .toList();
    private final Set<String> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toUnmodifiableSet());
    private final NotificationListener listener;

    HeapFloor() {
        listener = (notification, _) -> {
            if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
                var info = GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
                long used = info.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                        .filter(pool -> heap.contains(pool.getKey()))
                        .mapToLong(pool -> pool.getValue().getUsed())
                        .sum();
                collections.add(new Collected(System.nanoTime(), used));
            }
        };
        collectors.forEach(collector -> collector.addNotificationListener(listener, null, null));
    }

    /// Megabytes alive in each tenth of the time since this was made, the median of its collections; a tenth
    /// without one keeps what the one before had, for nothing was allocated. Empty without any collection.
    List<Long> tenths() {
        long length = Math.max(PARTS, System.nanoTime() - begun);
        var tenths = new ArrayList<Long>();
        for (int i = 0; i < PARTS; i++) {
            int part = i;
            var used = collections.stream()
                    .filter(it -> Math.min(PARTS - 1, (it.at() - begun) * PARTS / length) == part)
                    .map(it -> it.used() >> 20)
                    .sorted()
                    .toList();
            if (!used.isEmpty()) {
                tenths.add(used.get(used.size() / 2));
            } else if (!tenths.isEmpty()) {
                tenths.add(tenths.getLast());
            }
        }
        return tenths;
    }

    /// Whether the end of the work keeps no more alive than its beginning.
    static boolean isFlat(List<Long> tenths) {
        return tenths.isEmpty() || tenths.getLast() <= tenths.getFirst() * 1.2 + (SLACK >> 20);
    }

    @Override
    public void close() {
        for (var collector : collectors) {
            try {
                collector.removeNotificationListener(listener);
            } catch (ListenerNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
