package utskick.dispatch;

/// What became of the command to start a batch. Whoever sees [Started] is the only one who ever does for that batch.
public sealed interface Start {

    /// It runs from now on.
    record Started(Batch batch) implements Start {}

    /// It was started before: a double click, or somebody else. Nothing changed.
    record AlreadyStarted(Batch batch) implements Start {}

    /// It is not what the person who confirmed had seen: another number of messages or units, or not yet counted.
    record Stale(Batch batch) implements Start {}

    /// It was discarded, or never existed.
    record Gone() implements Start {}
}
