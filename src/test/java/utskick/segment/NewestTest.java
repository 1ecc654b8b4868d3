package utskick.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
                () -> newest.ask(builder, () -> slow(patient)), Thread::startVirtualThread);
        Awaitility.await().until(() -> running() == 1);

        assertThat(newest.ask(builder, () -> 7)).isEqualTo(7);
        assertThat(older.orTimeout(10, TimeUnit.SECONDS))
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(QueryTimeoutException.class);
        Awaitility.await().until(() -> running() == 0);
    }

    @Test
    void what_a_builder_asks_stops_when_it_is_left() {
        var builder = UUID.randomUUID().toString();
        var asked = CompletableFuture.supplyAsync(
                () -> newest.ask(builder, () -> slow(patient)), Thread::startVirtualThread);
        Awaitility.await().until(() -> running() == 1);
        newest.stop(UUID.randomUUID().toString());
        assertThat(running()).as("somebody else's").isEqualTo(1);

        newest.stop(builder);
        assertThat(asked)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(QueryTimeoutException.class);
        Awaitility.await().until(() -> running() == 0);
        newest.stop(builder);
    }

    @Test
    void other_builders_and_unknown_ones_go_on() throws SQLException {
        try (var holder = database.dataSource().getConnection();
                var lock = holder.createStatement()) {
            lock.execute("SELECT pg_advisory_lock(7)");
            var other = asked(UUID.randomUUID().toString());
            var unknown = asked(Newest.asker("me"));
            Awaitility.await().until(() -> running() == 2);
            newest.ask(UUID.randomUUID().toString(), () -> 0);
            newest.ask(Newest.asker("me"), () -> 0);
            assertThat(running()).isEqualTo(2);
            lock.execute("SELECT pg_advisory_unlock(7)");

            assertThat(other.join()).isEqualTo(1);
            assertThat(unknown.join()).isEqualTo(1);
        }
    }

    @Test
    void what_takes_too_long_is_given_up() {
        var impatient = JdbcClient.create(Newest.template(database.dataSource(), 1));
        assertThatThrownBy(() -> slow(impatient)).isInstanceOf(QueryTimeoutException.class);
        Awaitility.await().until(() -> running() == 0);
    }

    private CompletableFuture<Integer> asked(String builder) {
        return CompletableFuture.supplyAsync(
                () -> newest.ask(
                        builder,
                        () -> patient.sql("SELECT 1 FROM pg_advisory_lock_shared(7) AS waited_for")
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
