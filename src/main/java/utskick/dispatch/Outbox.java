package utskick.dispatch;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;
import utskick.gateway.FailureReason;
import utskick.kernel.SqlQuery;

/// Where other modules leave messages to be sent, and steer them. Every command may be given twice: the second time
/// changes nothing and says so. No command grows with the size of the audience: each is a few statements over it.
///
/// A mailing goes [#freeze], [#count], [#start]; then [#pause], [#resume], [#cancelRest], and when it is done
/// [#retryFailed], [#treatUncertainAsSent] or [#resendUncertain]. A command joins the caller's transaction if there is
/// one, so that a quota can be taken together with the start.
public final class Outbox {

    private static final Logger log = LoggerFactory.getLogger(Outbox.class);

    /// From this size on the planner is told about the new audience.
    private static final int WORTH_ANALYZING = 1_000;

    /// The provider said of these that another try would be no use.
    private static final List<FailureReason> HOPELESS =
            List.of(FailureReason.UNKNOWN_ADDRESS, FailureReason.CONTENT_REFUSED, FailureReason.BLOCKED);

    private final OutboxStore store;
    private final Writer.Source writers;
    private final TransactionOperations transaction;
    private final Doorbell doorbell;
    private final Clock clock;

    Outbox(
            OutboxStore store,
            Writer.Source writers,
            TransactionOperations transaction,
            Doorbell doorbell,
            Clock clock) {
        this.store = store;
        this.writers = writers;
        this.transaction = transaction;
        this.doorbell = doorbell;
        this.clock = clock;
    }

    /// Freezes an audience as a held batch. `audience` yields each customer of the selection once, with the columns
    /// `customer_id bigint, address text, language text, fields text[], reason text`: where `reason` is null the
    /// customer is a recipient, with normalised address and the values of the content's merge fields in the order
    /// of the content; otherwise left out for that reason. A second customer with the same address is left out for
    /// `duplicate_address`. Parameter names beginning with `dispatch` are ours.
    public BatchId freeze(Draft draft, SqlQuery audience) {
        var made = transaction.execute(_ -> {
            var batch = store.insertBatch(draft, Batch.State.HELD, clock.instant());
            if (batch.isEmpty()) {
                return store.batchOf(Objects.requireNonNull(draft.command()));
            }
            store.insertAudience(batch.get(), audience);
            if (batch(batch.get()).orElseThrow().counts().planned() >= WORTH_ANALYZING) {
                store.analyze();
            }
            return batch.get();
        });
        return Objects.requireNonNull(made);
    }

    /// Counts what a held batch will cost by rendering every message, and stores it with the batch. Takes seconds
    /// for large audiences: call it on a thread of its own and read [#pricing] meanwhile. [#discard] ends it.
    public Optional<Pricing> count(BatchId batch) {
        return store.batch(batch).flatMap(it -> new Pricer(store, writers, transaction, clock).count(it));
    }

    /// What [#count] has found so far; nothing when it has not begun.
    public Optional<Pricing> pricing(BatchId batch) {
        return store.pricing(batch);
    }

    /// Forgets a held batch, for instance because the register has changed since. False when it is not held (any
    /// more).
    public boolean discard(BatchId batch) {
        return Boolean.TRUE.equals(transaction.execute(_ -> store.discard(batch)));
    }

    /// Takes away the values that the messages of these batches were made of: they were somebody's who is erased.
    public void forgetValues(Collection<BatchId> batches) {
        store.forgetValues(batches);
    }

    /// Starts a held and counted batch, if it still is what the person saw: `planned` messages of together `units`.
    public Start start(BatchId batch, int planned, long units) {
        boolean started = store.start(batch, planned, units, clock.instant());
        var now = store.batch(batch);
        if (now.isEmpty()) {
            return new Start.Gone();
        }
        if (started) {
            log.info("batch {} starts: {} messages", batch.value(), planned);
            doorbell.ring();
            return new Start.Started(now.get());
        }
        return now.get().state() == Batch.State.HELD ? new Start.Stale(now.get()) : new Start.AlreadyStarted(now.get());
    }

    /// Sends one message at once, ahead of all campaigns (draft of kind SINGLE or TEST). The same command again
    /// finds the same batch.
    public BatchId single(Draft draft, Recipient recipient) {
        int units = writers.writer(draft.contentId())
                .measure(recipient.language(), recipient.fields())
                .units();
        var made = transaction.execute(_ -> {
            var batch = store.insertBatch(draft, Batch.State.RUNNING, clock.instant());
            if (batch.isEmpty()) {
                return store.batchOf(Objects.requireNonNull(draft.command()));
            }
            store.insertRecipient(batch.get(), recipient, units);
            return batch.get();
        });
        doorbell.ring();
        return Objects.requireNonNull(made);
    }

    /// Nothing more leaves until [#resume]; what is being handed over at this moment still does.
    public boolean pause(BatchId batch) {
        boolean paused = store.move(batch, Batch.State.RUNNING, Batch.State.PAUSED);
        if (paused) {
            log.info("batch {} is paused", batch.value());
        }
        return paused;
    }

    public boolean resume(BatchId batch) {
        boolean resumed = store.move(batch, Batch.State.PAUSED, Batch.State.RUNNING);
        if (resumed) {
            log.info("batch {} goes on", batch.value());
            doorbell.ring();
        }
        return resumed;
    }

    /// Whatever has not been handed over never is.
    public boolean cancelRest(BatchId batch) {
        boolean cancelled = Boolean.TRUE.equals(transaction.execute(_ -> {
            store.takeTurn(batch);
            return store.cancel(batch, clock.instant());
        }));
        if (cancelled) {
            log.info("batch {} is cancelled", batch.value());
        }
        return cancelled;
    }

    /// Offers again what surely was not taken, unless the provider said that it never will be: no such address,
    /// text refused, blocked. Returns how many messages.
    public int retryFailed(BatchId batch) {
        return again(batch, Message.State.FAILED, HOPELESS);
    }

    /// A person decides that what is uncertain counts as handed over. Returns how many messages.
    public int treatUncertainAsSent(BatchId batch) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            store.takeTurn(batch);
            return store.treatAsSent(batch);
        }));
    }

    /// A person decides to send again what is uncertain: some may get it twice. Returns how many messages.
    public int resendUncertain(BatchId batch) {
        return again(batch, Message.State.UNCERTAIN, List.of());
    }

    private int again(BatchId batch, Message.State state, List<FailureReason> hopeless) {
        int messages = Objects.requireNonNull(transaction.execute(_ -> {
            store.takeTurn(batch);
            return store.again(batch, state, hopeless, clock.instant());
        }));
        if (messages > 0) {
            log.info("batch {}: {} messages are offered again", batch.value(), messages);
            doorbell.ring();
        }
        return messages;
    }

    /// The batch as it stands, all counters from one snapshot. Cheap: reads no message.
    public Optional<Batch> batch(BatchId batch) {
        return store.batch(batch);
    }

    /// The batches of a campaign, newest first.
    public List<Batch> ofCampaign(long campaign) {
        return store.ofCampaign(campaign);
    }

    /// The campaigns' batches that run or are paused, newest first.
    public List<Batch> underWay() {
        return store.underWay();
    }

    /// The campaigns' batches that were started at `since` or later, newest first.
    public List<Batch> startedSince(Instant since) {
        return store.startedSince(since);
    }
}
