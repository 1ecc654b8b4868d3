package utskick.customer;

/// What comes of a file's words about consent.
///
/// @param written entries in the ledger
/// @param keptBack addresses that say yes in the file and said no before
/// @param notAllowed addresses that say yes on a ground that the law of their country does not know
public record ConsentCounts(int written, int keptBack, int notAllowed) {

    static final ConsentCounts NONE = new ConsentCounts(0, 0, 0);

    ConsentCounts plus(ConsentCounts other) {
        return new ConsentCounts(written + other.written, keptBack + other.keptBack, notAllowed + other.notAllowed);
    }
}
