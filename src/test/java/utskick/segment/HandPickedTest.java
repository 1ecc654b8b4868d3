package utskick.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import utskick.testing.Database;
import utskick.testing.TestClock;

final class HandPickedTest {

    @RegisterExtension
    static final Database database = new Database();

    private final TestClock clock = new TestClock(Instant.parse("2026-11-22T10:00:00Z"));
    private final Segments segments = TestSegments.on(database, clock);
    private final HandLists lists = new HandLists(database.jdbc(), new SegmentStore(database.jdbc()), clock);
    private final NumberLookup lookup = new NumberLookup(database.jdbc());

    @BeforeEach
    void register() {
        database.jdbc()
                .sql("TRUNCATE customer.customer, segment.segment, segment.hand_list RESTART IDENTITY CASCADE")
                .update();
        database.jdbc().sql("""
                INSERT INTO customer.customer (number, first_name, last_name, created_at, changed_at)
                SELECT '00' || i, 'Anna', 'Ek ' || i, now(), now() FROM generate_series(1, 9) i
                """).update();
        database.jdbc().sql("""
                INSERT INTO customer.contact_point (customer_id, channel, label, as_entered, address, reachable)
                VALUES (1, 'SMS', 'mobile', '', '+46701740605', true), (2, 'SMS', 'mobile', '', '+46701740606', true),
                       (3, 'SMS', 'mobile', '', '+46701740606', true), (4, 'EMAIL', 'email', '', 'd@example.se', true),
                       (5, 'SMS', 'mobile', '', '+358401234567', true)
                """).update();
    }

    @Test
    void every_entry_is_found_repeated_shared_or_missing() {
        var looked = lookup.find(
                List.of("005", "070-174 06 05", "001", "0046 70 174 06 06", "D@Example.se", "5", "040 123 4567", "x"),
                "SE");

        assertThat(looked.customers()).containsExactly(5L, 1L, 4L);
        assertThat(looked.repeated()).containsExactly("001", "040 123 4567");
        assertThat(looked.shared()).containsOnlyKeys("0046 70 174 06 06");
        assertThat(looked.shared().get("0046 70 174 06 06"))
                .extracting(Selected::customerId)
                .containsExactlyInAnyOrder(2L, 3L);
        assertThat(looked.missing()).containsExactly("5", "x");
    }

    @Test
    void a_list_selects_its_customers_and_can_be_changed() {
        long list = lists.begin(List.of(1L, 2L, 2L, 999L), "karin");
        var picked = saved("picked", Criterion.all(new Criterion.HandPicked(list)));

        assertThat(ids(picked)).containsExactly(1L, 2L);
        assertThat(lists.add(picked, list, List.of(2L, 3L), "bo")).isEqualTo(1);
        assertThat(lists.remove(picked, list, List.of(1L, 7L), "bo")).isEqualTo(1);
        assertThat(ids(picked)).containsExactly(2L, 3L);
        assertThat(lists.size(list)).hasValue(2);
        assertThat(segments.history(picked.id()))
                .extracting(PastSave::actor, PastSave::added, PastSave::removed)
                .containsExactly(tuple("bo", 0, 1), tuple("bo", 1, 0), tuple("karin", 0, 0));
    }

    @Test
    void a_copy_has_a_list_of_its_own() {
        long list = lists.begin(List.of(1L, 2L), "karin");
        var picked = saved("picked", Criterion.any(Criterion.except(new Criterion.HandPicked(list))));

        var copy = ((Saved.Done) segments.duplicate(picked, "picked", "bo")).segment();
        lists.add(copy, HandLists.in(copy.criterion()).getFirst(), List.of(3L), "bo");

        assertThat(copy.name()).isEqualTo("picked 2");
        assertThat(copy.keeping().owner()).isEqualTo("bo");
        assertThat(ids(picked)).containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(ids(copy)).containsExactly(4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void a_list_that_is_not_there_is_refused_and_not_nobody() {
        assertThatThrownBy(() -> saved("gone", Criterion.all(new Criterion.HandPicked(77))))
                .isInstanceOf(CriterionRefused.class)
                .hasMessage("segment.refused.missing");
    }

    @Test
    void a_list_that_nobody_saved_is_swept_away_and_a_saved_one_stays() {
        long kept = lists.begin(List.of(1L), "karin");
        long left = lists.begin(List.of(2L), "karin");
        saved("kept", Criterion.any(Criterion.all(new Criterion.HandPicked(kept))));

        clock.advance(Duration.ofHours(23));
        lists.begin(List.of(), "karin");
        assertThat(lists.size(left)).isPresent();
        clock.advance(Duration.ofHours(2));
        lists.begin(List.of(), "karin");

        assertThat(lists.size(left)).isEmpty();
        assertThat(lists.size(kept)).hasValue(1);
    }

    @Test
    void the_history_holds_what_was_saved() {
        var first = saved("first", Criterion.all(new Criterion.Birthday(7)));
        var changed = new Segment(
                first.id(),
                new Keeping("second", "why", "Autumn", "bo"),
                Criterion.all(new Criterion.Birthday(30)),
                first.version(),
                first.changed(),
                null);
        assertThat(segments.change(changed, "bo")).isInstanceOf(Saved.Done.class);

        assertThat(segments.history(first.id()))
                .extracting(
                        save -> save.keeping().name(), save -> save.keeping().folder(), PastSave::criterion)
                .containsExactly(
                        tuple("second", "Autumn", Criterion.all(new Criterion.Birthday(30))),
                        tuple("first", "", Criterion.all(new Criterion.Birthday(7))));
        assertThat(segments.folders()).containsExactly("Autumn");
    }

    private Segment saved(String name, Criterion criterion) {
        return ((Saved.Done) segments.create(name, "", criterion, "karin")).segment();
    }

    private List<Long> ids(Segment segment) {
        return segments.page(segment.criterion(), "", 0, 100).stream()
                .map(Selected::customerId)
                .toList();
    }
}
