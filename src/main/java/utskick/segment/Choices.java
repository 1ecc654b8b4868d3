package utskick.segment;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What the editors of a selection offer, by id: the register's categories, groups and stores, the saved selections,
/// and
/// the mailings that have gone out.
///
/// @param purposes what consent is asked for, by key: the names by language, none for those that we have words for
/// @param handPicked how many customers are on each list of those picked by hand
public record Choices(
        Map<String, String> categories,
        Map<String, String> groups,
        Map<String, String> stores,
        Map<String, String> segments,
        Map<String, String> mailings,
        Map<String, Map<String, String>> purposes,
        Map<Long, Integer> handPicked) {

    /// The labels of contact points that the register gives by itself.
    public static final List<String> LABELS = List.of("mobile", "work", "home", "switchboard", "email", "other");

    /// The countries that are offered, by ISO 3166 code.
    public static final List<String> COUNTRIES = List.of("SE", "FI", "GR", "PL", "NO", "DK", "DE", "EE", "CY");

    private static final int MAILINGS = 500;

    static Choices of(JdbcClient jdbc, MailingHistory history) {
        return new Choices(
                named(jdbc, "SELECT id, name FROM customer.grouping WHERE kind = 'category' ORDER BY lower(name)"),
                named(jdbc, "SELECT id, name FROM customer.grouping WHERE kind = 'group' ORDER BY lower(name)"),
                named(jdbc, "SELECT id, name FROM customer.shop ORDER BY lower(name)"),
                named(jdbc, "SELECT id, name FROM segment.segment ORDER BY lower(name)"),
                history.mailings(MAILINGS),
                purposes(jdbc),
                handPicked(jdbc));
    }

    static Map<String, Map<String, String>> purposes(JdbcClient jdbc) {
        Map<String, Map<String, String>> purposes = new LinkedHashMap<>();
        jdbc.sql("""
                SELECT p.key, n.key AS language, n.value AS name
                FROM consent.purpose_choice p LEFT JOIN LATERAL jsonb_each_text(p.names) n ON true
                ORDER BY p.position, p.key
                """).query(row -> {
            var names = purposes.computeIfAbsent(row.getString("key"), _ -> new HashMap<>());
            if (row.getString("language") != null) {
                names.put(row.getString("language"), row.getString("name"));
            }
        });
        return purposes;
    }

    private static Map<Long, Integer> handPicked(JdbcClient jdbc) {
        Map<Long, Integer> lists = new HashMap<>();
        jdbc.sql("SELECT id, customers FROM segment.hand_list").query(row -> {
            lists.put(row.getLong("id"), row.getInt("customers"));
        });
        return lists;
    }

    private static Map<String, String> named(JdbcClient jdbc, String query) {
        Map<String, String> names = new LinkedHashMap<>();
        jdbc.sql(query).query(row -> {
            names.put(row.getString("id"), row.getString("name"));
        });
        return names;
    }
}
