package utskick.campaign;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.ModelAndView;
import utskick.access.CurrentUser;
import utskick.campaign.Launches.Launch;
import utskick.quota.Quotas;
import utskick.web.PageModel;

/// The control question (C11, F7, L5).
@Controller
@RequestMapping("/campaigns/{id}/confirm")
final class ConfirmPages {

    /// A review that nobody is at after this was left by a program that ended.
    private static final Duration LEFT = Duration.ofSeconds(30);

    private final Campaigns campaigns;
    private final Reviews reviews;
    private final Launches launches;
    private final Quotas quotas;
    private final Asker asker;

    ConfirmPages(Campaigns campaigns, Reviews reviews, Launches launches, Quotas quotas, Asker asker) {
        this.campaigns = campaigns;
        this.reviews = reviews;
        this.launches = launches;
        this.quotas = quotas;
        this.asker = asker;
    }

    /// Who asks, and when.
    record Asker(CurrentUser user, Clock clock) {}

    @GetMapping
    ModelAndView ask(PageModel page, @PathVariable long id) {
        return view(page, id, null);
    }

    @PostMapping
    ModelAndView confirm(PageModel page, @PathVariable long id, @RequestParam(defaultValue = "") String review) {
        var launch = launches.confirm(id, uuid(review), asker.user().login());
        return switch (launch) {
            case Launch.Launched _, Launch.AlreadyLaunched _ ->
                new ModelAndView("redirect:/campaigns/%d/follow".formatted(id));
            case Launch.Stale _, Launch.TooLong _, Launch.QuotaExceeded _ -> {
                var view = view(page, id, launch);
                view.setStatus(HttpStatus.CONFLICT);
                yield view;
            }
        };
    }

    private ModelAndView view(PageModel page, long id, @Nullable Launch refusal) {
        var campaign = campaigns.get(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        if (!campaign.editable()) {
            return new ModelAndView("redirect:/campaigns/%d/follow".formatted(id));
        }
        var review = campaign.review();
        if (review == null && refusal == null || review != null && review.problem() != null) {
            return new ModelAndView("redirect:/campaigns/%d".formatted(id));
        }
        boolean stuck = review != null
                && !reviews.isUnderWay(review.command())
                && review.at().isBefore(asker.clock().instant().minus(LEFT));
        var confirmation = new Confirmation(
                campaign,
                review == null ? new UUID(0, 0) : review.command(),
                launches.batch(campaign).orElse(null),
                reviews.pricing(campaign).orElse(null),
                quotas.month(campaign.channel()),
                refusal,
                stuck);
        return new ModelAndView(
                page.htmx() ? "campaign/question" : "campaign/confirm",
                Map.of("page", page, "confirmation", confirmation));
    }

    private static UUID uuid(String typed) {
        try {
            return UUID.fromString(typed);
        } catch (IllegalArgumentException _) {
            return new UUID(0, 0);
        }
    }
}
