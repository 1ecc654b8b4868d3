package utskick.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import utskick.kernel.StartProblem;

/// The running `postgres`, and the thread that starts it, watches it, and starts it again if it dies while we live.
///
/// One platform thread does all the starting and lives as long as the server is wanted: the kernel's parent-death
/// signal follows the *thread* that started a process, not the program.
final class ServerProcess {

    private static final Logger log = LoggerFactory.getLogger(ServerProcess.class);
    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration BACK_OFF = Duration.ofSeconds(1);
    private static final Duration ORPHANS_TAKE_AT_MOST = Duration.ofSeconds(30);

    private final ProcessBuilder command;
    private final Path data;
    private final Path serverLog;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CountDownLatch unwanted = new CountDownLatch(1);
    private final Thread keeper;
    private volatile @Nullable Process process;

    ServerProcess(ProcessBuilder command, Path data, Path serverLog) {
        this.command =
                command.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(serverLog.toFile()));
        this.data = data;
        this.serverLog = serverLog;
        keeper = Thread.ofPlatform().daemon().name("postgres-keeper").unstarted(this::keepRunning);
    }

    /// Returns when the server takes connections.
    void start() {
        keeper.start();
        try {
            ready.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StartProblem problem
                    ? problem
                    : new StartProblem("PostgreSQL could not be started: " + e.getCause(), e);
        }
    }

    /// From now on an end of the server is what we want.
    void letGo() {
        unwanted.countDown();
    }

    /// Whether it was gone in that time.
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return keeper.join(limit);
    }

    /// The process id of the server, or -1 between two of its lives.
    long pid() {
        Process current = process;
        return current == null ? -1 : current.pid();
    }

    private void keepRunning() {
        try {
            Process server = launch();
            ready.complete(null);
            int exit = server.waitFor();
            while (wanted(Duration.ZERO)) {
                log.error("PostgreSQL ended by itself (exit code {}) and is started again; see {}", exit, serverLog);
                exit = relaunch().waitFor();
            }
        } catch (InterruptedException | IOException | RuntimeException e) {
            if (!ready.completeExceptionally(e)) {
                log.error("PostgreSQL is gone and could not be started again: stop Utskick and start it anew", e);
            }
        }
    }

    private Process relaunch() throws IOException, InterruptedException {
        while (true) {
            try {
                return launch();
            } catch (StartProblem problem) {
                log.error("{}", problem.getMessage());
                if (!wanted(BACK_OFF)) {
                    throw problem;
                }
            }
        }
    }

    private boolean wanted(Duration pause) throws InterruptedException {
        return !unwanted.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Where a postmaster was killed alone, its children need a moment to notice; until then a new one refuses.
    private Process launch() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + ORPHANS_TAKE_AT_MOST.toNanos();
        while (true) {
            long logStart = Files.exists(serverLog) ? Files.size(serverLog) : 0;
            Process server = command.start();
            process = server;
            if (becameReady(server)) {
                return server;
            }
            String said = FileTree.tail(serverLog, logStart);
            if (!said.contains("shared memory block")
                    || System.nanoTime() > deadline
                    || !wanted(POLL.multipliedBy(10))) {
                throw new StartProblem("PostgreSQL did not start. It said:\n%s\n(%s)".formatted(said, serverLog));
            }
        }
    }

    /// However long it takes: after a crash the server first replays its log.
    private boolean becameReady(Process server) throws IOException, InterruptedException {
        while (!server.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
            if (saysReady(server.pid())) {
                return true;
            }
        }
        return false;
    }

    /// Line 1 of `postmaster.pid` is the process, line 8 its state (PostgreSQL, `utils/pidfile.h`).
    private boolean saysReady(long pid) throws IOException {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
            return lines.size() >= 8
                    && lines.getFirst().equals(Long.toString(pid))
                    && lines.get(7).strip().equals("ready");
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
