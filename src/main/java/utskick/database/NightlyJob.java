package utskick.database;

/// Work that is done once a night by one node, whichever comes first. Each bean of this type is run by [Nightly].
public interface NightlyJob {

    /// Names it in the database and the log: `consent.seal`.
    String name();

    /// Does it. What it throws is noted, and it is tried again an hour later.
    void run();
}
