package utskick.consent;

import java.security.Principal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import utskick.customer.CardHead;
import utskick.customer.Customers;
import utskick.kernel.Address;
import utskick.kernel.Channel;
import utskick.kernel.CustomerId;
import utskick.web.PageModel;

/// The consent tab of the customer card.
@Controller
final class ConsentPages {

    private final ConsentLedger ledger;
    private final SuppressionList suppressions;
    private final PreferenceCentre.Asked asked;
    private final Customers customers;
    private final JdbcClient jdbc;

    ConsentPages(
            ConsentLedger ledger,
            SuppressionList suppressions,
            PreferenceCentre.Asked asked,
            Customers customers,
            JdbcClient jdbc) {
        this.ledger = ledger;
        this.suppressions = suppressions;
        this.asked = asked;
        this.customers = customers;
        this.jdbc = jdbc;
    }

    @GetMapping("/customers/{id:[0-9]+}/consent")
    String card(PageModel page, Model model, @PathVariable long id) {
        return card(page, model, id, "", "");
    }

    /// A user writes down what the customer said, with the reason.
    @PostMapping("/customers/{id:[0-9]+}/consent")
    String change(
            PageModel page,
            Model model,
            @PathVariable long id,
            @RequestParam Channel channel,
            @RequestParam String address,
            @RequestParam String purpose,
            @RequestParam("do") String command,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam(defaultValue = "CONSENT") Origin.Basis basis,
            @RequestParam(defaultValue = "") String sale,
            @Nullable Principal user) {
        var line = lines(id).stream()
                .filter(it -> it.channel() == channel
                        && it.address().equals(address)
                        && it.purpose().key().equals(purpose))
                .findFirst()
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        if (reason.isBlank()) {
            return card(page, model, id, key(line), page.t("consent.refused.reason"));
        }
        boolean give = command.equals("give") && line.purpose().needsYes();
        var ground = line.purpose().needsYes() ? (give ? basis : Origin.Basis.CONSENT) : Origin.Basis.SERVICE;
        if (give) {
            var problem = problem(ground, person(id), sale);
            if (problem.isPresent()) {
                return card(page, model, id, key(line), page.t(problem.get()));
            }
        }
        var origin = Origin.user(
                user == null ? "system" : user.getName(),
                ground == Origin.Basis.EXISTING_CUSTOMER ? "%s (%s)".formatted(reason.strip(), sale) : reason,
                ground);
        var to = Address.of(channel, address);
        switch (command) {
            case "give" -> {
                ledger.give(to, line.purpose(), origin);
                // the yes, with its reason, stands for the stop; a bounce or a complaint is another matter
                suppressions.remove(to, SuppressionList.Reason.STOP);
            }
            case "withdraw" -> ledger.withdraw(to, line.purpose(), origin);
            default -> throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        }
        return "redirect:/customers/%d/consent".formatted(id);
    }

    /// Whether the law of the customer's country knows the ground: in Poland only a yes counts, whatever they
    /// bought.
    private Optional<String> problem(Origin.Basis ground, Person person, String sale) {
        return switch (ground) {
            case CONSENT -> Optional.empty();
            case EXISTING_CUSTOMER -> {
                if (!asked.rules().now().existingCustomers().contains(person.country())) {
                    yield Optional.of("consent.refused.existing");
                }
                yield isPast(sale) ? Optional.empty() : Optional.of("consent.refused.sale");
            }
            case COMPANY ->
                person.company() && !person.country().equals(Rules.COMPANIES_ASKED)
                        ? Optional.empty()
                        : Optional.of("consent.refused.company");
            case SERVICE -> Optional.of("consent.refused.existing");
        };
    }

    private static boolean isPast(String day) {
        try {
            return !LocalDate.parse(day).isAfter(LocalDate.now(ZoneId.systemDefault()));
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private record Person(String country, boolean company) {}

    private Person person(long id) {
        return jdbc.sql(
                        "SELECT country, kind = 'company' OR company_id IS NOT NULL AS company FROM customer.profile WHERE customer_id = :id")
                .param("id", id)
                .query((row, _) -> new Person(row.getString("country"), row.getBoolean("company")))
                .optional()
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    private String card(PageModel page, Model model, long id, String wrong, String error) {
        CardHead head = customers
                .cardHead(new CustomerId(id))
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        model.addAttribute("page", page);
        model.addAttribute("head", head);
        model.addAttribute("country", person(id).country());
        model.addAttribute("lines", lines(id));
        model.addAttribute("history", ledger.history(new CustomerId(id)));
        model.addAttribute("names", asked.purposes().names(page.texts()));
        model.addAttribute("wrong", wrong);
        model.addAttribute("error", error);
        return "consent/card";
    }

    /// One line for each address and purpose, from the addresses of the card and the last word on each.
    private List<ConsentLine> lines(long id) {
        record Point(Channel channel, String address) {}
        Set<Point> points = new LinkedHashSet<>(jdbc.sql("""
                SELECT k.channel, k.address FROM customer.contact k
                WHERE k.customer_id = :id AND k.address IS NOT NULL
                ORDER BY k.channel DESC, k.preferred DESC, k.position, k.id
                """)
                .param("id", id)
                .query((row, _) -> new Point(Channel.valueOf(row.getString("channel")), row.getString("address")))
                .list());
        Map<String, LedgerEntry> last = new LinkedHashMap<>();
        ledger.history(new CustomerId(id))
                .forEach(entry -> last.putIfAbsent(key(entry.channel(), entry.address(), entry.purpose()), entry));
        List<ConsentLine> lines = new ArrayList<>();
        for (Point point : points) {
            boolean suppressed = suppressions.contains(Address.of(point.channel(), point.address()));
            for (Purpose purpose : purposes()) {
                lines.add(new ConsentLine(
                        point.address(),
                        point.channel(),
                        purpose,
                        last.get(key(point.channel(), point.address(), purpose)),
                        suppressed));
            }
        }
        return lines;
    }

    private List<Purpose> purposes() {
        return asked.purposes().active().stream().map(Purposes.Named::purpose).toList();
    }

    private static String key(ConsentLine line) {
        return key(line.channel(), line.address(), line.purpose());
    }

    private static String key(Channel channel, String address, Purpose purpose) {
        return channel + " " + address + " " + purpose.key();
    }
}
