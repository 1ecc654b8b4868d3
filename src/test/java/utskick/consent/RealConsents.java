package utskick.consent;

import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import utskick.customer.ImportedConsents;

/// The real ledger behind an import, for measurements that are put together without the frame.
public final class RealConsents {

    private RealConsents() {}

    /// As the product wires it.
    public static ImportedConsents of(DataSource dataSource) {
        var jdbc = JdbcClient.create(dataSource);
        return new RegisterConsents(ledger(dataSource), new Purposes(jdbc, Clock.systemUTC()), new Rules(jdbc), jdbc);
    }

    /// Whether every chain of the ledger is whole.
    public static boolean isIntact(DataSource dataSource) {
        return ledger(dataSource).verify().isEmpty();
    }

    private static ConsentLedger ledger(DataSource dataSource) {
        var nested = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        return new ConsentLedger(JdbcClient.create(dataSource), nested, Clock.systemUTC());
    }
}
