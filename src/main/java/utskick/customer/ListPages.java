package utskick.customer;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import utskick.access.CurrentUser;
import utskick.access.Permission;
import utskick.kernel.Channel;
import utskick.web.PageModel;

/// The list of customers: search, filters, columns, and what is done for those who are ticked.
@Controller
public final class ListPages {

    private final Customers customers;
    private final CustomerList list;
    private final ListColumns columns;
    private final SearchIndex search;
    private final CurrentUser user;

    ListPages(Customers customers, CustomerList list, ListColumns columns, SearchIndex search, CurrentUser user) {
        this.customers = customers;
        this.list = list;
        this.columns = columns;
        this.search = search;
        this.user = user;
    }

    /// How the list is shown, besides what is found.
    ///
    /// @param columns that are shown, and `offered`, all there are
    /// @param behind whether customers of a large import may not be found yet
    public record View(
            CustomerQuery query,
            FilterChoices choices,
            List<ListColumn> columns,
            List<ListColumn> offered,
            boolean behind) {

        /// For the heading of a column, null where the list is sorted by another.
        public @Nullable String ariaSort(CustomerSort.By by) {
            if (query.sort().by() != by) {
                return null;
            }
            return query.sort().isFalling() ? "descending" : "ascending";
        }
    }

    @GetMapping("/customers")
    String list(PageModel page, Model model, @RequestParam MultiValueMap<String, String> params) {
        var query = CustomerQuery.of(params);
        model.addAttribute("page", page);
        model.addAttribute("done", done(page, params));
        model.addAttribute(
                "view",
                new View(
                        query,
                        FilterChoices.of(customers, list.countries()),
                        columns.of(user.login()),
                        columns.offered(),
                        search.isBehind()));
        model.addAttribute("found", list.find(query));
        return page.htmx() ? "customer/found" : "customer/list";
    }

    /// Remembers the columns, and shows the list as it was.
    @PostMapping("/customers/columns")
    String columns(
            @RequestParam(required = false) @Nullable List<String> column,
            @RequestParam(defaultValue = "") String query) {
        columns.choose(user.login(), column == null ? List.of() : column);
        return "redirect:" + CustomerQuery.parse(query).url();
    }

    /// Puts the chosen customers into a group, which is made where there is none, or takes them out of it.
    @PostMapping("/customers/group")
    String group(
            @RequestParam(required = false) @Nullable List<Long> customers,
            @RequestParam(defaultValue = "false") boolean all,
            @RequestParam(defaultValue = "") String query,
            @RequestParam(name = "group-name", defaultValue = "") String name,
            @RequestParam(defaultValue = "add") String act) {
        user.require(Permission.SEND);
        // on a card groups stand in one field, between commas
        var group = CellText.clean(name.replaceAll("[,;]", " "));
        var chosen = list.customers(CustomerSelection.of(customers, all, query));
        if (group.isEmpty()) {
            return "redirect:" + CustomerQuery.parse(query).url();
        }
        if (act.equals("remove")) {
            int removed = this.customers.removeFromGroup(chosen, group, user.login());
            return "redirect:" + CustomerQuery.parse(query).with("removed", removed);
        }
        int added = this.customers.addToGroup(chosen, group, user.login());
        return "redirect:" + CustomerQuery.ALL.with(CustomerFilter.GROUP, group).with("added", added);
    }

    /// What has just been done with the chosen, said above the list; empty for nothing.
    private static String done(PageModel page, MultiValueMap<String, String> params) {
        if (params.containsKey("erased")) {
            return page.t("customer.erase.done");
        }
        for (var act : List.of("added", "removed")) {
            var count = params.getFirst(act);
            if (count != null && count.matches("\\d{1,9}")) {
                return page.t("customer.group." + act, Integer.valueOf(count));
            }
        }
        return "";
    }

    /// How many are chosen and can be reached, said before anything is pressed.
    @GetMapping("/customers/ticked")
    String ticked(
            PageModel page,
            Model model,
            @RequestParam(required = false) @Nullable List<Long> customers,
            @RequestParam(defaultValue = "false") boolean all,
            @RequestParam(defaultValue = "") String query) {
        model.addAttribute("page", page);
        if (all) {
            model.addAttribute("count", list.count(CustomerSelection.of(customers, true, query)));
            model.addAttribute("sms", -1L);
            model.addAttribute("email", -1L);
            return "customer/ticked";
        }
        var ids = customers == null ? List.<Long>of() : customers;
        var reachable = list.reachableOf(ids);
        model.addAttribute("count", (long) ids.size());
        model.addAttribute("sms", Objects.requireNonNull(reachable.get(Channel.SMS)));
        model.addAttribute("email", Objects.requireNonNull(reachable.get(Channel.EMAIL)));
        return "customer/ticked";
    }
}
