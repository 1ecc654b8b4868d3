package utskick.segment;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What the editors of a selection offer, by id: the register's categories, groups and stores, and the saved
/// selections.
///
/// @param handPicked how many customers are on each list of those picked by hand
public record Choices(
        Map<String, String> categories,
        Map<String, String> groups,
        Map<String, String> stores,
        Map<String, String> segments,
        Map<Long, Integer> handPicked,
        List<String> labels) {

    static Choices of(JdbcClient jdbc) {
        return new Choices(
                named(jdbc, "SELECT id, name FROM customer.grouping WHERE kind = 'category' ORDER BY lower(name)"),
                named(jdbc, "SELECT id, name FROM customer.grouping WHERE kind = 'group' ORDER BY lower(name)"),
                named(jdbc, "SELECT id, name FROM customer.shop ORDER BY lower(name)"),
                named(jdbc, "SELECT id, name FROM segment.segment ORDER BY lower(name)"),
                handPicked(jdbc),
                jdbc.sql("SELECT DISTINCT label FROM customer.contact WHERE channel = 'SMS' ORDER BY label")
                        .query(String.class)
                        .list());
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
