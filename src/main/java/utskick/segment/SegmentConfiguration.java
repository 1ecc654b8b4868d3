package utskick.segment;

import java.time.Clock;
import java.time.ZoneId;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.consent.OptOuts;
import utskick.customer.ContactStandings;
import utskick.kernel.FieldCatalog;

/// How selections are put together.
@Configuration(proxyBeanMethods = false)
class SegmentConfiguration {

    /// A selection that takes longer than this is given up, so that none can starve the sending.
    private static final int MOST_SECONDS = 20;

    @Bean
    SegmentStore segmentStore(JdbcClient jdbc) {
        return new SegmentStore(jdbc);
    }

    @Bean
    PickedPersons pickedPersons(JdbcClient jdbc) {
        return new PickedPersons(jdbc);
    }

    @Bean
    Roster roster(JdbcClient jdbc) {
        return new Roster(jdbc);
    }

    @Bean
    Selector selector(DataSource dataSource, SegmentStore store, Selector.Register register, Clock clock) {
        var limited = new JdbcTemplate(dataSource);
        limited.setQueryTimeout(MOST_SECONDS);
        return new Selector(JdbcClient.create(limited), store, register, clock, ZoneId.systemDefault());
    }

    @Bean
    Selector.Register selectorRegister(
            FieldCatalog catalog, ContactStandings standings, OptOuts optOuts, MailingHistory history) {
        return new Selector.Register(catalog, standings, optOuts, history);
    }

    @Bean
    HandLists handLists(JdbcClient jdbc, SegmentStore store, Clock clock) {
        return new HandLists(jdbc, store, clock);
    }

    @Bean
    NumberLookup numberLookup(JdbcClient jdbc) {
        return new NumberLookup(jdbc);
    }

    @Bean
    Segments segments(
            SegmentStore store, Selector selector, HandLists handLists, ObjectProvider<SegmentUse> uses, Clock clock) {
        return new Segments(store, selector, handLists, uses.orderedStream().toList(), clock);
    }
}
