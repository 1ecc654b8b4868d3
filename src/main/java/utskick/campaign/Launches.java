package utskick.campaign;

import java.time.Clock;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;
import utskick.campaign.Campaign.State;
import utskick.dispatch.Batch;
import utskick.dispatch.BatchId;
import utskick.dispatch.Outbox;
import utskick.dispatch.Start;
import utskick.quota.Quotas;
import utskick.quota.Reservation;

/// From the confirmation to the end: every command may be given twice, the second time changes nothing.
public final class Launches {

    private static final Logger log = LoggerFactory.getLogger(Launches.class);

    private final CampaignStore store;
    private final Reviews reviews;
    private final Outbox outbox;
    private final Quotas quotas;
    private final Ground ground;

    Launches(CampaignStore store, Reviews reviews, Outbox outbox, Quotas quotas, Ground ground) {
        this.store = store;
        this.reviews = reviews;
        this.outbox = outbox;
        this.quotas = quotas;
        this.ground = ground;
    }

    /// @param journal where acts are noted
    record Ground(TransactionOperations transaction, Journal journal, Clock clock) {}

    /// Notes who did what, inside the transaction of the act.
    @FunctionalInterface
    interface Journal {

        void note(String action, String subject, String detail);
    }

    /// What came of the confirmation.
    public sealed interface Launch {

        /// It goes out, or is planned; a dry run has ended with that.
        record Launched() implements Launch {}

        /// It was before: a double click, or somebody else.
        record AlreadyLaunched() implements Launch {}

        /// The register or the campaign has changed since the review, or it was not finished: look again.
        record Stale() implements Launch {}

        /// Some messages have more parts than are allowed.
        record TooLong(int messages) implements Launch {}

        /// So many units are missing of the month's quota; `left` are there.
        record QuotaExceeded(long missing, long left) implements Launch {}
    }

    /// Starts what was reviewed, with the units taken from the quota in the same transaction.
    ///
    /// @param review the command of the review whose figures the person saw
    public Launch confirm(long id, UUID review, String actor) {
        var seen = store.get(id);
        if (seen.isEmpty()) {
            return new Launch.Stale();
        }
        // may cost a selection, so it is asked before anything is locked
        boolean current = seen.get().state() != State.REVIEWED || reviews.isCurrent(seen.get());
        return Objects.requireNonNull(ground.transaction().execute(status -> {
            var launch = confirm(store.lock(id), review, current, actor);
            if (!(launch instanceof Launch.Launched)) {
                status.setRollbackOnly();
            }
            return launch;
        }));
    }

    private Launch confirm(Optional<Campaign> found, UUID review, boolean current, String actor) {
        if (found.isEmpty()
                || found.get().review() == null
                || !Objects.requireNonNull(found.get().review()).command().equals(review)) {
            log.info("what was reviewed is not the last review of the campaign any more");
            return new Launch.Stale();
        }
        var campaign = found.get();
        if (!campaign.editable()) {
            return new Launch.AlreadyLaunched();
        }
        var pricing = reviews.pricing(campaign).filter(it -> it.finished());
        if (!current || pricing.isEmpty() || isTooLate(campaign)) {
            log.info("campaign {} is to be reviewed again; counted: {}", campaign.id(), pricing.isPresent());
            return new Launch.Stale();
        }
        var figures = pricing.get();
        if (figures.tooLong() > 0) {
            return new Launch.TooLong(figures.tooLong());
        }
        if (campaign.when().dryRun()) {
            return ended(campaign, actor);
        }
        var reserved = quotas.reserve(campaign.channel(), figures.batch().value(), figures.units());
        if (reserved instanceof Reservation.Exceeded(long left)) {
            return new Launch.QuotaExceeded(figures.units() - left, left);
        }
        return switch (outbox.start(figures.batch(), figures.planned(), figures.units())) {
            case Start.Started _ -> {
                store.launched(
                        campaign.id(), State.LAUNCHED, actor, ground.clock().instant());
                ground.journal().note("campaign.launched", campaign.name(), figures.units() + "");
                yield new Launch.Launched();
            }
            case Start.AlreadyStarted _ -> new Launch.AlreadyLaunched();
            case Start.Stale _, Start.Gone _ -> new Launch.Stale();
        };
    }

    private Launch ended(Campaign dryRun, String actor) {
        store.launched(dryRun.id(), State.DONE, actor, ground.clock().instant());
        ground.journal().note("campaign.dry_run", dryRun.name(), "");
        return new Launch.Launched();
    }

    private boolean isTooLate(Campaign campaign) {
        var end = campaign.when().notAfter();
        return end != null && !end.isAfter(ground.clock().instant());
    }

