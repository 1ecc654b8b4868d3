package utskick.consent;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import utskick.web.Texts;

/// The sentences that people say yes to, per purpose, language and store. A changed sentence is a new version, and the
/// ledger's entries quote the version that was on the screen.
public final class Wordings {

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final Clock clock;

    public Wordings(JdbcClient jdbc, TransactionOperations transaction, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// One version of a sentence.
    ///
    /// @param id names this version in a form; 0 for the program's own sentence
    /// @param store the store's name, null for all stores that have none of their own
    /// @param version 1, 2, 3, …; 0 for the program's own sentence, which stands in until a shop writes one
    public record Wording(
            long id,
            Purpose purpose,
            String language,
            @Nullable Integer storeId,
            @Nullable String store,
            int version,
            String text,
            String actor,
            @Nullable Instant at) {

        /// The beginning of it, for a list to choose from.
        public String begun() {
            return text.length() <= 60 ? text : text.substring(0, text.offsetByCodePoints(0, 59)) + "…";
        }

        /// As the ledger quotes it: `v3 (sv): Ja tack …`.
        public String quoted() {
            return "v%d (%s): %s".formatted(version, language, text);
        }
    }

    /// The newest version of each.
    public List<Wording> newest() {
        return jdbc.sql("""
                SELECT DISTINCT ON (w.purpose, w.language, w.store_id) w.*, s.name AS store
                FROM consent.wording w LEFT JOIN customer.shop s ON s.id = w.store_id
                ORDER BY w.purpose, w.language, w.store_id, w.version DESC
                """).query((row, _) -> wording(row)).list();
    }

    /// All versions of one sentence, newest first.
    public List<Wording> versions(Purpose purpose, String language, @Nullable Integer storeId) {
        return jdbc.sql("""
                SELECT w.*, s.name AS store
                FROM consent.wording w LEFT JOIN customer.shop s ON s.id = w.store_id
                WHERE w.purpose = :purpose AND w.language = :language
                  AND w.store_id IS NOT DISTINCT FROM CAST(:store AS integer)
                ORDER BY w.version DESC
                """)
                .param("purpose", purpose.key())
                .param("language", language)
                .param("store", storeId)
                .query((row, _) -> wording(row))
                .list();
    }

    /// All versions of a purpose's sentences: first those in the customer's language, of these the store's own,
    /// newest first; then the others in the same order.
    List<Wording> all(Purpose purpose, String language, @Nullable Integer storeId) {
        return jdbc.sql("""
                SELECT w.*, s.name AS store
                FROM consent.wording w LEFT JOIN customer.shop s ON s.id = w.store_id
                WHERE w.purpose = :purpose
                ORDER BY w.language = :language DESC, w.language,
                         (w.store_id IS NOT DISTINCT FROM CAST(:store AS integer)) DESC, w.store_id NULLS FIRST,
                         w.version DESC
                """)
                .param("purpose", purpose.key())
                .param("language", language)
                .param("store", storeId)
                .query((row, _) -> wording(row))
                .list();
    }

    /// What to show now: the store's own sentence, else the one for all stores, else the program's.
    ///
    /// @param name of the purpose in that language, for the program's sentence
    /// @param kind `sms`, `email` or `both`, for the same
    public Wording current(Purpose purpose, String name, String kind, Texts texts, @Nullable Integer storeId) {
        return find(purpose, texts.language(), storeId)
                .orElseGet(() -> new Wording(
                        0,
                        purpose,
                        texts.language(),
                        null,
                        null,
                        0,
                        texts.t("consent.wording.standard." + kind, name),
                        "system",
                        null));
    }

    /// The version that a form showed, where there is such a one for this purpose.
    Optional<Wording> seen(long id, Purpose purpose) {
        return jdbc.sql("""
                SELECT w.*, s.name AS store
                FROM consent.wording w LEFT JOIN customer.shop s ON s.id = w.store_id
                WHERE w.id = :id AND w.purpose = :purpose
                """)
                .param("id", id)
                .param("purpose", purpose.key())
                .query((row, _) -> wording(row))
                .optional();
    }

    /// The stores that may have a sentence of their own, by id.
    Map<Integer, String> stores() {
        Map<Integer, String> stores = new LinkedHashMap<>();
        jdbc.sql("SELECT id, name FROM customer.shop ORDER BY lower(name)").query(row -> {
            stores.put(row.getInt("id"), row.getString("name"));
        });
        return stores;
    }

    /// Writes a new version; the same text again is none.
    ///
    /// @throws IllegalArgumentException for a blank text
    public void save(Purpose purpose, String language, @Nullable Integer storeId, String text, String actor) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a wording has words");
        }
        transaction.executeWithoutResult(_ -> {
            jdbc.sql("SELECT key FROM consent.purpose WHERE key = :key FOR UPDATE")
                    .param("key", purpose.key())
                    .query(String.class)
                    .single();
            jdbc.sql("""
                    INSERT INTO consent.wording (purpose, language, store_id, version, text, actor, created_at)
                    SELECT :purpose, :language, CAST(:store AS integer), coalesce(max(w.version), 0) + 1, :text, :actor, :now
                    FROM consent.wording w
                    WHERE w.purpose = :purpose AND w.language = :language
                      AND w.store_id IS NOT DISTINCT FROM CAST(:store AS integer)
                    HAVING (array_agg(w.text ORDER BY w.version DESC))[1] IS DISTINCT FROM :text
                    """)
                    .param("purpose", purpose.key())
                    .param("language", language)
                    .param("store", storeId)
                    .param("text", text.strip())
                    .param("actor", actor)
                    .param("now", Timestamp.from(clock.instant()))
                    .update();
        });
    }

    private Optional<Wording> find(Purpose purpose, String language, @Nullable Integer storeId) {
        return jdbc.sql("""
                SELECT w.*, s.name AS store
                FROM consent.wording w LEFT JOIN customer.shop s ON s.id = w.store_id
                WHERE w.purpose = :purpose AND w.language = :language
                  AND (w.store_id IS NULL OR w.store_id = CAST(:store AS integer))
                ORDER BY w.store_id NULLS LAST, w.version DESC LIMIT 1
                """)
                .param("purpose", purpose.key())
                .param("language", language)
                .param("store", storeId)
                .query((row, _) -> wording(row))
                .optional();
    }

    private static Wording wording(ResultSet row) throws SQLException {
        return new Wording(
                row.getLong("id"),
                new Purpose(row.getString("purpose")),
                row.getString("language"),
                row.getObject("store_id", Integer.class),
                row.getString("store"),
                row.getInt("version"),
                row.getString("text"),
                row.getString("actor"),
                row.getTimestamp("created_at").toInstant());
    }
}
