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
/// conditions are of `customer.profile p` with [#JOIN].
public final class Reach {

    private static final Logger log = LoggerFactory.getLogger(Reach.class);

    /// What the conditions are asked of beside `customer.profile p`. A row is of 256 customers.
    public static final String JOIN = "LEFT JOIN consent.reached r ON r.block = p.customer_id >> 8";

    private static final String CELL = "r.cells[1 + (p.customer_id & 255)]";

    /// The number of the customer. A card that was saved since is looked at as it is now.
    private static final String FLAGS =
            "(CASE WHEN (%1$s >> 32) = p.version THEN %1$s ELSE consent.reach_of(p.customer_id) END)".formatted(CELL);

    /// From so many addresses on, a change is not followed address by address.
    static final int MANY = 10_000;

    /// From so many blocks on, the planner is told.
    private static final int MANY_BLOCKS = 100;

    /// Of a whole register that is brought up to date by several at once; any number that nobody else uses.
    private static final long LOCK = 0x7265616368L;

    private static final String REFRESH = """
            WITH now AS MATERIALIZED (
                SELECT p.customer_id, (p.version::bigint << 32) | coalesce(n.flags, 0) AS cell
                FROM customer.profile p LEFT JOIN consent.reach_now n USING (customer_id)
                WHERE %s
            )
            INSERT INTO consent.reach AS old (block, cells)
            SELECT b.block, array_agg(coalesce(now.cell, o.cells[1 + (i.id & 255)], 0) ORDER BY i.id)
            FROM (SELECT DISTINCT customer_id >> 8 AS block FROM now) b
            LEFT JOIN consent.reach o USING (block)
            CROSS JOIN LATERAL generate_series(b.block << 8, (b.block << 8) + 255) AS i (id)
            LEFT JOIN now ON now.customer_id = i.id
            GROUP BY b.block
            ON CONFLICT (block) DO UPDATE SET cells = excluded.cells WHERE old.cells <> excluded.cells
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
            int blocks = jdbc.sql(REFRESH.formatted("""
                    p.customer_id IN (SELECT p.customer_id FROM customer.profile p %s
                                      WHERE (%s >> 32) IS DISTINCT FROM p.version)""".formatted(JOIN, CELL))).update();
            log.debug("reach: cards in {} blocks brought up to date", blocks);
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
        jdbc.sql("DELETE FROM consent.reach").update();
        int blocks = jdbc.sql(REFRESH.formatted("true")).update();
        if (blocks > MANY_BLOCKS) {
            jdbc.sql("ANALYZE consent.reach").update();
        }
        log.info("reach: customers of {} blocks brought up to date", blocks);
    }

    /// One at a time: two would only wait for each other's rows.
    private void lock() {
        jdbc.sql("SELECT pg_advisory_xact_lock(:lock)")
                .param("lock", LOCK)
                .query()
                .singleRow();
    }
}
