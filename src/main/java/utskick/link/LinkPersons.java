package utskick.link;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.kernel.CustomerId;
import utskick.kernel.PersonalData;

/// What counted links tell of persons. Figures stay, without whom they are of; and links go on leading where they led.
final class LinkPersons implements PersonalData {

    private static final int PORTION = 20_000;

    private final JdbcClient jdbc;

    LinkPersons(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void erase(Collection<Long> customers, Instant now) {
        var ids = customers.toArray(Long[]::new);
        jdbc.sql("UPDATE link.hit SET customer_id = NULL WHERE customer_id = ANY (:customers)")
                .param("customers", ids)
                .update();
        jdbc.sql("UPDATE link.personal SET customer_id = NULL, address = NULL WHERE customer_id = ANY (:customers)")
                .param("customers", ids)
                .update();
    }

    private static final String OLD_HITS = """
            FROM link.hit WHERE customer_id IS NOT NULL AND at < :before
            """;

    private static final String OLD_TOKENS = """
            FROM link.personal p JOIN link.target t ON t.id = p.target_id
            WHERE p.customer_id IS NOT NULL AND t.opened_at < :before
            """;

    @Override
    public long forgettable(Instant before) {
        return jdbc.sql("SELECT (SELECT count(*) " + OLD_HITS + ") + (SELECT count(*) " + OLD_TOKENS + ")")
                .param("before", Timestamp.from(before))
                .query(Long.class)
                .single();
    }

    @Override
    public long forget(Instant before) {
        return all("""
                        UPDATE link.hit SET customer_id = NULL
                        WHERE ctid = ANY (ARRAY(SELECT ctid %s LIMIT :portion))
                        """.formatted(OLD_HITS), before) + all("""
                        UPDATE link.personal SET customer_id = NULL, address = NULL
                        WHERE token = ANY (ARRAY(SELECT p.token %s LIMIT :portion))
                        """.formatted(OLD_TOKENS), before);
    }

    private long all(String statement, Instant before) {
        long all = 0;
        while (true) {
            int portion = jdbc.sql(statement)
                    .param("before", Timestamp.from(before))
                    .param("portion", PORTION)
                    .update();
            all += portion;
            if (portion < PORTION) {
                return all;
            }
        }
    }

    @Override
    public void merge(CustomerId gone, CustomerId kept) {
        for (var statement : List.of(
                "UPDATE link.hit SET customer_id = :kept WHERE customer_id = :gone",
                "UPDATE link.personal SET customer_id = :kept WHERE customer_id = :gone")) {
            jdbc.sql(statement)
                    .param("gone", gone.value())
                    .param("kept", kept.value())
                    .update();
        }
    }

    @Override
    public List<Moved> moved(CustomerId gone) {
        long clicks = jdbc.sql("SELECT count(*) FROM link.hit WHERE customer_id = :gone")
                .param("gone", gone.value())
                .query(Long.class)
                .single();
        return clicks == 0 ? List.of() : List.of(new Moved("link.merge", clicks));
    }

    @Override
    public List<Section> tell(CustomerId customer) {
        var rows = jdbc.sql("""
                SELECT h.at, t.url FROM link.hit h JOIN link.target t ON t.id = h.target_id
                WHERE h.customer_id = :customer
                ORDER BY h.at DESC, t.url
                """)
                .param("customer", customer.value())
                .query((row, _) -> List.of(
                        row.getObject("at", OffsetDateTime.class).toInstant().toString(), row.getString("url")))
                .list();
        return rows.isEmpty() ? List.of() : List.of(new Section("clicks", List.of("at", "link"), rows));
    }
}
