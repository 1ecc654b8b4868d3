package utskick.customer;

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
import utskick.kernel.Address;
import utskick.kernel.Channel;
import utskick.kernel.CustomerId;

/// What customers may do to their own card without logging in, once they have shown that an address is theirs. Each
/// change stands in the card's log, with the customer as who made it.
public final class SelfService {

    private static final String ACTOR = "customer";
    private static final int LONGEST = 500;

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final SearchIndex search;
    private final Clock clock;

    SelfService(JdbcClient jdbc, TransactionOperations transaction, SearchIndex search, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.search = search;
        this.clock = clock;
    }

    /// As much of a card as its owner may see and mend.
    public record Self(CustomerId id, String language, Details details) {}

    /// What can be mended.
    public record Details(String firstName, String lastName, String street, String postcode, String city) {

        /// The fields by the names of the log.
        Map<String, String> byField() {
            var fields = new LinkedHashMap<String, String>();
            fields.put("first_name", firstName);
            fields.put("last_name", lastName);
            fields.put("street", street);
            fields.put("postcode", postcode);
            fields.put("city", city);
            return fields;
        }

        /// Whether all of it can be kept.
        public boolean fits() {
            return byField().values().stream().allMatch(it -> it.length() <= LONGEST);
        }
    }

    /// The customer whose address it is; nobody where several share it, for none of them may read the others' data.
    public Optional<Self> of(Address address) {
        var found = jdbc.sql("""
                SELECT DISTINCT c.id, c.language, c.first_name, c.last_name, c.street, c.postcode, c.city
                FROM customer.customer c JOIN customer.contact_point p ON p.customer_id = c.id
                WHERE p.address = :address AND p.channel = :channel AND NOT c.protected
                LIMIT 2
                """)
                .param("address", address.value())
                .param("channel", address.channel().name())
                .query((row, _) -> new Self(
                        new CustomerId(row.getLong("id")),
                        row.getString("language"),
                        new Details(
                                row.getString("first_name"),
                                row.getString("last_name"),
                                row.getString("street"),
                                row.getString("postcode"),
                                row.getString("city"))))
                .list();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    /// The language that the customer is written to in from now on.
    public void speak(CustomerId id, String language) {
        change(id, Map.of("language", language));
    }

    /// Mends name and postal address.
    public void correct(CustomerId id, Details details) {
        if (!details.fits()) {
            throw new IllegalArgumentException("too long");
        }
        var cleaned = new LinkedHashMap<String, String>();
        details.byField().forEach((field, value) -> cleaned.put(field, CellText.clean(value)));
        change(id, cleaned);
    }

    /// Somebody who has just signed up. Whoever has the address already stays as they are.
    ///
    /// @param storeId the store of the form, if it has one
    public void join(Address address, String firstName, String language, String country, @Nullable Integer storeId) {
        transaction.executeWithoutResult(_ -> {
            jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended(:address, 0))::text")
                    .param("address", address.value())
                    .query(String.class)
                    .single();
            boolean known = jdbc.sql(
                            "SELECT EXISTS (SELECT FROM customer.contact_point WHERE address = :address AND channel = :channel)")
                    .param("address", address.value())
                    .param("channel", address.channel().name())
                    .query(Boolean.class)
                    .single();
            if (known) {
                return;
            }
            Instant now = clock.instant();
            long id = jdbc.sql("SELECT nextval(pg_get_serial_sequence('customer.customer', 'id'))")
                    .query(Long.class)
                    .single();
            jdbc.sql("""
                    INSERT INTO customer.customer (id, number, first_name, language, country, currency, store_id,
                                                   created_at, changed_at)
                    OVERRIDING SYSTEM VALUE
                    VALUES (:id, :number, :first_name, :language, :country, :currency, CAST(:store AS integer), :now, :now)
                    """)
                    .param("id", id)
                    .param("number", freeNumber(id))
                    .param("first_name", CellText.clean(firstName))
                    .param("language", language)
                    .param("country", country)
                    .param("currency", Customers.currency(country))
                    .param("store", storeId)
                    .param("now", Timestamp.from(now))
                    .update();
            jdbc.sql("""
                    INSERT INTO customer.contact_point (customer_id, channel, label, as_entered, address, reachable, preferred)
                    VALUES (:id, :channel, :label, :address, :address, true, true)
                    """)
                    .param("id", id)
                    .param("channel", address.channel().name())
                    .param("label", address.channel() == Channel.SMS ? "mobile" : "email")
                    .param("address", address.value())
                    .update();
            log(id, "created", "", "W" + id, now);
            search.refresh(List.of(id));
        });
    }

    /// `W` and the id, which no till gives; with another letter where a file did bring it.
    private String freeNumber(long id) {
        return List.of("W", "WEB", "WEB-").stream()
                .map(prefix -> prefix + id)
                .filter(number -> !jdbc.sql("SELECT EXISTS (SELECT FROM customer.customer WHERE number = :number)")
                        .param("number", number)
                        .query(Boolean.class)
                        .single())
                .findFirst()
                .orElseThrow();
    }

    private void change(CustomerId id, Map<String, String> fields) {
        transaction.executeWithoutResult(_ -> {
            var before = jdbc.sql("""
                    SELECT language, first_name, last_name, street, postcode, city FROM customer.customer
                    WHERE id = :id FOR UPDATE
                    """).param("id", id.value()).query().singleRow();
            Instant now = clock.instant();
            fields.forEach((field, value) -> {
                String old = String.valueOf(before.get(field));
                if (!old.equals(value)) {
                    jdbc.sql("""
                            UPDATE customer.customer SET %s = :value, version = version + 1, changed_at = :now
                            WHERE id = :id
                            """.formatted(column(field)))
                            .param("value", value)
                            .param("now", Timestamp.from(now))
                            .param("id", id.value())
                            .update();
                    log(id.value(), field, old, value, now);
                }
            });
            search.refresh(List.of(id.value()));
        });
    }

    private static String column(String field) {
        return switch (field) {
            case "language", "first_name", "last_name", "street", "postcode", "city" -> field;
            default -> throw new IllegalArgumentException("not the customer's to change: " + field);
        };
    }

    private void log(long id, String field, String old, String now, Instant at) {
        jdbc.sql("""
                INSERT INTO customer.change (customer_id, at, actor, field, old_value, new_value)
                VALUES (:id, :at, :actor, :field, :old, :new)
                """)
                .param("id", id)
                .param("at", Timestamp.from(at))
                .param("actor", ACTOR)
                .param("field", field)
                .param("old", old)
                .param("new", now)
                .update();
    }
}
