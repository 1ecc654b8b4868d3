package utskick.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what other threads do: as long as it takes, but never longer than ten seconds.
public final class Eventually {

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private Eventually() {}

    public static void eventually(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LONGEST.toNanos();
        boolean met = condition.getAsBoolean();
        while (!met && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
            met = condition.getAsBoolean();
        }
        assertThat(met).as(what).isTrue();
    }
}
