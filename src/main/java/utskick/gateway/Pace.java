package utskick.gateway;

import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The rate that a provider account allows, in messages (or SMS parts) a second. Callers wait their turn; those
/// who come after a quiet time may catch up a twentieth of a second, so that timers that wake late do not cost
/// throughput.
public final class Pace {

    private static final long BURST_NANOS = 50_000_000;

    private final OptionalInt rate;
    private final long intervalNanos;
    private final AtomicLong next = new AtomicLong(System.nanoTime());

    /// @param perSecond how many a second at most; null: as fast as the account takes them
    public Pace(@Nullable Integer perSecond) {
        if (perSecond != null && perSecond < 1) {
            throw new IllegalArgumentException("a pace is at least one a second");
        }
        this.rate = perSecond == null ? OptionalInt.empty() : OptionalInt.of(perSecond);
        this.intervalNanos = perSecond == null ? 0 : 1_000_000_000L / perSecond;
    }

    /// How many a second at most; empty: as fast as the account takes them.
    public OptionalInt rate() {
        return rate;
    }

    /// Returns when the next one may go.
    public void await() {
        if (intervalNanos == 0) {
            return;
        }
        long now = System.nanoTime();
        long turn = next.getAndUpdate(slot -> Math.max(slot - now, -BURST_NANOS) + now + intervalNanos);
        while (turn - System.nanoTime() > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(turn - System.nanoTime());
        }
    }
}
