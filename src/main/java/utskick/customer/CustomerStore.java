package utskick.customer;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.kernel.Address;
import utskick.kernel.Channel;
import utskick.kernel.CustomerId;
import utskick.kernel.SqlQuery;

/// The statements about single customers.
final class CustomerStore {

    private final JdbcClient jdbc;

    CustomerStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Customer> byId(long id) {
        return jdbc.sql("""
                SELECT c.*, coalesce(p.company_name, '') AS shown_company, p.company_number, p.store, p.category
                FROM customer.customer c
                JOIN customer.profile p ON p.customer_id = c.id
                WHERE c.id = :id
                """)
                .param("id", id)
                .query((row, _) -> customer(row, groups(id), contactPoints(id)))
                .optional();
    }

    Optional<Long> idOf(String number) {
        return jdbc.sql("SELECT id FROM customer.customer WHERE number = :number")
                .param("number", number)
                .query(Long.class)
                .optional();
    }

    long contactsOf(long company) {
        return jdbc.sql("SELECT count(*) FROM customer.customer WHERE company_id = :company")
                .param("company", company)
                .query(Long.class)
                .single();
    }

    List<Long> contactsOf(long company, int most) {
        return jdbc.sql("""
                SELECT id FROM customer.customer WHERE company_id = :company
                ORDER BY last_name, first_name, id LIMIT :most
                """)
                .param("company", company)
                .param("most", most)
                .query(Long.class)
                .list();
    }

    /// Lets `kept` stand for `gone`: its log, its contacts, and its number, by which files and links may still ask.
    ///
    /// @param number the one of the two that no card has any more
    void replace(long gone, long kept, String number, String actor, Instant now) {
        for (var statement : List.of(
                "UPDATE customer.change SET customer_id = :kept WHERE customer_id = :gone",
                "UPDATE customer.customer SET company_id = :kept WHERE company_id = :gone AND id <> :kept",
                "UPDATE customer.customer SET company_id = NULL WHERE id = :kept AND company_id = :gone",
                "UPDATE customer.merged SET kept_id = :kept WHERE kept_id = :gone",
                "DELETE FROM customer.search WHERE customer_id = :gone AND :kept > 0",
                "DELETE FROM customer.customer WHERE id = :gone AND :kept > 0")) {
            jdbc.sql(statement).param("gone", gone).param("kept", kept).update();
        }
        jdbc.sql("""
                INSERT INTO customer.merged (gone_id, gone_number, kept_id, at, actor)
                VALUES (:gone, :number, :kept, :now, :actor)
                ON CONFLICT (gone_number) DO UPDATE
                SET gone_id = excluded.gone_id, kept_id = excluded.kept_id, at = excluded.at, actor = excluded.actor
                """)
                .param("gone", gone)
                .param("number", number)
                .param("kept", kept)
                .param("now", Timestamp.from(now))
                .param("actor", actor)
                .update();
    }

    Optional<Long> keptInsteadOf(long gone) {
        return jdbc.sql("SELECT kept_id FROM customer.merged WHERE gone_id = :gone")
                .param("gone", gone)
                .query(Long.class)
                .optional();
    }

    Optional<Long> companyOf(String number) {
        return jdbc.sql("SELECT id FROM customer.customer WHERE number = :number AND kind = 'company'")
                .param("number", number)
                .query(Long.class)
                .optional();
    }

    Optional<CardHead> cardHead(long id) {
        return jdbc.sql("""
                SELECT p.*,
                       (SELECT k.address FROM customer.contact k
                        WHERE k.customer_id = p.customer_id AND k.channel = 'SMS' AND k.address IS NOT NULL
                        ORDER BY k.reachable DESC, k.preferred DESC, k.position LIMIT 1) AS phone,
                       (SELECT k.address FROM customer.contact k
                        WHERE k.customer_id = p.customer_id AND k.channel = 'EMAIL' AND k.address IS NOT NULL
                        ORDER BY k.preferred DESC, k.position LIMIT 1) AS email
                FROM customer.profile p
                WHERE p.customer_id = :id
                """)
                .param("id", id)
                .query((row, _) -> new CardHead(
                        new CustomerId(row.getLong("customer_id")),
                        row.getString("number"),
                        row.getString("name").isEmpty() ? row.getString("number") : row.getString("name"),
                        row.getString("company_name"),
                        row.getObject("company_id", Long.class) == null
                                ? null
                                : new CustomerId(row.getLong("company_id")),
                        row.getString("category"),
                        row.getString("store"),
                        row.getString("city"),
                        row.getString("language"),
                        row.getString("phone"),
                        row.getString("email"),
                        row.getBoolean("protected"),
                        row.getString("status")))
                .optional();
    }

