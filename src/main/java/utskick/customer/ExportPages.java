package utskick.customer;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import utskick.access.CurrentUser;
import utskick.access.Permission;
import utskick.web.PageModel;

/// Customers of the list to take away.
@Controller
final class ExportPages {

    private final CustomerList list;
    private final Downloads downloads;
    private final CurrentUser user;

    ExportPages(CustomerList list, Downloads downloads, CurrentUser user) {
        this.list = list;
        this.downloads = downloads;
        this.user = user;
    }

    @PostMapping("/customers/export")
    void export(
            PageModel page,
            HttpServletResponse response,
            @RequestParam(required = false) @Nullable List<Long> customers,
            @RequestParam(defaultValue = "false") boolean all,
            @RequestParam(defaultValue = "") String query,
            @RequestParam(defaultValue = "csv") String format)
            throws IOException {
        user.require(Permission.SEND);
        var chosen = list.customers(CustomerSelection.of(customers, all, query));
        downloads.send(page, response, chosen, page.t("web.nav.customers"), format);
    }

    /// The list as a page to print.
    @PostMapping("/customers/print")
    String print(
            PageModel page,
            Model model,
            @RequestParam(required = false) @Nullable List<Long> customers,
            @RequestParam(defaultValue = "false") boolean all,
            @RequestParam(defaultValue = "") String query)
            throws IOException {
        user.require(Permission.SEND);
        var chosen = list.customers(CustomerSelection.of(customers, all, query));
        downloads.print(page, model, chosen, page.t("web.nav.customers"));
        return "customer/print";
    }
}
