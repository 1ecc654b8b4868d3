package utskick.customer;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import utskick.access.Audit;

/// The shop's own fields: which there are, and how their values are read.
public final class CustomFields {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final TypeReference<TreeMap<String, String>> NAMES = new TypeReference<>() {};
    private static final TypeReference<LinkedHashMap<String, Object>> VALUES = new TypeReference<>() {};
    private static final int LONGEST = 500;
    private static final int PORTION = 1_000;

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final Audit audit;

    CustomFields(JdbcClient jdbc, TransactionOperations transaction, Audit audit) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.audit = audit;
    }

    /// In the order they are offered.
    public List<CustomField> all() {
        return all(jdbc);
    }

    static List<CustomField> all(JdbcClient jdbc) {
        return jdbc.sql("SELECT * FROM customer.custom_field ORDER BY position, id")
                .query(CustomFields::field)
                .list();
    }

    public Optional<CustomField> byId(int id) {
        return jdbc.sql("SELECT * FROM customer.custom_field WHERE id = :id")
                .param("id", id)
                .query(CustomFields::field)
                .optional();
    }

    /// How many customers have a value for it.
    long used(CustomField field) {
        return jdbc.sql("SELECT count(*) FROM customer.customer WHERE jsonb_exists(custom, :key)")
                .param("key", field.key())
                .query(Long.class)
                .single();
    }

    /// A new field, last of all. What imports have brought under its name becomes its values, where it can be
    /// read as such.
    ///
    /// @throws KeyTaken if there is one of that key
    int add(String key, CustomField.Kind kind, Map<String, String> names, List<String> choices) {
        Integer id = transaction.execute(_ -> {
            int added = jdbc.sql("""
                    INSERT INTO customer.custom_field (key, kind, names, choices, position)
                    SELECT :key, :kind, :names::jsonb, :choices, coalesce(max(position), 0) + 1
                    FROM customer.custom_field
                    ON CONFLICT (key) DO NOTHING
                    RETURNING id
                    """)
                    .param("key", key)
                    .param("kind", kind.key())
                    .param("names", JSON.writeValueAsString(names))
                    .param("choices", choices.toArray(String[]::new))
                    .query(Integer.class)
                    .optional()
                    .orElseThrow(KeyTaken::new);
            audit.record("customer.field_added", key, kind.key());
            return added;
        });
        int added = id == null ? 0 : id;
        byId(added).ifPresent(this::adopt);
        return added;
    }

    /// A field is defined when its values have been there for long: under the heading of the column they came in.
    private void adopt(CustomField field) {
        var names =
                field.names().values().stream().map(ColumnDictionary::compact).collect(Collectors.toSet());
        names.add(ColumnDictionary.compact(field.key()));
        int adopted = 0;
        var headings = jdbc.sql("""
                SELECT DISTINCT k.heading
                FROM customer.customer c CROSS JOIN LATERAL jsonb_object_keys(c.custom) AS k (heading)
                WHERE c.custom <> '{}'
                """).query(String.class).list();
        for (var heading : headings) {
            if (names.contains(ColumnDictionary.compact(heading))) {
                adopted += adopt(field, heading);
            }
        }
        if (adopted > 0) {
            audit.record("customer.field_filled", field.key(), String.valueOf(adopted));
        }
    }

    private int adopt(CustomField field, String heading) {
        int adopted = 0;
        long after = Long.MIN_VALUE;
        while (true) {
            var ids = new ArrayList<Long>();
            var values = new ArrayList<String>();
            long[] last = {after};
            jdbc.sql("""
                    SELECT id, custom ->> :heading AS value FROM customer.customer
                    WHERE jsonb_exists(custom, :heading) AND id > :after ORDER BY id LIMIT :portion
                    """)
                    .param("heading", heading)
                    .param("after", after)
                    .param("portion", PORTION)
                    .query(row -> {
                        last[0] = row.getLong("id");
                        var value = readable(field, row.getString("value"));
                        if (value != null) {
                            ids.add(last[0]);
                            values.add(JSON.writeValueAsString(value));
                        }
                    });
            if (last[0] == after) {
                return adopted;
            }
            after = last[0];
            adopted += jdbc.sql("""
                    UPDATE customer.customer c
                    SET custom = (c.custom - :heading) || jsonb_build_object(:key, v.value::jsonb)
                    FROM unnest(:ids, :values) AS v (id, value)
                    WHERE c.id = v.id
                    """)
                    .param("heading", heading)
                    .param("key", field.key())
                    .param("ids", ids.toArray(Long[]::new))
                    .param("values", values.toArray(String[]::new))
                    .update();
        }
    }

    private static @Nullable Object readable(CustomField field, String value) {
        try {
            return read(field, value, LocalDate.now(Clock.systemDefaultZone()));
        } catch (IllegalArgumentException _) {
            // stays under its heading
            return null;
        }
    }

    /// Other names and choices; a value that is no choice any more stays with the customers who have it.
    void change(CustomField field, Map<String, String> names, List<String> choices) {
        transaction.executeWithoutResult(_ -> {
            jdbc.sql("UPDATE customer.custom_field SET names = :names::jsonb, choices = :choices WHERE id = :id")
                    .param("id", field.id())
                    .param("names", JSON.writeValueAsString(names))
                    .param("choices", choices.toArray(String[]::new))
                    .update();
            audit.record("customer.field_changed", field.key(), "");
        });
    }

    /// Takes the field away, and its value from every customer who has one.
    void remove(CustomField field) {
        transaction.executeWithoutResult(_ -> {
            jdbc.sql("DELETE FROM customer.custom_field WHERE id = :id")
                    .param("id", field.id())
                    .update();
            int customers = jdbc.sql("""
                    UPDATE customer.customer SET custom = custom - :key, version = version + 1 WHERE jsonb_exists(custom, :key)
                    """).param("key", field.key()).update();
            audit.record("customer.field_removed", field.key(), String.valueOf(customers));
        });
    }

    /// Reads what somebody typed as a value of the field: a [String], [BigDecimal] or [Boolean]; null for nothing.
    ///
    /// @throws IllegalArgumentException with the end of a key `customer.problem.…` when it is none
    public static @Nullable Object read(CustomField field, String typed, LocalDate today) {
        // a person may write either mark; a register's file has one
        return read(field, typed, new NumberReader(typed.indexOf(',') >= 0 ? ',' : '.', false), new DateReader(today));
    }

    /// As above, with the marks and the order of days that a file has.
    static @Nullable Object read(CustomField field, String typed, NumberReader numbers, DateReader dates) {
        var text = CellText.clean(typed);
        if (text.isEmpty()) {
            return null;
        }
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("too_long");
        }
        return switch (field.kind()) {
            case TEXT -> text;
            case NUMBER -> one(numbers.read(text), "number");
            case DATE -> {
                var date = one(dates.date(text), "date");
                yield date == null ? null : date.toString();
            }
            case CHOICE -> choice(field, text);
            case YES_NO ->
                switch (word(text)) {
                    case GIVEN -> true;
                    case REFUSED -> false;
                    case WITHDRAWN, UNKNOWN -> throw new IllegalArgumentException("yes_no");
                };
        };
    }

    private static ConsentWord word(String text) {
        var word = ConsentWord.read(text);
        return word == null ? ConsentWord.UNKNOWN : word.orElse(ConsentWord.UNKNOWN);
    }

    /// Null for a dash or another sign that stands for nothing.
    private static <T> @Nullable T one(@Nullable Optional<T> read, String problem) {
        return read == null ? null : read.orElseThrow(() -> new IllegalArgumentException(problem));
    }

    /// As it is offered, however it is spelt: case and accents do not matter.
    private static String choice(CustomField field, String text) {
        if (field.choices().contains(text)) {
            return text;
        }
        var key = CellText.key(text);
        return field.choices().stream()
                .filter(choice -> CellText.key(choice).equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("choice"));
    }

    /// A value as a form shows it: `true`, `12.5`, `2026-11-14`.
    static String shown(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case BigDecimal number -> number.stripTrailingZeros().toPlainString();
            default -> value.toString();
        };
    }

    /// The number of a stored value, null where it is none.
    static @Nullable BigDecimal number(String value) {
        return value.matches("-?[0-9]{1,20}(\\.[0-9]{1,20})?") ? new BigDecimal(value).stripTrailingZeros() : null;
    }

    /// The day of a stored value, null where it is none.
    static @Nullable LocalDate date(String value) {
        try {
            return LocalDate.parse(value);
        } catch (DateTimeParseException e) {
            // the only way to ask
            return null;
        }
    }

    /// The values of one customer by key, as the database holds them.
    static Map<String, String> values(String json) {
        if (json.equals("{}")) {
            return Map.of();
        }
        var values = new TreeMap<String, String>();
        JSON.readValue(json, VALUES).forEach((key, value) -> values.put(key, shown(value)));
        return values;
    }

    static String json(Map<String, Object> values) {
        return JSON.writeValueAsString(values);
    }

    private static CustomField field(ResultSet row, int index) throws SQLException {
        Array choices = row.getArray("choices");
        return new CustomField(
                row.getInt("id"),
                row.getString("key"),
                CustomField.Kind.of(row.getString("kind")),
                JSON.readValue(row.getString("names"), NAMES),
                Arrays.asList((String[]) choices.getArray()));
    }

    /// A key that another field has.
    static final class KeyTaken extends RuntimeException {}

    /// The key that a name suggests: `Skostorlek (EU)` becomes `skostorlek_eu`.
    static String keyOf(String name) {
        var plain = java.text.Normalizer.normalize(name, java.text.Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replace('ł', 'l')
                .replace('Ł', 'l')
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "_")
                .replaceAll("^[_0-9]+|_+$", "");
        return plain.length() > 40 ? plain.substring(0, 40).replaceAll("_+$", "") : plain;
    }
}
