package utskick.campaign;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
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
import utskick.dispatch.Batch;
import utskick.dispatch.LeftOut;
import utskick.dispatch.Message;
import utskick.dispatch.MessageHistory;
import utskick.kernel.CustomerId;
import utskick.link.LinkClicks;
import utskick.link.Links;
import utskick.segment.LeftOutReason;
import utskick.segment.Roster;
import utskick.segment.Selected;
import utskick.web.PageModel;

/// A campaign from its start on: how it goes, what can be done about it, and the names behind every figure.
@Controller
@RequestMapping("/campaigns/{id}")
public final class FollowPages {

    private static final int NAMES = 50;

    /// Proxies and browsers give up on a silent connection.
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);

    private final Campaigns campaigns;
    private final Launches launches;
    private final Desks desks;
    private final Watching watching;
    private final Clock clock;

    FollowPages(Campaigns campaigns, Launches launches, Desks desks, Watching watching, Clock clock) {
        this.campaigns = campaigns;
        this.launches = launches;
        this.desks = desks;
        this.watching = watching;
        this.clock = clock;
    }

    /// Where the news and the names come from.
    record Watching(FollowFeed feed, MessageHistory history, Roster roster, Links links) {}

    @GetMapping("/follow")
    ModelAndView follow(
            PageModel page,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String ask,
            @RequestParam(defaultValue = "") String said) {
        var following = following(id, ask);
        return following
                .map(it -> new ModelAndView(
                        "campaign/follow",
                        Map.of("page", page, "following", it, "said", said, "clicks", clicks(it.campaign()))))
                .orElseGet(() -> new ModelAndView("redirect:/campaigns/" + id));
    }

    /// How often each link was opened; none where that is not counted.
    private List<LinkClicks> clicks(Campaign campaign) {
        return campaign.what().counted() && !campaign.when().dryRun()
                ? watching.links().clicks(campaign.id())
                : List.of();
    }

    /// The part that changes, for those who wait on [#events].
    @GetMapping("/follow/live")
    ModelAndView live(PageModel page, @PathVariable long id) {
        return new ModelAndView(
                "campaign/live",
                Map.of("page", page, "following", following(id, "").orElseThrow(FollowPages::gone)));
    }

    /// Says `changed` whenever the figures have; ends by itself when nothing will change any more. The request's
    /// own virtual thread waits, and holds nothing but the connection.
    @GetMapping("/follow/events")
    void events(@PathVariable long id, HttpServletResponse response) throws IOException, InterruptedException {
        var batch = Objects.requireNonNullElseGet(campaign(id).batch(), () -> {
            throw gone();
        });
        response.setContentType("text/event-stream");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        try (var viewer = watching.feed().open(batch)) {
            send(response, "retry: 2000\n\n");
            while (true) {
                switch (viewer.await(SIGN_OF_LIFE)) {
                    case CHANGED -> send(response, "event: changed\ndata: \n\n");
                    case QUIET -> send(response, ": still here\n\n");
                    case OVER -> {
                        return;
                    }
                }
            }
        } catch (IOException _) {
            // the browser has closed the page
            return;
        }
    }

    private static void send(HttpServletResponse response, String event) throws IOException {
        response.getOutputStream().write(event.getBytes(StandardCharsets.UTF_8));
        response.flushBuffer();
    }

    @PostMapping("/pause")
    String pause(@PathVariable long id) {
        launches.pause(campaign(id));
        return follow(id);
    }

    @PostMapping("/resume")
    String resume(@PathVariable long id) {
        launches.resume(campaign(id));
        return follow(id);
    }

    @PostMapping("/cancel")
    String cancel(@PathVariable long id) {
        launches.cancelRest(campaign(id));
        return follow(id);
    }

    /// What is planned becomes a draft again.
    @PostMapping("/take-back")
    String takeBack(@PathVariable long id) {
        return launches.takeBack(campaign(id)) ? "redirect:/campaigns/" + id : follow(id);
    }

    @PostMapping("/retry")
    String retry(@PathVariable long id) {
        return switch (launches.retryFailed(campaign(id))) {
            case Launches.Retry.Begun _ -> follow(id);
            case Launches.Retry.QuotaExceeded _ -> follow(id) + "?said=quota";
        };
    }

    @PostMapping("/treat-as-sent")
    String treatAsSent(@PathVariable long id) {
        launches.treatUncertainAsSent(campaign(id));
        return follow(id);
    }

    /// The messages of a state, a page at a time.
    @GetMapping("/messages")
    ModelAndView messages(
            PageModel page,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String state,
            @RequestParam(required = false) @Nullable String reason,
            @RequestParam(required = false) @Nullable Integer slice,
            @RequestParam(required = false) @Nullable Integer after) {
        var campaign = campaign(id);
        var batch = Objects.requireNonNullElseGet(campaign.batch(), () -> {
            throw gone();
        });
        var wanted = Arrays.stream(Message.State.values())
                .filter(it -> it.name().equalsIgnoreCase(state))
                .findFirst()
                .orElse(null);
        var from = slice == null || after == null ? null : new Message.Key(batch, slice, after);
        var found = watching.history().ofBatch(batch, new MessageHistory.Filter(wanted, reason), from, NAMES);
        var ids = found.messages().stream()
                .map(Message::customer)
                .filter(Objects::nonNull)
                .map(CustomerId::value)
                .toList();
        var model = new HashMap<String, Object>(Map.of(
                "page", page,
                "campaign", campaign,
                "found", found,
                "names", names(ids)));
        if (wanted != null) {
            model.put("state", wanted);
        }
        if (reason != null) {
            model.put("reason", reason);
        }
        return new ModelAndView("campaign/messages", model);
    }

    /// Somebody who gets nothing, or who does.
    public record Name(Selected person, String address, String reason) {}

    /// The names behind a figure of the waterfall: as frozen once it was reviewed, as the register is before.
    @GetMapping("/left-out")
    ModelAndView leftOut(
            PageModel page,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam(defaultValue = "0") long after) {
        var campaign = campaign(id);
        var frozen = campaign.editable() ? null : campaign.batch();
        var wanted = Arrays.stream(LeftOutReason.values())
                .filter(it -> it.key().equals(reason))
                .findFirst();
        List<Name> found = frozen == null
                ? desks.names(campaign, wanted.orElse(null), after, NAMES + 1).stream()
                        .map(it -> new Name(it, Objects.requireNonNullElse(it.address(), ""), reason))
                        .toList()
                : frozen(frozen, wanted, after);
        var shown = found.stream().limit(NAMES).toList();
        var model = new HashMap<String, Object>(Map.of(
                "page", page,
                "campaign", campaign,
                "reason", reason,
                "people", shown));
        if (found.size() > NAMES) {
            model.put("next", shown.getLast().person().customerId());
        }
        return new ModelAndView("campaign/leftout", model);
    }

    private List<Name> frozen(utskick.dispatch.BatchId batch, Optional<LeftOutReason> reason, long after) {
        var left = watching.history()
                .leftOut(
                        batch,
                        reason.map(LeftOutReason::key).orElse(null),
                        after == 0 ? null : new CustomerId(after),
                        NAMES + 1)
                .customers();
        var names = names(left.stream().map(it -> it.customer().value()).toList());
        return left.stream().map(it -> name(it, names)).toList();
    }

    private static Name name(LeftOut left, Map<Long, Selected> names) {
        long id = left.customer().value();
        return new Name(
                names.getOrDefault(id, new Selected(id, "", "–", "", null)),
                Objects.requireNonNullElse(left.address(), ""),
                left.reason());
    }

    private Map<Long, Selected> names(List<Long> ids) {
        return watching.roster().people(ids).stream().collect(Collectors.toMap(Selected::customerId, it -> it));
    }

    private Optional<Following> following(long id, String ask) {
        var campaign = campaign(id);
        if (campaign.editable()) {
            return Optional.empty();
        }
        return launches.batch(campaign).map(batch -> following(campaign, batch, ask));
    }

    private Following following(Campaign campaign, Batch batch, String ask) {
        var reasons = new EnumMap<Message.State, Map<String, Integer>>(Message.State.class);
        for (var state : List.of(Message.State.FAILED, Message.State.UNDELIVERED, Message.State.SUPPRESSED)) {
            if (batch.counts().of(state) > 0) {
                reasons.put(state, watching.history().reasons(batch.id(), state));
            }
        }
        var now = clock.instant();
        return new Following(
                campaign,
                batch,
                Standing.of(campaign, Optional.of(batch), now),
                Following.reasons(reasons),
                watching.history().leftOutReasons(batch.id()),
                now,
                ask.toLowerCase(Locale.ROOT));
    }

    private static String follow(long id) {
        return "redirect:/campaigns/%d/follow".formatted(id);
    }

    private Campaign campaign(long id) {
        return campaigns.get(id).orElseThrow(FollowPages::gone);
    }

    private static ResponseStatusException gone() {
        return new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
}