    /// The customer's version, locked until the transaction ends.
    Optional<Integer> lock(long id) {
        return jdbc.sql("SELECT version FROM customer.customer WHERE id = :id FOR UPDATE")
                .param("id", id)
                .query(Integer.class)
                .optional();
    }

    /// What a card holds, read and ready to be written.
    ///
    /// @param custom JSON
    record Values(
            String number,
            @Nullable String externalId,
            String kind,
            Map<String, String> texts,
            @Nullable Long companyId,
            @Nullable Integer storeId,
            @Nullable Integer categoryId,
            DateReader.@Nullable Day birthday,
            Map<String, @Nullable BigDecimal> amounts,
            Purchases purchases,
            boolean isProtected,
            String custom) {}

    long insert(Values values, Instant now) {
        return bound(jdbc.sql("""
                INSERT INTO customer.customer (number, external_id, kind, first_name, last_name, company_name, company_id,
                       tax_id, language, country, currency, store_id, category_id, street, postcode, city, birth_year,
                       birth_month, birth_day, name_day, points, balance, last_purchase, bought_12_months,
                       bought_this_year, bought_last_year, purchases_12_months, status, note, protected, custom,
                       created_at, changed_at)
                VALUES (:number, :external_id, :kind, :first_name, :last_name, :company_name, :company_id, :tax_id,
                        :language, :country, :currency, :store_id, :category_id, :street, :postcode, :city, :birth_year,
                        :birth_month, :birth_day, :name_day, :points, :balance, :last_purchase, :bought_12_months,
                        :bought_this_year, :bought_last_year, :purchases_12_months, :status, :note, :protected,
                        :custom::jsonb, :now, :now)
                RETURNING id
                """), values, now).query(Long.class).single();
    }

    void update(long id, Values values, Instant now) {
        bound(jdbc.sql("""
                UPDATE customer.customer
                SET number = :number, external_id = :external_id, kind = :kind, first_name = :first_name,
                    last_name = :last_name, company_name = :company_name, company_id = :company_id, tax_id = :tax_id,
                    language = :language, country = :country, currency = :currency, store_id = :store_id,
                    category_id = :category_id, street = :street, postcode = :postcode, city = :city,
                    birth_year = :birth_year, birth_month = :birth_month, birth_day = :birth_day, name_day = :name_day,
                    points = :points, balance = :balance, last_purchase = :last_purchase,
                    bought_12_months = :bought_12_months, bought_this_year = :bought_this_year,
                    bought_last_year = :bought_last_year, purchases_12_months = :purchases_12_months, status = :status,
                    note = :note, protected = :protected, custom = :custom::jsonb, version = version + 1,
                    changed_at = :now
                WHERE id = :id
                """), values, now).param("id", id).update();
    }

    private static JdbcClient.StatementSpec bound(JdbcClient.StatementSpec statement, Values values, Instant now) {
        var birthday = values.birthday();
        var purchases = values.purchases();
        values.texts().forEach(statement::param);
        values.amounts().forEach(statement::param);
        return statement
                .param("number", values.number())
                .param("external_id", values.externalId())
                .param("kind", values.kind())
                .param("company_id", values.companyId())
                .param("store_id", values.storeId())
                .param("category_id", values.categoryId())
                .param("birth_year", birthday == null ? null : birthday.year())
                .param("birth_month", birthday == null ? null : birthday.month())
                .param("birth_day", birthday == null ? null : birthday.day())
                .param("last_purchase", purchases.last())
                .param("bought_12_months", purchases.twelveMonths())
                .param("bought_this_year", purchases.thisYear())
                .param("bought_last_year", purchases.lastYear())
                .param("purchases_12_months", purchases.count())
                .param("protected", values.isProtected())
                .param("custom", values.custom())
                .param("now", Timestamp.from(now));
    }

