package utskick.consent;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import utskick.kernel.Channel;

/// Keeps `consent.reach` up: one number a customer that says who can be reached and how consent stands, so that a
/// selection need not join every address to its standing. Whoever asks calls [#catchUp] first; the
/// conditions are of `customer.profile p LEFT JOIN consent.reached r`.
public final class Reach {

    private static final Logger log = LoggerFactory.getLogger(Reach.class);

    /// The number of `customer.profile p`, where `consent.reached r` is left-joined on the customer. A card that
    /// was saved
    /// since is looked at as it is now.
    private static final String FLAGS =
            "(CASE WHEN r.version = p.version THEN r.flags ELSE consent.reach_of(p.customer_id) END)";

    /// From so many addresses on, a change is not followed address by address.
    static final int MANY = 10_000;

    /// Of a whole register that is brought up to date by several at once; any number that nobody else uses.
    private static final long LOCK = 0x7265616368L;

    private static final String REFRESH = """
            INSERT INTO consent.reach AS old (customer_id, version, flags)
            SELECT p.customer_id, p.version, coalesce(n.flags, 0)
            FROM customer.profile p LEFT JOIN consent.reach_now n USING (customer_id)
            WHERE %s
            ON CONFLICT (customer_id) DO UPDATE SET version = excluded.version, flags = excluded.flags
            WHERE (old.version, old.flags) IS DISTINCT FROM (excluded.version, excluded.flags)
            """;

    private static final int MAY = 2;
    private static final int STATES = 4;

    private final JdbcClient jdbc;
    private final TransactionOperations own;

    /// @param own transactions of its own, whatever the caller has open: others wait for its end
    public Reach(JdbcClient jdbc, TransactionOperations own) {
        this.jdbc = jdbc;
        this.own = own;
    }

    /// The condition that a message of this channel can go to the customer at all.
    public static String has(Channel channel) {
        return any(1 << at(channel));
    }

    /// The condition that the customer may get offers on this channel at one of the addresses.
    public static String may(Channel channel) {
        return any(1 << (MAY + at(channel)));
    }

    /// Whether [#stands] can be asked of this purpose.
    public static boolean knows(Purpose purpose) {
        return purpose.equals(Purpose.MARKETING) || purpose.equals(Purpose.SERVICE);
    }

    /// The condition that one of the customer's addresses of the channel stands at one of these states.
    public static String stands(Channel channel, Purpose purpose, Collection<ConsentState> states) {
        int first = STATES + 8 * at(channel) + (purpose.equals(Purpose.SERVICE) ? 4 : 0);
        return any(states.stream()
                .mapToInt(state -> switch (state) {
                            case GIVEN -> 1;
                            case REFUSED -> 2;
                            case WITHDRAWN -> 4;
                            case UNKNOWN -> 8;
                        }
                        << first)
                .reduce(0, (a, b) -> a | b));
    }

    private static int at(Channel channel) {
        return switch (channel) {
            case SMS -> 0;
            case EMAIL -> 1;
        };
    }

    private static String any(int bits) {
        return "(%s & %d) <> 0".formatted(FLAGS, bits);
    }

    /// Takes in what was said since. Costs nothing where that is nothing, and seconds after an import of a million.
    public void catchUp() {
        if (touched()) {
            own.executeWithoutResult(_ -> takeIn());
        }
    }

    /// Brings every customer up to date, for a database that knows none yet.
    public void refreshAll() {
        own.executeWithoutResult(_ -> {
            lock();
            everybody();
        });
    }

    private boolean touched() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM consent.touched)")
                .query(Boolean.class)
                .single();
    }

    private void takeIn() {
        lock();
        // a change that commits after this statement leaves its row for the next time
        List<@Nullable String> addresses = jdbc.sql("DELETE FROM consent.touched RETURNING address")
                .query((row, _) -> row.getString("address"))
                .list();
        if (addresses.stream().anyMatch(Objects::isNull) || addresses.size() > MANY) {
            everybody();
            return;
        }
        if (addresses.contains("")) {
            int cards = jdbc.sql(REFRESH.formatted("""
                    p.customer_id IN (SELECT c.customer_id
                                      FROM customer.profile c LEFT JOIN consent.reach o USING (customer_id)
                                      WHERE o.version IS DISTINCT FROM c.version)""")).update();
            log.debug("reach: {} cards brought up to date", cards);
        }
        jdbc.sql(REFRESH.formatted("""
                p.customer_id IN (SELECT k.customer_id FROM customer.contact k WHERE k.address = ANY (:addresses))"""))
                .param("addresses", addresses.toArray(String[]::new))
                .update();
    }

    private void everybody() {
        // sorting a million customers in memory, not on disk
        jdbc.sql("SELECT set_config('work_mem', '128MB', true)")
                .query(String.class)
                .single();
        int changed = jdbc.sql(REFRESH.formatted("true")).update();
        int gone = jdbc.sql("""
                DELETE FROM consent.reach o
                WHERE NOT EXISTS (SELECT FROM customer.profile p WHERE p.customer_id = o.customer_id)
                """).update();
        if (changed > MANY) {
            jdbc.sql("ANALYZE consent.reach").update();
        }
        log.info("reach: {} customers brought up to date, {} forgotten", changed, gone);
    }

    /// One at a time: two would only wait for each other's rows.
    private void lock() {
        jdbc.sql("SELECT pg_advisory_xact_lock(:lock)")
                .param("lock", LOCK)
                .query()
                .singleRow();
    }
}
