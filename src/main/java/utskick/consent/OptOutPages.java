package utskick.consent;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import utskick.kernel.Address;
import utskick.web.PageModel;

/// What a customer sees behind the link of a message. Opening it changes nothing, because mail programs open links by
/// themselves; the button does, and so does the POST of RFC 8058, which comes without cookies, session or token of
/// ours.
@Controller
final class OptOutPages {

    private final OptOuts optOuts;
    private final ConsentLedger ledger;
    private final SuppressionList suppressions;
    private final JdbcClient jdbc;

    OptOutPages(OptOuts optOuts, ConsentLedger ledger, SuppressionList suppressions, JdbcClient jdbc) {
        this.optOuts = optOuts;
        this.ledger = ledger;
        this.suppressions = suppressions;
        this.jdbc = jdbc;
    }

    @GetMapping("/a/{token}")
    String show(PageModel page, Model model, @PathVariable String token, HttpServletResponse response) {
        return page(page, model, token, optOuts.address(token), response);
    }

    @PostMapping("/a/{token}")
    String change(
            PageModel page,
            Model model,
            @PathVariable String token,
            @RequestParam(name = "do", defaultValue = "stop") String command,
            HttpServletRequest request,
            HttpServletResponse response) {
        var address = optOuts.address(token);
        address.ifPresent(it -> {
            var origin = Origin.customer(
                    Origin.Source.LINK,
                    request.getParameter("List-Unsubscribe") == null ? "page" : "one-click",
                    request.getRemoteAddr());
            if (!command.equals("again")) {
                ledger.withdraw(it, Purpose.MARKETING, origin);
            } else if (state(it) == State.STOPPED_BY_CUSTOMER) {
                suppressions.remove(it, SuppressionList.Reason.STOP);
                ledger.give(it, Purpose.MARKETING, origin);
            }
        });
        return page(page, model, token, address, response);
    }

    /// How it stands for the one who holds the link.
    public enum State {
        /// May be written to, or was never asked: there is something to stop.
        OPEN,
        /// The customer's own stop, which the customer may take back here.
        STOPPED_BY_CUSTOMER,
        STOPPED
    }

    private State state(Address address) {
        return jdbc.sql("""
                SELECT CASE WHEN state = 'withdrawn' AND source IN ('stop', 'link') THEN 'STOPPED_BY_CUSTOMER'
                            WHEN state IN ('withdrawn', 'refused') THEN 'STOPPED'
                            ELSE 'OPEN' END
                FROM consent.standing
                WHERE address = :address AND channel = :channel AND purpose = 'marketing'
                """)
                .param("address", address.value())
                .param("channel", address.channel().name())
                .query(String.class)
                .optional()
                .map(State::valueOf)
                .orElse(State.OPEN);
    }

    private String page(
            PageModel page, Model model, String token, Optional<Address> address, HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Robots-Tag", "noindex");
        response.setHeader("Referrer-Policy", "no-referrer");
        model.addAttribute("page", page);
        model.addAttribute("token", token);
        if (address.isEmpty()) {
            response.setStatus(HttpStatus.NOT_FOUND.value());
            return "consent/unknown";
        }
        var to = address.get();
        model.addAttribute("address", masked(to.value()));
        model.addAttribute("channel", to.channel().name().toLowerCase(Locale.ROOT));
        model.addAttribute("state", state(to).name());
        return "consent/optout";
    }

    /// Enough for its owner to know it by; a link that is passed on tells no address.
    private static String masked(String address) {
        int at = address.indexOf('@');
        return at > 0
                ? address.charAt(0) + "…" + address.substring(at)
                : address.substring(0, Math.min(4, address.length())) + " … " + address.substring(address.length() - 2);
    }
}
