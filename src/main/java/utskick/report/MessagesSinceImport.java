package utskick.report;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.customer.ImportTraces;
import utskick.kernel.SqlQuery;

/// Messages to the customers of an import since then, those on their way included: whoever was written to is in the
/// history and stays in the register.
final class MessagesSinceImport implements ImportTraces {

    private final JdbcClient jdbc;

    MessagesSinceImport(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String kind() {
        return "messages";
    }

    @Override
    public int count(SqlQuery customers, Instant since) {
        return jdbc.sql("""
                SELECT count(DISTINCT m.customer_id)
                FROM dispatch.message m
                JOIN (%s) t ON t.id = m.customer_id
                WHERE m.frozen_at > :since AND m.state <> 'cancelled'
                """.formatted(customers.text()))
                .params(new HashMap<>(customers.params()))
                .param("since", OffsetDateTime.ofInstant(since, ZoneOffset.UTC))
                .query(Integer.class)
                .single();
    }
}
