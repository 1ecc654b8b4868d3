package utskick.dispatch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;
import utskick.gateway.FailureReason;
import utskick.gateway.Gateway;
import utskick.gateway.OutboundMessage;
import utskick.gateway.Submission;
import utskick.kernel.Address;

/// Moves messages from the outbox to the gateways, round by round: claim, render, submit, settle. A round is two
/// transactions of two statements each, however many messages it carries.
final class Dispatcher {

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /// Most rounds find no retries; they are asked for so often, and whenever there is nothing else.
    private static final Duration RETRIES = Duration.ofMillis(500);

    private final Stores stores;
    private final TransactionOperations transaction;
    private final LongFunction<Optional<Gateway>> gateways;
    private final Writer.Source writers;
    private final Clock clock;
    private final Map<Long, Lane> lanes = new ConcurrentHashMap<>();
    private final Queue<Long> neverSent = new ConcurrentLinkedQueue<>();

    Dispatcher(
            Stores stores,
            TransactionOperations transaction,
            LongFunction<Optional<Gateway>> gateways,
            Writer.Source writers,
            Clock clock) {
        this.stores = stores;
        this.transaction = transaction;
        this.gateways = gateways;
        this.writers = writers;
        this.clock = clock;
    }

    /// What a dispatcher reads and writes.
    record Stores(RoundStore rounds, ReportStore reports, OutboxStore outbox) {}

    /// Runs one round of an account for this node and returns how many messages it carried: none when there is
    /// nothing to send, the account rests, or another node works on it. May run twice at a time for one account.
    int runOnce(long account, long node) {
        var gateway = gateways.apply(account);
        var lane = lanes.computeIfAbsent(account, _ -> new Lane());
        if (gateway.isEmpty()) {
            lane.leave(account, node);
            return 0;
        }
        if (lane.throttle.rests(clock.instant())) {
            return 0;
        }
        var claim = lane.claim(account, node, gateway.get().rate());
        if (claim.isEmpty()) {
            return 0;
        }
        settle(claim.get(), submit(claim.get(), gateway.get(), lane.throttle));
        return claim.get().entries().size();
    }

    /// Hands over what consent allows, and says what became of every message of the claim.
    private Settlement submit(Claim claim, Gateway gateway, Throttle throttle) {
        var settlement = new Settlement(clock.instant());
        var entries = new ArrayList<Claim.Entry>();
        var written = new ArrayList<Writer.Written>();
        for (var entry : claim.entries()) {
            if (entry.refusal() != null) {
                settlement.suppressed(entry, entry.refusal());
                continue;
            }
            try {
                written.add(writers.writer(claim.contentId())
                        .write(
                                claim.reference(entry),
                                claim.route().sender(),
                                Address.of(claim.route().channel(), entry.address()),
                                entry.language(),
                                entry.fields()));
                entries.add(entry);
            } catch (DataAccessException away) {
                neverSent.add(claim.id());
                throw away;
            } catch (RuntimeException unwritable) {
                log.error("message {} cannot be written and fails", claim.reference(entry), unwritable);
                settlement.failed(entry, FailureReason.CONTENT_REFUSED, "");
            }
        }
        var started = System.nanoTime();
        var submissions =
                submit(gateway, written.stream().map(Writer.Written::message).toList());
        throttle.learn(submissions, Duration.ofNanos(System.nanoTime() - started), clock.instant());
        for (int i = 0; i < entries.size(); i++) {
            settlement.submitted(entries.get(i), written.get(i).units(), submissions.get(i));
        }
        return settlement;
    }

    private static List<Submission> submit(Gateway gateway, List<OutboundMessage> messages) {
        if (messages.isEmpty()) {
            return List.of();
        }
        try {
            var submissions = gateway.submit(messages);
            if (submissions.size() == messages.size()) {
                return submissions;
            }
            log.error("a gateway answered {} messages with {} submissions", messages.size(), submissions.size());
        } catch (RuntimeException bug) {
            log.error("a gateway threw; nobody knows what became of {} messages", messages.size(), bug);
        }
        return messages.stream()
                .<Submission>map(_ -> new Submission.Uncertain(""))
                .toList();
    }

