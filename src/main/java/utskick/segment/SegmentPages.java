package utskick.segment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.server.ResponseStatusException;
import utskick.access.CurrentUser;
import utskick.access.User;
import utskick.access.Users;
import utskick.web.Bar;
import utskick.web.PageModel;

/// The selections and their builder. The builder's form holds everything, so each request is answered from it alone:
/// with htmx a part of the page, without it the whole.
@Controller
final class SegmentPages {

    private static final int PAGE = 50;

    private final Segments segments;
    private final JdbcClient jdbc;
    private final Users users;
    private final CurrentUser user;
    private final SendingChannels channels;

    SegmentPages(Segments segments, JdbcClient jdbc, Users users, CurrentUser user, SendingChannels channels) {
        this.segments = segments;
        this.jdbc = jdbc;
        this.users = users;
        this.user = user;
        this.channels = channels;
    }

    @GetMapping("/segments")
    String list(
            PageModel page,
            Model model,
            @RequestParam(defaultValue = "") String folder,
            @RequestParam(defaultValue = "") String q) {
        var words = new Words(page.texts(), segments.choices());
        var owners = owners();
        List<SegmentRow> rows = segments.list().stream()
                .map(segment -> row(page, words, owners, segment))
                .filter(row -> folder.isEmpty() || row.folder().equals(folder))
                .filter(row -> found(row, q))
                .toList();
        model.addAttribute("page", page);
        model.addAttribute("rows", rows);
        model.addAttribute("folders", segments.folders());
        model.addAttribute("folder", folder);
        model.addAttribute("q", q);
        model.addAttribute("starters", List.of(Starter.values()));
        return "segment/list";
    }

    private static SegmentRow row(PageModel page, Words words, Map<String, String> owners, Segment segment) {
        var last = segment.lastCount();
        var keeping = segment.keeping();
        return new SegmentRow(
                segment.id(),
                segment.name(),
                segment.description(),
                keeping.folder(),
                words.sentence(segment.criterion()),
                owners.getOrDefault(keeping.owner(), keeping.owner()),
                last == null ? "–" : page.number(last.customers()),
                last == null ? "" : page.dateTime(last.at()));
    }

    /// Every word is somewhere in the row.
    private static boolean found(SegmentRow row, String q) {
        String text = String.join(" ", row.name(), row.description(), row.folder(), row.sentence(), row.owner())
                .toLowerCase(Locale.ROOT);
        return Stream.of(q.toLowerCase(Locale.ROOT).strip().split("\\s+")).allMatch(text::contains);
    }

    @GetMapping("/segments/new")
    String begin(PageModel page, Model model, @RequestParam(defaultValue = "") String starter) {
        var form = Starter.of(starter)
                .map(it -> it.form(segments.choices()).named(null, 0, page.t("segment.starter." + it.key()), ""))
                .orElseGet(SelectionForm::empty);
        return show("segment/edit", page, model, view(page, form, Asked.NOTHING), keep("", user.login()));
    }

    @GetMapping("/segments/{id:[0-9]+}")
    String open(PageModel page, Model model, @PathVariable long id) {
        var segment = segment(id);
        var view = view(page, SelectionForm.of(segment), Asked.NOTHING);
        var result = view.result();
        if (result != null && result.failed() == null) {
            segments.count(segment);
        }
        return show(
                "segment/edit",
                page,
                model,
                view,
                keep(segment.keeping().folder(), segment.keeping().owner()));
    }

    /// Counts while the form is being filled in, and adds and removes rows: those are there at once, the page
    /// then asks for their figures.
    @PostMapping("/segments/preview")
    Object preview(PageModel page, Model model, @RequestParam MultiValueMap<String, String> sent) {
        String command = first(sent, "do");
        var form = SelectionForm.read(sent).changed(command);
        var asked = new Asked(false, form.cursor(command), first(sent, "why"), null);
        if (page.htmx() && !command.isEmpty()) {
            return show("segment/builder", page, model, uncounted(page, form, asked), keep(sent));
        }
        return counted(page.htmx() ? "segment/result" : "segment/edit", page, model, form, asked, sent);
    }

