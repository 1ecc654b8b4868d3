package utskick.customer;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// How far an import has come, and the place where somebody asks it to stop. Written by the thread that works, read and
/// cancelled by others.
final class ImportProgress {

    private final AtomicInteger rows = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private volatile long size;
    private volatile int step;
    private volatile int steps;
    private volatile boolean cancelled;

    /// Thrown where the work is when somebody has asked it to stop. Nothing of the file is in the register then.
    static final class Cancelled extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Cancelled() {
            super("cancelled", null, false, false);
        }
    }

    /// Begins to read that many bytes; what was read before counts no more.
    void begin(long fileSize) {
        rows.set(0);
        bytes.set(0);
        size = fileSize;
        step = 0;
        steps = 0;
    }

    void row() {
        rows.incrementAndGet();
        check();
    }

    void bytes(int read) {
        bytes.addAndGet(read);
    }

    /// Begins to write, in so many steps.
    void write(int count) {
        step = 0;
        steps = count;
    }

    void step() {
        step++;
        check();
    }

    /// Whether all rows are read.
    boolean isWriting() {
        return steps > 0;
    }

    int rows() {
        return rows.get();
    }

    /// Percent of what is being done now.
    int percent() {
        if (steps > 0) {
            return Math.min(100, 100 * step / steps);
        }
        return size == 0 ? 0 : (int) Math.min(100, 100 * bytes.get() / size);
    }

    void cancel() {
        cancelled = true;
    }

    /// @throws Cancelled when somebody has asked for it
    void check() {
        if (cancelled) {
            throw new Cancelled();
        }
    }
}
