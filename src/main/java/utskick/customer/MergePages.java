package utskick.customer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import utskick.access.CurrentUser;
import utskick.access.Permission;
import utskick.kernel.CustomerId;
import utskick.web.PageModel;

/// Two cards that are one customer: find the other, see both side by side, pick, and make one of them.
@Controller
public final class MergePages {

    private static final int SHOWN = 12;

    private final Customers customers;
    private final CustomerList list;
    private final CustomFields fields;
    private final Merging merging;
    private final CurrentUser user;

    MergePages(Customers customers, CustomerList list, CustomFields fields, Merging merging, CurrentUser user) {
        this.customers = customers;
        this.list = list;
        this.fields = fields;
        this.merging = merging;
        this.user = user;
    }

    @GetMapping("/customers/{id:[0-9]+}/merge")
    String search(
            PageModel page, Model model, @PathVariable long id, @RequestParam(required = false) @Nullable String q) {
        user.require(Permission.SEND);
        var customer = customer(id);
        // the first guess is whoever has the same name
        var asked = q == null ? customer.name() : q;
        var found = asked.isBlank()
                ? List.<CustomerList.Row>of()
                : list.find(new CustomerQuery(asked, Map.of(), CustomerSort.DEFAULT, "")).rows().stream()
                        .filter(row -> row.id() != id)
                        .limit(SHOWN)
                        .toList();
        model.addAttribute("page", page);
        model.addAttribute("head", head(id));
        model.addAttribute("q", asked);
        model.addAttribute("found", found);
        return page.htmx() ? "customer/merge-found" : "customer/merge";
    }

    /// A field in which they differ.
    ///
    /// @param sum what both have together, empty where that means nothing
    /// @param pick whose value the card gets: `kept`, `gone` or `sum`; first see [Merging#usual]
    public record Line(String field, String label, String kept, String gone, String sum, String pick) {}

    @GetMapping("/customers/{id:[0-9]+}/merge/{other:[0-9]+}")
    String compare(PageModel page, Model model, @PathVariable long id, @PathVariable long other) {
        user.require(Permission.SEND);
        return compare(page, model, id, other, null, "");
    }

    @PostMapping("/customers/{id:[0-9]+}/merge/{other:[0-9]+}")
    String merge(
            PageModel page,
            Model model,
            @PathVariable long id,
            @PathVariable long other,
            @RequestParam MultiValueMap<String, String> form) {
        user.require(Permission.SEND);
        if (id == other) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        }
        var gone = new HashSet<String>();
        var summed = new HashSet<String>();
        form.forEach((name, values) -> {
            if (name.startsWith("pick_") && values.contains("gone")) {
                gone.add(name.substring("pick_".length()));
            } else if (name.startsWith("pick_") && values.contains("sum")) {
                summed.add(name.substring("pick_".length()));
            }
        });
        var picked = new Merging.Picked(gone, summed);
        var outcome = merging.merge(
                new Merging.Side(new CustomerId(id), version(form, "kept_version")),
                new Merging.Side(new CustomerId(other), version(form, "gone_version")),
                picked,
                user.login());
        return switch (outcome) {
            case Merging.Outcome.Merged(var kept) -> "redirect:/customers/" + kept.value() + "?merged";
            case Merging.Outcome.Stale _ -> compare(page, model, id, other, picked, page.t("customer.merge.stale"));
            case Merging.Outcome.Refused(var problems) ->
                compare(page, model, id, other, picked, refusal(page, problems));
        };
    }

    private String refusal(PageModel page, Map<String, String> problems) {
        var labels = new CardForm.Labels(page, fields.all());
        var texts = new ArrayList<String>();
        problems.forEach(
                (field, problem) -> texts.add((field.startsWith("point.") ? page.t("customer.reach") : labels.of(field))
                        + ": "
                        + page.t("customer.problem." + problem)));
        return String.join(" ", texts);
    }

    private String compare(
            PageModel page, Model model, long id, long other, Merging.@Nullable Picked picked, String problem) {
        if (id == other) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        var kept = customer(id);
        var gone = customer(other);
        var one = CustomerTexts.entry(kept);
        var two = CustomerTexts.entry(gone);
        var labels = new CardForm.Labels(page, fields.all());
        var lines = Merging.differences(kept, gone).stream()
                .map(field -> {
                    var sum = Merging.sum(one, two, field);
                    return new Line(
                            field,
                            labels.of(field),
                            shown(labels, field, one, one.get(field)),
                            shown(labels, field, two, two.get(field)),
                            sum == null ? "" : shown(labels, field, one, sum.toPlainString()),
                            picked == null ? Merging.usual(one, two, field) : picked.pick(field));
                })
                .toList();
        var together = Merging.together(kept, gone, new Merging.Picked(Set.of()));
        model.addAttribute("page", page);
        model.addAttribute("head", head(id));
        model.addAttribute("other", head(other));
        model.addAttribute("keptVersion", kept.version());
        model.addAttribute("goneVersion", gone.version());
        model.addAttribute("lines", lines);
        model.addAttribute("points", together.contactPoints());
        model.addAttribute("groups", together.get("groups"));
        model.addAttribute("moved", merging.moved(gone.id()));
        model.addAttribute("problem", problem);
        return "customer/merge-pick";
    }

    /// A value as people read it; a balance with its currency.
    private static String shown(CardForm.Labels labels, String field, CustomerEntry entry, String value) {
        var shown = labels.value(field, value);
        return field.equals("balance") && !shown.isEmpty() ? shown + "\u00a0" + entry.get("currency") : shown;
    }

    private static int version(MultiValueMap<String, String> form, String name) {
        var text = form.getFirst(name);
        return text != null && text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
    }

    private Customer customer(long id) {
        return customers.byId(new CustomerId(id)).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    private CardHead head(long id) {
        return customers
                .cardHead(new CustomerId(id))
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
}
