package utskick.campaign;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.segment.Audience;
import utskick.segment.Roster;
import utskick.segment.Segments;
import utskick.segment.Selected;
import utskick.template.Content;

/// Real recipients to look at while writing: the first ones of the audience, each with exactly the values that a freeze
/// would take.
public final class Samples {

    /// So many can be stepped through.
    static final int SHOWN = 200;

    private static final Duration FRESH = Duration.ofSeconds(20);
    private static final int REMEMBERED = 64;

    private final JdbcClient jdbc;
    private final Segments segments;
    private final Roster roster;
    private final Composer composer;
    private final Map<Audience, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Audience, Known> eldest) {
            return size() > REMEMBERED;
        }
    };

    Samples(JdbcClient jdbc, Segments segments, Roster roster, Composer composer) {
        this.jdbc = jdbc;
        this.segments = segments;
        this.roster = roster;
        this.composer = composer;
    }

    /// One customer as a recipient.
    ///
    /// @param address null where there is none
    /// @param reason why this customer gets nothing, null for a recipient
    public record Sample(
            Selected customer,
            @Nullable String address,
            String language,
            List<@Nullable String> fields,
            @Nullable String reason) {}

    /// A recipient of `total` and its neighbours among the first ones; `position` counts from 1, 0 for somebody
    /// else.
    public record Place(Sample sample, int position, long total, long previous, long next) {}

    private record Known(List<Long> ids, long total, long readAt) {}

    /// The recipient with this id, else the first one; nothing when there are none.
    Optional<Place> place(Campaign campaign, Content content, long customer) {
        var first = first(composer.rules(campaign, content));
        var ids = first.ids();
        if (ids.isEmpty()) {
            return Optional.empty();
        }
        int at = Math.max(0, ids.indexOf(customer));
        long shown = customer != 0 && ids.indexOf(customer) < 0 ? customer : ids.get(at);
        return of(campaign, content, shown, campaign.who().purpose())
                .map(it -> new Place(
                        it,
                        ids.indexOf(shown) + 1,
                        first.total(),
                        ids.get(Math.floorMod(at - 1, ids.size())),
                        ids.get(Math.floorMod(at + 1, ids.size()))));
    }

    /// One customer, whether or not of the selection.
    Optional<Sample> of(Campaign campaign, Content content, long customer, String purpose) {
        var person = roster.people(List.of(customer)).stream().findFirst();
        if (person.isEmpty()) {
            return Optional.empty();
        }
        var query = composer.audienceOf(campaign, content, List.of(customer), purpose);
        return jdbc.sql(query.text())
                .params(new HashMap<>(query.params()))
                .query((row, _) -> new Sample(
                        person.get(),
                        row.getString("address"),
                        row.getString("language"),
                        texts(row),
                        row.getString("reason")))
                .optional();
    }

    private static List<@Nullable String> texts(ResultSet row) throws SQLException {
        Array fields = row.getArray("fields");
        return Collections.unmodifiableList(
                new ArrayList<@Nullable String>(Arrays.<@Nullable String>asList((String[]) fields.getArray())));
    }

    private Known first(Audience rules) {
        var bare = rules.bare();
        synchronized (known) {
            var remembered = known.get(bare);
            if (remembered != null && System.nanoTime() - remembered.readAt() < FRESH.toNanos()) {
                return remembered;
            }
        }
        var ids = segments.recipients(bare, 0, SHOWN).stream()
                .map(Selected::customerId)
                .toList();
        long total = ids.size() < SHOWN ? ids.size() : segments.waterfall(bare).recipients();
        var read = new Known(ids, total, System.nanoTime());
        synchronized (known) {
            known.put(bare, read);
        }
        return read;
    }
}
