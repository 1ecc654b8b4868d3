package utskick.segment;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.customer.CustomField;

/// What the editors of a selection offer, by id: the register's categories, groups and stores, the saved selections,
/// and the mailings that have gone out.
///
/// @param purposes what consent is asked for, by key: the names by language, none for those that we have words for
/// @param own the shop's own fields, by key
/// @param imports the files that came in, the newest first
/// @param handPicked how many customers are on each list of those picked by hand
public record Choices(
        Map<String, String> categories,
        Map<String, String> groups,
        Map<String, String> stores,
        Map<String, String> segments,
        Map<String, String> mailings,
        Map<String, Map<String, String>> purposes,
        Map<String, CustomField> own,
        Map<String, ImportedFile> imports,
        Map<Long, Integer> handPicked) {

    /// The labels of contact points that the register gives by itself.
    public static final List<String> LABELS = List.of("mobile", "work", "home", "switchboard", "email", "other");

    /// The countries that are offered, by ISO 3166 code.
    public static final List<String> COUNTRIES = List.of("SE", "FI", "GR", "PL", "NO", "DK", "DE", "EE", "CY");

    private static final int MAILINGS = 500;
    private static final int IMPORTS = 200;

    /// A file that came in.
    public record ImportedFile(String name, LocalDate day) {}

    /// @param zone where the days of imports are
    static Choices of(JdbcClient jdbc, MailingHistory history, ZoneId zone) {
        return new Choices(
                named(jdbc, "SELECT id, name FROM customer.grouping WHERE kind = 'category' ORDER BY lower(name)"),
                named(jdbc, "SELECT id, name FROM customer.grouping WHERE kind = 'group' ORDER BY lower(name)"),
                named(jdbc, "SELECT id, name FROM customer.shop ORDER BY lower(name)"),
                named(jdbc, "SELECT id, name FROM segment.segment ORDER BY lower(name)"),
                history.mailings(MAILINGS),
                purposes(jdbc),
                own(jdbc),
                imports(jdbc, zone),
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

    private static Map<String, CustomField> own(JdbcClient jdbc) {
        Map<String, CustomField> fields = new LinkedHashMap<>();
        jdbc.sql("""
                SELECT f.id, f.key, f.kind, f.choices, n.languages, n.names
                FROM customer.custom_field_def f
                CROSS JOIN LATERAL (SELECT array_agg(e.key) AS languages, array_agg(e.value) AS names
                                    FROM jsonb_each_text(f.names) e) n
                ORDER BY f.position, f.id
                """).query(row -> {
            String[] languages = texts(row, "languages");
            String[] names = texts(row, "names");
            Map<String, String> named = new HashMap<>();
            for (int i = 0; i < languages.length; i++) {
                named.put(languages[i], names[i]);
            }
            String key = row.getString("key");
            var kind = CustomField.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT));
            fields.put(key, new CustomField(row.getInt("id"), key, kind, named, List.of(texts(row, "choices"))));
        });
        return fields;
    }

    private static String[] texts(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? new String[0] : (String[]) array.getArray();
    }

    private static Map<String, ImportedFile> imports(JdbcClient jdbc, ZoneId zone) {
        Map<String, ImportedFile> files = new LinkedHashMap<>();
        jdbc.sql("SELECT id, name, at FROM customer.imported_file ORDER BY at DESC, id DESC LIMIT :limit")
                .param("limit", IMPORTS)
                .query(row -> {
                    var day = LocalDate.ofInstant(row.getTimestamp("at").toInstant(), zone);
                    files.put(row.getString("id"), new ImportedFile(row.getString("name"), day));
                });
        return files;
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
