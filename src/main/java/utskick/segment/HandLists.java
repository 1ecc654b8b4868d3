package utskick.segment;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import utskick.kernel.SqlQuery;

/// The lists of customers picked by hand, which the criterion [Criterion.HandPicked] names. A list is begun before its
/// selection is saved; one that no selection names is swept away after a day.
final class HandLists {

    private static final Duration UNSAVED = Duration.ofDays(1);

    private static final JsonMapper JSON = new JsonMapper();

    private final JdbcClient jdbc;
    private final SegmentStore store;
    private final Clock clock;

    HandLists(JdbcClient jdbc, SegmentStore store, Clock clock) {
        this.jdbc = jdbc;
        this.store = store;
        this.clock = clock;
    }

    /// A new list of these; ids that nobody has are left out.
    long begin(Collection<Long> customers, String actor) {
        sweep();
        long list = jdbc.sql("INSERT INTO segment.hand_list (created_at) VALUES (:now) RETURNING id")
                .param("now", now())
                .query(Long.class)
                .single();
        add(list, customers, actor);
        return list;
    }

    /// Puts customers on a list.
    ///
    /// @return how many were not on it
    int add(long list, Collection<Long> customers, String actor) {
        return add(
                list,
                new SqlQuery(
                        "SELECT p.customer_id FROM customer.profile p WHERE p.customer_id = ANY (:picked)",
                        Map.of("picked", customers.toArray(Long[]::new))),
                actor);
    }

    /// The same for whom a query names, however many.
    ///
    /// @param customers rows of `customer_id`
    int add(long list, SqlQuery customers, String actor) {
        return jdbc.sql("""
                WITH come AS (
                    INSERT INTO segment.hand_picked (list_id, customer_id, picked_by, picked_at)
                    SELECT :list_of_picked, c.customer_id, :picked_by, :picked_at
                    FROM (%s) c
                    ON CONFLICT DO NOTHING
                    RETURNING 1
                )
                UPDATE segment.hand_list SET customers = customers + (SELECT count(*) FROM come)
                WHERE id = :list_of_picked
                RETURNING (SELECT count(*) FROM come)
                """.formatted(customers.text()))
                .params(new HashMap<>(customers.params()))
                .param("list_of_picked", list)
                .param("picked_by", actor)
                .param("picked_at", now())
                .query(Integer.class)
                .single();
    }

    /// The same for the list of a saved selection, whose history tells of it.
    int add(Segment segment, long list, Collection<Long> customers, String actor) {
        int added = add(list, customers, actor);
        if (added > 0) {
            store.picked(segment.id(), added, 0, actor, clock.instant());
        }
        return added;
    }

    /// Takes customers off the list of a saved selection.
    ///
    /// @return how many were on it
    int remove(Segment segment, long list, Collection<Long> customers, String actor) {
        int removed = jdbc.sql("""
                WITH gone AS (
                    DELETE FROM segment.hand_picked WHERE list_id = :list AND customer_id = ANY (:customers)
                    RETURNING 1
                )
                UPDATE segment.hand_list SET customers = customers - (SELECT count(*) FROM gone) WHERE id = :list
                RETURNING (SELECT count(*) FROM gone)
                """)
                .param("list", list)
                .param("customers", customers.toArray(Long[]::new))
                .query(Integer.class)
                .optional()
                .orElse(0);
        if (removed > 0) {
            store.picked(segment.id(), 0, removed, actor, clock.instant());
        }
        return removed;
    }

    /// How many are on a list; empty when there is none.
    Optional<Integer> size(long list) {
        return jdbc.sql("SELECT customers FROM segment.hand_list WHERE id = :list")
                .param("list", list)
                .query(Integer.class)
                .optional();
    }

    /// @throws CriterionRefused when a list that it names is not there: it would silently select nobody
    void require(Criterion criterion) {
        if (!in(criterion).stream().allMatch(list -> size(list).isPresent())) {
            throw new CriterionRefused("segment.refused.list");
        }
    }

    /// The same criterion with copies of the lists that it names.
    Criterion copied(Criterion criterion, String actor) {
        JsonNode tree = JSON.readTree(CriterionJson.write(criterion));
        for (ObjectNode node : handPicked(tree)) {
            long list = node.get("list").asLong();
            node.put("list", begin(customers(list), actor));
        }
        return CriterionJson.read(JSON.writeValueAsString(tree));
    }

    /// The lists that a criterion names, at any depth.
    static List<Long> in(Criterion criterion) {
        return handPicked(JSON.readTree(CriterionJson.write(criterion))).stream()
                .map(node -> node.get("list").asLong())
                .toList();
    }

    private static List<ObjectNode> handPicked(JsonNode tree) {
        List<ObjectNode> found = new ArrayList<>();
        if (tree instanceof ObjectNode node && node.path("is").asString("").equals("hand_picked")) {
            found.add(node);
        }
        for (JsonNode child : tree.values()) {
            found.addAll(handPicked(child));
        }
        return found;
    }

    private List<Long> customers(long list) {
        return jdbc.sql("SELECT customer_id FROM segment.hand_picked WHERE list_id = :list")
                .param("list", list)
                .query(Long.class)
                .list();
    }

    private void sweep() {
        jdbc.sql("""
                DELETE FROM segment.hand_list l
                WHERE l.created_at < :old
                  AND l.id NOT IN (SELECT named::bigint
                                   FROM segment.segment,
                                        jsonb_path_query(criteria, '$.**?(@.is == "hand_picked").list') AS named)
                """)
                .param("old", OffsetDateTime.ofInstant(clock.instant().minus(UNSAVED), ZoneOffset.UTC))
                .update();
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
