package utskick.segment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.util.UriComponentsBuilder;
import utskick.access.CurrentUser;
import utskick.customer.CustomerList;
import utskick.customer.CustomerSelection;
import utskick.web.PageModel;

/// Selections of customers picked by hand: from ticked rows of the register, from pasted numbers or from a file. What
/// could not be found is said before anything is saved.
@Controller
final class HandPickedPages {

    private static final int PAGE = 50;

    private final Segments segments;
    private final HandLists lists;
    private final NumberLookup lookup;
    private final CustomerList register;
    private final CurrentUser user;

    HandPickedPages(Segments segments, HandLists lists, NumberLookup lookup, CustomerList register, CurrentUser user) {
        this.segments = segments;
        this.register = register;
        this.lists = lists;
        this.lookup = lookup;
        this.user = user;
    }

    /// What was sent to be picked.
    ///
    /// @param customers ticked ones, by id
    /// @param all whether all that the register's list has found are meant instead of the ticked ones
    /// @param query what that list was asked
    /// @param numbers as they were typed or pasted
    record Sent(
            @Nullable List<Long> customers,
            @Nullable Boolean all,
            @Nullable String query,
            @Nullable String numbers,
            @Nullable MultipartFile file) {

        List<Long> ids() {
            return customers == null ? List.of() : customers;
        }

        boolean whole() {
            return Boolean.TRUE.equals(all);
        }

        String text() {
            return numbers == null ? "" : numbers;
        }

        /// @throws CriterionRefused when the file cannot be read, or there are too many
        List<String> entries() {
            List<String> entries = new ArrayList<>(NumberList.pasted(text()));
            if (file != null && !file.isEmpty()) {
                try {
                    entries.addAll(NumberList.file(file.getBytes()));
                } catch (IOException _) {
                    // the upload broke off; nothing of it is used
                    throw new CriterionRefused("segment.refused.file");
                }
            }
            return entries;
        }
    }

    @GetMapping("/segments/hand-picked")
    String begin(PageModel page, Model model) {
        return paste(page, model, "", null);
    }

    private static String paste(PageModel page, Model model, String numbers, @Nullable String error) {
        model.addAttribute("page", page);
        model.addAttribute("numbers", numbers);
        model.addAttribute("error", error);
        return "segment/pick";
    }

    /// Begins a list, and shows what it came to before it is named and saved.
    @PostMapping("/segments/hand-picked")
    String pick(PageModel page, Model model, Sent sent) {
        List<String> entries;
        try {
            entries = sent.entries();
        } catch (CriterionRefused e) {
            return paste(page, model, sent.text(), page.t(e.messageKey()));
        }
        if (entries.isEmpty() && sent.ids().isEmpty() && !sent.whole()) {
            return paste(page, model, sent.text(), page.t("segment.pick.nothing"));
        }
        var looked = lookup.find(entries, country(page));
        long list = lists.begin(looked.customers(), user.login());
        var ticked = CustomerSelection.of(sent.ids(), sent.whole(), sent.query());
        lists.add(list, register.customers(ticked), user.login());
        return review(page, model, list, PickedReport.of(looked), "", null);
    }

