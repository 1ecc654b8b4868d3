package utskick.dispatch;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.transaction.support.TransactionOperations;
import utskick.gateway.DeliveryReport;
import utskick.gateway.DeliveryReportListener;

/// Stores what providers report, early, late, twice or out of order: appended once, and a final state never goes back.
final class DeliveryReports implements DeliveryReportListener {

    private final ReportStore store;
    private final TransactionOperations transaction;
    private final Clock clock;
    private final Set<Long> knownAccounts = ConcurrentHashMap.newKeySet();

    DeliveryReports(ReportStore store, TransactionOperations transaction, Clock clock) {
        this.store = store;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// Returns after the reports are committed, so that the provider is told "received" only then.
    @Override
    public void reported(List<DeliveryReport> reports) {
        reports.stream()
                .collect(Collectors.groupingBy(DeliveryReport::accountId))
                .forEach(this::reported);
    }

    private void reported(long account, List<DeliveryReport> reports) {
        if (knownAccounts.add(account)) {
            store.ensureLane(account);
        }
        var references = reports.stream()
                .map(it -> Settlement.storable(it.providerReference()))
                .distinct()
                .toList();
        transaction.executeWithoutResult(_ -> {
            store.takeTurn(account);
            store.append(account, reports, clock.instant());
            store.conclude(account, references);
        });
    }
}
