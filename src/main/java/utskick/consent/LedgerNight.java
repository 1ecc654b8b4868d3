package utskick.consent;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import utskick.access.Audit;
import utskick.database.NightlyJob;

/// Seals the ledger each night, and reads all of it to see whether anything was changed since it was written. What was
/// given for an address that is on no card any more ends here.
final class LedgerNight implements NightlyJob {

    static final String NAME = "consent.seal";

    private static final Logger log = LoggerFactory.getLogger(LedgerNight.class);

    private final LedgerChecks checks;
    private final LedgerSeals seals;
    private final ConsentLedger ledger;
    private final Audit audit;

    LedgerNight(LedgerChecks checks, LedgerSeals seals, ConsentLedger ledger, Audit audit) {
        this.checks = checks;
        this.seals = seals;
        this.ledger = ledger;
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
        int left = ledger.forgetWhoLeft();
        if (left > 0) {
            log.info("{} consents ended: their addresses are on no card any more", left);
        }
        seals.seal()
                .ifPresent(seal -> log.info(
                        "seal {} covers {} entries of consent: {}", seal.number(), seal.entries(), seal.digest()));
    }
}
