package utskick.customer;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One file that somebody is bringing in, from upload to summary. Written by the thread that works on it, read by the
/// pages.
final class ImportSession {

    /// Where it stands.
    enum State {
        READING,
        READY,
        IMPORTING,
        DONE,
        REFUSED
    }

    final String token;
    final Path path;
    final String fileName;
    final ImportSettings settings;
    final String actor;
    final AtomicInteger rows = new AtomicInteger();
    private volatile State state = State.READING;
    private volatile @Nullable List<RegisterFile.Table> tables;
    private volatile Imports.@Nullable Staged staged;
    private volatile Imports.@Nullable Done done;
    private volatile @Nullable ImportRefused refused;

    ImportSession(String token, Path path, String fileName, ImportSettings settings, String actor) {
        this.token = token;
        this.path = path;
        this.fileName = fileName;
        this.settings = settings;
        this.actor = actor;
    }

    State state() {
        return state;
    }

    @Nullable
    List<RegisterFile.Table> tables() {
        return tables;
    }

    Imports.@Nullable Staged staged() {
        return staged;
    }

    Imports.@Nullable Done done() {
        return done;
    }

    /// Why it could not be done; null when the reason is a fault of ours.
    @Nullable
    ImportRefused refused() {
        return refused;
    }

    /// One page at a time may move it on: a second press of the button finds it moved.
    synchronized boolean move(State from, State to) {
        if (state != from) {
            return false;
        }
        state = to;
        return true;
    }

    void opened(List<RegisterFile.Table> found) {
        tables = found;
    }

    void staged(Imports.Staged result) {
        staged = result;
        state = State.READY;
    }

    void done(Imports.Done result) {
        done = result;
        state = State.DONE;
    }

    void refused(@Nullable ImportRefused reason) {
        refused = reason;
        state = State.REFUSED;
    }
}
