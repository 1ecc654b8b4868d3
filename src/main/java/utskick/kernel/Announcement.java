package utskick.kernel;

/// What whoever started the program should read beside its address once it is ready, such as the demo's login.
@FunctionalInterface
public interface Announcement {

    /// A sentence without line breaks, or an empty text when there is nothing to say.
    String text();
}
