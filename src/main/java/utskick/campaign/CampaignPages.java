package utskick.campaign;

import java.time.Clock;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.ModelAndView;
import utskick.access.CurrentUser;
import utskick.access.Permission;
import utskick.campaign.Campaign.State;
import utskick.dispatch.Batch;
import utskick.dispatch.Outbox;
import utskick.kernel.Channel;
import utskick.web.PageModel;

/// The list of campaigns, and how one begins and ends its life as a draft.
@Controller
@RequestMapping("/campaigns")
public final class CampaignPages {

    private final Campaigns campaigns;
    private final Launches launches;
    private final Outbox outbox;
    private final CurrentUser user;
    private final Clock clock;

    CampaignPages(Campaigns campaigns, Launches launches, Outbox outbox, CurrentUser user, Clock clock) {
        this.campaigns = campaigns;
        this.launches = launches;
        this.outbox = outbox;
        this.user = user;
        this.clock = clock;
    }

    /// Which campaigns the list shows.
    public enum Tab {
        ALL,
        DRAFTS,
        PLANNED,
        GOING,
        ENDED;

        /// As it stands in the address and in the key of its word.
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// One line of the list.
    ///
    /// @param batch null for a draft
    public record Line(
            Campaign campaign, Standing standing, @Nullable Batch batch) {}

    /// The list, its search and its page.
    ///
    /// @param on the channels that can send
    public record Overview(List<Line> lines, Tab tab, String search, int pageNumber, boolean more, Set<Channel> on) {

        /// Whether there is nothing because nothing was ever made.
        public boolean untouched() {
            return lines.isEmpty() && tab == Tab.ALL && search.isEmpty() && pageNumber == 0;
        }
    }

    @GetMapping
    ModelAndView list(
            PageModel page,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "all") String tab,
            @RequestParam(name = "page", defaultValue = "0") int number,
            @RequestParam(required = false) @Nullable Channel off) {
        var chosen = Arrays.stream(Tab.values())
                .filter(it -> it.key().equals(tab))
                .findFirst()
                .orElse(Tab.ALL);
        var found = campaigns.page(search(chosen, q), Math.clamp(number, 0, 10_000));
        var lines = found.stream().limit(Campaigns.PAGE).map(this::line).toList();
        var on = Arrays.stream(Channel.values()).filter(campaigns::isOn).collect(Collectors.toSet());
        var overview = new Overview(lines, chosen, q.strip(), number, found.size() > Campaigns.PAGE, on);
        var model = new java.util.HashMap<String, Object>(Map.of("page", page, "overview", overview));
        if (off != null) {
            model.put("off", off);
        }
        return new ModelAndView("campaign/list", model);
    }

    private CampaignStore.Search search(Tab tab, String name) {
        return switch (tab) {
            case ALL -> new CampaignStore.Search(name, EnumSet.noneOf(State.class), null);
            case DRAFTS -> new CampaignStore.Search(name, EnumSet.of(State.DRAFT, State.REVIEWED), null);
            case ENDED -> new CampaignStore.Search(name, EnumSet.of(State.DONE, State.CANCELLED), null);
            case PLANNED, GOING ->
                new CampaignStore.Search(
                        name,
                        EnumSet.of(State.LAUNCHED),
                        outbox.underWay().stream()
                                .filter(it -> isPlanned(it) == (tab == Tab.PLANNED))
                                .map(it -> it.id().value())
                                .toList());
        };
    }

    private boolean isPlanned(Batch batch) {
        var from = batch.window().notBefore();
        return batch.state() == Batch.State.RUNNING && from != null && from.isAfter(clock.instant());
    }

    private Line line(Campaign campaign) {
        var batch = launches.batch(campaign);
        return new Line(campaign, Standing.of(campaign, batch, clock.instant()), batch.orElse(null));
    }

    /// Makes a draft and opens it; bookmarkable (T5), and the way in from the register and from a selection.
    @RequestMapping(
            path = "/new",
            method = {RequestMethod.GET, RequestMethod.POST})
    ModelAndView create(
            PageModel page,
            @RequestParam(name = "channel", defaultValue = "SMS") String named,
            @RequestParam(required = false) @Nullable List<Long> segment,
            @RequestParam(required = false) @Nullable List<Long> customers) {
        user.require(Permission.SEND);
        var channel = named.equalsIgnoreCase("email") ? Channel.EMAIL : Channel.SMS;
        if (!campaigns.isOn(channel)) {
            return new ModelAndView("redirect:/campaigns?off=" + channel);
        }
        var who = new Campaign.Who(
                false,
                segment == null ? List.of() : segment,
                List.of(),
                customers == null ? List.of() : customers,
                "marketing",
                List.of());
        var name = page.t(
                channel == Channel.SMS ? "campaign.new.sms.name" : "campaign.new.email.name",
                page.dateTime(clock.instant()));
        var campaign = campaigns.create(channel, name, who, page.language(), user.login());
        return new ModelAndView("redirect:/campaigns/" + campaign.id());
    }

    @PostMapping("/{id}/duplicate")
    String duplicate(PageModel page, @PathVariable long id) {
        var copy = campaigns.duplicate(
                campaign(id), page.t("campaign.copy.name", campaign(id).name()), user.login());
        return "redirect:/campaigns/" + copy.id();
    }

    @GetMapping("/{id}/delete")
    ModelAndView askToDelete(PageModel page, @PathVariable long id) {
        return new ModelAndView("campaign/delete", Map.of("page", page, "campaign", campaign(id)));
    }

    @PostMapping("/{id}/delete")
    String delete(@PathVariable long id) {
        return campaigns.delete(id) ? "redirect:/campaigns" : "redirect:/campaigns/" + id;
    }

    private Campaign campaign(long id) {
        return campaigns.get(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
}