    void replaceContactPoints(long id, List<ContactPoint> points) {
        jdbc.sql("DELETE FROM customer.contact_point WHERE customer_id = :id")
                .param("id", id)
                .update();
        for (int i = 0; i < points.size(); i++) {
            var point = points.get(i);
            jdbc.sql("""
                    INSERT INTO customer.contact_point
                           (customer_id, channel, label, as_entered, address, problem, reachable, preferred, position)
                    VALUES (:id, :channel, :label, :entered, :address, :problem, :reachable, :preferred, :position)
                    """)
                    .param("id", id)
                    .param("channel", point.channel().name())
                    .param("label", point.label())
                    .param("entered", point.asEntered())
                    .param("address", point.address())
                    .param("problem", point.problem())
                    .param("reachable", point.reachable())
                    .param("preferred", point.preferred())
                    .param("position", i)
                    .update();
        }
    }

    /// Whether another card has the address.
    boolean isElsewhere(Address address, long id) {
        return jdbc.sql("""
                SELECT EXISTS (SELECT FROM customer.contact_point
                               WHERE address = :address AND channel = :channel AND customer_id <> :id)
                """)
                .param("address", address.value())
                .param("channel", address.channel().name())
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    void replaceGroups(long id, List<String> names) {
        jdbc.sql("DELETE FROM customer.membership WHERE customer_id = :id")
                .param("id", id)
                .update();
        for (var name : names) {
            jdbc.sql("INSERT INTO customer.membership (customer_id, group_id) VALUES (:id, :group)")
                    .param("id", id)
                    .param("group", group("group", name))
                    .update();
        }
    }

    /// The lines of the cards' logs for those whose groups a statement has just changed: the statement sees the
    /// groups as they were.
    private static final String LOG_GROUPS = """
            INSERT INTO customer.change (customer_id, at, actor, field, old_value, new_value)
            SELECT t.customer_id, :group_at, :group_actor, 'groups', coalesce(b.before, ''), coalesce(b.after, '')
            FROM touched t
            CROSS JOIN LATERAL (
                SELECT string_agg(n.name, ', ' ORDER BY n.name) FILTER (WHERE n.stood) AS before,
                       string_agg(n.name, ', ' ORDER BY n.name) FILTER (WHERE n.stands) AS after
                FROM (SELECT g.name, true AS stood, g.id <> t.out_of AS stands
                      FROM customer.membership m JOIN customer.customer_group g ON g.id = m.group_id
                      WHERE m.customer_id = t.customer_id
                      UNION ALL
                      SELECT g.name, false, true FROM customer.customer_group g WHERE g.id = t.into) n
            ) b
            """;

    /// @return how many were not in it
    int addToGroup(SqlQuery chosen, int group, String actor, Instant now) {
        return logged("""
                INSERT INTO customer.membership (customer_id, group_id)
                SELECT chosen.customer_id, :of_group FROM (%s) chosen
                ON CONFLICT DO NOTHING
                RETURNING customer_id, group_id AS into, 0 AS out_of
                """.formatted(chosen.text()), chosen, group, actor, now);
    }

    /// @return how many were in it
    int removeFromGroup(SqlQuery chosen, String name, String actor, Instant now) {
        var group = jdbc.sql("SELECT id FROM customer.customer_group WHERE kind = 'group' AND name = :name")
                .param("name", name)
                .query(Integer.class)
                .optional();
        return group.isEmpty() ? 0 : logged("""
                        DELETE FROM customer.membership m
                        WHERE m.group_id = :of_group AND m.customer_id IN (%s)
                        RETURNING m.customer_id, 0 AS into, m.group_id AS out_of
                        """.formatted(chosen.text()), chosen, group.get(), actor, now);
    }

    private int logged(String statement, SqlQuery chosen, int group, String actor, Instant now) {
        return jdbc.sql("WITH touched AS (%s)\n%s".formatted(statement, LOG_GROUPS))
                .params(chosen.params())
                .param("of_group", group)
                .param("group_actor", actor)
                .param("group_at", Timestamp.from(now))
                .update();
    }

    /// The group or category of that name, made where there is none.
    int group(String kind, String name) {
        jdbc.sql("INSERT INTO customer.customer_group (kind, name) VALUES (:kind, :name) ON CONFLICT DO NOTHING")
                .param("kind", kind)
                .param("name", name)
                .update();
        return jdbc.sql("SELECT id FROM customer.customer_group WHERE kind = :kind AND name = :name")
                .param("kind", kind)
                .param("name", name)
                .query(Integer.class)
                .single();
    }

    Optional<Integer> store(String name) {
        return jdbc.sql("SELECT id FROM customer.store WHERE name = :name")
                .param("name", name)
                .query(Integer.class)
                .optional();
    }

    List<String> stores() {
        return jdbc.sql("SELECT name FROM customer.store ORDER BY name")
                .query(String.class)
                .list();
    }

    List<String> groupNames(String kind) {
        return jdbc.sql("SELECT name FROM customer.customer_group WHERE kind = :kind ORDER BY name")
                .param("kind", kind)
                .query(String.class)
                .list();
    }

    void log(long id, String actor, String field, String before, String after, Instant now) {
        jdbc.sql("""
                INSERT INTO customer.change (customer_id, at, actor, field, old_value, new_value)
                VALUES (:id, :now, :actor, :field, :before, :after)
                """)
                .param("id", id)
                .param("now", Timestamp.from(now))
                .param("actor", actor)
                .param("field", field)
                .param("before", before)
                .param("after", after)
                .update();
    }

    List<Change> changes(long id, int most) {
        return jdbc.sql("""
                SELECT h.at, h.actor, h.field, h.old_value, h.new_value, coalesce(i.file_name, '') AS file
                FROM (
                    SELECT h.at, h.id, h.actor, h.field, h.old_value, h.new_value, h.import_id
                    FROM customer.change h WHERE h.customer_id = :id
                    UNION ALL
                    SELECT r.finished_at, 0, r.actor, 'created', '', c.number, r.id
                    FROM customer.customer c
                    JOIN customer.import_run r ON c.id BETWEEN r.first_new AND r.last_new AND c.created_at = r.finished_at
                    WHERE c.id = :id
                ) h
                LEFT JOIN customer.import_run i ON i.id = h.import_id
                ORDER BY h.at DESC, h.id DESC LIMIT :most
                """)
                .param("most", most)
                .param("id", id)
                .query((row, _) -> new Change(
                        row.getTimestamp("at").toInstant(),
                        row.getString("actor"),
                        row.getString("field"),
                        row.getString("old_value"),
                        row.getString("new_value"),
                        row.getString("file")))
                .list();
    }

    private List<String> groups(long id) {
        return jdbc.sql("SELECT group_name FROM customer.member WHERE customer_id = :id ORDER BY group_name")
                .param("id", id)
                .query(String.class)
                .list();
    }

    List<ContactPoint> contactPoints(long id) {
        return jdbc.sql("""
                SELECT channel, label, as_entered, address, problem, reachable, preferred
                FROM customer.contact_point WHERE customer_id = :id ORDER BY channel DESC, position, id
                """)
                .param("id", id)
                .query((row, _) -> new ContactPoint(
                        Channel.valueOf(row.getString("channel")),
                        row.getString("label"),
                        row.getString("as_entered"),
                        row.getString("address"),
                        row.getString("problem"),
                        row.getBoolean("reachable"),
                        row.getBoolean("preferred")))
                .list();
    }

    private static Customer customer(ResultSet row, List<String> groups, List<ContactPoint> points)
            throws SQLException {
        var company = row.getObject("company_id", Long.class);
        return new Customer(
                new CustomerId(row.getLong("id")),
                row.getInt("version"),
                row.getString("number"),
                row.getString("external_id"),
                Customer.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getString("first_name"),
                row.getString("last_name"),
                row.getString("shown_company"),
                company == null ? null : new CustomerId(company),
                row.getString("company_number"),
                row.getString("tax_id"),
                row.getString("language"),
                row.getString("country"),
                row.getString("store"),
                row.getString("category"),
                groups,
                row.getString("street"),
                row.getString("postcode"),
                row.getString("city"),
                birthday(row),
                row.getString("name_day"),
                row.getBigDecimal("points"),
                row.getBigDecimal("balance"),
                row.getString("currency"),
                Purchases.of(row),
                row.getString("status"),
                row.getBoolean("protected"),
                row.getString("note"),
                CustomFields.values(row.getString("custom")),
                points,
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("changed_at").toInstant());
    }

    private static String birthday(ResultSet row) throws SQLException {
        int month = row.getInt("birth_month");
        if (month == 0) {
            return "";
        }
        int year = row.getInt("birth_year");
        return (year == 0 ? "-" : String.valueOf(year)) + "-%02d-%02d".formatted(month, row.getInt("birth_day"));
    }
}