    /// The customers behind the count.
    @PostMapping("/segments/who")
    Object who(PageModel page, Model model, @RequestParam MultiValueMap<String, String> sent) {
        var form = SelectionForm.read(sent);
        String after = first(sent, "after");
        var asked = new Asked(
                true,
                "",
                first(sent, "why"),
                new Asked.List(first(sent, "search"), after.matches("[0-9]{1,18}") ? Long.parseLong(after) : 0));
        return counted(page.htmx() ? "segment/who" : "segment/edit", page, model, form, asked, sent);
    }

    /// The page with what was counted; nothing where the builder has asked again meanwhile, and shows that answer.
    private Object counted(
            String template,
            PageModel page,
            Model model,
            SelectionForm form,
            Asked asked,
            MultiValueMap<String, String> sent) {
        return segments.newest(sent.getFirst("builder"), turn(sent), () -> view(page, form, asked))
                .<Object>map(view -> show(template, page, model, view, keep(sent)))
                .orElseGet(() -> ResponseEntity.noContent().build());
    }

    private static long turn(MultiValueMap<String, String> sent) {
        String turn = first(sent, "turn");
        return turn.matches("[0-9]{1,18}") ? Long.parseLong(turn) : 0;
    }

    /// The builder is left: what it still asks is stopped in the database.
    @PostMapping("/segments/left")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void left(@RequestParam String builder) {
        segments.left(builder);
    }

    @PostMapping("/segments/save")
    String save(PageModel page, Model model, @RequestParam MultiValueMap<String, String> sent) {
        var form = SelectionForm.read(sent);
        var built = form.built(segments::check);
        var asked = new Asked(true, "", first(sent, "why"), null);
        if (!built.refused().isEmpty()) {
            return show("segment/edit", page, model, view(page, form, asked), keep(sent));
        }
        try {
            return switch (saved(form, keep(sent), built.group())) {
                case Saved.Done(var segment) -> "redirect:/segments/" + segment.id();
                case Saved.NameTaken() -> refused(page, model, form, sent, "segment.refused.taken");
                case Saved.Outdated(var now) ->
                    refused(
                            page,
                            model,
                            form,
                            sent,
                            "segment.refused.outdated",
                            now.changed().by());
                case Saved.Gone() -> refused(page, model, form, sent, "segment.refused.gone");
            };
        } catch (CriterionRefused e) {
            return refused(page, model, form, sent, e.messageKey());
        }
    }

    private Saved saved(SelectionForm form, Keep keep, Criterion criterion) {
        Long id = form.id();
        var keeping = new Keeping(form.name(), form.description(), keep.folder(), keep.owner());
        if (id == null) {
            return segments.create(keeping, criterion, user.login());
        }
        return segments.get(id)
                .map(now -> segments.change(
                        new Segment(id, keeping, criterion, form.version(), now.changed(), null), user.login()))
                .orElseGet(Saved.Gone::new);
    }

    @PostMapping("/segments/{id:[0-9]+}/duplicate")
    String duplicate(PageModel page, @PathVariable long id) {
        var segment = segment(id);
        return switch (segments.duplicate(segment, page.t("segment.copy.of", segment.name()), user.login())) {
            case Saved.Done(var copy) -> "redirect:/segments/" + copy.id();
            // somebody took the name that was free a moment ago
            case Saved.NameTaken() -> "redirect:/segments/" + id;
            case Saved.Outdated _, Saved.Gone _ -> throw new ResponseStatusException(HttpStatus.CONFLICT);
        };
    }

    /// Who changed what, from which sentence to which.
    @GetMapping("/segments/{id:[0-9]+}/history")
    String history(PageModel page, Model model, @PathVariable long id) {
        var segment = segment(id);
        model.addAttribute("page", page);
        model.addAttribute("id", id);
        model.addAttribute("name", segment.name());
        model.addAttribute("lines", new Histories(page, segments.choices(), owners()).lines(segments.history(id)));
        return "segment/history";
    }

