package utskick.customer;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One file that somebody is bringing in, from upload to summary. Written by the thread that works on it, read by the
/// pages.
final class ImportSession {

    /// Where it stands.
    enum State {
        READING,
        /// It cannot be read as it is planned: somebody has to say what the columns are.
        CHOOSING,
        READY,
        IMPORTING,
        DONE,
        REFUSED,
        CANCELLED
    }

    final String token;
    final Path path;
    final String fileName;
    final String actor;
    private volatile State state = State.READING;
    private volatile ImportProgress progress = new ImportProgress();
    private volatile @Nullable ImportPlan plan;
    private volatile @Nullable String problem;
    private volatile Imports.@Nullable Staged staged;
    private volatile Imports.Withheld withheld = Imports.Withheld.NONE;
    private volatile Imports.@Nullable Done done;
    private volatile @Nullable ImportRefused refused;
    private volatile boolean open;

    ImportSession(String token, Path path, String fileName, String actor) {
        this.token = token;
        this.path = path;
        this.fileName = fileName;
        this.actor = actor;
    }

    State state() {
        return state;
    }

    ImportProgress progress() {
        return progress;
    }

    @Nullable
    ImportPlan plan() {
        return plan;
    }

    /// Why it cannot be read as planned: the end of a message key; null when it can.
    @Nullable
    String problem() {
        return problem;
    }

    Imports.@Nullable Staged staged() {
        return staged;
    }

    /// Which yeses of the staged file would not be taken down.
    Imports.Withheld withheld() {
        return withheld;
    }

    Imports.@Nullable Done done() {
        return done;
    }

    /// Why it could not be done; null when the reason is a fault of ours.
    @Nullable
    ImportRefused refused() {
        return refused;
    }

    /// Whether somebody is at work on the columns, so that they stay in sight.
    boolean isOpen() {
        return open;
    }

    void open(boolean shown) {
        open = shown;
    }

    /// One page at a time may move it on: a second press of the button finds it moved.
    synchronized boolean move(State from, State to) {
        if (state != from) {
            return false;
        }
        if (to == State.READING || to == State.IMPORTING) {
            progress = new ImportProgress();
        }
        state = to;
        return true;
    }

    void planned(ImportPlan decided) {
        plan = decided;
    }

    void choosing(String reason) {
        staged = null;
        problem = reason;
        state = State.CHOOSING;
    }

    void staged(Imports.Staged result, Imports.Withheld refused) {
        staged = result;
        withheld = refused;
        problem = null;
        state = State.READY;
    }

    void forgetStaged() {
        staged = null;
    }

    void done(Imports.Done result) {
        done = result;
        state = State.DONE;
    }

    void refused(@Nullable ImportRefused reason) {
        refused = reason;
        state = State.REFUSED;
    }

    void cancelled() {
        state = State.CANCELLED;
    }
}
