package utskick.customer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import utskick.kernel.Channel;
import utskick.kernel.CustomerId;
import utskick.web.PageModel;

/// The details and the log of a card. (The card's other tabs are pages of their owners.)
@Controller
final class CardPages {

    /// So many contacts of a company stand on its card.
    private static final int CONTACTS = 10;

    private static final CustomerSort BY_NAME = new CustomerSort(CustomerSort.By.NAME, false);

    private final Customers customers;
    private final CustomerList list;
    private final CustomFields fields;
    private final CurrentUser user;

    CardPages(Customers customers, CustomerList list, CustomFields fields, CurrentUser user) {
        this.customers = customers;
        this.list = list;
        this.fields = fields;
        this.user = user;
    }

    @GetMapping("/customers/new")
    String create(PageModel page, Model model, @RequestParam(defaultValue = "") String company) {
        var country = country(page);
        var entry = new CustomerEntry(
                0,
                Map.of(
                        "kind",
                        "person",
                        "company_number",
                        company,
                        "language",
                        page.language(),
                        "country",
                        country,
                        "currency",
                        Customers.currency(country)),
                List.of(
                        new CustomerEntry.Point(Channel.SMS, "mobile", ""),
                        new CustomerEntry.Point(Channel.EMAIL, "email", "")));
        return form(page, model, null, entry, Map.of(), null);
    }

    @GetMapping("/customers/{id:[0-9]+}")
    String details(
            PageModel page, Model model, @PathVariable long id, @RequestParam MultiValueMap<String, String> params) {
        var kept = customers.keptInsteadOf(new CustomerId(id));
        if (kept.isPresent()) {
            return "redirect:/customers/" + kept.get().value();
        }
        var customer = customer(id);
        model.addAttribute(
                "done",
                params.containsKey("saved")
                        ? page.t("customer.card.saved")
                        : params.containsKey("merged") ? page.t("customer.card.merged") : "");
        var shown = new DecimalForm(page.language()).shown(CustomerTexts.entry(customer), fields.all());
        return form(page, model, customer, CardForm.lines(shown), Map.of(), null);
    }

    @GetMapping("/customers/{id:[0-9]+}/log")
    String log(PageModel page, Model model, @PathVariable long id) {
        model.addAttribute("page", page);
        model.addAttribute("head", head(id));
        model.addAttribute("changes", customers.changes(new CustomerId(id)));
        model.addAttribute("labels", new CardForm.Labels(page, fields.all()));
        return "customer/log";
    }

    @PostMapping("/customers/new")
    String add(PageModel page, Model model, @RequestParam MultiValueMap<String, String> form) {
        return save(page, model, null, CardForm.entry(form));
    }

    @PostMapping("/customers/{id:[0-9]+}")
    String change(
            PageModel page, Model model, @PathVariable long id, @RequestParam MultiValueMap<String, String> form) {
        return save(page, model, customer(id), CardForm.entry(form));
    }

    /// The lines for phones and addresses after one was added, moved or taken away; nothing is saved by it.
    @PostMapping("/customers/points")
    String points(PageModel page, Model model, @RequestParam MultiValueMap<String, String> form) {
        user.require(Permission.SEND);
        var points = new ArrayList<>(CardForm.entry(form).contactPoints());
        int focus = CardForm.rearrange(points, Objects.requireNonNullElse(form.getFirst("do"), ""));
        model.addAttribute("page", page);
        model.addAttribute("points", points);
        model.addAttribute("problems", new CardForm.Problems(page, Map.of()));
        model.addAttribute("focus", focus);
        return "customer/points";
    }

    private String save(PageModel page, Model model, @Nullable Customer customer, CustomerEntry entry) {
        user.require(Permission.SEND);
        var plain = new DecimalForm(page.language()).plain(entry, fields.all());
        var outcome = customers.save(customer == null ? null : customer.id(), plain, user.login());
        return switch (outcome) {
            case SaveOutcome.Saved(var id) -> "redirect:/customers/" + id.value() + "?saved";
            case SaveOutcome.Refused(var problems) -> form(page, model, customer, entry, problems, null);
            case SaveOutcome.Stale(var now) -> form(page, model, now, entry, Map.of(), now);
        };
    }

    private String form(
            PageModel page,
            Model model,
            @Nullable Customer customer,
            CustomerEntry entry,
            Map<String, String> problems,
            @Nullable Customer changedMeanwhile) {
        var own = fields.all();
        var labels = new CardForm.Labels(page, own);
        model.addAttribute("page", page);
        model.addAttribute("head", customer == null ? null : head(customer.id().value()));
        model.addAttribute("entry", entry);
        model.addAttribute("problems", new CardForm.Problems(page, problems));
        model.addAttribute(
                "stale",
                changedMeanwhile == null
                        ? null
                        : CardForm.stale(
                                changedMeanwhile,
                                new DecimalForm(page.language()).plain(entry, own),
                                labels,
                                customers.changes(changedMeanwhile.id())));
        model.addAttribute("own", own);
        model.addAttribute("contacts", customer == null ? null : contacts(customer));
        model.addAttribute("unknown", customer == null ? Map.of() : CardForm.unknown(customer, own));
        model.addAttribute(
                "choices", new CardForm.Choices(customers.stores(), customers.categories(), customers.groups()));
        return "customer/details";
    }

    /// Null for a customer who can have none.
    private CardForm.@Nullable Contacts contacts(Customer customer) {
        long count = customers.contactsOf(customer.id());
        if (customer.kind() != Customer.Kind.COMPANY && count == 0) {
            return null;
        }
        return new CardForm.Contacts(
                count,
                list.rows(customers.contactsOf(customer.id(), CONTACTS)),
                CustomerQuery.ALL
                        .with(CustomerFilter.COMPANY, customer.number())
                        .sorted(BY_NAME));
    }

    private Customer customer(long id) {
        return customers.byId(new CustomerId(id)).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    private CardHead head(long id) {
        return customers
                .cardHead(new CustomerId(id))
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    /// The shop's country by the language of the screen, until the shop's settings say so.
    static String country(PageModel page) {
        return PhoneReader.home(page.language());
    }
}
