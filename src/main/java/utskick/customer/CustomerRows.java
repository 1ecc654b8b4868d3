package utskick.customer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What a list shows of customers whose ids are known.
final class CustomerRows {

    /// Everything a row of the list, of an export and of a print can show; `%s` says whose.
    static final String SELECT = """
            SELECT c.id, c.number, c.external_id, c.kind, c.first_name, c.last_name, c.company_name, c.protected,
                   k.company_name AS employer, k.number AS employer_number, c.tax_id, c.language, c.country,
                   c.street, c.postcode, c.city, c.birth_year, c.birth_month, c.birth_day, c.name_day, c.points,
                   c.balance, c.currency, c.last_purchase, c.bought_12_months, c.bought_this_year, c.bought_last_year,
                   c.purchases_12_months, c.status, c.note, c.custom::text AS custom, c.created_at,
                   g.name AS category, t.name AS store, n.phone, n.mail, n.contact_points, m.groups
            FROM customer.customer c
            LEFT JOIN customer.customer k ON k.id = c.company_id
            LEFT JOIN customer.customer_group g ON g.id = c.category_id
            LEFT JOIN customer.store t ON t.id = c.store_id
            LEFT JOIN LATERAL (
                SELECT (array_agg(coalesce(a.address, a.as_entered)
                                  ORDER BY a.reachable DESC, a.preferred DESC, a.position, a.id)
                        FILTER (WHERE a.channel = 'SMS'))[1] AS phone,
                       (array_agg(coalesce(a.address, a.as_entered)
                                  ORDER BY a.reachable DESC, a.preferred DESC, a.position, a.id)
                        FILTER (WHERE a.channel = 'EMAIL'))[1] AS mail,
                       array_agg(ARRAY[a.label, coalesce(a.address, a.as_entered), a.channel] ORDER BY a.position, a.id)
                           AS contact_points
                FROM customer.contact_point a WHERE a.customer_id = c.id
            ) n ON true
            LEFT JOIN LATERAL (
                SELECT array_agg(b.name ORDER BY b.name) AS groups
                FROM customer.membership a JOIN customer.customer_group b ON b.id = a.group_id
                WHERE a.customer_id = c.id
            ) m ON true
            WHERE %s
            """;

    private final JdbcClient jdbc;
    private final ContactStandings standings;

    CustomerRows(JdbcClient jdbc, ContactStandings standings) {
        this.jdbc = jdbc;
        this.standings = standings;
    }

    /// In the order of their ids' list; who is no longer there is left out.
    List<CustomerList.Row> of(List<Long> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        var states = standings.of(ids);
        var byId = new HashMap<Long, CustomerList.Row>();
        jdbc.sql(SELECT.formatted("c.id = ANY (:ids)"))
                .param("ids", ids.toArray(Long[]::new))
                .query(row -> {
                    long id = row.getLong("id");
                    byId.put(id, row(row, CustomerList.standing(states, id)));
                });
        return ids.stream().map(byId::get).filter(Objects::nonNull).toList();
    }

    static CustomerList.Row row(ResultSet row, ContactStandings.Standing standing) throws SQLException {
        boolean company = row.getString("kind").equals("company");
        var number = row.getString("number");
        var name = company
                ? row.getString("company_name")
                : (row.getString("first_name") + " " + row.getString("last_name")).strip();
        var employer = text(row, "employer");
        return new CustomerList.Row(
                row.getLong("id"),
                number,
                text(row, "external_id"),
                row.getString("kind"),
                name.isEmpty() ? number : name,
                company ? "" : employer.isEmpty() ? row.getString("company_name") : employer,
                text(row, "phone"),
                text(row, "mail"),
                standing,
                text(row, "category"),
                texts(row.getArray("groups")),
                text(row, "store"),
                new CustomerList.Place(
                        row.getString("street"),
                        row.getString("postcode"),
                        row.getString("city"),
                        row.getString("country")),
                row.getString("language"),
                birthday(row),
                row.getBigDecimal("points"),
                row.getBigDecimal("balance"),
                row.getString("currency"),
                Purchases.of(row),
                row.getTimestamp("created_at")
                        .toInstant()
                        .atZone(ZoneOffset.UTC)
                        .toLocalDate(),
                CustomFields.values(row.getString("custom")));
    }

    static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNullElse(row.getString(column), "");
    }

    static List<String> texts(java.sql.@Nullable Array array) throws SQLException {
        return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
    }

    /// `1985-03-01`, or `--03-01` without its year, as ISO 8601 once had it.
    static String birthday(ResultSet row) throws SQLException {
        int month = row.getInt("birth_month");
        if (month == 0) {
            return "";
        }
        int year = row.getInt("birth_year");
        return (year == 0 ? "-" : "%04d".formatted(year)) + "-%02d-%02d".formatted(month, row.getInt("birth_day"));
    }
}
