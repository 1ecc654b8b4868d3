package utskick.campaign;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import utskick.kernel.Channel;
import utskick.kernel.FieldCatalog;
import utskick.quota.Quotas;
import utskick.segment.CriterionRefused;
import utskick.segment.LeftOutReason;
import utskick.segment.Roster;
import utskick.segment.Segment;
import utskick.segment.Segments;
import utskick.segment.Selected;
import utskick.segment.Waterfall;
import utskick.template.Template;
import utskick.template.TemplateId;
import utskick.template.Templates;
import utskick.template.TextCount;

/// Gathers what the page of the five steps shows.
public final class Desks {

    /// So many messages are rendered without being asked to.
    static final int CHECKED_UNASKED = 50_000;

    private static final int PICKED_SHOWN = 20;

    private final Composer composer;
    private final Samples samples;
    private final Checker checker;
    private final Shelf shelf;

    Desks(Composer composer, Samples samples, Checker checker, Shelf shelf) {
        this.composer = composer;
        this.samples = samples;
        this.checker = checker;
        this.shelf = shelf;
    }

    /// What other modules have ready.
    record Shelf(Segments segments, Roster roster, Templates templates, Quotas quotas, FieldCatalog catalog) {}

    Desk desk(Campaign campaign, Problems problems, UUID edit) {
        var choices = new Desk.Choices(
                shelf.segments().list(),
                shelf.roster().labels(campaign.channel()),
                composer.accounts(campaign.channel()),
                shelf.templates().list(campaign.channel()),
                shelf.catalog().fields(),
                shelf.roster().purposes());
        var picked = shelf.roster()
                .people(campaign.who().customers().stream().limit(PICKED_SHOWN).toList());
        return new Desk(campaign, choices, picked, summary(campaign, null), problems, edit);
    }

    /// All saved selections.
    List<Segment> segments() {
        return shelf.segments().list();
    }

    /// The sum at the side; with every message rendered, unless they are too many for that to be quick.
    Desk.Summary figures(Campaign campaign, boolean all) {
        var summary = summary(campaign, null);
        if (summary.waterfall() == null || summary.recipients() > CHECKED_UNASKED && !all) {
            return summary;
        }
        var content = composer.content(campaign);
        var check = summary.recipients() == 0 ? Check.NOBODY : checker.check(campaign, content);
        return new Desk.Summary(campaign, summary.waterfall(), check, summary.month(), summary.account());
    }

    Desk.Summary summary(Campaign campaign, @Nullable Check check) {
        return new Desk.Summary(
                campaign,
                waterfall(campaign).orElse(null),
                check,
                shelf.quotas().month(campaign.channel()),
                composer.account(campaign).orElse(null));
    }

    private Optional<Waterfall> waterfall(Campaign campaign) {
        if (campaign.who().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(shelf.segments().waterfall(campaign.who().audience(campaign.channel(), List.of())));
        } catch (CriterionRefused _) {
            return Optional.empty();
        }
    }

    /// What one recipient gets, exactly as it will be.
    ///
    /// @param customer 0 or somebody who is none: the first recipient
    Preview preview(Campaign campaign, long customer) {
        var content = composer.content(campaign);
        var place = place(campaign, customer);
        if (place.isEmpty()) {
            return new Preview(campaign, null, "", "", List.of());
        }
        var sample = place.get().sample();
        var language = Locale.of(sample.language());
        return new Preview(
                campaign,
                place.get(),
                content.subject(sample.fields(), language),
                content.text(sample.fields(), language),
                content.missing(sample.fields()));
    }

    /// The page of an e-mail as one recipient gets it.
    String html(Campaign campaign, long customer) {
        var content = composer.content(campaign);
        return place(campaign, customer)
                .map(it ->
                        content.html(it.sample().fields(), Locale.of(it.sample().language())))
                .orElse("");
    }

    /// What stands under the text, counted for the recipient on the screen.
    TextCount count(Campaign campaign, long customer) {
        var content = composer.content(campaign);
        return place(campaign, customer)
                .map(it -> TextCount.of(
                        content, it.sample().fields(), Locale.of(it.sample().language())))
                .orElseGet(() -> TextCount.of(content));
    }

    private Optional<Samples.Place> place(Campaign campaign, long customer) {
        if (campaign.who().isEmpty()) {
            return Optional.empty();
        }
        try {
            return samples.place(campaign, composer.content(campaign), customer);
        } catch (CriterionRefused _) {
            return Optional.empty();
        }
    }

    /// The customers behind a figure of the waterfall: of one reason, or the recipients.
    List<Selected> names(Campaign campaign, @Nullable LeftOutReason reason, long after, int limit) {
        var rules = campaign.who().audience(campaign.channel(), List.of());
        return reason == null
                ? shelf.segments().recipients(rules, after, limit)
                : shelf.segments().leftOut(rules, reason, after, limit);
    }

    Optional<Template> template(long id, Channel channel) {
        return shelf.templates()
                .get(new TemplateId(id))
                .filter(it -> it.wording().channel() == channel);
    }

    /// Keeps what is written as a template (G3).
    Templates.Saved keep(Campaign campaign, String name, String description, String actor) {
        return shelf.templates().save(name, description, campaign.what().wording(), actor);
    }

    /// One recipient's message.
    ///
    /// @param place null when there is no recipient to show
    /// @param missing the fields without a value here
    public record Preview(
            Campaign campaign, Samples.@Nullable Place place, String subject, String text, List<String> missing) {}
}
