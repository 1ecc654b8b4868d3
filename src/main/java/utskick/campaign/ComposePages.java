package utskick.campaign;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.ModelAndView;
import utskick.access.CurrentUser;
import utskick.campaign.Problem.Field;
import utskick.campaign.TestSends.Tested;
import utskick.template.Templates;
import utskick.web.PageModel;
import utskick.web.UntrustedHtml;

/// The page of the five steps. The whole form comes with every request, is saved first, and then does what the button
/// says; so nothing typed is ever lost, with scripts or without.
@Controller
@RequestMapping("/campaigns/{id}")
final class ComposePages {

    private final Campaigns campaigns;
    private final Desks desks;
    private final Reviews reviews;
    private final TestSends tests;
    private final CurrentUser user;

    ComposePages(Campaigns campaigns, Desks desks, Reviews reviews, TestSends tests, CurrentUser user) {
        this.campaigns = campaigns;
        this.desks = desks;
        this.reviews = reviews;
        this.tests = tests;
        this.user = user;
    }

    @GetMapping
    ModelAndView edit(PageModel page, @PathVariable long id) {
        var campaign = campaign(id);
        if (!campaign.editable()) {
            return new ModelAndView("redirect:/campaigns/%d/follow".formatted(id));
        }
        return desk(page, campaign, found(campaign), UUID.randomUUID(), Map.of());
    }

    /// What the last review came to nothing for.
    private static Problems found(Campaign campaign) {
        var review = campaign.review();
        var problem = review == null ? null : review.problem();
        return problem == null ? Problems.NONE : new Problems(List.of(Problem.of(Field.WHO, problem)));
    }

    @PostMapping
    ModelAndView save(PageModel page, @PathVariable long id, @RequestParam MultiValueMap<String, String> values) {
        var form = new CampaignForm(values, page.zone());
        var saved = save(id, form);
        if (!page.htmx()) {
            return saved instanceof Campaigns.Saved.Done
                    ? new ModelAndView("redirect:/campaigns")
                    : lost(page, form, saved);
        }
        var campaign = saved instanceof Campaigns.Saved.Done(var now) ? now : form.over(campaign(id));
        var problems = new java.util.ArrayList<>(form.problems());
        problems.addAll(reviews.problems(campaign));
        return new ModelAndView(
                "campaign/saved",
                Map.of(
                        "page",
                        page,
                        "campaign",
                        campaign,
                        "segments",
                        desks.segments(),
                        "saved",
                        saved instanceof Campaigns.Saved.Done,
                        "problems",
                        new Problems(problems).begun(campaign)));
    }

    /// Everything that has to be counted: step 3, the sum at the side, the sentence of step 5.
    @GetMapping("/figures")
    ModelAndView figures(PageModel page, @PathVariable long id, @RequestParam(defaultValue = "false") boolean all) {
        return new ModelAndView("campaign/figures", Map.of("page", page, "summary", desks.figures(campaign(id), all)));
    }

    @GetMapping("/preview")
    ModelAndView preview(PageModel page, @PathVariable long id, @RequestParam(defaultValue = "0") long like) {
        return new ModelAndView("campaign/preview", Map.of("page", page, "preview", desks.preview(campaign(id), like)));
    }

    @GetMapping("/preview.html")
    ResponseEntity<byte[]> html(@PathVariable long id, @RequestParam(defaultValue = "0") long like) {
        return UntrustedHtml.response(desks.html(campaign(id), like));
    }

