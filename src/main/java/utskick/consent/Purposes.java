package utskick.consent;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import utskick.web.Texts;

/// The purposes that a shop asks consent for: the two built-in ones and its own, with their names in its customers'
/// languages.
public final class Purposes {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;
    private final Clock clock;

    public Purposes(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// One purpose with what it is called.
    ///
    /// @param names of an own purpose, by language code; empty for the built-in ones
    /// @param active whether it is still asked for
    public record Named(Purpose purpose, Map<String, String> names, boolean active) {

        public Named {
            names = Map.copyOf(names);
        }

        /// Its name in that language, else in English, else in any.
        public String name(Texts texts) {
            String own = names.get(texts.language());
            if (own != null) {
                return own;
            }
            String builtIn = "consent.purpose." + purpose.key();
            return texts.has(builtIn)
                    ? texts.t(builtIn)
                    : names.getOrDefault(
                            "en",
                            names.entrySet().stream()
                                    .min(Map.Entry.comparingByKey())
                                    .map(Map.Entry::getValue)
                                    .orElse(purpose.key()));
        }

        /// Whether it is there in every shop.
        public boolean builtIn() {
            return purpose.equals(Purpose.MARKETING) || purpose.equals(Purpose.SERVICE);
        }
    }

    /// Those in use, in the order in which they are shown.
    public List<Named> active() {
        return all().stream().filter(Named::active).toList();
    }

    /// Also those that are retired: old entries name them.
    public List<Named> all() {
        return jdbc.sql("SELECT key, names::text, active FROM consent.purpose ORDER BY position, key")
                .query((row, _) -> new Named(
                        new Purpose(row.getString("key")), names(row.getString("names")), row.getBoolean("active")))
                .list();
    }

    /// What each is called in that language, by key; retired ones too.
    public Map<String, String> names(Texts texts) {
        return all().stream().collect(Collectors.toMap(it -> it.purpose().key(), it -> it.name(texts)));
    }

    /// The purpose of that key, retired or not.
    public Optional<Named> find(String key) {
        return all().stream().filter(it -> it.purpose().key().equals(key)).findFirst();
    }

    /// Adds an own purpose, or names one anew.
    ///
    /// @param names by language code, none of them blank
    /// @throws IllegalArgumentException for a built-in one, or without a name
    public void save(Purpose purpose, Map<String, String> names) {
        if (names.isEmpty() || new Named(purpose, names, true).builtIn()) {
            throw new IllegalArgumentException("an own purpose with a name is wanted: " + purpose);
        }
        jdbc.sql("""
                INSERT INTO consent.purpose (key, names, created_at) VALUES (:key, :names::jsonb, :now)
                ON CONFLICT (key) DO UPDATE SET names = excluded.names, active = true
                """)
                .param("key", purpose.key())
                .param("names", JSON.writeValueAsString(names))
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    /// Asks for an own purpose no longer, or again. What was said stays.
    public void setActive(Purpose purpose, boolean active) {
        jdbc.sql("UPDATE consent.purpose SET active = :active WHERE key = :key AND key NOT IN ('marketing', 'service')")
                .param("active", active)
                .param("key", purpose.key())
                .update();
    }

    private static Map<String, String> names(String json) {
        return new HashMap<>(JSON.readValue(json, new TypeReference<Map<String, String>>() {}));
    }
}
