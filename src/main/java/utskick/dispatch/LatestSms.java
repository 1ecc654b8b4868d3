package utskick.dispatch;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.consent.LastMessage;
import utskick.kernel.PhoneNumber;

/// Tells the ledger what an answer answers. Questions whether somebody signed up are nobody's and do not count.
final class LatestSms implements LastMessage {

    private final JdbcClient jdbc;

    LatestSms(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Optional<String> purpose(PhoneNumber phone, Collection<Long> customers, Instant since) {
        return jdbc.sql("""
                SELECT b.purpose
                FROM dispatch.recipient r
                JOIN dispatch.batch b ON b.id = r.batch_id AND b.channel = 'SMS'
                JOIN dispatch.outcome o ON o.batch_id = r.batch_id AND o.slice = r.slice AND o.seq = r.seq
                 AND o.state IN ('submitted', 'uncertain') AND NOT o.retaken
                WHERE r.customer_id = ANY (:customers) AND r.address = :phone AND o.at >= :since
                ORDER BY o.at DESC
                LIMIT 1
                """)
                .param("customers", customers.toArray(Long[]::new))
                .param("phone", phone.value())
                .param("since", Timestamp.from(since))
                .query(String.class)
                .optional();
    }
}
