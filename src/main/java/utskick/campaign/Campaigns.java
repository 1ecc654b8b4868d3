package utskick.campaign;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.transaction.support.TransactionOperations;
import utskick.campaign.Campaign.OptOut;
import utskick.campaign.Campaign.State;
import utskick.dispatch.BatchId;
import utskick.dispatch.Outbox;
import utskick.gateway.Account;
import utskick.kernel.Channel;
import utskick.template.Wording;

/// The campaigns while they are written: made, changed, copied, deleted, found. What happens from the review on is
/// [Reviews] and [Launches].
public final class Campaigns {

    /// One page of the list.
    public static final int PAGE = 20;

    private final CampaignStore store;
    private final Composer composer;
    private final Outbox outbox;
    private final TransactionOperations transaction;
    private final Clock clock;

    Campaigns(CampaignStore store, Composer composer, Outbox outbox, TransactionOperations transaction, Clock clock) {
        this.store = store;
        this.composer = composer;
        this.outbox = outbox;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// What came of saving a change.
    public sealed interface Saved {

        record Done(Campaign campaign) implements Saved {}

        /// Somebody else has changed it since; nothing was written.
        record Outdated(Campaign now) implements Saved {}

        /// It was deleted, or is on its way.
        record Gone() implements Saved {}
    }

    /// A new draft for a channel, with the account and sender that are used when nobody chooses others.
    ///
    /// @param language what it is written in, the language of whoever writes it
    public Campaign create(Channel channel, String name, Campaign.Who who, String language, String actor) {
        var account = composer.accounts(channel).stream().findFirst();
        var sender = account.map(Account::sender).orElse("");
        var optOut = channel == Channel.SMS && Composer.canReceive(sender) ? OptOut.REPLY : OptOut.LINK;
        var wording = (channel == Channel.SMS ? Wording.sms("") : Wording.email("", "", "")).withLanguage(language);
        var draft = new Campaign(
                0,
                name,
                channel,
                State.DRAFT,
                1,
                who,
                new Campaign.What(account.map(Account::id).orElse(null), sender, optOut, wording),
                Campaign.When.NOW,
                null,
                new Campaign.Change(actor, clock.instant()),
                null);
        return get(store.insert(draft)).orElseThrow();
    }

    public Optional<Campaign> get(long id) {
        return store.get(id);
    }

    /// Whether anything can be sent by a channel at all (F9).
    public boolean isOn(Channel channel) {
        return !composer.accounts(channel).isEmpty();
    }

    /// Saves a change, if nobody else has saved since; an open page never outdates itself. What a review had frozen
    /// is forgotten. But a page saves by itself, and such a save may be worked on after what was sent later, the
    /// wish for a review first of all: what is late is left out, and what changes nothing leaves the review alone.
    public Saved change(Campaign changed, Campaign.Edit edit, String actor) {
        var saved = transaction.execute(_ -> {
            var now = store.lock(changed.id());
            if (now.isEmpty() || !now.get().editable()) {
                return new Saved.Gone();
            }
            if (store.isLate(changed.id(), edit)) {
                return new Saved.Done(now.get());
            }
            var signed = new Campaign(
                    changed.id(),
                    changed.name().strip(),
                    now.get().channel(),
                    State.DRAFT,
                    changed.version(),
                    changed.who(),
                    changed.what(),
                    changed.when(),
                    null,
                    new Campaign.Change(actor, clock.instant()),
                    null);
            if (signed.saysTheSameAs(now.get())) {
                store.noted(changed.id(), edit);
                return new Saved.Done(now.get());
            }
            if (!store.update(signed, edit)) {
                return new Saved.Outdated(now.get());
            }
            if (changed.what().counted() && !now.get().what().counted()) {
                composer.links().ask(actor);
            }
            discard(now.get().batch());
            return new Saved.Done(store.get(changed.id()).orElseThrow());
        });
        return Objects.requireNonNull(saved);
    }

    /// The same once more, as a draft to be sent now.
    public Campaign duplicate(Campaign campaign, String name, String actor) {
        return get(store.insert(new Campaign(
                        0,
                        name,
                        campaign.channel(),
                        State.DRAFT,
                        1,
                        campaign.who(),
                        campaign.what(),
                        Campaign.When.NOW,
                        null,
                        new Campaign.Change(actor, clock.instant()),
                        null)))
                .orElseThrow();
    }

    /// False when it is not there any more, or on its way: then it stays.
    public boolean delete(long id) {
        return Boolean.TRUE.equals(transaction.execute(_ -> {
            var now = store.lock(id);
            if (now.isEmpty() || !store.delete(id)) {
                return false;
            }
            discard(now.get().batch());
            composer.links().forget(id);
            return true;
        }));
    }

    private void discard(@org.jspecify.annotations.Nullable BatchId batch) {
        if (batch != null) {
            outbox.discard(batch);
        }
    }

    /// A page of the list, newest change first, and whether there is more.
    List<Campaign> page(CampaignStore.Search search, int page) {
        return store.page(search, page * PAGE, PAGE + 1);
    }
}
