package utskick.customer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.web.Texts;

/// Stands in for the ledger where only the register is tested: keeps what the view says to it.
final class RecordingConsents implements ImportedConsents {

    private final JdbcClient jdbc;
    final List<Row> rows = new ArrayList<>();

    RecordingConsents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Row(int line, long customerId, String channel, String address, String state) {}

    @Override
    public int record(long importId, String fileName, String actor, Instant at) {
        var found = jdbc.sql("""
                SELECT line, customer_id, channel, address, state
                FROM customer.imported_consent
                WHERE import_id = :id AND state <> 'unknown'
                ORDER BY line, channel, address
                """)
                .param("id", importId)
                .query((row, _) -> new Row(
                        row.getInt("line"),
                        row.getLong("customer_id"),
                        row.getString("channel"),
                        row.getString("address"),
                        row.getString("state")))
                .list();
        rows.addAll(found);
        return found.size();
    }

    @Override
    public int takeBack(long importId, String fileName, String actor, Instant at) {
        int taken = rows.size();
        rows.clear();
        return taken;
    }

    @Override
    public Map<String, String> purposes(Texts texts) {
        return Map.of("marketing", "marketing");
    }

    @Override
    public int keptBack(long importId) {
        return 0;
    }

    @Override
    public int notAllowed(long importId, String basis) {
        return 0;
    }
}
