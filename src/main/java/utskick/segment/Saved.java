package utskick.segment;

/// What came of saving a selection.
public sealed interface Saved {

    /// It is saved.
    record Done(Segment segment) implements Saved {}

    /// Another selection has that name, upper and lower case being the same.
    record NameTaken() implements Saved {}

    /// Somebody else saved it since it was opened; nothing was changed.
    record Outdated(Segment now) implements Saved {}

    /// It is not there any more.
    record Gone() implements Saved {}
}
