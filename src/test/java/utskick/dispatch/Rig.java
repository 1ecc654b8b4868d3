package utskick.dispatch;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;
import utskick.gateway.FailureReason;
import utskick.kernel.Channel;
import utskick.kernel.Money;
import utskick.kernel.SqlQuery;
import utskick.testing.TestClock;

/// The engine as a test drives it: a scripted gateway under an account of its own, a clock that stands still, and
/// rounds that run when the test says so.
final class Rig {

    private static final AtomicLong ACCOUNTS = new AtomicLong();

    final long account = ACCOUNTS.incrementAndGet();
    final TestClock clock = new TestClock();
    final ScriptedGateway gateway = new ScriptedGateway();
    final JdbcClient jdbc;
    final TransactionOperations transaction;
    final OutboxStore store;
    final Outbox outbox;
    final MessageHistory history;
    final DeliveryReports reports;
    final Nodes nodes;
    final Dispatcher dispatcher;
    final long node;

    Rig(DataSource source) {
        jdbc = JdbcClient.create(source);
        transaction = new TransactionTemplate(new JdbcTransactionManager(source));
        store = new OutboxStore(jdbc);
        outbox = new Outbox(store, _ -> new PlainWriter(), transaction, new Doorbell(), clock);
        history = new MessageHistory(new HistoryStore(jdbc, _ -> new PlainWriter()));
        reports = new DeliveryReports(new ReportStore(jdbc), transaction, clock);
        nodes = new Nodes(jdbc, clock, Nodes.Process.own());
        dispatcher = dispatcher(source);
        node = nodes.join();
    }

    /// Another dispatcher on the same tables, as another program would be.
    Dispatcher dispatcher(DataSource source) {
        return dispatcher(source, () -> true);
    }

    /// The same, on a machine that is connected to the provider or not.
    Dispatcher dispatcher(DataSource source, BooleanSupplier connected) {
        var own = JdbcClient.create(source);
        return new Dispatcher(
                new Dispatcher.Stores(new RoundStore(own), new ReportStore(own), new OutboxStore(own)),
                new TransactionTemplate(new JdbcTransactionManager(source)),
                id -> id == account && connected.getAsBoolean() ? Optional.of(gateway) : Optional.empty(),
                _ -> new PlainWriter(),
                clock);
    }

    Draft draft(Draft.Kind kind, String purpose, Draft.Window window, @Nullable UUID command) {
        return new Draft(
                kind,
                "Spring sale",
                7L,
                new Draft.Route(Channel.SMS, account, "SHOP"),
                1,
                purpose,
                Money.of("0.50", "SEK"),
                window,
                "anna",
                command);
    }

    Draft draft() {
        return draft(Draft.Kind.CAMPAIGN, "service", Draft.Window.NOW, null);
    }

    /// Customers 1 … n with a phone each; every tenth lacks one.
    static SqlQuery audience(int n) {
        return new SqlQuery("""
                SELECT g AS customer_id, '+4670' || lpad(CAST(g AS text), 7, '0') AS address, 'sv' AS language,
                       ARRAY['Kim'] AS fields, CASE WHEN g % 10 = 0 THEN 'no_phone' END AS reason
                FROM generate_series(CAST(1 AS bigint), :n) g
                """, Map.of("n", n));
    }

    /// Customers 1 … n, all of them with a phone.
    static SqlQuery everybody(int n) {
        return new SqlQuery("""
                SELECT g AS customer_id, '+4670' || lpad(CAST(g AS text), 7, '0') AS address, 'sv' AS language,
                       ARRAY['Kim'] AS fields, CAST(NULL AS text) AS reason
                FROM generate_series(CAST(1 AS bigint), :n) g
                """, Map.of("n", n));
    }

    static String phone(int customer) {
        return "+4670%07d".formatted(customer);
    }

    BatchId frozen(int messages) {
        return outbox.freeze(draft(), everybody(messages));
    }

    /// Frozen, counted and started.
    BatchId started(int messages) {
        return start(frozen(messages));
    }

    BatchId start(BatchId batch) {
        var pricing = outbox.count(batch).orElseThrow();
        if (!(outbox.start(batch, pricing.planned(), pricing.units()) instanceof Start.Started)) {
            throw new AssertionError("the batch did not start");
        }
        return batch;
    }

    int round() {
        return dispatcher.runOnce(account, node);
    }

    /// Rounds until there is nothing to do at this moment.
    void rounds() {
        while (round() > 0) {
            nodes.renew(node);
        }
    }

    void later(Duration time) {
        clock.advance(time);
        nodes.renew(node);
    }

    Batch batch(BatchId batch) {
        return outbox.batch(batch).orElseThrow();
    }

    Batch.Counts counts(BatchId batch) {
        return batch(batch).counts();
    }

    static final FailureReason BUSY = FailureReason.OTHER;
}
