package utskick.customer;

import java.time.Instant;
import java.util.Map;
import utskick.web.Texts;

/// What an import says about consent, on its way to the ledger. Declared here and implemented by the ledger's owner,
/// because the register must not know the ledger. Both read `customer.imported_consent` for one `import_id`.
public interface ImportedConsents {

    /// Records what the import says, set-based, inside the caller's transaction; called once, when every row is
    /// decided on. The customers may be written at the same time on another connection. What was withdrawn stays
    /// withdrawn whatever the file says; where rows that share an address disagree, the no wins; what stands
    /// already is not recorded again.
    ///
    /// @param at the moment of the import; the time of a consent whose row has no date of its own
    /// @return how many entries were written
    int record(long importId, String fileName, String actor, Instant at);

    /// Takes back what an import gave: each yes that is still the last word becomes unknown again, by an entry of
    /// its own.
    /// A no stays a no.
    ///
    /// @return how many entries were written
    int takeBack(long importId, String fileName, String actor, Instant at);

    /// What consents can be for: the keys in the order they are offered, with their names.
    Map<String, String> purposes(Texts texts);

    /// How many addresses say yes in this import and get nothing by it, because they said no before. For the
    /// preview and the summary; changes nothing.
    int keptBack(long importId);

    /// How many addresses say yes in this import and get nothing by it, because the law of the customer's country
    /// does not know the ground. Changes nothing.
    ///
    /// @param basis the ground that is asked about, as in [ConsentGround]
    int notAllowed(long importId, String basis);
}
