package utskick.dispatch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The running programs that share the work. A program that does not renew its lease is taken for dead and what it was
/// handing over becomes uncertain; nothing is ever sent twice even if it was alive.
final class Nodes {

    /// How long a silent node counts as alive.
    static final Duration LEASE = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(Nodes.class);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Process process;

    Nodes(JdbcClient jdbc, Clock clock, Process process) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.process = process;
    }

    /// Makes this program a node and returns its key. Nodes of this machine whose process is gone are dead from now
    /// on:
    /// after a crash the next program need not wait for their lease.
    long join() {
        var now = clock.instant();
        long node = jdbc.sql("""
                INSERT INTO dispatch.node (name, place, pid, process_started_at, started_at, lease_until)
                VALUES (:name, :place, :pid, :processStartedAt, :now, :until)
                RETURNING id
                """)
                .param("name", process.name())
                .param("place", process.place())
                .param("pid", process.pid())
                .param("processStartedAt", OutboxStore.utc(process.startedAt()))
                .param("now", OutboxStore.utc(now))
                .param("until", OutboxStore.utc(now.plus(LEASE)))
                .query(Long.class)
                .single();
        buryNeighbours(node);
        return node;
    }

    private void buryNeighbours(long self) {
        if (process.place() == null) {
            return;
        }
        var neighbours = jdbc.sql("""
                SELECT id, pid, process_started_at FROM dispatch.node
                WHERE id <> :self AND place = :place AND lease_until > :now
                """)
                .param("self", self)
                .param("place", process.place())
                .param("now", OutboxStore.utc(clock.instant()))
                .query((row, _) -> new Neighbour(
                        row.getLong("id"), row.getLong("pid"), OutboxStore.instant(row, "process_started_at")))
                .list();
        for (var neighbour : neighbours) {
            if (!Process.isRunning(neighbour.pid(), neighbour.startedAt())) {
                log.info("node {} of this machine is gone", neighbour.id());
                end(neighbour.id());
            }
        }
    }

    /// Says that this node lives. False when the node is unknown, as after a restored backup.
    boolean renew(long node) {
        return jdbc.sql("UPDATE dispatch.node SET lease_until = :until WHERE id = :node")
                        .param("until", OutboxStore.utc(clock.instant().plus(LEASE)))
                        .param("node", node)
                        .update()
                == 1;
    }

    /// The node's lease is over from now on.
    void end(long node) {
        jdbc.sql("UPDATE dispatch.node SET lease_until = :now WHERE id = :node AND lease_until > :now")
                .param("now", OutboxStore.utc(clock.instant()))
                .param("node", node)
                .update();
    }

    private record Neighbour(long id, long pid, @Nullable Instant startedAt) {}

    /// A process of an operating system. `place` is the same for two processes exactly when they can see each
    /// other's process numbers; null where that cannot be known.
    record Process(
            String name,
            @Nullable String place,
            long pid,
            @Nullable Instant startedAt) {

        /// Two readings of one process's start differ by rounding, and when the machine's clock is set.
        private static final Duration TOLERANCE = Duration.ofSeconds(5);

        static Process own() {
            var handle = ProcessHandle.current();
            return new Process(
                    "pid " + handle.pid(),
                    here(),
                    handle.pid(),
                    handle.info().startInstant().orElse(null));
        }

        /// Linux: this boot of the kernel and the name space of process numbers in it. Two containers see
        /// different ones.
        private static @Nullable String here() {
            try {
                return Files.readString(Path.of("/proc/sys/kernel/random/boot_id"))
                                .strip()
                        + " "
                        + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
            } catch (IOException | UnsupportedOperationException notLinux) {
                return null;
            }
        }

        /// Whether that process still runs; a younger process with its number is another one.
        static boolean isRunning(long pid, @Nullable Instant startedAt) {
            var handle = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
            if (handle.isEmpty()) {
                return false;
            }
            var started = handle.get().info().startInstant();
            return startedAt == null
                    || started.isEmpty()
                    || Duration.between(startedAt, started.get()).abs().compareTo(TOLERANCE) <= 0;
        }
    }
}
