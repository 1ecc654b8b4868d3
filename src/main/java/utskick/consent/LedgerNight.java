package utskick.consent;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import utskick.access.Audit;
import utskick.database.NightlyJob;

/// Seals the ledger each night, and reads all of it to see whether anything was changed since it was written.
final class LedgerNight implements NightlyJob {

    static final String NAME = "consent.seal";

    private static final Logger log = LoggerFactory.getLogger(LedgerNight.class);

    private final ConsentLedger ledger;
    private final LedgerSeals seals;
    private final Audit audit;

    LedgerNight(ConsentLedger ledger, LedgerSeals seals, Audit audit) {
        this.ledger = ledger;
        this.seals = seals;
        this.audit = audit;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run() {
        List<TamperedEntry> tampered = ledger.verify();
        List<BrokenSeal> broken = seals.verify();
        if (!tampered.isEmpty() || !broken.isEmpty()) {
            log.error(
                    "the consent ledger is not what was written: {} entries, {} seals; ./utskick doctor tells which",
                    tampered.size(),
                    broken.size());
            audit.record("consent.broken", "", "%d, %d".formatted(tampered.size(), broken.size()));
        }
        seals.seal()
                .ifPresent(seal -> log.info(
                        "seal {} covers {} entries of consent: {}", seal.number(), seal.entries(), seal.digest()));
    }
}
