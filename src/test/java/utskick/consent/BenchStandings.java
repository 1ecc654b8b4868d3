package utskick.consent;

import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.customer.ContactStandings;

/// The real standings, for measurements of what asks them.
public final class BenchStandings {

    private BenchStandings() {}

    public static ContactStandings of(JdbcClient jdbc) {
        return new RegisterStandings(jdbc);
    }
}
