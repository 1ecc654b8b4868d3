package utskick.gateway;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.ModelAndView;
import utskick.access.Audit;
import utskick.kernel.Channel;
import utskick.web.InvalidInput;
import utskick.web.PageModel;

/// The provider accounts in the settings: G4, T16, C13, and F9 (a channel without an account that is on is not
/// offered).
@Controller
final class AccountPages {

    private final Accounts accounts;
    private final Audit audit;

    AccountPages(Accounts accounts, Audit audit) {
        this.accounts = accounts;
        this.audit = audit;
    }

    @GetMapping("/settings/accounts")
    ModelAndView list(PageModel page, @RequestParam(defaultValue = "") String saved) {
        return new ModelAndView(
                "gateway/accounts", Map.of("page", page, "statuses", accounts.statuses(), "saved", saved));
    }

    @GetMapping("/settings/accounts/new")
    ModelAndView add(PageModel page, @RequestParam(defaultValue = "SMS") String channel) {
        return form(page, null, AccountForm.empty(channel(channel)), Map.of());
    }

    @GetMapping("/settings/accounts/{id}")
    ModelAndView edit(PageModel page, @PathVariable long id) {
        return form(page, account(id), AccountForm.of(account(id), accounts.settings(id)), Map.of());
    }

    @PostMapping("/settings/accounts/new")
    ModelAndView create(PageModel page, @RequestParam Map<String, String> fields) {
        var form = new AccountForm(channel(fields.getOrDefault("channel", "SMS")), fields);
        try {
            var draft = form.draft(true);
            if (accounts.all().stream().anyMatch(other -> other.name().equals(draft.name()))) {
                throw InvalidInput.of("name", "gateway.account.name.taken");
            }
            return save(draft, "account.added");
        } catch (InvalidInput problem) {
            return form(page, null, form, problem.texts(page.texts()));
        }
    }

    /// The name is the account's key and stays.
    @PostMapping("/settings/accounts/{id}")
    ModelAndView change(PageModel page, @PathVariable long id, @RequestParam Map<String, String> fields) {
        var account = account(id);
        var typed = new HashMap<>(fields);
        typed.put("name", account.name());
        var form = new AccountForm(account.channel(), typed);
        try {
            return save(form.draft(account.enabled()), "account.changed");
        } catch (InvalidInput problem) {
            return form(page, account, form, problem.texts(page.texts()));
        }
    }

    @PostMapping("/settings/accounts/{id}/enabled")
    String enable(@PathVariable long id, @RequestParam boolean enabled) {
        accounts.enable(id, enabled);
        audit.record(
                enabled ? "account.enabled" : "account.disabled", account(id).name(), "");
        return "redirect:/settings/accounts";
    }

    /// C13: the state of one account, found out now.
    @PostMapping("/settings/accounts/{id}/test")
    ModelAndView test(PageModel page, @PathVariable long id) {
        var status = accounts.test(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        return page.htmx()
                ? new ModelAndView(
                        "gateway/status",
                        Map.of(
                                "page",
                                page,
                                "it",
                                new AccountStatus(account(id), status, accounts.locked(id), accounts.isElsewhere(id)),
                                "tested",
                                true))
                : new ModelAndView("redirect:/settings/accounts");
    }

    private ModelAndView save(AccountDraft draft, String action) {
        accounts.save(draft);
        audit.record(action, draft.name(), draft.terms().sender());
        var model = new ModelAndView("redirect:/settings/accounts");
        model.addObject("saved", draft.name());
        return model;
    }

    private ModelAndView form(PageModel page, @Nullable Account account, AccountForm form, Map<String, String> errors) {
        var model = new HashMap<String, Object>();
        model.put("page", page);
        model.put("account", account);
        model.put("form", form);
        model.put("locked", account != null && accounts.locked(account.id()));
        model.put("errors", errors);
        return new ModelAndView("gateway/account", model);
    }

    private Account account(long id) {
        return accounts.account(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    private static Channel channel(String name) {
        try {
            return Channel.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
    }
}