    /// Stores what became of a claim, however long that takes: what we know must not become uncertain because the
    /// database was away. Gives up only when the thread is interrupted, at the end of the program.
    private void settle(Claim claim, Settlement settlement) {
        var pause = FIRST_PAUSE;
        while (true) {
            try {
                var ended = transaction.execute(_ -> settleOnce(claim, settlement));
                if (Boolean.TRUE.equals(ended)) {
                    closeFinished();
                }
                return;
            } catch (DataAccessException | TransactionException away) {
                log.warn("claim {} cannot be settled, next try in {}", claim.id(), pause, away);
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
                log.error("claim {} was not settled: its messages will be uncertain", claim.id());
                return;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private boolean settleOnce(Claim claim, Settlement settlement) {
        var now = clock.instant();
        var ended = stores.rounds.settle(claim, settlement, now);
        if (ended.isEmpty()) {
            int late = stores.rounds.settleLate(claim, settlement, now);
            log.warn("claim {} had been given up; its late record settles {} messages", claim.id(), late);
        }
        if (!settlement.parts.isEmpty()) {
            // receipts often come before the settle
            stores.reports.conclude(
                    claim.route().accountId(),
                    settlement.parts.stream().map(Settlement.Part::reference).toList());
        }
        return ended.orElse(true);
    }

    /// The accounts that a round may find something to do for.
    List<Long> accountsWithWork() {
        return stores.rounds.accountsWithWork(clock.instant());
    }

    /// Leaves all accounts to other nodes.
    void leave(long node) {
        stores.rounds.leaveLanes(node);
    }

    /// What no round does: gives up the claims of lost nodes, puts back claims that were never handed over, ends
    /// batches. Any node does this for all.
    void tidy() {
        var now = clock.instant();
        for (var claim = neverSent.peek(); claim != null; claim = neverSent.peek()) {
            int messages = stores.rounds.putBack(claim, now);
            log.info("claim {} was not handed over: {} messages go back", claim, messages);
            neverSent.poll();
        }
        for (long claim : stores.rounds.lostClaims(now)) {
            int messages = stores.rounds.giveUp(claim, now);
            if (messages > 0) {
                log.warn("claim {} of a lost node: {} messages are uncertain and not sent again", claim, messages);
            }
        }
        for (long batch : stores.rounds.expired(now)) {
            cancel(new BatchId(batch), now);
            log.info("the time of batch {} is over: the rest is cancelled", batch);
        }
        for (long batch : stores.rounds.cancelledWithRetries()) {
            transaction.executeWithoutResult(_ -> {
                stores.outbox.takeTurn(new BatchId(batch));
                stores.outbox.cancelRetries(new BatchId(batch), now);
            });
        }
        closeFinished();
    }

    private void cancel(BatchId batch, Instant now) {
        transaction.executeWithoutResult(_ -> {
            stores.outbox.takeTurn(batch);
            stores.outbox.cancel(batch, now);
        });
    }

    private void closeFinished() {
        for (long batch : stores.rounds.closeFinished(clock.instant())) {
            log.info("batch {} is done", batch);
        }
    }

    /// The work of this node on one account.
    private final class Lane {

        private final Throttle throttle = new Throttle();
        private final ReentrantLock claiming = new ReentrantLock();
        private Instant retriesAskedFrom = Instant.MIN;
        private boolean ours;

        /// One round claims at a time, so that two never wait for the same slice in the database.
        Optional<Claim> claim(long account, long node, OptionalInt rate) {
            claiming.lock();
            try {
                int size = throttle.size(rate);
                var claim = claimNext(account, node, size);
                if (claim.isEmpty() && stores.rounds.takeLane(account, node, clock.instant())) {
                    ours = true;
                    return claimNext(account, node, size);
                }
                ours |= claim.isPresent();
                return claim;
            } finally {
                claiming.unlock();
            }
        }

        /// Without a connection of our own we are only in the way of the node that has one.
        void leave(long account, long node) {
            claiming.lock();
            try {
                if (ours) {
                    stores.rounds.leaveLane(account, node);
                    ours = false;
                }
            } finally {
                claiming.unlock();
            }
        }

        private Optional<Claim> claimNext(long account, long node, int size) {
            var now = clock.instant();
            var taken = new Taken();
            try {
                var claim = transaction.execute(_ -> {
                    taken.claim = take(account, node, size, now).orElse(null);
                    return Optional.ofNullable(taken.claim).map(stores.rounds::read);
                });
                return Objects.requireNonNull(claim);
            } catch (DataAccessException | TransactionException failed) {
                if (taken.claim != null) {
                    // committed or not, nobody knows; sure is that not a byte of it has left
                    neverSent.add(taken.claim.claimId());
                }
                throw failed;
            }
        }

        private Optional<RoundStore.Taken> take(long account, long node, int size, Instant now) {
            var rounds = stores.rounds;
            boolean askForRetries = !now.isBefore(retriesAskedFrom);
            var taken = Optional.<RoundStore.Taken>empty();
            if (askForRetries) {
                retriesAskedFrom = now.plus(RETRIES);
                taken = rounds.takeRetries(account, node, size, now);
                if (taken.isPresent()) {
                    retriesAskedFrom = now;
                }
            }
            if (taken.isEmpty()) {
                taken = rounds.takeFresh(account, node, size, now);
            }
            if (taken.isEmpty() && !askForRetries) {
                taken = rounds.takeRetries(account, node, size, now);
            }
            return taken;
        }
    }

    private static final class Taken {
        private RoundStore.@Nullable Taken claim;
    }
}
