package utskick.consent;

import java.security.Principal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
import utskick.web.Texts;

/// The consent tab of the customer card.
@Controller
final class ConsentPages {

    private static final int LONGEST = 1_000;

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
        return card(page, model, id, ConsentForm.EMPTY);
    }

    /// A user writes down what the customer said, with the reason.
    @PostMapping("/customers/{id:[0-9]+}/consent")
    String change(
            PageModel page,
            Model model,
            @PathVariable long id,
            @RequestParam Map<String, String> typed,
            @Nullable Principal user) {
        var line = lines(id).stream()
                .filter(it -> it.channel().name().equals(typed.get("channel"))
                        && it.address().equals(typed.get("address"))
                        && it.purpose().key().equals(typed.get("purpose")))
                .findFirst()
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        var form = form(line, typed);
        var problem = switch (typed.getOrDefault("do", "")) {
            case "give" -> give(page, id, line, form, user);
            case "withdraw" -> withdraw(line, form, user);
            default -> throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        };
        return problem.isPresent()
                ? card(page, model, id, form.refused(page.t(problem.get())))
                : "redirect:/customers/%d/consent".formatted(id);
    }

    /// @return the key of what is wrong
    private Optional<String> give(
            PageModel page, long id, ConsentLine line, ConsentForm form, @Nullable Principal user) {
        if (form.reason().isBlank()) {
            return Optional.of("consent.refused.reason");
        }
        boolean asked = line.purpose().needsYes();
        var ground = asked ? form.basis() : Origin.Basis.SERVICE;
        var problem = asked ? problem(ground, person(id), form.sale(), line) : Optional.<String>empty();
        if (problem.isPresent()) {
            return problem;
        }
        String wording = "";
        if (ground == Origin.Basis.CONSENT
                && form.wording() != null
                && !form.wording().isEmpty()) {
            var shown = wording(page, line, person(id), form.wording());
            if (shown.isEmpty()) {
                return Optional.of("consent.refused.wording");
            }
            wording = shown.get().quoted();
        }
        var to = Address.of(line.channel(), line.address());
        ledger.give(
                to,
                line.purpose(),
                new Origin(
                        Origin.Source.USER,
                        ground,
                        wording,
                        form.reason(),
                        login(user),
                        form.evidence(),
                        ground == Origin.Basis.EXISTING_CUSTOMER ? day(form.sale()) : null));
        // the yes, with its reason, stands for the stop; a bounce or a complaint is another matter
        suppressions.takeStopBack(to, line.purpose());
        return Optional.empty();
    }

    private Optional<String> withdraw(ConsentLine line, ConsentForm form, @Nullable Principal user) {
        if (form.reason().isBlank()) {
            return Optional.of("consent.refused.reason");
        }
        var ground = line.purpose().needsYes() ? Origin.Basis.CONSENT : Origin.Basis.SERVICE;
        ledger.withdraw(
                Address.of(line.channel(), line.address()),
                line.purpose(),
                new Origin(Origin.Source.USER, ground, "", form.reason(), login(user), form.evidence()));
        return Optional.empty();
    }

    private static String login(@Nullable Principal user) {
        return user == null ? "system" : user.getName();
    }

    private static ConsentForm form(ConsentLine line, Map<String, String> typed) {
        return new ConsentForm(
                line.key(),
                cut(typed.getOrDefault("reason", "").strip()),
                Arrays.stream(Origin.Basis.values())
                        .filter(it -> it.name().equals(typed.getOrDefault("basis", Origin.Basis.CONSENT.name())))
                        .findFirst()
                        .orElseThrow(() -> new ResponseStatusException(HttpStatus.BAD_REQUEST)),
                typed.getOrDefault("sale", ""),
                typed.getOrDefault("wording", ""),
                cut(typed.getOrDefault("evidence", "").strip()),
                "");
    }

    /// The form's fields take no more either.
    private static String cut(String text) {
        return text.substring(0, Math.min(LONGEST, text.length()));
    }

    /// As the law has it; and whoever has said no is nobody's customer in that sense any more (directive 2002/58,
    /// article 13(2)).
    private Optional<String> problem(Origin.Basis ground, Person person, String sale, ConsentLine line) {
        if (ground != Origin.Basis.CONSENT && line.saidNo()) {
            return Optional.of("consent.refused.after_no");
        }
        return asked.rules()
                .objection(ground, person.country(), person.company(), day(sale), LocalDate.now(ZoneId.systemDefault()))
                .map(it -> "consent.refused." + it.name().toLowerCase(Locale.ROOT));
    }

    /// The sentence of that number, or the program's own in the customer's language.
    private Optional<Wordings.Wording> wording(PageModel page, ConsentLine line, Person person, String number) {
        if (number.equals("0")) {
            return Optional.of(standard(page, line, person)).filter(it -> it.id() == 0);
        }
        return number.matches("[0-9]{1,18}")
                ? asked.wordings().seen(Long.parseLong(number), line.purpose())
                : Optional.empty();
    }

    private Wordings.Wording standard(PageModel page, ConsentLine line, Person person) {
        var texts = Texts.LANGUAGES.contains(person.language()) ? Texts.of(person.language()) : page.texts();
        String name = asked.purposes()
                .find(line.purpose().key())
                .map(it -> it.name(texts))
                .orElse(line.purpose().key());
        return asked.wordings()
                .current(line.purpose(), name, line.channel().name().toLowerCase(Locale.ROOT), texts, person.storeId());
    }

    /// By the line's key, for those lines on which a yes can be given.
    private Map<String, WordingChoice> wordings(PageModel page, long id, List<ConsentLine> lines) {
        var person = person(id);
        Map<String, WordingChoice> choices = new HashMap<>();
        for (var line : lines) {
            if (line.purpose().needsYes() && line.state() != ConsentState.GIVEN) {
                choices.put(
                        line.key(),
                        new WordingChoice(
                                asked.wordings().all(line.purpose(), person.language(), person.storeId()),
                                standard(page, line, person)));
            }
        }
        return choices;
    }

    private static @Nullable LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private record Person(
            String country,
            boolean company,
            String language,
            @Nullable Integer storeId) {}

    private Person person(long id) {
        return jdbc.sql("""
                SELECT country, kind = 'company' OR company_id IS NOT NULL AS company, language, store_id
                FROM customer.profile WHERE customer_id = :id
                """)
                .param("id", id)
                .query((row, _) -> new Person(
                        row.getString("country"),
                        row.getBoolean("company"),
                        Objects.requireNonNullElse(row.getString("language"), ""),
                        row.getObject("store_id", Integer.class)))
                .optional()
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    private String card(PageModel page, Model model, long id, ConsentForm form) {
        CardHead head = customers
                .cardHead(new CustomerId(id))
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        var lines = lines(id);
        model.addAttribute("page", page);
        model.addAttribute("head", head);
        model.addAttribute("country", person(id).country());
        model.addAttribute("lines", lines);
        model.addAttribute("history", ledger.history(new CustomerId(id)));
        model.addAttribute("names", asked.purposes().names(page.texts()));
        model.addAttribute("wordings", wordings(page, id, lines));
        model.addAttribute("form", form);
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
            var listed = suppressions.find(Address.of(point.channel(), point.address()));
            for (Purpose purpose : purposes()) {
                lines.add(new ConsentLine(
                        point.address(),
                        point.channel(),
                        purpose,
                        last.get(key(point.channel(), point.address(), purpose)),
                        listed.isPresent() && listed.get().holdsBack(purpose)));
            }
        }
        return lines;
    }

    private List<Purpose> purposes() {
        return asked.purposes().active().stream().map(Purposes.Named::purpose).toList();
    }

    private static String key(Channel channel, String address, Purpose purpose) {
        return ConsentLine.key(channel, address, purpose);
    }
}
