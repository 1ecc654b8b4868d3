package utskick.campaign;

import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.segment.MailingHistory;

/// The module's account of earlier mailings, for tests of the modules below.
public final class History {

    private History() {}

    public static MailingHistory on(JdbcClient jdbc) {
        return new SentMailings(jdbc);
    }
}
