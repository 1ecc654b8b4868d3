package utskick.customer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.server.ResponseStatusException;
import utskick.access.CurrentUser;
import utskick.access.Permission;
import utskick.kernel.Channel;
import utskick.kernel.CustomerId;
import utskick.web.PageModel;

/// The details and log of a card. (The card's other tabs are pages of their owners.)
@Controller
public final class CustomerPages {

    /// The phones a card offers a line for.
    public static final List<String> PHONE_LABELS = List.of("mobile", "home", "work", "switchboard", "other");

    private final Customers customers;
    private final CurrentUser user;

    CustomerPages(Customers customers, CurrentUser user) {
        this.customers = customers;
        this.user = user;
    }

    /// What the form offers.
    public record Choices(List<String> stores, List<String> categories, List<String> groups) {}

    @GetMapping("/customers/new")
    String create(PageModel page, Model model) {
        var points = List.of(new CustomerEntry.Point("mobile", ""), new CustomerEntry.Point("email", ""));
        var entry = new CustomerEntry(
                0,
                "",
                "person",
                "",
                "",
                "",
                "",
                page.language(),
                country(page),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                false,
                points);
        return form(page, model, null, entry, Map.of(), null);
    }

    @GetMapping("/customers/{id:[0-9]+}")
    String details(PageModel page, Model model, @PathVariable long id) {
        var customer = customer(id);
        return form(page, model, customer, entry(customer), Map.of(), null);
    }

    @GetMapping("/customers/{id:[0-9]+}/log")
    String log(PageModel page, Model model, @PathVariable long id) {
        model.addAttribute("page", page);
        model.addAttribute("head", head(id));
        model.addAttribute("changes", customers.changes(new CustomerId(id)));
        return "customer/log";
    }

    @PostMapping("/customers/new")
    String add(PageModel page, Model model, EntryForm form) {
        return save(page, model, null, form.entry());
    }

    @PostMapping("/customers/{id:[0-9]+}")
    String change(PageModel page, Model model, @PathVariable long id, EntryForm form) {
        return save(page, model, customer(id), form.entry());
    }

    private String save(PageModel page, Model model, @Nullable Customer customer, CustomerEntry entry) {
        user.require(Permission.SEND);
        var outcome = customers.save(customer == null ? null : customer.id(), entry, user.login());
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
        model.addAttribute("page", page);
        model.addAttribute("head", customer == null ? null : head(customer.id().value()));
        model.addAttribute("entry", entry);
        model.addAttribute("problems", new Problems(page, problems));
        model.addAttribute("stale", changedMeanwhile);
        model.addAttribute("choices", new Choices(customers.stores(), customers.categories(), customers.groups()));
        return "customer/details";
    }

    /// The messages by the fields of a form.
    public record Problems(PageModel page, Map<String, String> byField) {

        public @Nullable String of(String field) {
            var problem = byField.get(field);
            return problem == null ? null : page.t("customer.problem." + problem);
        }

        public boolean any() {
            return !byField.isEmpty();
        }
    }

    /// The form of a card as the browser sends it.
    record EntryForm(
            @Nullable Integer version,
            @Nullable String number,
            @Nullable String kind,
            @Nullable String firstName,
            @Nullable String lastName,
            @Nullable String companyName,
            @Nullable String companyNumber,
            @Nullable String language,
            @Nullable String country,
            @Nullable String store,
            @Nullable String category,
            @Nullable String groups,
            @Nullable String street,
            @Nullable String postcode,
            @Nullable String city,
            @Nullable String birthday,
            @Nullable String points,
            @Nullable String balance,
            @Nullable String note,
            @Nullable String protectedIdentity,
            @Nullable List<String> label,
            @Nullable List<String> address) {

        CustomerEntry entry() {
            var contactPoints = new ArrayList<CustomerEntry.Point>();
            for (int i = 0; label != null && address != null && i < label.size() && i < address.size(); i++) {
                contactPoints.add(new CustomerEntry.Point(label.get(i), address.get(i)));
            }
            return new CustomerEntry(
                    version == null ? 0 : version,
                    text(number),
                    text(kind),
                    text(firstName),
                    text(lastName),
                    text(companyName),
                    text(companyNumber),
                    text(language),
                    text(country),
                    text(store),
                    text(category),
                    text(groups),
                    text(street),
                    text(postcode),
                    text(city),
                    text(birthday),
                    text(points),
                    text(balance),
                    text(note),
                    protectedIdentity != null,
                    contactPoints);
        }

        private static String text(@Nullable String value) {
            return value == null ? "" : value;
        }
    }

    private static CustomerEntry entry(Customer customer) {
        var points = new ArrayList<CustomerEntry.Point>();
        for (var point : customer.contactPoints()) {
            var address = point.address();
            points.add(new CustomerEntry.Point(
                    point.label(),
                    address == null || point.channel() == Channel.EMAIL
                            ? Objects.requireNonNullElse(address, point.asEntered())
                            : PhoneReader.shown(address)));
        }
        for (var label : List.of("mobile", "email")) {
            if (points.stream().noneMatch(point -> point.label().equals(label))) {
                points.add(new CustomerEntry.Point(label, ""));
            }
        }
        return new CustomerEntry(
                customer.version(),
                customer.number(),
                customer.kind() == Customer.Kind.COMPANY ? "company" : "person",
                customer.firstName(),
                customer.lastName(),
                customer.companyId() == null ? customer.companyName() : "",
                Objects.requireNonNullElse(customer.companyNumber(), ""),
                customer.language(),
                customer.country(),
                Objects.requireNonNullElse(customer.store(), ""),
                Objects.requireNonNullElse(customer.category(), ""),
                String.join(", ", customer.groups()),
                customer.street(),
                customer.postcode(),
                customer.city(),
                customer.birthday(),
                customer.points() == null
                        ? ""
                        : customer.points().stripTrailingZeros().toPlainString(),
                customer.balance() == null ? "" : customer.balance().toPlainString(),
                customer.note(),
                customer.isProtected(),
                points);
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
        return switch (page.language()) {
            case "fi" -> "FI";
            case "el" -> "GR";
            case "pl" -> "PL";
            default -> "SE";
        };
    }
}
