package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.kernel.SqlQuery;
import utskick.testing.App;

/// Many customers who are deleted while nobody waits.
final class DeletionsTest {

    @RegisterExtension
    static final App app = App.empty();

    private static final SqlQuery ALL = new SqlQuery("SELECT id AS customer_id FROM customer.customer", Map.of());

    private JdbcClient jdbc;
    private Deletions deletions;

    @BeforeEach
    void register() {
        jdbc = app.jdbc();
        deletions = app.bean(Deletions.class);
        jdbc.sql("TRUNCATE customer.customer, customer.search, customer.deletion CASCADE")
                .update();
        add(1, 2_500);
    }

    @Test
    void what_a_program_that_ended_has_left_is_gone_on_with_and_nobody_who_came_since_goes() {
        var token = deletions.settle(ALL, 2_500).orElseThrow();
        assertThat(deletions.portion(token)).isTrue();
        assertThat(numbers()).hasSize(1_500);
        add(2_501, 2_600);

        // as the next program does
        deletions.work(token);

        assertThat(numbers()).hasSize(100).startsWith("D2501");
        assertThat(deletions.look(token)).contains(new DeletionView(token.toString(), 2_500, 2_500, 2_500, 0, "done"));
        assertThat(jdbc.sql("SELECT count(*) FROM customer.deletion_customer")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void more_or_fewer_than_somebody_said_yes_to_are_not_deleted() {
        assertThat(deletions.begin(ALL, 2_499)).isEmpty();
        assertThat(numbers()).hasSize(2_500);
        assertThat(jdbc.sql("SELECT count(*) FROM customer.deletion")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void whoever_stops_it_keeps_the_rest() {
        var token = deletions.settle(ALL, 2_500).orElseThrow();
        assertThat(deletions.portion(token)).isTrue();
        deletions.stop(token);
        assertThat(deletions.portion(token)).isFalse();
        deletions.work(token);

        assertThat(numbers()).hasSize(1_500);
        assertThat(deletions.look(token))
                .contains(new DeletionView(token.toString(), 2_500, 1_000, 1_000, 0, "stopped"));
    }

    @Test
    void who_has_gone_meanwhile_is_not_counted() {
        var token = deletions.settle(ALL, 2_500).orElseThrow();
        jdbc.sql("DELETE FROM customer.customer WHERE number = 'D7'").update();
        deletions.work(token);
        assertThat(deletions.look(token)).contains(new DeletionView(token.toString(), 2_500, 2_500, 2_499, 0, "done"));
    }

    private void add(int from, int to) {
        jdbc.sql("""
                INSERT INTO customer.customer (number, last_name, created_at, changed_at)
                SELECT 'D' || i, 'Bort', now(), now() FROM generate_series(:from, :to) i
                """).param("from", from).param("to", to).update();
    }

    private List<String> numbers() {
        return jdbc.sql("SELECT number FROM customer.customer ORDER BY id")
                .query(String.class)
                .list();
    }
}
