package utskick.segment;

import java.security.Principal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import utskick.web.Bar;
import utskick.web.PageModel;

/// The selections and their builder. The builder's form holds everything, so each request is answered from it alone:
/// with htmx a part of the page, without it the whole.
@Controller
final class SegmentPages {

    private static final int PAGE = 50;

    private final Segments segments;
    private final JdbcClient jdbc;

    SegmentPages(Segments segments, JdbcClient jdbc) {
        this.segments = segments;
        this.jdbc = jdbc;
    }

    @GetMapping("/segments")
    String list(PageModel page, Model model) {
        var words = new Words(page.texts(), Choices.of(jdbc));
        List<SegmentRow> rows = segments.list().stream()
                .map(segment -> {
                    var last = segment.lastCount();
                    return new SegmentRow(
                            segment.id(),
                            segment.name(),
                            words.sentence(segment.criterion()),
                            last == null ? "–" : page.number(last.customers()),
                            last == null ? "" : page.dateTime(last.at()));
                })
                .toList();
        model.addAttribute("page", page);
        model.addAttribute("rows", rows);
        model.addAttribute("starters", List.of(Starter.values()));
        return "segment/list";
    }

    @GetMapping("/segments/new")
    String begin(PageModel page, Model model, @RequestParam(defaultValue = "") String starter) {
        var form = Starter.of(starter)
                .map(it -> SelectionForm.of(it.criterion()).named(null, 0, page.t("segment.starter." + it.key()), ""))
                .orElseGet(SelectionForm::empty);
        return edit(page, model, view(page, form, Asked.NOTHING));
    }

    @GetMapping("/segments/{id:[0-9]+}")
    String open(PageModel page, Model model, @PathVariable long id) {
        var segment = segments.get(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        var view = view(page, SelectionForm.of(segment), Asked.NOTHING);
        if (view.result().failed() == null) {
            segments.count(segment);
        }
        return edit(page, model, view);
    }

    /// Counts while the form is being filled in, and adds and removes rows.
    @PostMapping("/segments/preview")
    String preview(PageModel page, Model model, @RequestParam MultiValueMap<String, String> sent) {
        String command = first(sent, "do");
        var form = SelectionForm.read(sent).changed(command);
        var view = view(page, form, new Asked(false, form.cursor(command), first(sent, "why"), null));
        model.addAttribute("page", page);
        model.addAttribute("view", view);
        if (!page.htmx()) {
            return "segment/edit";
        }
        return command.isEmpty() ? "segment/result" : "segment/builder";
    }

    /// The customers behind the count.
    @PostMapping("/segments/who")
    String who(PageModel page, Model model, @RequestParam MultiValueMap<String, String> sent) {
        var form = SelectionForm.read(sent);
        String after = first(sent, "after");
        var asked = new Asked(
                true,
                "",
                first(sent, "why"),
                new Asked.List(first(sent, "search"), after.matches("[0-9]{1,18}") ? Long.parseLong(after) : 0));
        model.addAttribute("page", page);
        model.addAttribute("view", view(page, form, asked));
        return page.htmx() ? "segment/who" : "segment/edit";
    }

    @PostMapping("/segments/save")
    String save(
            PageModel page, Model model, @RequestParam MultiValueMap<String, String> sent, @Nullable Principal user) {
        var form = SelectionForm.read(sent);
        var built = form.built();
        var asked = new Asked(true, "", first(sent, "why"), null);
        if (!built.refused().isEmpty()) {
            return edit(page, model, view(page, form, asked));
        }
        String actor = user == null ? "system" : user.getName();
        try {
            return switch (saved(form, built.group(), actor)) {
                case Saved.Done(var segment) -> "redirect:/segments/" + segment.id();
                case Saved.NameTaken() -> edit(page, model, refused(page, form, asked, "segment.refused.taken"));
                case Saved.Outdated(var now) ->
                    edit(
                            page,
                            model,
                            refused(
                                    page,
                                    form,
                                    asked,
                                    "segment.refused.outdated",
                                    now.changed().by()));
                case Saved.Gone() -> edit(page, model, refused(page, form, asked, "segment.refused.gone"));
            };
        } catch (CriterionRefused e) {
            return edit(page, model, refused(page, form, asked, e.messageKey()));
        }
    }

    private Saved saved(SelectionForm form, Criterion criterion, String actor) {
        Long id = form.id();
        if (id == null) {
            return segments.create(form.name(), form.description(), criterion, actor);
        }
        return segments.get(id)
                .map(now -> segments.change(
                        new Segment(
                                id, form.name(), form.description(), criterion, form.version(), now.changed(), null),
                        actor))
                .orElseGet(Saved.Gone::new);
    }

    @GetMapping("/segments/{id:[0-9]+}/delete")
    String askDelete(PageModel page, Model model, @PathVariable long id) {
        var segment = segments.get(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
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

    private static String edit(PageModel page, Model model, BuilderView view) {
        model.addAttribute("page", page);
        model.addAttribute("view", view);
        return "segment/edit";
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

    private BuilderView refused(PageModel page, SelectionForm form, Asked asked, String key, Object... args) {
        var view = view(page, form, asked);
        Map<String, String> errors = new LinkedHashMap<>(view.errors());
        errors.put("name", page.t(key, args));
        return new BuilderView(
                form, view.choices(), errors, view.left(), "", view.why(), view.result(), view.explained(), view.who());
    }

    private BuilderView view(PageModel page, SelectionForm form, Asked asked) {
        var choices = Choices.of(jdbc);
        var words = new Words(page.texts(), choices);
        var built = form.built();
        Map<String, String> errors = new LinkedHashMap<>();
        built.refused().forEach((path, key) -> {
            if (asked.strict() || !unfinished(key)) {
                errors.put(path, page.t(key));
            }
        });
        Map<String, String> left = new HashMap<>();
        BuilderView.Result result;
        BuilderView.Explained explained = null;
        BuilderView.Who who = null;
        try {
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
                    List<String> lines = explanation.lines().stream()
                            .filter(line -> line.holds() == line.except())
                            .map(line -> page.t(
                                    line.except() ? "segment.explain.excepted" : "segment.explain.lacks",
                                    words.say(line.criterion()),
                                    words.own(line),
                                    words.own(line).isEmpty() ? "no" : "yes"))
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

    private static String first(MultiValueMap<String, String> sent, String name) {
        String value = sent.getFirst(name);
        return value == null ? "" : value;
    }
}
