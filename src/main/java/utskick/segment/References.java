package utskick.segment;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What criteria name by id, and whether it is still there. Whatever is gone is refused: *is not in the group* would
/// otherwise quietly become everybody, and *is in the group* nobody. Reads each kind once, when it is first asked.
final class References {

    private final JdbcClient jdbc;
    private @Nullable Set<Long> groupings;
    private @Nullable Set<Long> stores;

    References(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @throws CriterionRefused when one of these groups or categories is gone
    void groupings(Collection<Integer> wanted) {
        if (groupings == null) {
            groupings = ids("SELECT id FROM customer.grouping");
        }
        check(groupings, wanted);
    }

    /// @throws CriterionRefused when one of these stores is gone
    void stores(Collection<Integer> wanted) {
        if (stores == null) {
            stores = ids("SELECT id FROM customer.shop");
        }
        check(stores, wanted);
    }

    /// @throws CriterionRefused when this list of customers picked by hand is gone
    void handList(long list) {
        if (jdbc.sql("SELECT FROM segment.hand_list WHERE id = :id")
                .param("id", list)
                .query((_, _) -> list)
                .list()
                .isEmpty()) {
            throw new CriterionRefused("segment.refused.missing");
        }
    }

    private Set<Long> ids(String query) {
        return new HashSet<>(jdbc.sql(query).query(Long.class).list());
    }

    private static void check(Set<Long> there, Collection<Integer> wanted) {
        if (!wanted.stream().allMatch(id -> there.contains(id.longValue()))) {
            throw new CriterionRefused("segment.refused.missing");
        }
    }
}
