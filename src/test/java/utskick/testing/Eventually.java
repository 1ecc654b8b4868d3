package utskick.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what goes on in the background, on a machine that may be busy: as long as it takes, but never longer
/// than a minute.
public final class Eventually {

    private static final Duration LONGEST = Duration.ofMinutes(1);

    private Eventually() {}

    /// @param what must come to be, for whoever reads that it did not
    public static void eventually(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LONGEST.toNanos();
        boolean met = condition.getAsBoolean();
        while (!met && System.nanoTime() < end) {
            LockSupport.parkNanos(5_000_000);
            met = condition.getAsBoolean();
        }
        assertThat(met).as(what).isTrue();
    }
}