    /// Counted for the recipient on the screen, from what is typed at this moment.
    @PostMapping("/count")
    ModelAndView count(PageModel page, @PathVariable long id, @RequestParam MultiValueMap<String, String> values) {
        var typed = new CampaignForm(values, page.zone()).over(campaign(id));
        var like = Optional.ofNullable(values.getFirst("like"))
                .filter(it -> it.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .orElse(0L);
        return new ModelAndView("template/counter", Map.of("page", page, "count", desks.count(typed, like)));
    }

    /// Starts over from a template (C4).
    @PostMapping("/template")
    ModelAndView template(
            PageModel page,
            @PathVariable long id,
            @RequestParam MultiValueMap<String, String> values,
            @RequestParam(defaultValue = "0") long template) {
        var form = new CampaignForm(values, page.zone());
        var saved = save(id, form);
        if (!(saved instanceof Campaigns.Saved.Done(var campaign))) {
            return lost(page, form, saved);
        }
        desks.template(template, campaign.channel()).ifPresent(chosen -> {
            var what = campaign.what();
            var wording = chosen.wording()
                    .withOptOut("")
                    .withLanguage(
                            chosen.wording().language().isEmpty()
                                    ? what.wording().language()
                                    : chosen.wording().language());
            campaigns.change(
                    new Campaign(
                            id,
                            campaign.name(),
                            campaign.channel(),
                            campaign.state(),
                            campaign.version(),
                            campaign.who(),
                            new Campaign.What(what.accountId(), what.sender(), what.optOut(), wording, what.counted()),
                            campaign.when(),
                            null,
                            campaign.changed(),
                            null),
                    form.edit(),
                    user.login());
        });
        return new ModelAndView("redirect:/campaigns/%d#s2".formatted(id));
    }

    /// Keeps what is written for the next time (G3).
    @PostMapping("/keep")
    ModelAndView keep(
            PageModel page,
            @PathVariable long id,
            @RequestParam MultiValueMap<String, String> values,
            @RequestParam(name = "keep_name", defaultValue = "") String name,
            @RequestParam(name = "keep_description", defaultValue = "") String description) {
        var form = new CampaignForm(values, page.zone());
        var saved = save(id, form);
        if (!(saved instanceof Campaigns.Saved.Done(var campaign))) {
            return lost(page, form, saved);
        }
        var kept = name.isBlank() || name.strip().length() > 100
                ? page.t("campaign.keep.problem.name")
                : switch (desks.keep(campaign, name, description, user.login())) {
                    case Templates.Saved.Done _ -> page.t("campaign.keep.done", name.strip());
                    case Templates.Saved.NameTaken _ -> page.t("campaign.keep.problem.taken", name.strip());
                    case Templates.Saved.Stale _ -> page.t("campaign.keep.problem.name");
                };
        return desk(page, campaign, Problems.NONE, UUID.randomUUID(), Map.of("kept", kept));
    }

    /// A real message to one address (T12).
    @PostMapping("/test")
    ModelAndView test(
            PageModel page,
            @PathVariable long id,
            @RequestParam MultiValueMap<String, String> values,
            @RequestParam(name = "test_to", defaultValue = "") String to,
            @RequestParam(name = "test", defaultValue = "") String command,
            @RequestParam(defaultValue = "0") long like) {
        var form = new CampaignForm(values, page.zone());
        var saved = save(id, form);
        if (!(saved instanceof Campaigns.Saved.Done(var campaign))) {
            return page.htmx()
                    ? tested(page, new Tested.Refused("campaign.outdated", List.of()))
                    : lost(page, form, saved);
        }
        var tested = tests.send(campaign, to, like, uuid(command), user.login());
        return page.htmx()
                ? tested(page, tested)
                : desk(page, campaign, Problems.NONE, UUID.randomUUID(), Map.of("tested", tested));
    }

    private static ModelAndView tested(PageModel page, Tested tested) {
        return new ModelAndView("campaign/tested", Map.of("page", page, "tested", tested));
    }

    /// Saves, validates, freezes and counts; then asks (C7, C11).
    @PostMapping("/review")
    ModelAndView review(PageModel page, @PathVariable long id, @RequestParam MultiValueMap<String, String> values) {
        var form = new CampaignForm(values, page.zone());
        // "review again" comes from the confirmation, where nothing can be typed
        if (values.containsKey("edit")) {
            var saved = save(id, form);
            if (!(saved instanceof Campaigns.Saved.Done(var campaign))) {
                return lost(page, form, saved);
            }
            if (!form.problems().isEmpty()) {
                return refused(page, campaign, form.problems());
            }
        }
        return switch (reviews.begin(id, form.review(), user.login())) {
            case Reviews.Asked.Begun _ -> new ModelAndView("redirect:/campaigns/%d/confirm".formatted(id));
            case Reviews.Asked.TooLate _ -> new ModelAndView("redirect:/campaigns/%d/follow".formatted(id));
            case Reviews.Asked.Refused(var problems) -> refused(page, campaign(id), problems);
        };
    }

    private ModelAndView refused(PageModel page, Campaign campaign, List<Problem> problems) {
        var view = desk(page, campaign, new Problems(problems), UUID.randomUUID(), Map.of());
        view.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
        return view;
    }

    private Campaigns.Saved save(long id, CampaignForm form) {
        return campaigns.change(form.over(campaign(id)), form.edit(), user.login());
    }

    /// Somebody else was faster, or it is on its way. What was typed stays on the screen.
    private ModelAndView lost(PageModel page, CampaignForm form, Campaigns.Saved saved) {
        return switch (saved) {
            case Campaigns.Saved.Outdated(var now) -> {
                var view = desk(page, form.over(now), Problems.NONE, form.page(), Map.of("outdated", now));
                view.setStatus(HttpStatus.CONFLICT);
                yield view;
            }
            case Campaigns.Saved.Done(var now) -> new ModelAndView("redirect:/campaigns/%d".formatted(now.id()));
            case Campaigns.Saved.Gone _ -> new ModelAndView("redirect:/campaigns");
        };
    }

    private ModelAndView desk(PageModel page, Campaign campaign, Problems problems, UUID edit, Map<String, ?> more) {
        var model = new HashMap<String, Object>(more);
        model.put("page", page);
        model.put("desk", desks.desk(campaign, problems, edit));
        model.put("preview", desks.preview(campaign, 0));
        return new ModelAndView("campaign/edit", model);
    }

    private static UUID uuid(String typed) {
        try {
            return UUID.fromString(typed);
        } catch (IllegalArgumentException _) {
            return UUID.randomUUID();
        }
    }

    private Campaign campaign(long id) {
        return campaigns.get(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
}
