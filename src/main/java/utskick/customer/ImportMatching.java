package utskick.customer;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The statements that decide what becomes of each staged row.
final class ImportMatching {

    private final JdbcClient jdbc;
    private final Preparation preparation;

    ImportMatching(JdbcClient jdbc, Preparation preparation) {
        this.jdbc = jdbc;
        this.preparation = preparation;
    }

    /// As it is decided for this table by [Preparation], then [#match(long, ImportMapping)].
    void match(long id, RegisterFile.Table table, MatchBy by) {
        ImportStore.takeMemory(jdbc);
        preparation.prepare(id, table, by);
        match(id, ImportMapping.of(table.uses()));
    }

    /// Decides what becomes of every row that could be read: `repeated` or `number_already_used` where an earlier
    /// row of the file has the number, else `new`, `changed` or `unchanged` against the register as it is now.
    /// New customers get their id here. A row whose customer was merged with the one of another row changes
    /// nothing but the points of that one: it is `unchanged`, and names the row that stands for both. To be
    /// called inside a transaction.
    private void match(long id, ImportMapping mapping) {
        ImportStore.takeMemory(jdbc);
        jdbc.sql("TRUNCATE customer.staged_match_%d".formatted(id)).update();
        var compared = mapping.comparisons();
        jdbc.sql("""
                WITH used_twice AS (
                    SELECT number FROM customer.staged_row_%1$d
                    WHERE fault IS NULL GROUP BY number HAVING count(*) > 1
                ), again AS (
                    SELECT r.line, first_value(r.line) OVER same AS first_line,
                           r.fingerprint = first_value(r.fingerprint) OVER own AS is_same,
                           r.line = first_value(r.line) OVER own AS is_own
                    FROM used_twice JOIN customer.staged_row_%1$d r USING (number)
                    WHERE r.fault IS NULL
                    WINDOW same AS (PARTITION BY number ORDER BY r.merged_from IS NOT NULL, r.line),
                           own AS (PARTITION BY number, r.merged_from ORDER BY r.line)
                )
                INSERT INTO customer.staged_match_%1$d (line, outcome, same_as, customer_id)
                SELECT r.line,
                       CASE WHEN a.line <> a.first_line
                            THEN CASE WHEN a.is_own THEN 'unchanged' WHEN a.is_same THEN 'repeated' ELSE 'number_already_used' END
                            WHEN c.id IS NULL THEN 'new'
                            %2$s
                            ELSE 'unchanged' END,
                       nullif(a.first_line, a.line),
                       CASE WHEN a.line IS NULL OR a.line = a.first_line
                            THEN coalesce(c.id, nextval('customer.customer_id_seq')) END
                FROM customer.staged_row_%1$d r
                LEFT JOIN again a ON a.line = r.line
                LEFT JOIN customer.customer c ON c.number = r.number
                %3$s
                WHERE r.fault IS NULL
                """.formatted(id, compared.isEmpty() ? "" : "WHEN " + compared + " THEN 'changed'", mapping.joins()))
                .param("labels", mapping.labels())
                .update();
        jdbc.sql("ANALYZE customer.staged_match_%d".formatted(id)).update();
        if (preparation.hasMerged(id)) {
            jdbc.sql("""
                    UPDATE customer.staged_match_%1$d m SET customer_id = f.customer_id
                    FROM customer.staged_match_%1$d f
                    WHERE m.outcome = 'unchanged' AND m.same_as IS NOT NULL AND f.line = m.same_as
                    """.formatted(id)).update();
        }
        if (rejects(id)) {
            refuseUsedNumbers(id);
        }
    }

    /// How many rows are about customers who have become a part of another one in the file.
    int merged(long id) {
        return jdbc.sql("""
                SELECT count(*) FROM customer.staged_match_%d WHERE outcome = 'unchanged' AND same_as IS NOT NULL
                """.formatted(id)).query(Integer.class).single();
    }

    private boolean rejects(long id) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM customer.staged_match_%d WHERE outcome = 'number_already_used')"
                        .formatted(id))
                .query(Boolean.class)
                .single();
    }

    /// A row whose number is taken is the business of the customer who has it.
    private void refuseUsedNumbers(long id) {
        jdbc.sql("""
                UPDATE customer.staged_match_%1$d m SET customer_id = f.customer_id
                FROM customer.staged_match_%1$d f
                WHERE m.outcome = 'number_already_used' AND f.line = m.same_as
                """.formatted(id)).update();
        for (var channel : List.of("sms", "email")) {
            takeAway(id, channel);
        }
        takeAwayOthers(id);
    }

    /// Where a number is used twice and one of the rows says no, the customer has not said yes.
    private void takeAway(long id, String channel) {
        jdbc.sql("""
                UPDATE customer.staged_row_%1$d f SET %2$s_state = n.state, %2$s_at = NULL, %2$s_wording = NULL
                FROM (SELECT m.same_as AS line, max(r.%2$s_state) AS state
                      FROM customer.staged_match_%1$d m
                      JOIN customer.staged_row_%1$d r ON r.line = m.line
                      WHERE m.outcome = 'number_already_used' AND r.%2$s_state IN ('refused', 'withdrawn')
                      GROUP BY m.same_as) n
                WHERE f.line = n.line AND f.%2$s_state = 'given'
                """.formatted(id, channel)).update();
    }

    private void takeAwayOthers(long id) {
        jdbc.sql("""
                UPDATE customer.staged_consent_%1$d f SET state = n.state, at = NULL, wording = NULL
                FROM (SELECT m.same_as AS line, w.channel, w.purpose, max(w.state) AS state
                      FROM customer.staged_match_%1$d m
                      JOIN customer.staged_consent_%1$d w ON w.line = m.line
                      WHERE m.outcome = 'number_already_used' AND w.state IN ('refused', 'withdrawn')
                      GROUP BY m.same_as, w.channel, w.purpose) n
                WHERE f.line = n.line AND f.channel = n.channel AND f.purpose = n.purpose AND f.state = 'given'
                """.formatted(id)).update();
    }
}
