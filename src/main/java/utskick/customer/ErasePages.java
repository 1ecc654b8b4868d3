package utskick.customer;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.server.ResponseStatusException;
import utskick.access.CurrentUser;
import utskick.access.Permission;
import utskick.kernel.CustomerId;
import utskick.web.PageModel;

/// Deleting one customer, with all that it means said before.
@Controller
final class ErasePages {

    private final Customers customers;
    private final Erasure erasure;
    private final CurrentUser user;

    ErasePages(Customers customers, Erasure erasure, CurrentUser user) {
        this.customers = customers;
        this.erasure = erasure;
        this.user = user;
    }

    @GetMapping("/customers/{id:[0-9]+}/erase")
    String ask(PageModel page, Model model, @PathVariable long id) {
        user.require(Permission.SEND);
        var head = customers
                .cardHead(new CustomerId(id))
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        model.addAttribute("page", page);
        model.addAttribute("head", head);
        model.addAttribute("busy", !erasure.busy(List.of(id)).isEmpty());
        model.addAttribute("contacts", customers.contactsOf(new CustomerId(id)));
        return "customer/erase";
    }

    @PostMapping("/customers/{id:[0-9]+}/erase")
    String erase(PageModel page, Model model, @PathVariable long id) {
        user.require(Permission.SEND);
        var erased = erasure.erase(List.of(id), "asked");
        // busy meanwhile: the same page says so
        return erased.busy().isEmpty() ? "redirect:/customers?erased" : ask(page, model, id);
    }
}
