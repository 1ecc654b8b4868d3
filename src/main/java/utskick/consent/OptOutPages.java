package utskick.consent;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import utskick.access.Network;
import utskick.kernel.Address;
import utskick.web.PageModel;

/// What a customer sees behind the link of a message. Opening it changes nothing, because mail programs open links by
/// themselves; the button does, and so does the POST of RFC 8058, which comes without cookies, session or token of
/// ours. A link that exists is always answered, for saying no must never be made hard; guesses are limited.
@Controller
final class OptOutPages {

    private final OptOuts optOuts;
    private final ConsentLedger ledger;
    private final PreferenceCentre centre;
    private final Attempts attempts;
    private final JdbcClient jdbc;

    OptOutPages(OptOuts optOuts, ConsentLedger ledger, PreferenceCentre centre, Attempts attempts, JdbcClient jdbc) {
        this.optOuts = optOuts;
        this.ledger = ledger;
        this.centre = centre;
        this.attempts = attempts;
        this.jdbc = jdbc;
    }

    @GetMapping("/a/{token}")
    String show(
            PageModel page,
            Model model,
            @PathVariable String token,
            HttpServletRequest request,
            HttpServletResponse response) {
        return page(page, model, token, optOuts.address(token), request, response);
    }

    @PostMapping("/a/{token}")
    String change(
            PageModel page,
            Model model,
            @PathVariable String token,
            @RequestParam(name = "do", defaultValue = "stop") String command,
            HttpServletRequest request,
            HttpServletResponse response) {
        boolean oneClick = request.getParameter("List-Unsubscribe") != null;
        var address = optOuts.address(token);
        address.ifPresent(it -> {
            var origin = Origin.customer(Origin.Source.LINK, oneClick ? "one-click" : "page", request.getRemoteAddr());
            if (oneClick || !command.equals("again")) {
                centre.stop(it, origin);
            } else if (state(it) == State.STOPPED_BY_CUSTOMER) {
                centre.again(it, origin);
            }
        });
        return page(page, model, token, address, request, response);
    }

    /// Each purpose, and what else the customer may say about themselves.
    @GetMapping("/a/{token}/preferences")
    String preferences(
            PageModel page,
            Model model,
            @PathVariable String token,
            HttpServletRequest request,
            HttpServletResponse response) {
        return preferences(page, model, token, optOuts.address(token), request, response, false);
    }

    @PostMapping("/a/{token}/preferences")
    String decide(
            PageModel page,
            Model model,
            @PathVariable String token,
            @RequestParam(defaultValue = "") List<String> shown,
            @RequestParam(defaultValue = "") List<String> yes,
            @RequestParam(name = "do", defaultValue = "") String command,
            HttpServletRequest request,
            HttpServletResponse response) {
        var address = optOuts.address(token);
        address.ifPresent(it -> {
            if (command.equals("nothing")) {
                centre.stopAll(it, page.texts(), request.getRemoteAddr());
            } else {
                centre.decide(it, Set.copyOf(shown), Set.copyOf(yes), page.texts(), request.getRemoteAddr());
            }
            centre.mend(it, request::getParameter);
        });
        return preferences(page, model, token, address, request, response, address.isPresent());
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
                SELECT CASE
                           WHEN bool_or(state = 'given' AND purpose <> 'service') THEN 'OPEN'
                           WHEN bool_or(purpose = 'marketing' AND state = 'withdrawn' AND source IN ('stop', 'link'))
                               THEN 'STOPPED_BY_CUSTOMER'
                           WHEN bool_or(purpose = 'marketing' AND state IN ('withdrawn', 'refused')) THEN 'STOPPED'
                           ELSE 'OPEN'
                       END
                FROM consent.standing
                WHERE address = :address AND channel = :channel
                """)
                .param("address", address.value())
                .param("channel", address.channel().name())
                .query((row, _) -> State.valueOf(row.getString(1)))
                .single();
    }

    private String page(
            PageModel page,
            Model model,
            String token,
            Optional<Address> address,
            HttpServletRequest request,
            HttpServletResponse response) {
        PublicPage.quiet(response);
        model.addAttribute("page", page);
        model.addAttribute("token", token);
        if (address.isEmpty()) {
            if (!attempts.allows(Attempts.Kind.WRONG_LINK, Network.of(request.getRemoteAddr()))) {
                return PublicPage.tooMany(page, model, response);
            }
            response.setStatus(HttpStatus.NOT_FOUND.value());
            return "consent/unknown";
        }
        var to = address.get();
        model.addAttribute("address", PreferenceCentre.masked(to.value()));
        model.addAttribute("channel", to.channel().name().toLowerCase(Locale.ROOT));
        model.addAttribute("state", state(to).name());
        return "consent/optout";
    }

    private String preferences(
            PageModel page,
            Model model,
            String token,
            Optional<Address> address,
            HttpServletRequest request,
            HttpServletResponse response,
            boolean saved) {
        if (address.isEmpty()) {
            return page(page, model, token, address, request, response);
        }
        PublicPage.quiet(response);
        model.addAttribute("page", page);
        model.addAttribute("token", token);
        model.addAttribute("points", centre.points(address.get(), page.texts()));
        model.addAttribute("self", centre.self(address.get()).orElse(null));
        model.addAttribute("correct", centre.mayCorrect());
        model.addAttribute("saved", saved);
        return "consent/preferences";
    }
}
