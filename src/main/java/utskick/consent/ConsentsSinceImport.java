package utskick.consent;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.customer.ImportTraces;
import utskick.kernel.SqlQuery;

/// Consents that customers gave themselves since an import: the import stands, because people have leaned on it.
final class ConsentsSinceImport implements ImportTraces {

    private final JdbcClient jdbc;

    ConsentsSinceImport(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String kind() {
        return "consents";
    }

    @Override
    public int count(SqlQuery customers, Instant since) {
        return jdbc.sql("""
                SELECT count(DISTINCT c.customer_id)
                FROM (%s) t
                JOIN customer.contact c ON c.customer_id = t.id
                JOIN consent.standing s ON s.address = c.address AND s.channel = c.channel
                WHERE s.state = 'given' AND s.source IN ('web', 'link', 'stop', 'user', 'till') AND s.at > :since
                """.formatted(customers.text()))
                .params(new HashMap<>(customers.params()))
                .param("since", OffsetDateTime.ofInstant(since, ZoneOffset.UTC))
                .query(Integer.class)
                .single();
    }
}
