package utskick.customer;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.access.Audit;
import utskick.database.NightlyJob;
import utskick.kernel.PersonalData;
import utskick.kernel.SqlQuery;

/// Lets go, each night, of what the shop has decided not to keep: what old messages said, and customers who have not
/// been seen for long. Whoever has a balance, or is a company with contacts, is kept.
public final class Retention implements NightlyJob {

    /// The shop's rule, in months; null keeps for ever.
    ///
    /// @param messages after so many months nothing is left of what a message said
    /// @param inactive after so many months without a purchase and without a change on the card a customer is
    /// erased
    public record Rule(@Nullable Integer messages, @Nullable Integer inactive) {

        public boolean isOff() {
            return messages == null && inactive == null;
        }
    }

    /// What the rule would take, or has taken.
    public record Amount(long messages, long customers) {}

    private final JdbcClient jdbc;
    private final Erasure erasure;
    private final List<PersonalData> holders;
    private final Audit audit;
    private final Clock clock;

    Retention(JdbcClient jdbc, Erasure erasure, List<PersonalData> holders, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.erasure = erasure;
        this.holders = List.copyOf(holders);
        this.audit = audit;
        this.clock = clock;
    }

    public Rule rule() {
        return jdbc.sql("SELECT message_months, inactive_months FROM customer.retention")
                .query((row, _) -> new Rule(
                        row.getObject("message_months", Integer.class),
                        row.getObject("inactive_months", Integer.class)))
                .single();
    }

    /// From tonight on.
    public void change(Rule rule) {
        jdbc.sql("UPDATE customer.retention SET message_months = :messages, inactive_months = :inactive")
                .param("messages", rule.messages())
                .param("inactive", rule.inactive())
                .update();
        audit.record(
                "customer.retention_changed",
                "",
                Stream.of(rule.messages(), rule.inactive())
                        .map(months -> months == null ? "–" : months.toString())
                        .collect(Collectors.joining(", ")));
    }

    /// What the rule would take now; takes nothing.
    public Amount wouldTake(Rule rule) {
        long messages = rule.messages() == null
                ? 0
                : holders.stream()
                        .mapToLong(holder -> holder.forgettable(before(rule.messages())))
                        .sum();
        long customers = rule.inactive() == null
                ? 0
                : jdbc.sql("SELECT count(*) FROM (%s) q"
                                .formatted(inactive(rule.inactive()).text()))
                        .params(new HashMap<>(inactive(rule.inactive()).params()))
                        .query(Long.class)
                        .single();
        return new Amount(messages, customers);
    }

    @Override
    public String name() {
        return "customer.retention";
    }

    @Override
    public void run() {
        var rule = rule();
        if (!rule.isOff()) {
            take(rule);
        }
    }

    Amount take(Rule rule) {
        long messages = 0;
        if (rule.messages() != null) {
            for (var holder : holders) {
                messages += holder.forget(before(rule.messages()));
            }
        }
        int customers = rule.inactive() == null
                ? 0
                : erasure.erase(inactive(rule.inactive()), "retention").erased();
        if (messages + customers > 0) {
            audit.record("customer.retention", "", "%d, %d".formatted(messages, customers));
        }
        return new Amount(messages, customers);
    }

    private Instant before(int months) {
        return today().minusMonths(months).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private SqlQuery inactive(int months) {
        return new SqlQuery(
                """
                SELECT c.id AS customer_id FROM customer.customer c
                WHERE (c.last_purchase IS NULL OR c.last_purchase < :inactive_day)
                  AND c.created_at < :inactive_since AND c.changed_at < :inactive_since
                  AND coalesce(c.balance, 0) = 0
                  AND NOT EXISTS (SELECT FROM customer.customer k WHERE k.company_id = c.id)
                """,
                Map.of("inactive_day", today().minusMonths(months), "inactive_since", Timestamp.from(before(months))));
    }
}
