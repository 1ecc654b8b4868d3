package utskick.report;

import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.ModelAndView;
import utskick.customer.Customers;
import utskick.kernel.CustomerId;
import utskick.web.PageModel;

/// The card's tab with everything that was sent to a customer (L6).
@Controller
final class MessagePages {

    private final Customers customers;
    private final Timeline timeline;

    MessagePages(Customers customers, Timeline timeline) {
        this.customers = customers;
        this.timeline = timeline;
    }

    @GetMapping("/customers/{id:[0-9]+}/messages")
    ModelAndView messages(PageModel page, @PathVariable long id, @RequestParam(defaultValue = "") String from) {
        var customer = new CustomerId(id);
        var head = customers.cardHead(customer).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        return new ModelAndView(
                "report/messages",
                Map.of("page", page, "head", head, "timeline", timeline.page(customer, from), "first", from.isEmpty()));
    }
}
