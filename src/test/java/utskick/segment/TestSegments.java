package utskick.segment;

import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import utskick.campaign.History;
import utskick.consent.OptOuts;
import utskick.consent.Reach;
import utskick.kernel.MergeField;
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

    static Reach reach(Database database) {
        return new Reach(database.jdbc(), database.transaction());
    }

    private static Selector.Register register(Database database) {
        return new Selector.Register(
                () -> List.of(
                        new MergeField("first_name", MergeField.Kind.TEXT),
                        new MergeField("category", MergeField.Kind.TEXT),
                        new MergeField("points", MergeField.Kind.NUMBER),
                        new MergeField("balance", MergeField.Kind.MONEY),
                        new MergeField("last_purchase", MergeField.Kind.DATE)),
                reach(database),
                new OptOuts(database.jdbc()),
                History.on(database.jdbc()));
    }
}
