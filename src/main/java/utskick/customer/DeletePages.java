package utskick.customer;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import utskick.access.CurrentUser;
import utskick.access.Permission;
import utskick.web.PageModel;

/// Deleting many customers from the list. How many there are is typed by hand, so that nobody deletes more than they
/// think; when the number has changed meanwhile, nothing is deleted.
@Controller
final class DeletePages {

    private final CustomerList list;
    private final Erasure erasure;
    private final Deletions deletions;
    private final RegisterSize size;
    private final CurrentUser user;

    DeletePages(CustomerList list, Erasure erasure, Deletions deletions, RegisterSize size, CurrentUser user) {
        this.list = list;
        this.erasure = erasure;
        this.deletions = deletions;
        this.size = size;
        this.user = user;
    }

    @PostMapping("/customers/delete")
    String ask(
            PageModel page,
            Model model,
            @RequestParam(required = false) @Nullable List<Long> customers,
            @RequestParam(defaultValue = "false") boolean all,
            @RequestParam(defaultValue = "") String query) {
        user.require(Permission.SEND);
        return ask(page, model, customers, all, query, "", null);
    }

    private String ask(
            PageModel page,
            Model model,
            @Nullable List<Long> customers,
            boolean all,
            String query,
            String typed,
            @Nullable String error) {
        model.addAttribute("page", page);
        model.addAttribute("count", list.count(CustomerSelection.of(customers, all, query)));
        model.addAttribute("customers", customers == null || all ? List.of() : customers);
        model.addAttribute("all", all);
        model.addAttribute("query", CustomerQuery.parse(query));
        model.addAttribute("typed", typed);
        model.addAttribute("error", error);
        return "customer/delete";
    }

    @PostMapping("/customers/delete/confirmed")
    String delete(
            PageModel page,
            Model model,
            @RequestParam(required = false) @Nullable List<Long> customers,
            @RequestParam(defaultValue = "false") boolean all,
            @RequestParam(defaultValue = "") String query,
            @RequestParam(defaultValue = "") String number) {
        user.require(Permission.SEND);
        var selection = CustomerSelection.of(customers, all, query);
        long count = list.count(selection);
        var digits = number.replaceAll("[^0-9]", "");
        if (!digits.equals(String.valueOf(count))) {
            return ask(page, model, customers, all, query, number, page.t("customer.delete.number.wrong", count));
        }
        if (count > Deletions.LARGE) {
            var token = deletions.begin(list.customers(selection), count);
            // changed since it was counted: asked again with the new number
            return token.isPresent()
                    ? "redirect:/customers/deletions/" + token.get()
                    : ask(page, model, customers, all, query, number, page.t("customer.delete.changed"));
        }
        var erased = erasure.erase(list.customers(selection), "list");
        size.forget();
        model.addAttribute("page", page);
        model.addAttribute("erased", (long) erased.erased());
        model.addAttribute("busy", List.copyOf(erased.busy()));
        return "customer/deleted";
    }

    /// The page of many that are being deleted; asks again by itself until it is over.
    @GetMapping("/customers/deletions/{token}")
    String follow(PageModel page, Model model, @PathVariable UUID token) {
        user.require(Permission.SEND);
        var view = deletions.look(token).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        if (!view.isRunning()) {
            size.forget();
        }
        model.addAttribute("page", page);
        model.addAttribute("view", view);
        return page.htmx() ? "customer/deletion" : "customer/deletion-page";
    }

    /// Leaves those who are not deleted yet.
    @PostMapping("/customers/deletions/{token}/stop")
    String stop(@PathVariable UUID token) {
        user.require(Permission.SEND);
        deletions.stop(token);
        return "redirect:/customers/deletions/" + token;
    }
}
