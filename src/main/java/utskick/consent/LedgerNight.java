package utskick.consent;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import utskick.access.Audit;
import utskick.database.NightlyJob;

/// Seals the ledger each night, and reads all of it to see whether anything was changed since it was written.
final class LedgerNight implements NightlyJob {

    static final String NAME = "consent.seal";

    private static final Logger log = LoggerFactory.getLogger(LedgerNight.class);

    private final LedgerChecks checks;
    private final LedgerSeals seals;
    private final Audit audit;

    LedgerNight(LedgerChecks checks, LedgerSeals seals, Audit audit) {
        this.checks = checks;
        this.seals = seals;
        this.audit = audit;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run() {
        var found = checks.look();
        checks.note(found);
        if (!found.isWhole() && checks.last().orElseThrow().isOpen()) {
            log.error(
                    "the consent ledger is not what was written: {} entries, {} seals; ./utskick doctor tells which",
                    found.entries().size(),
                    found.seals().size());
            audit.record(
                    "consent.broken",
                    "",
                    "%d, %d".formatted(found.entries().size(), found.seals().size()));
        }
        seals.seal()
                .ifPresent(seal -> log.info(
                        "seal {} covers {} entries of consent: {}", seal.number(), seal.entries(), seal.digest()));
    }
}
