package utskick.segment;

import java.time.Clock;
import java.time.ZoneId;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.consent.OptOuts;
import utskick.consent.Reach;
import utskick.kernel.FieldCatalog;

/// How selections are put together.
@Configuration(proxyBeanMethods = false)
class SegmentConfiguration {

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

    @Bean(destroyMethod = "close")
    @DependsOnDatabaseInitialization
    SelectionPool selectionPool(JdbcConnectionDetails database) {
        return new SelectionPool(
                Objects.requireNonNull(database.getJdbcUrl()), database.getUsername(), database.getPassword());
    }

    @Bean
    Selector selector(SelectionPool pool, SegmentStore store, Selector.Register register, Clock clock) {
        return new Selector(JdbcClient.create(pool.jdbc()), store, register, clock, ZoneId.systemDefault());
    }

    @Bean
    Selector.Register selectorRegister(FieldCatalog catalog, Reach reach, OptOuts optOuts, MailingHistory history) {
        return new Selector.Register(catalog, reach, optOuts, history);
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
