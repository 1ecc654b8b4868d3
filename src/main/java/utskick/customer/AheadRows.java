package utskick.customer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// The same records, read ahead on a thread of their own: unpacking, decoding and cutting a file into cells is as much
/// work as understanding them, and the machine has more than one processor. Holds a few portions of rows, however long
/// the file is.
final class AheadRows implements SourceRows {

    private static final int PORTIONS = 3;
    private static final int ROWS = 500;

    /// A row of a file that means ill may be long; so many characters are a portion, too.
    private static final int CHARACTERS = 1 << 18;

    /// @param end nothing follows
    /// @param failure why nothing follows
    private record Portion(
            List<SourceRow> rows, boolean end, @Nullable Throwable failure) {}

    private final SourceRows source;
    private final BlockingQueue<Portion> queue = new ArrayBlockingQueue<>(PORTIONS);
    private final Thread thread;
    private Portion current = new Portion(List.of(), false, null);
    private int at;

    /// @param source read and closed by this one from now on
    AheadRows(SourceRows source) {
        this.source = source;
        this.thread = Thread.ofPlatform().name("import-reader").daemon().start(this::read);
    }

    @Override
    public @Nullable SourceRow next() throws IOException {
        while (at == current.rows().size()) {
            switch (current.failure()) {
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case null, default -> {}
            }
            if (current.end()) {
                return null;
            }
            current = take();
            at = 0;
        }
        return current.rows().get(at++);
    }

    private Portion take() {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while an import was read", e);
        }
    }

    private void read() {
        var rows = new ArrayList<SourceRow>(ROWS);
        try {
            int characters = 0;
            for (var row = source.next(); row != null; row = source.next()) {
                rows.add(row);
                for (var cell : row.cells()) {
                    characters += cell.length();
                }
                if (rows.size() == ROWS || characters > CHARACTERS) {
                    queue.put(new Portion(rows, false, null));
                    rows = new ArrayList<>(ROWS);
                    characters = 0;
                }
            }
            queue.put(new Portion(rows, true, null));
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException | Error e) {
            // whoever waits for the next portion must learn of it, want of memory too
            hand(new Portion(rows, true, e));
        }
    }

    private void hand(Portion last) {
        try {
            queue.put(last);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends the reading where it is, then closes what was read.
    @Override
    public void close() throws IOException {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        source.close();
    }
}