    @GetMapping("/segments/{id:[0-9]+}/delete")
    String askDelete(PageModel page, Model model, @PathVariable long id) {
        var segment = segment(id);
        model.addAttribute("page", page);
        model.addAttribute("id", id);
        model.addAttribute("name", segment.name());
        model.addAttribute("uses", segments.usesOf(id));
        return "segment/delete";
    }

    @PostMapping("/segments/{id:[0-9]+}/delete")
    String delete(PageModel page, Model model, @PathVariable long id) {
        return segments.get(id).isEmpty() || segments.delete(id) ? "redirect:/segments" : askDelete(page, model, id);
    }

    private Segment segment(long id) {
        return segments.get(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    private Keep keep(MultiValueMap<String, String> sent) {
        return keep(first(sent, "folder").strip(), first(sent, "owner"));
    }

    /// The owner is somebody who is there; else whoever asks.
    private Keep keep(String folder, String owner) {
        var owners = owners();
        return new Keep(folder, owners.containsKey(owner) ? owner : user.login(), segments.folders(), owners);
    }

    private Map<String, String> owners() {
        Map<String, String> owners = new LinkedHashMap<>();
        users.all().stream().filter(User::enabled).forEach(it -> owners.put(it.login(), it.name()));
        return owners;
    }

    private String show(String template, PageModel page, Model model, BuilderView view, Keep keep) {
        model.addAttribute("page", page);
        model.addAttribute("view", view);
        model.addAttribute("keep", keep);
        if (template.equals("segment/edit")) {
            model.addAttribute("channels", channels.open());
        }
        return template;
    }

    /// What a request wants to see beside the form itself.
    ///
    /// @param strict whether rows that are not filled in yet are mistakes
    private record Asked(
            boolean strict,
            String focus,
            String why,
            @Nullable List list) {

        static final Asked NOTHING = new Asked(false, "", "", null);

        /// A page of the customers.
        record List(String search, long after) {}
    }

    private String refused(
            PageModel page,
            Model model,
            SelectionForm form,
            MultiValueMap<String, String> sent,
            String key,
            Object... args) {
        var view = view(page, form, new Asked(true, "", first(sent, "why"), null));
        Map<String, String> errors = new LinkedHashMap<>(view.errors());
        errors.put("name", page.t(key, args));
        var refused = new BuilderView(
                form, view.choices(), errors, view.left(), "", view.why(), view.result(), view.explained(), view.who());
        return show("segment/edit", page, model, refused, keep(sent));
    }

    private BuilderView uncounted(PageModel page, SelectionForm form, Asked asked) {
        var errors = errors(page, form.built(segments::check), asked);
        return new BuilderView(
                form, segments.choices(), errors, Map.of(), asked.focus(), asked.why(), null, null, null);
    }

    /// What is wrong with the rows, by their paths.
    private static Map<String, String> errors(PageModel page, SelectionForm.Built built, Asked asked) {
        Map<String, String> errors = new LinkedHashMap<>();
        built.refused().forEach((path, key) -> {
            if (asked.strict() || !unfinished(key)) {
                errors.put(path, page.t(key));
            }
        });
        return errors;
    }

    private BuilderView view(PageModel page, SelectionForm form, Asked asked) {
        var choices = segments.choices();
        var words = new Words(page.texts(), choices);
        var built = form.built(segments::check);
        Map<String, String> left = new HashMap<>();
        BuilderView.Result result;
        BuilderView.Explained explained = null;
        BuilderView.Who who = null;
        try {
            if (built.broken()) {
                throw new CriterionRefused("segment.refused.mend");
            }
            var funnel = segments.funnel(built.group());
            built.places().forEach((path, place) -> {
                int rows = funnel.rows().size();
                left.put(
                        path,
                        place < rows
                                ? page.number(funnel.rows().get(place))
                                : "−" + page.number(funnel.except().get(place - rows)));
            });
            result = result(page, words, built.group(), funnel);
            if (!asked.why().isBlank()) {
                explained = explained(page, words, built.group(), asked.why());
            }
            if (asked.list() != null) {
                var found = segments.page(
                        built.group(), asked.list().search(), asked.list().after(), PAGE + 1);
                who = new BuilderView.Who(
                        found.subList(0, Math.min(PAGE, found.size())),
                        asked.list().search(),
                        found.size() > PAGE ? found.get(PAGE - 1).customerId() : 0,
                        page.number(funnel.selected()));
            }
        } catch (CriterionRefused e) {
            result = failed(page, e.messageKey());
        } catch (QueryTimeoutException _) {
            result = failed(page, "segment.failed.slow");
        }
        var errors = errors(page, built, asked);
        return new BuilderView(form, choices, errors, left, asked.focus(), asked.why(), result, explained, who);
    }

    private static boolean unfinished(String key) {
        return key.equals("segment.refused.choose")
                || key.equals("segment.refused.amount")
                || key.equals("segment.refused.text")
                || key.equals("segment.refused.date");
    }

    private static BuilderView.Result failed(PageModel page, String key) {
        return new BuilderView.Result("–", "", "", List.of(), "–", "–", page.t(key));
    }

    private static BuilderView.Result result(PageModel page, Words words, Criterion.Group group, Funnel funnel) {
        List<BuilderView.Step> steps = new ArrayList<>();
        steps.add(step(page, page.t("segment.funnel.register"), funnel.register(), funnel.register()));
        for (int i = 0; i < group.of().size(); i++) {
            steps.add(step(page, words.say(group.of().get(i)), funnel.rows().get(i), funnel.register()));
        }
        long included = funnel.selected()
                + funnel.except().stream().mapToLong(Long::longValue).sum();
        for (int i = 0; i < group.except().size(); i++) {
            included -= funnel.except().get(i);
            String label =
                    page.t("segment.funnel.except", words.say(group.except().get(i)));
            steps.add(step(page, label, included, funnel.register()));
        }
        return new BuilderView.Result(
                page.number(funnel.selected()),
                page.t("segment.result.of", funnel.register(), funnel.selected()),
                words.sentence(group),
                steps,
                page.number(funnel.sms()),
                page.number(funnel.email()),
                null);
    }

    private static BuilderView.Step step(PageModel page, String label, long figure, long whole) {
        String number = page.number(figure);
        return new BuilderView.Step(
                label, number, Bar.of(whole).piece("", figure).labelled(label + ": " + number));
    }

    /// The customer whose number this is, else the first whose name holds it.
    private BuilderView.Explained explained(PageModel page, Words words, Criterion criterion, String why) {
        var customer = jdbc.sql("""
                SELECT p.customer_id
                FROM customer.profile p
                WHERE p.number = :why OR strpos(lower(p.name), lower(:why)) > 0
                ORDER BY p.number <> :why, p.name, p.customer_id
                LIMIT 1
                """).param("why", why.strip()).query(Long.class).optional();
        return customer.flatMap(id -> segments.explain(criterion, id))
                .map(explanation -> {
                    List<BuilderView.Answer> lines = explanation.lines().stream()
                            .map(line -> new BuilderView.Answer(
                                    line.holds() != line.except(),
                                    page.t(
                                            answer(line),
                                            words.say(line.criterion()),
                                            words.own(line),
                                            words.own(line).isEmpty() ? "no" : "yes")))
                            .toList();
                    return new BuilderView.Explained(
                            explanation.customer().name(),
                            explanation.customer().customerId(),
                            explanation.in(),
                            page.t(explanation.in() ? "segment.explain.in" : "segment.explain.out"),
                            lines);
                })
                .orElseGet(() -> new BuilderView.Explained(
                        null, 0, false, page.t("segment.explain.nobody", why.strip()), List.of()));
    }

    private static String answer(Explanation.Line line) {
        if (line.except()) {
            return line.holds() ? "segment.explain.excepted" : "segment.explain.spared";
        }
        return line.holds() ? "segment.explain.holds" : "segment.explain.lacks";
    }

    private static String first(MultiValueMap<String, String> sent, String name) {
        String value = sent.getFirst(name);
        return value == null ? "" : value;
    }
}