    /// The batch of a campaign as it stands.
    public Optional<Batch> batch(Campaign campaign) {
        var batch = campaign.batch();
        return batch == null ? Optional.empty() : outbox.batch(batch);
    }

    public boolean pause(Campaign campaign) {
        return act(campaign, "campaign.paused", outbox::pause);
    }

    public boolean resume(Campaign campaign) {
        return act(campaign, "campaign.resumed", outbox::resume);
    }

    /// Whatever has not left never does.
    public boolean cancelRest(Campaign campaign) {
        return act(campaign, "campaign.cancelled", outbox::cancelRest);
    }

    public boolean treatUncertainAsSent(Campaign campaign) {
        return act(campaign, "campaign.treated_as_sent", batch -> outbox.treatUncertainAsSent(batch) > 0);
    }

    /// What is planned becomes a draft again, as long as nothing has left. False when something has: then the
    /// rest is cancelled, because that is what was asked for.
    public boolean takeBack(Campaign campaign) {
        return Boolean.TRUE.equals(ground.transaction().execute(_ -> {
            var now = store.lock(campaign.id());
            var batch = now.map(Campaign::batch).orElse(null);
            if (batch == null || now.orElseThrow().state() != State.LAUNCHED || !outbox.cancelRest(batch)) {
                return false;
            }
            ground.journal().note("campaign.taken_back", campaign.name(), "");
            var counts = outbox.batch(batch).orElseThrow().counts();
            if (counts.cancelled() != counts.planned()) {
                return false;
            }
            quotas.release(batch.value());
            store.reopen(campaign.id());
            return true;
        }));
    }

    /// What came of offering again what had failed.
    public sealed interface Retry {

        record Begun(int messages) implements Retry {}

        record QuotaExceeded(long missing, long left) implements Retry {}
    }

    /// Offers again what surely was not taken and may be taken now; takes the quota for it first.
    public Retry retryFailed(Campaign campaign) {
        return Objects.requireNonNull(ground.transaction().execute(status -> {
            var now = store.lock(campaign.id());
            var batch = now.flatMap(this::batch);
            if (batch.isEmpty()) {
                return new Retry.Begun(0);
            }
            if (now.orElseThrow().state() != State.LAUNCHED) {
                long rest = batch.get().units() - batch.get().unitsSent();
                var reserved =
                        quotas.reserve(campaign.channel(), batch.get().id().value(), rest);
                if (reserved instanceof Reservation.Exceeded(long left)) {
                    status.setRollbackOnly();
                    return new Retry.QuotaExceeded(rest - left, left);
                }
            }
            int messages = outbox.retryFailed(batch.get().id());
            if (messages == 0) {
                status.setRollbackOnly();
            } else {
                store.move(
                        campaign.id(),
                        EnumSet.of(State.DONE, State.CANCELLED),
                        State.LAUNCHED,
                        ground.clock().instant());
                ground.journal().note("campaign.retried", campaign.name(), messages + "");
            }
            return new Retry.Begun(messages);
        }));
    }

    /// Takes note of campaigns whose batch has ended: what was not used goes back to the quota. Returns how many.
    int settle() {
        int ended = 0;
        for (var campaign : store.launched()) {
            var batch = batch(campaign);
            if (batch.isPresent()
                    && batch.get().ended()
                    && settle(campaign, batch.get().id())) {
                ended++;
            }
        }
        return ended;
    }

    private boolean settle(Campaign campaign, BatchId id) {
        return Boolean.TRUE.equals(ground.transaction().execute(_ -> {
            store.lock(campaign.id());
            var batch = outbox.batch(id).orElseThrow();
            var end = batch.state() == Batch.State.CANCELLED ? State.CANCELLED : State.DONE;
            if (!batch.ended()
                    || !store.move(
                            campaign.id(),
                            EnumSet.of(State.LAUNCHED),
                            end,
                            ground.clock().instant())) {
                return false;
            }
            quotas.use(id.value(), batch.unitsSent() - store.unitsUsed(campaign.id()));
            store.used(campaign.id(), batch.unitsSent());
            quotas.release(id.value());
            return true;
        }));
    }

    private boolean act(Campaign campaign, String action, java.util.function.Predicate<BatchId> act) {
        var batch = campaign.batch();
        return batch != null
                && Boolean.TRUE.equals(ground.transaction().execute(_ -> {
                    boolean done = act.test(batch);
                    if (done) {
                        ground.journal().note(action, campaign.name(), "");
                    }
                    return done;
                }));
    }
}
