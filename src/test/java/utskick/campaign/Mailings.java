package utskick.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static utskick.testing.Eventually.eventually;

import java.util.List;
import java.util.Objects;
import utskick.campaign.Campaign.OptOut;
import utskick.campaign.Launches.Launch;
import utskick.template.Wording;
import utskick.testing.App;

/// What tests do with mailings over and over: written, reviewed and confirmed by the same parts as the pages use.
final class Mailings {

    private static final String ACTOR = "karin";

    private final Campaigns campaigns;
    private final Reviews reviews;
    private final Launches launches;

    Mailings(App app) {
        campaigns = app.bean(Campaigns.class);
        reviews = app.bean(Reviews.class);
        launches = app.bean(Launches.class);
    }

    /// A marketing mailing to these customers, in Swedish.
    Campaign draft(String name, List<Long> customers, Wording wording) {
        return campaigns.create(
                wording.channel(),
                name,
                new Campaign.Who(false, List.of(), List.of(), customers, "marketing", List.of()),
                "sv",
                ACTOR);
    }

    /// With another text and an opt-out link, saved from a page of its own.
    Campaign written(Campaign campaign, String sender, Wording wording, boolean counted) {
        var what = campaign.what();
        return changed(with(
                campaign,
                new Campaign.What(what.accountId(), sender, OptOut.LINK, wording.withLanguage("sv"), counted),
                campaign.when()));
    }

    /// Going out at another time, saved from a page of its own.
    Campaign timed(Campaign campaign, Campaign.When when) {
        return changed(with(campaign, campaign.what(), when));
    }

    private static Campaign with(Campaign campaign, Campaign.What what, Campaign.When when) {
        return new Campaign(
                campaign.id(),
                campaign.name(),
                campaign.channel(),
                campaign.state(),
                campaign.version(),
                campaign.who(),
                what,
                when,
                null,
                campaign.changed(),
                null);
    }

    private Campaign changed(Campaign campaign) {
        assertThat(campaigns.change(campaign, Campaign.Edit.single(), ACTOR)).isInstanceOf(Campaigns.Saved.Done.class);
        return now(campaign);
    }

    Campaign now(Campaign campaign) {
        return campaigns.get(campaign.id()).orElseThrow();
    }

    /// Asks for a review, as a page that shows the campaign as it is given here.
    Reviews.Asked ask(Campaign campaign) {
        var known = campaign.review();
        return reviews.begin(campaign.id(), known == null ? null : known.command(), ACTOR);
    }

    /// Frozen and counted.
    Campaign reviewed(Campaign campaign) {
        assertThat(ask(campaign)).isInstanceOf(Reviews.Asked.Begun.class);
        eventually("reviewed", () -> reviews.finished(now(campaign)).isPresent());
        return now(campaign);
    }

    Launch confirm(Campaign reviewed) {
        return launches.confirm(
                reviewed.id(), Objects.requireNonNull(reviewed.review()).command(), ACTOR);
    }
}
