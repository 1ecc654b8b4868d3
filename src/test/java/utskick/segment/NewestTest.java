package utskick.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.testing.Database;

final class NewestTest {

    @RegisterExtension
    static final Database database = new Database();

    private final Newest newest = new Newest();
    private final JdbcClient patient = JdbcClient.create(Newest.template(database.dataSource(), 60));

    @Test
    void a_newer_count_stops_the_older_one_of_the_same_builder_in_the_database_at_once() {
        var builder = UUID.randomUUID().toString();
        var older = CompletableFuture.supplyAsync(
                () -> newest.ask(builder, 1, () -> slow(patient)), Thread::startVirtualThread);
        Awaitility.await().until(() -> running() == 1);

        assertThat(newest.ask(builder, 2, () -> 7)).contains(7);
        assertThat(older).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(Optional.empty());
        Awaitility.await().until(() -> running() == 0);
    }

    @Test
    void a_count_that_was_sent_earlier_and_is_worked_on_later_stops_nothing_and_is_not_asked() throws SQLException {
        var builder = UUID.randomUUID().toString();
        try (var holder = database.dataSource().getConnection();
                var lock = holder.createStatement()) {
            holder.setAutoCommit(false);
            lock.execute("SELECT pg_advisory_xact_lock(7)");
            var newer = asked(builder, 2);
            Awaitility.await().until(() -> running() == 1);

            assertThat(newest.ask(builder, 1, () -> fail("nobody waits for it")))
                    .isEmpty();
            assertThat(running()).isEqualTo(1);
            holder.rollback();
            assertThat(newer.join()).contains(1);
        }
    }

    @Test
    void what_a_builder_asks_stops_when_it_is_left() {
        var builder = UUID.randomUUID().toString();
        var asked = CompletableFuture.supplyAsync(
                () -> newest.ask(builder, 1, () -> slow(patient)), Thread::startVirtualThread);
        Awaitility.await().until(() -> running() == 1);
        newest.stop(UUID.randomUUID().toString());
        assertThat(running()).as("somebody else's").isEqualTo(1);

        newest.stop(builder);
        assertThat(asked).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(Optional.empty());
        Awaitility.await().until(() -> running() == 0);
        newest.stop(builder);
    }

    @Test
    void other_builders_and_unknown_ones_go_on() throws SQLException {
        try (var holder = database.dataSource().getConnection();
                var lock = holder.createStatement()) {
            holder.setAutoCommit(false);
            lock.execute("SELECT pg_advisory_xact_lock(7)");
            var other = asked(UUID.randomUUID().toString(), 1);
            var unknown = asked(Newest.asker("me"), 1);
            Awaitility.await().until(() -> running() == 2);
            newest.ask(UUID.randomUUID().toString(), 2, () -> 0);
            newest.ask(Newest.asker("me"), 2, () -> 0);
            assertThat(running()).isEqualTo(2);
            holder.rollback();

            assertThat(other.join()).contains(1);
            assertThat(unknown.join()).contains(1);
        }
    }

    @Test
    void what_takes_too_long_is_given_up() {
        var impatient = JdbcClient.create(Newest.template(database.dataSource(), 1));
        assertThatThrownBy(() -> slow(impatient)).isInstanceOf(QueryTimeoutException.class);
        Awaitility.await().until(() -> running() == 0);
    }

    private CompletableFuture<Optional<Integer>> asked(String builder, long turn) {
        return CompletableFuture.supplyAsync(
                () -> newest.ask(
                        builder,
                        turn,
                        () -> patient.sql("SELECT 1 FROM pg_advisory_xact_lock_shared(7) AS waited_for")
                                .query(Integer.class)
                                .single()),
                Thread::startVirtualThread);
    }

    private static int slow(JdbcClient jdbc) {
        return jdbc.sql("SELECT 1 FROM pg_sleep(50) AS waited_for")
                .query(Integer.class)
                .single();
    }

    private static int running() {
        return database.jdbc().sql("""
                        SELECT count(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND state = 'active' AND query LIKE 'SELECT 1 FROM %AS waited_for'
                          AND pid <> pg_backend_pid()
                        """).query(Integer.class).single();
    }
}
