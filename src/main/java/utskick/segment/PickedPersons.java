package utskick.segment;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.kernel.CustomerId;
import utskick.kernel.PersonalData;

/// Who was picked by hand, when customers are erased, two become one, or somebody asks what is kept of them.
final class PickedPersons implements PersonalData {

    private final JdbcClient jdbc;

    PickedPersons(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void erase(Collection<Long> customers, Instant now) {
        jdbc.sql("""
                WITH gone AS (
                    DELETE FROM segment.hand_picked WHERE customer_id = ANY (:customers) RETURNING list_id
                ), fewer AS (
                    SELECT list_id, count(*) AS n FROM gone GROUP BY list_id
                )
                UPDATE segment.hand_list l SET customers = l.customers - f.n FROM fewer f WHERE l.id = f.list_id
                """).param("customers", customers.toArray(Long[]::new)).update();
    }

    @Override
    public List<Section> tell(CustomerId customer) {
        return List.of(new Section(
                "lists",
                List.of("at", "list", "actor"),
                jdbc.sql("""
                        SELECT p.picked_at, p.list_id, p.picked_by FROM segment.hand_picked p
                        WHERE p.customer_id = :customer
                        ORDER BY p.picked_at, p.list_id
                        """)
                        .param("customer", customer.value())
                        .query((row, _) -> List.of(
                                row.getTimestamp("picked_at").toInstant().toString(),
                                row.getString("list_id"),
                                row.getString("picked_by")))
                        .list()));
    }

    @Override
    public void merge(CustomerId gone, CustomerId kept) {
        jdbc.sql("""
                WITH gone AS (
                    DELETE FROM segment.hand_picked WHERE customer_id = :gone RETURNING list_id, picked_by, picked_at
                ), moved AS (
                    INSERT INTO segment.hand_picked (list_id, customer_id, picked_by, picked_at)
                    SELECT list_id, :kept, picked_by, picked_at FROM gone
                    ON CONFLICT DO NOTHING
                    RETURNING list_id
                )
                UPDATE segment.hand_list l SET customers = l.customers - 1
                FROM gone g
                WHERE l.id = g.list_id AND l.id NOT IN (SELECT list_id FROM moved)
                """).param("gone", gone.value()).param("kept", kept.value()).update();
    }
}
