package utskick.segment;

import java.time.Clock;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import utskick.campaign.History;
import utskick.consent.OptOuts;
import utskick.customer.ContactStandings;
import utskick.kernel.Channel;
import utskick.kernel.MergeField;
import utskick.kernel.SqlQuery;
import utskick.testing.Database;

/// The module as its configuration wires it, on a test's database.
final class TestSegments {

    static final ZoneId ZONE = ZoneId.of("Europe/Stockholm");

    private TestSegments() {}

    static Segments on(Database database, Clock clock, SegmentUse... uses) {
        var store = new SegmentStore(database.jdbc());
        return new Segments(
                store,
                selector(database, store, clock),
                new HandLists(database.jdbc(), store, clock),
                List.of(uses),
                clock);
    }

    /// For a shop in another place.
    static Segments in(ZoneId zone, Database database, Clock clock) {
        var store = new SegmentStore(database.jdbc());
        return new Segments(
                store,
                new Selector(database.jdbc(), store, register(database), clock, zone),
                new HandLists(database.jdbc(), store, clock),
                List.of(),
                clock);
    }

    static Selector selector(Database database, SegmentStore store, Clock clock) {
        return new Selector(database.jdbc(), store, register(database), clock, ZONE);
    }

    private static Selector.Register register(Database database) {
        return new Selector.Register(
                () -> List.of(
                        new MergeField("first_name", MergeField.Kind.TEXT),
                        new MergeField("category", MergeField.Kind.TEXT),
                        new MergeField("points", MergeField.Kind.NUMBER),
                        new MergeField("balance", MergeField.Kind.MONEY),
                        new MergeField("last_purchase", MergeField.Kind.DATE)),
                new ReachableByAddress(),
                new OptOuts(database.jdbc()),
                History.on(database.jdbc()));
    }

    /// Here whoever has an address may be written to.
    private static final class ReachableByAddress implements ContactStandings {

        @Override
        public Map<Long, Standing> of(Collection<Long> customerIds) {
            return Map.of();
        }

        @Override
        public SqlQuery reachable(Channel channel) {
            return new SqlQuery("""
                    p.customer_id IN (SELECT k.customer_id FROM customer.contact k
                                      WHERE k.channel = :standing_channel AND k.reachable)
                    """, Map.of("standing_channel", channel.name()));
        }
    }
}
