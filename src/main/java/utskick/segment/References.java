package utskick.segment;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.consent.Purpose;
import utskick.segment.Criterion.OwnField;

/// What criteria name by id, and whether it is still there. Whatever is gone is refused: *is not in the group* would
/// otherwise quietly become everybody, and *is in the group* nobody. Reads each kind once, when it is first asked.
final class References {

    private final JdbcClient jdbc;
    private @Nullable Set<Long> groupings;
    private @Nullable Set<Long> stores;
    private @Nullable Map<String, String> ownFields;
    private @Nullable Set<String> purposes;

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

    /// @throws CriterionRefused when the shop has no such field any more, or it is of another kind now
    void ownField(OwnField asked) {
        if (ownFields == null) {
            Map<String, String> kinds = new HashMap<>();
            jdbc.sql("SELECT key, kind FROM customer.custom_field_def").query(row -> {
                kinds.put(row.getString("key"), row.getString("kind"));
            });
            ownFields = kinds;
        }
        String kind = ownFields.get(asked.field());
        var wanted = asked.kind();
        if (kind == null || wanted != null && !wanted.key().equals(kind)) {
            throw new CriterionRefused("segment.refused.missing");
        }
    }

    /// @throws CriterionRefused when it is not asked for any more, or never was
    void purpose(Purpose wanted) {
        if (purposes == null) {
            purposes = new HashSet<>(jdbc.sql("SELECT key FROM consent.purpose_choice")
                    .query(String.class)
                    .list());
        }
        if (!purposes.contains(wanted.key())) {
            throw new CriterionRefused("segment.refused.purpose");
        }
    }

    /// @throws CriterionRefused when there is no such import, or it was undone
    void imported(long file) {
        if (!jdbc.sql("SELECT EXISTS (SELECT FROM customer.imported_file WHERE id = :id)")
                .param("id", file)
                .query(Boolean.class)
                .single()) {
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
