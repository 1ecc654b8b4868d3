package utskick.campaign;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;
import utskick.dispatch.BatchId;
import utskick.dispatch.Draft;
import utskick.dispatch.Outbox;
import utskick.dispatch.Pricing;
import utskick.gateway.Account;
import utskick.segment.CriterionRefused;
import utskick.segment.Roster;
import utskick.segment.Segments;
import utskick.template.Content;
import utskick.template.Contents;

/// The last look before a campaign is sent: everything is validated, the audience frozen and every message counted. Of
/// large audiences that takes seconds, so it goes on in the background and is stored; the page asks how far it is.
public final class Reviews {

    private static final Logger log = LoggerFactory.getLogger(Reviews.class);

    /// A small audience is done when the page comes.
    private static final Duration PATIENCE = Duration.ofMillis(900);

    private final CampaignStore store;
    private final Parts parts;
    private final Outbox outbox;
    private final TransactionOperations transaction;
    private final Clock clock;
    private final Set<UUID> underWay = ConcurrentHashMap.newKeySet();

    Reviews(CampaignStore store, Parts parts, Outbox outbox, TransactionOperations transaction, Clock clock) {
        this.store = store;
        this.parts = parts;
        this.outbox = outbox;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// What a review is made of.
    record Parts(Composer composer, Contents contents, Segments segments, Roster roster) {}

    /// What came of asking for a review.
    sealed interface Asked {

        /// It goes on, or is done already.
        record Begun(UUID review) implements Asked {}

        /// It cannot be sent as it stands; nothing was frozen.
        record Refused(List<Problem> problems) implements Asked {}

        /// It is on its way already, or not there any more.
        record TooLate() implements Asked {}
    }

    /// Validates the campaign, and begins to freeze and count it. What an earlier review had frozen is forgotten.
    /// A double click is one review: the second one finds a review that its page did not know of, and leaves it
    /// alone, for the confirmation of that one may be on the screen already.
    ///
    /// @param known the review that the asker has seen; null if none
    Asked begin(long id, @Nullable UUID known, String actor) {
        var review = UUID.randomUUID();
        var asked = transaction.execute(_ -> {
            var campaign = store.lock(id);
            if (campaign.isEmpty() || !campaign.get().editable()) {
                return new Asked.TooLate();
            }
            var problems = problems(campaign.get());
            if (!problems.isEmpty()) {
                return new Asked.Refused(problems);
            }
            var standing = campaign.get().review();
            if (campaign.get().state() == Campaign.State.REVIEWED
                    && standing != null
                    && !standing.command().equals(known)) {
                return new Asked.Begun(standing.command());
            }
            var before = campaign.get().batch();
            if (before != null) {
                outbox.discard(before);
            }
            store.reviewing(id, review, clock.instant());
            return new Asked.Begun(review);
        });
        if (asked instanceof Asked.Begun(var begun) && begun.equals(review)) {
            begin(store.get(id).orElseThrow(), review, actor);
        }
        return Objects.requireNonNull(asked);
    }

    /// What keeps the campaign from being sent as it stands.
    List<Problem> problems(Campaign campaign) {
        return parts.composer().problems(campaign, parts.composer().content(campaign), clock.instant());
    }

    /// Whether this program is at it. Another one may be; a program that died is not.
    boolean isUnderWay(UUID review) {
        return underWay.contains(review);
    }

    /// What the review has found so far: nothing until the audience is frozen.
    Optional<Pricing> pricing(Campaign campaign) {
        var batch = campaign.batch();
        return batch == null ? Optional.empty() : outbox.pricing(batch);
    }

    /// Whether what was reviewed would be frozen just so now: the register is the same, or at least everybody of
    /// the selection is.
    boolean isCurrent(Campaign campaign) {
        var marks = store.marks(campaign.id());
        if (marks.isEmpty()) {
            return false;
        }
        var register = registerMark();
        if (marks.get().register().equals(register)) {
            return true;
        }
        try {
            var content = parts.composer().content(campaign);
            var audience = parts.roster().mark(parts.composer().audience(campaign, content));
            boolean same = audience.equals(marks.get().audience());
            if (!same) {
                log.info(
                        "the review of campaign {} is stale: {} and {} then, {} and {} now",
                        campaign.id(),
                        marks.get().register(),
                        marks.get().audience(),
                        register,
                        audience);
            }
            return same;
        } catch (CriterionRefused _) {
            return false;
        }
    }

    private void begin(Campaign campaign, UUID review, String actor) {
        underWay.add(review);
        var worker = Thread.ofVirtual().name("review-" + campaign.id()).start(() -> {
            try {
                freeze(campaign, review, actor);
            } catch (CriterionRefused gone) {
                store.reviewFailed(campaign.id(), review, "campaign.problem.selection");
            } catch (RuntimeException e) {
                log.error("the review of campaign {} came to nothing; it can be asked for again", campaign.id(), e);
                store.reviewFailed(campaign.id(), review, "campaign.problem.review");
            } finally {
                underWay.remove(review);
            }
        });
        try {
            worker.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void freeze(Campaign campaign, UUID review, String actor) {
        var composer = parts.composer();
        var content = composer.contentToSend(campaign);
        var audience = composer.audience(campaign, content);
        // asked before the freeze: a change between the two makes the review stale, never the other way round
        var marks = new CampaignStore.Marks(registerMark(), parts.roster().mark(audience));
        if (content.fields().contains(Content.OPT_OUT_LINK)) {
            parts.segments().openOptOuts(composer.rules(campaign, content));
        }
        var batch = outbox.freeze(draft(campaign, content, review, actor), audience);
        if (outbox.batch(batch).orElseThrow().counts().planned() == 0) {
            outbox.discard(batch);
            store.reviewFailed(campaign.id(), review, "campaign.problem.nobody");
        } else if (store.frozen(campaign.id(), review, batch, marks)) {
            outbox.count(batch);
        } else {
            outbox.discard(batch);
        }
    }

    private Draft draft(Campaign campaign, Content content, UUID review, String actor) {
        Account account = parts.composer().account(campaign).orElseThrow();
        var when = campaign.when();
        return new Draft(
                Draft.Kind.CAMPAIGN,
                campaign.name(),
                campaign.id(),
                new Draft.Route(
                        campaign.channel(), account.id(), parts.composer().sender(campaign)),
                parts.contents().save(content, actor).value(),
                campaign.who().purpose(),
                account.unitPrice(),
                new Draft.Window(when.notBefore(), when.notAfter()),
                actor,
                review);
    }

    /// With the day, because selections speak of days.
    private String registerMark() {
        return parts.roster().mark() + " "
                + clock.instant().atZone(java.time.ZoneId.systemDefault()).toLocalDate();
    }

    /// The batch of a finished review, for the launch.
    Optional<BatchId> finished(Campaign campaign) {
        return pricing(campaign).filter(Pricing::finished).map(Pricing::batch);
    }
}
