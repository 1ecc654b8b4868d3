package utskick.dispatch;

import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import utskick.kernel.Channel;
import utskick.kernel.Money;
import utskick.kernel.SqlQuery;
import utskick.template.ContentId;
import utskick.template.Contents;

/// Freezes any audience in any database, for measurements.
public final class BenchFreeze {

    private final Outbox outbox;

    public BenchFreeze(DataSource source) {
        var jdbc = JdbcClient.create(source);
        var contents = new Contents(jdbc, Clock.systemUTC());
        outbox = new Outbox(
                new OutboxStore(jdbc),
                new ContentWriter.Shelf(id -> contents.load(new ContentId(id)), Clock.systemUTC()),
                new TransactionTemplate(new JdbcTransactionManager(source)),
                new Doorbell(),
                Clock.systemUTC());
    }

    /// How many became recipients and how many were left out; the batch is discarded again by [#discard].
    public Frozen freeze(SqlQuery audience) {
        var batch = outbox.freeze(
                new Draft(
                        Draft.Kind.CAMPAIGN,
                        "bench",
                        null,
                        new Draft.Route(Channel.SMS, 1, "SHOP"),
                        1,
                        "marketing",
                        Money.of("0.50", "SEK"),
                        Draft.Window.NOW,
                        "bench",
                        null),
                audience);
        var frozen = outbox.batch(batch).orElseThrow();
        return new Frozen(batch, frozen.counts().planned(), frozen.leftOut());
    }

    public void discard(Frozen frozen) {
        outbox.discard(frozen.batch());
    }

    public record Frozen(BatchId batch, int recipients, int leftOut) {}
}
