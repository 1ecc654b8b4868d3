package utskick.customer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// How many customers there are. Counting a million takes longer than finding one, so a large register's size is
/// remembered for a few seconds; a small one's is always exact.
final class RegisterSize {

    private static final long LARGE = 20_000;
    private static final Duration REMEMBERED = Duration.ofSeconds(20);

    private record Counted(long customers, Instant at) {}

    private final JdbcClient jdbc;
    private final Clock clock;
    private volatile @Nullable Counted last;

    RegisterSize(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    long count() {
        var now = clock.instant();
        var known = last;
        if (known != null
                && known.customers() > LARGE
                && now.isBefore(known.at().plus(REMEMBERED))) {
            return known.customers();
        }
        long customers = jdbc.sql("SELECT count(*) FROM customer.customer")
                .query(Long.class)
                .single();
        last = new Counted(customers, now);
        return customers;
    }

    /// After an import the number is another.
    void forget() {
        last = null;
    }
}
