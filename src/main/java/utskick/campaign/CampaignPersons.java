package utskick.campaign;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.dispatch.BatchId;
import utskick.dispatch.Outbox;
import utskick.kernel.CustomerId;
import utskick.kernel.PersonalData;

/// What campaigns keep of persons: whom they were ticked for, what was written to one person alone, and whose values a
/// test to somebody else's address carried.
final class CampaignPersons implements PersonalData {

    /// What is written to one ticked customer may name them in every line.
    private static final String ALONE = """
            NOT everybody AND include_segments = '{}' AND cardinality(customers) = 1
            AND customers[1] = ANY (:customers)
            """;

    private final JdbcClient jdbc;
    private final Outbox outbox;

    CampaignPersons(JdbcClient jdbc, Outbox outbox) {
        this.jdbc = jdbc;
        this.outbox = outbox;
    }

    @Override
    public Set<Long> busy(Collection<Long> customers) {
        return new HashSet<>(jdbc.sql("""
                SELECT DISTINCT t.customer_id
                FROM campaign.test_like t JOIN dispatch.message m ON m.batch_id = t.batch_id
                WHERE t.customer_id = ANY (:customers) AND m.batch_state IN ('running', 'paused')
                  AND m.state IN ('queued', 'claimed', 'retrying')
                """)
                .param("customers", customers.toArray(Long[]::new))
                .query(Long.class)
                .list());
    }

    /// A draft to somebody who is gone goes too; what was sent stays for the accounts, without its words.
    @Override
    public void erase(Collection<Long> customers, Instant now) {
        var ids = customers.toArray(Long[]::new);
        jdbc.sql("""
                DELETE FROM campaign.campaign WHERE state IN ('draft', 'reviewed') AND
                """ + ALONE + "RETURNING batch_id")
                .param("customers", ids)
                .query((row, _) -> row.getObject("batch_id", Long.class))
                .list()
                .forEach(this::discard);
        jdbc.sql("""
                UPDATE campaign.campaign
                SET name = '–', subject = '', body = '', html = '', review_problem = NULL, customers = '{}'
                WHERE
                """ + ALONE).param("customers", ids).update();
        jdbc.sql("""
                UPDATE campaign.campaign
                SET customers = ARRAY(SELECT c FROM unnest(customers) WITH ORDINALITY AS t (c, place)
                                      WHERE c <> ALL (:customers) ORDER BY place),
                    version = version + CASE WHEN state IN ('draft', 'reviewed') THEN 1 ELSE 0 END, edit = NULL
                WHERE customers && :customers
                """).param("customers", ids).update();
        outbox.forgetValues(jdbc
                .sql("DELETE FROM campaign.test_like WHERE customer_id = ANY (:customers) RETURNING batch_id")
                .param("customers", ids)
                .query(Long.class)
                .list()
                .stream()
                .map(BatchId::new)
                .toList());
    }

    private void discard(@Nullable Long batch) {
        if (batch != null) {
            outbox.discard(new BatchId(batch));
        }
    }

    @Override
    public void merge(CustomerId gone, CustomerId kept) {
        jdbc.sql("""
                UPDATE campaign.campaign
                SET customers = CASE WHEN :kept = ANY (customers) THEN array_remove(customers, :gone)
                                     ELSE array_replace(customers, :gone, :kept) END,
                    version = version + CASE WHEN state IN ('draft', 'reviewed') THEN 1 ELSE 0 END, edit = NULL
                WHERE :gone = ANY (customers)
                """).param("gone", gone.value()).param("kept", kept.value()).update();
        jdbc.sql("UPDATE campaign.test_like SET customer_id = :kept WHERE customer_id = :gone")
                .param("gone", gone.value())
                .param("kept", kept.value())
                .update();
    }

    private static final String OLD = """
            state IN ('done', 'cancelled') AND ended_at < :before AND customers <> '{}'
            """;

    /// Whom an ended campaign was ticked for. What it said is no person's, and what each was sent is let go of with
    /// the messages.
    @Override
    public long forgettable(Instant before) {
        return jdbc.sql("SELECT count(*) FROM campaign.campaign WHERE " + OLD)
                .param("before", Timestamp.from(before))
                .query(Long.class)
                .single();
    }

    @Override
    public long forget(Instant before) {
        jdbc.sql("DELETE FROM campaign.test_like WHERE at < :before")
                .param("before", Timestamp.from(before))
                .update();
        return jdbc.sql("UPDATE campaign.campaign SET customers = '{}' WHERE " + OLD)
                .param("before", Timestamp.from(before))
                .update();
    }
}
