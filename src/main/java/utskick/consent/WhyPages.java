package utskick.consent;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.server.ResponseStatusException;
import utskick.customer.Customers;
import utskick.kernel.Channel;
import utskick.kernel.CustomerId;
import utskick.web.PageModel;

/// "Why may we write to this person?": for each address and purpose the answer that the engine gets, and the entry it
/// stands on.
@Controller
public final class WhyPages {

    private final ConsentLedger ledger;
    private final Purposes purposes;
    private final Customers customers;
    private final JdbcClient jdbc;

    WhyPages(ConsentLedger ledger, Purposes purposes, Customers customers, JdbcClient jdbc) {
        this.ledger = ledger;
        this.purposes = purposes;
        this.customers = customers;
        this.jdbc = jdbc;
    }

    /// @param answer the end of a text's key `consent.why.`: `yes`, `yes_unasked`, or the first reason against it
    /// @param entry the last word on it, null where nobody was asked
    public record Why(
            Channel channel,
            String address,
            String purpose,
            String answer,
            @Nullable LedgerEntry entry) {

        public boolean isYes() {
            return answer.startsWith("yes");
        }
    }

    @GetMapping("/customers/{id:[0-9]+}/why")
    String why(PageModel page, Model model, @PathVariable long id) {
        var head = customers
                .cardHead(new CustomerId(id))
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        model.addAttribute("page", page);
        model.addAttribute("head", head);
        model.addAttribute("answers", answers(id, purposes.names(page.texts())));
        return "consent/why";
    }

    private List<Why> answers(long id, Map<String, String> names) {
        var last = new HashMap<String, LedgerEntry>();
        for (var entry : ledger.history(new CustomerId(id))) {
            last.putIfAbsent(
                    entry.channel() + entry.address() + " " + entry.purpose().key(), entry);
        }
        // consent.refusal is what a claim asks before a message leaves
        return jdbc.sql("""
                SELECT k.channel, k.address, u.key,
                       CASE
                           WHEN p.protected THEN 'protected'
                           WHEN p.status <> 'active' THEN 'not_active'
                           WHEN NOT k.reachable THEN 'unreachable'
                           ELSE coalesce(consent.refusal(k.channel, u.key, k.address), 'yes')
                       END AS answer
                FROM customer.contact k
                JOIN customer.profile p USING (customer_id)
                CROSS JOIN consent.purpose u
                WHERE k.customer_id = :customer AND k.address IS NOT NULL AND u.active
                ORDER BY k.channel DESC, k.preferred DESC, k.position, k.id, u.position, u.key
                """)
                .param("customer", id)
                .query((row, _) -> {
                    var purpose = row.getString("key");
                    var entry = last.get(row.getString("channel") + row.getString("address") + " " + purpose);
                    var answer = row.getString("answer");
                    return new Why(
                            Channel.valueOf(row.getString("channel")),
                            row.getString("address"),
                            names.getOrDefault(purpose, purpose),
                            answer.equals("yes") && entry == null ? "yes_unasked" : answer,
                            entry);
                })
                .list();
    }
}
