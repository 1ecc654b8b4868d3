package utskick.customer;

import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import utskick.access.Audit;
import utskick.kernel.Address;
import utskick.kernel.Channel;
import utskick.kernel.PersonalData;
import utskick.kernel.SqlQuery;

/// Deletes customers so that nothing tells of them any more (GDPR article 17): the card with all that hangs on it, what
/// was said about consent, the texts and addresses of messages. What stays is what an account needs, without a person:
/// that a message was sent on a day and what it cost; and the keyed hash of an address that is never to be written to.
public final class Erasure {

    /// So many go in one transaction.
    private static final int PORTION = 2_000;

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final List<PersonalData> holders;
    private final Audit audit;
    private final Clock clock;

    Erasure(JdbcClient jdbc, TransactionOperations transaction, List<PersonalData> holders, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.holders = List.copyOf(holders);
        this.audit = audit;
        this.clock = clock;
    }

    /// What became of an erasure.
    ///
    /// @param busy customers who were left alone, because a message is on its way to them
    public record Erased(int erased, Set<Long> busy) {}

    /// Those of these who cannot be erased now: a message is on its way to them.
    public Set<Long> busy(Collection<Long> customers) {
        var busy = new TreeSet<Long>();
        holders.forEach(holder -> busy.addAll(holder.busy(customers)));
        return busy;
    }

    /// Erases these customers, in portions of which each is done wholly or not at all. Those to whom a message is
    /// on its way are left alone; who is not there any more is not counted.
    public Erased erase(Collection<Long> customers, String reason) {
        return erase(
                new SqlQuery(
                        "SELECT c.id AS customer_id FROM customer.customer c WHERE c.id = ANY (:erasure_ids)",
                        Map.of("erasure_ids", customers.toArray(Long[]::new))),
                reason);
    }

    /// The same for all that a query finds.
    ///
    /// @param customers gives `customer_id`
    /// @param reason for the audit log: `asked`, `list`, `retention`
    public Erased erase(SqlQuery customers, String reason) {
        return erase(customers, reason, _ -> true);
    }

    /// As above, until somebody stops it.
    ///
    /// @param goOn is told after each portion how many customers have had their turn; false ends it
    Erased erase(SqlQuery customers, String reason, LongPredicate goOn) {
        int erased = 0;
        long turns = 0;
        var busy = new TreeSet<Long>();
        long after = Long.MIN_VALUE;
        while (true) {
            var portion = portion(customers, after);
            if (portion.isEmpty()) {
                return new Erased(erased, busy);
            }
            after = portion.getLast();
            var done = Objects.requireNonNull(transaction.execute(_ -> erasePortion(portion, reason)));
            busy.addAll(done.busy());
            erased += done.erased();
            turns += portion.size();
            if (!goOn.test(turns)) {
                return new Erased(erased, busy);
            }
        }
    }

    private List<Long> portion(SqlQuery customers, long after) {
        return jdbc.sql("""
                SELECT customer_id FROM (%s) chosen WHERE customer_id > :erasure_after
                ORDER BY customer_id LIMIT :erasure_portion
                """.formatted(customers.text()))
                .params(new HashMap<>(customers.params()))
                .param("erasure_after", after)
                .param("erasure_portion", PORTION)
                .query(Long.class)
                .list();
    }

    private Erased erasePortion(List<Long> portion, String reason) {
        // nobody writes to them, and no card of theirs is saved, until they are gone
        var ids =
                new HashSet<>(jdbc.sql("SELECT id FROM customer.customer WHERE id = ANY (:ids) ORDER BY id FOR UPDATE")
                        .param("ids", portion.toArray(Long[]::new))
                        .query(Long.class)
                        .list());
        var busy = busy(ids);
        ids.removeAll(busy);
        if (!ids.isEmpty()) {
            var now = clock.instant();
            var addresses = addressesOfNobodyElse(ids);
            holders.forEach(holder -> {
                holder.erase(ids, now);
                holder.eraseAddresses(addresses, now);
            });
            delete(ids.toArray(Long[]::new));
            audit.record("customer.erased", String.valueOf(ids.size()), reason);
        }
        return new Erased(ids.size(), busy);
    }

    /// An address that somebody else has too is that person's as well, with all that was said of it.
    private List<Address> addressesOfNobodyElse(Collection<Long> ids) {
        return jdbc.sql("""
                SELECT DISTINCT k.channel, k.address FROM customer.contact_point k
                WHERE k.customer_id = ANY (:ids) AND k.address IS NOT NULL
                  AND NOT EXISTS (SELECT FROM customer.contact_point o
                                  WHERE o.address = k.address AND o.channel = k.channel
                                    AND o.customer_id <> ALL (:ids))
                """)
                .param("ids", ids.toArray(Long[]::new))
                .query((row, _) -> Address.of(Channel.valueOf(row.getString("channel")), row.getString("address")))
                .list();
    }

    private void delete(Long[] ids) {
        // people of a company that goes keep its name
        jdbc.sql("""
                UPDATE customer.customer c
                SET company_id = NULL, company_name = k.company_name, version = c.version + 1
                FROM customer.customer k
                WHERE k.id = c.company_id AND c.company_id = ANY (:ids) AND c.id <> ALL (:ids)
                """).param("ids", ids).update();
        jdbc.sql("DELETE FROM customer.search WHERE customer_id = ANY (:ids)")
                .param("ids", ids)
                .update();
        // the last import may have kept what they were before it
        jdbc.sql("DELETE FROM customer.import_undo WHERE customer_id = ANY (:ids)")
                .param("ids", ids)
                .update();
        // what hangs on it goes with it: contact points, memberships, changes
        jdbc.sql("DELETE FROM customer.customer WHERE id = ANY (:ids)")
                .param("ids", ids)
                .update();
    }
}
