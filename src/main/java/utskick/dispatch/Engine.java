package utskick.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/// Keeps the rounds going while the program runs: two overlapping ones for each account with work (one submits while
/// the other settles), a look for new work twice a second and at every ring of the doorbell, and the node's heartbeat.
final class Engine implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Engine.class);
    private static final int ROUNDS_AT_A_TIME = 2;
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration HEARTBEAT = Nodes.LEASE.dividedBy(5);

    /// How long a stopping program waits for the answers to what it has handed over.
    private static final Duration DRAIN = Duration.ofSeconds(30);

    private final Dispatcher dispatcher;
    private final Nodes nodes;
    private final Doorbell doorbell;
    private final Doorbell stopBell = new Doorbell();
    private final Map<Long, AtomicInteger> rounds = new ConcurrentHashMap<>();
    private final Set<Thread> workers = ConcurrentHashMap.newKeySet();
    private final List<Thread> loops = new ArrayList<>();
    private volatile boolean running;
    private volatile long node;

    Engine(Dispatcher dispatcher, Nodes nodes, Doorbell doorbell) {
        this.dispatcher = dispatcher;
        this.nodes = nodes;
        this.doorbell = doorbell;
    }

    @Override
    public void start() {
        node = nodes.join();
        dispatcher.tidy();
        running = true;
        loops.add(Thread.ofVirtual().name("engine").start(this::look));
        loops.add(Thread.ofVirtual().name("engine-heartbeat").start(this::beat));
        log.info("the engine runs as node {}", node);
    }

    /// Starts rounds where there is work. The database may go away and come back: that is only a longer wait.
    private void look() {
        while (running) {
            try {
                for (long account : dispatcher.accountsWithWork()) {
                    startRounds(account);
                }
                dispatcher.tidy();
            } catch (DataAccessException | TransactionException away) {
                log.warn("the engine cannot reach its tables, next look in {}", LOOK, away);
            }
            try {
                doorbell.await(LOOK);
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private void startRounds(long account) {
        var active = rounds.computeIfAbsent(account, _ -> new AtomicInteger());
        while (active.get() < ROUNDS_AT_A_TIME) {
            active.incrementAndGet();
            var worker = Thread.ofVirtual().name("engine-account-" + account).unstarted(() -> work(account, active));
            workers.add(worker);
            worker.start();
        }
    }

    private void work(long account, AtomicInteger active) {
        try {
            boolean more = true;
            while (running && more) {
                more = dispatcher.runOnce(account, node) > 0;
            }
        } catch (DataAccessException | TransactionException away) {
            log.warn("no round for account {}, next look in {}", account, LOOK, away);
        } catch (RuntimeException bug) {
            log.error("a round for account {} failed; its claim, if any, becomes uncertain", account, bug);
        } finally {
            active.decrementAndGet();
            workers.remove(Thread.currentThread());
        }
    }

    private void beat() {
        while (running) {
            try {
                stopBell.await(HEARTBEAT);
                if (running && !nodes.renew(node)) {
                    node = nodes.join();
                    log.warn("this node was unknown to the database; it is node {} now", node);
                }
            } catch (DataAccessException away) {
                log.warn("no heartbeat; without one for {} other nodes take over", Nodes.LEASE, away);
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    /// Claims nothing more, waits for the answers to what was handed over, and leaves: a planned stop leaves
    /// nothing uncertain.
    @Override
    public void stop() {
        running = false;
        doorbell.ring();
        stopBell.ring();
        long deadline = System.nanoTime() + DRAIN.toNanos();
        loops.forEach(it -> await(it, deadline));
        List.copyOf(workers).forEach(it -> await(it, deadline));
        try {
            dispatcher.leave(node);
            nodes.end(node);
        } catch (DataAccessException away) {
            log.warn("node {} could not say that it leaves; others notice within {}", node, Nodes.LEASE, away);
        }
        loops.clear();
        log.info("the engine has stopped");
    }

    private static void await(Thread worker, long deadline) {
        try {
            if (!worker.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
                worker.interrupt();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