    /// The last look before a list becomes a selection.
    private String review(
            PageModel page, Model model, long list, PickedReport report, String name, @Nullable String error) {
        model.addAttribute("page", page);
        model.addAttribute("list", list);
        model.addAttribute(
                "customers", lists.size(list).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND)));
        model.addAttribute("report", report);
        model.addAttribute("name", name);
        model.addAttribute("error", error);
        return "segment/pick-review";
    }

    /// @param customers chosen among those who share a number
    /// @param rest what was not settled, to say it again when the name is refused
    @PostMapping("/segments/hand-picked/save")
    String save(
            PageModel page,
            Model model,
            @RequestParam long list,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(required = false) @Nullable List<Long> customers,
            @RequestParam(defaultValue = "") String rest) {
        if (lists.size(list).isEmpty()) {
            return paste(page, model, rest, page.t("segment.refused.list"));
        }
        if (customers != null) {
            lists.add(list, customers, user.login());
        }
        try {
            var keeping = new Keeping(name, "", "", user.login());
            return switch (segments.create(keeping, Criterion.all(new Criterion.HandPicked(list)), user.login())) {
                case Saved.Done(var segment) -> {
                    segments.count(segment);
                    yield "redirect:/segments/" + segment.id();
                }
                case Saved.NameTaken() -> again(page, model, list, rest, name, "segment.refused.taken");
                case Saved.Outdated _, Saved.Gone _ -> throw new ResponseStatusException(HttpStatus.CONFLICT);
            };
        } catch (CriterionRefused e) {
            return again(page, model, list, rest, name, e.messageKey());
        }
    }

    private String again(PageModel page, Model model, long list, String rest, String name, String key) {
        var report = PickedReport.of(lookup.find(NumberList.pasted(rest), country(page)));
        return review(page, model, list, report, name, page.t(key));
    }

    /// Who was picked, to add to and to take from.
    @GetMapping("/segments/{id:[0-9]+}/picked")
    String picked(
            PageModel page,
            Model model,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String search,
            @RequestParam(defaultValue = "0") long after) {
        return show(page, model, segment(id), search, after, PickedDone.NOTHING);
    }

    private String show(PageModel page, Model model, Segment segment, String search, long after, PickedDone done) {
        var criterion = new Criterion.HandPicked(list(segment));
        var found = segments.page(criterion, search, after, PAGE + 1);
        model.addAttribute("page", page);
        model.addAttribute("id", segment.id());
        model.addAttribute("name", segment.name());
        model.addAttribute("total", segments.count(criterion));
        model.addAttribute("customers", found.subList(0, Math.min(PAGE, found.size())));
        model.addAttribute("next", found.size() > PAGE ? next(segment, search, found.get(PAGE - 1)) : "");
        model.addAttribute("search", search);
        model.addAttribute("done", done);
        return "segment/picked";
    }

    private static String next(Segment segment, String search, Selected last) {
        return UriComponentsBuilder.fromPath("/segments/{id}/picked")
                .queryParam("search", "{search}")
                .queryParam("after", "{after}")
                .encode()
                .buildAndExpand(segment.id(), search, last.customerId())
                .toUriString();
    }

    @PostMapping("/segments/{id:[0-9]+}/picked/add")
    String add(PageModel page, Model model, @PathVariable long id, Sent sent) {
        var segment = segment(id);
        List<String> entries;
        try {
            entries = sent.entries();
        } catch (CriterionRefused e) {
            var error = page.t(e.messageKey());
            return show(
                    page,
                    model,
                    segment,
                    "",
                    0,
                    new PickedDone(0, List.of(), PickedReport.NOTHING, error, sent.text()));
        }
        var looked = lookup.find(entries, country(page));
        List<Long> customers = new ArrayList<>(sent.ids());
        customers.addAll(looked.customers());
        int added = lists.add(segment, list(segment), customers, user.login());
        boolean nothing = entries.isEmpty() && sent.ids().isEmpty();
        return show(
                page,
                model,
                segment,
                "",
                0,
                new PickedDone(
                        added,
                        List.of(),
                        PickedReport.of(looked),
                        nothing ? page.t("segment.pick.nothing") : null,
                        ""));
    }

    @PostMapping("/segments/{id:[0-9]+}/picked/remove")
    String remove(
            PageModel page,
            Model model,
            @PathVariable long id,
            @RequestParam(required = false) @Nullable List<Long> customers) {
        var segment = segment(id);
        List<Long> removed = Objects.requireNonNullElse(customers, List.of());
        lists.remove(segment, list(segment), removed, user.login());
        return show(page, model, segment, "", 0, new PickedDone(0, removed, PickedReport.NOTHING, null, ""));
    }

    private Segment segment(long id) {
        return segments.get(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    /// The list of a selection; one that was not picked by hand has none.
    private static long list(Segment segment) {
        return HandLists.in(segment.criterion()).stream()
                .findFirst()
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    /// The country in whose way phones are written, by the language of the screen.
    private static String country(PageModel page) {
        return switch (page.language()) {
            case "fi" -> "FI";
            case "el" -> "GR";
            case "pl" -> "PL";
            default -> "SE";
        };
    }
}
