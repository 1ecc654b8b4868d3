package utskick.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import utskick.consent.ConsentLedger;
import utskick.consent.LedgerSeals;
import utskick.consent.Refusal;
import utskick.database.FileTree;

/// What asking for permission costs: of a claim of 1,000 messages the part that is spent in [Refusal#sql], on a
/// register of 1,000,000 customers with 3,000,000 entries; and the nightly reading of that ledger.
final class ConsentBench {

    private static final int CUSTOMERS = 1_000_000;
    private static final int CLAIM = 1_000;
    private static final int PAIRS = 41;
    private static final Pattern TIME = Pattern.compile("Execution Time: ([0-9.]+) ms");

    /// As the engine reads what it has claimed, with the permission and without.
    private static final String READ = """
            EXPLAIN (ANALYZE, TIMING OFF) SELECT r.seq, r.address, r.language, r.fields, %s AS refusal
            FROM dispatch.recipient r
            WHERE r.batch_id = %d AND r.slice = %d AND r.seq BETWEEN %d AND %d
            ORDER BY r.seq
            """;

    private ConsentBench() {}

    static void run(PrintStream out) throws Exception {
        try (var register = BigRegister.open(out, CUSTOMERS);
                var connection = register.dataSource().getConnection()) {
            var jdbc = JdbcClient.create(register.dataSource());
            long entries = jdbc.sql("SELECT count(*) FROM consent.entry")
                    .query(Long.class)
                    .single();
            claims(out, connection, jdbc, entries);
            night(out, register, jdbc, entries);
        }
    }

    private record Place(long batch, int slice, int last) {}

    private static void claims(PrintStream out, Connection connection, JdbcClient jdbc, long entries)
            throws SQLException {
        var place = jdbc.sql("""
                SELECT batch_id, slice, max(seq) AS last FROM dispatch.recipient
                GROUP BY batch_id, slice ORDER BY count(*) DESC LIMIT 1
                """)
                .query((row, _) -> new Place(row.getLong("batch_id"), row.getInt("slice"), row.getInt("last")))
                .single();
        for (String purpose : List.of("marketing", "service")) {
            List<Double> with = new ArrayList<>();
            List<Double> without = new ArrayList<>();
            for (int pair = 0; pair < PAIRS; pair++) {
                int first = 1 + pair * CLAIM % Math.max(1, place.last() - CLAIM);
                with.add(read(connection, place, first, Refusal.sql("'SMS'", "'" + purpose + "'", "r.address")));
                without.add(read(connection, place, first, "NULL"));
            }
            out.printf(
                    "  a claim of %,d messages (%s, %,d entries): %.1f ms with the permission, %.1f ms without: %.1f ms for %,d permissions, at most %.1f ms%n",
                    CLAIM,
                    purpose,
                    entries,
                    median(with),
                    median(without),
                    median(with) - median(without),
                    CLAIM,
                    Collections.max(with) - median(without));
        }
    }

    private static double read(Connection connection, Place place, int first, String refusal) throws SQLException {
        try (var statement = connection.createStatement();
                var plan = statement.executeQuery(
                        READ.formatted(refusal, place.batch(), place.slice(), first, first + CLAIM - 1))) {
            while (plan.next()) {
                Matcher time = TIME.matcher(plan.getString(1));
                if (time.find()) {
                    return Double.parseDouble(time.group(1));
                }
            }
        }
        throw new IllegalStateException("a plan without its time");
    }

    private static void night(PrintStream out, BigRegister register, JdbcClient jdbc, long entries) throws Exception {
        var folder = FileTree.createTemporaryFolder("utskick-seals-");
        try {
            var transaction = new TransactionTemplate(new JdbcTransactionManager(register.dataSource()));
            var seals = new LedgerSeals(jdbc, transaction, Clock.systemUTC(), folder);
            jdbc.sql("TRUNCATE consent.seal").update();
            out.printf("  a seal over %,d entries: %.1f s", entries, seconds(seals::seal));
            out.printf("; read again: %.1f s", seconds(seals::verify));
            out.printf(
                    "; every hash and chain: %.1f s%n",
                    seconds(new ConsentLedger(jdbc, transaction, Clock.systemUTC())::verify));
        } finally {
            jdbc.sql("TRUNCATE consent.seal").update();
            if (Files.exists(folder)) {
                FileTree.delete(folder);
            }
        }
    }

    private static double seconds(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1e3;
    }

    private static double median(List<Double> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }
}
