package utskick.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static utskick.segment.Criterion.all;
import static utskick.segment.Criterion.any;
import static utskick.segment.Criterion.except;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import utskick.kernel.Channel;
import utskick.segment.Criterion.Join;
import utskick.segment.Criterion.TextField;
import utskick.segment.Criterion.TextRelation;
import utskick.testing.Database;
import utskick.testing.TestClock;

final class SegmentCompilerTest {

    @RegisterExtension
    static final Database database = new Database();

    /// Half past midnight on 28 February in Stockholm, still the 27th in UTC.
    private static final Instant NOW = Instant.parse("2027-02-27T23:30:00Z");

    private static RandomRegister register = new RandomRegister(List.of());

    private final TestClock clock = new TestClock(NOW);
    private final Segments segments = TestSegments.on(database, clock);

    @BeforeAll
    static void fill() {
        register = RandomRegister.fill(database.jdbc(), new Random(42), 300, NOW);
    }

    @BeforeEach
    void noSelections() {
        database.jdbc().sql("TRUNCATE segment.segment CASCADE").update();
    }

    @Test
    void the_funnel_ends_in_the_count() {
        var random = new Random(11);
        for (int i = 0; i < 60; i++) {
            var rows = List.of(RandomCriteria.next(random, 1), RandomCriteria.next(random, 1));
            var except = i % 3 == 0 ? List.<Criterion>of() : List.of(RandomCriteria.next(random, 1));
            var group = new Criterion.Group(i % 2 == 0 ? Join.ALL : Join.ANY, rows, except);
            var funnel = segments.funnel(group);

            assertThat(funnel.register()).isEqualTo(300);
            assertThat(funnel.selected()).isEqualTo(segments.count(group));
            long included = segments.count(new Criterion.Group(group.join(), rows, List.of()));
            assertThat(included
                            - funnel.except().stream()
                                    .mapToLong(Long::longValue)
                                    .sum())
                    .isEqualTo(funnel.selected());
            assertThat(funnel.rows().getFirst()).isEqualTo(segments.count(rows.getFirst()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'; DROP TABLE customer.customer; --",
                "' OR 1=1 --",
                "%",
                "_",
                "\\",
                "$$",
                ":segment_0",
                "?",
                "{{first_name}}",
                "a') OR ('a'='a",
                "\u0001"
            })
    void a_value_is_never_sql(String value) {
        for (TextRelation relation : List.of(TextRelation.IS, TextRelation.STARTS_WITH, TextRelation.CONTAINS)) {
            for (TextField field : TextField.values()) {
                var criterion = new Criterion.Text(field, relation, List.of(value));
                assertThat(ids(criterion)).isEqualTo(register.meeting(criterion));
            }
        }
        assertThat(ids(new Criterion.HasAddress(true, Channel.SMS, List.of(value))))
                .isEmpty();
        assertThat(segments.count(all())).isEqualTo(300);
    }

    @Test
    void today_is_the_shops_today() {
        long born = register.add(database.jdbc(), 2, 29, LocalDate.of(2027, 2, 28));

        assertThat(ids(new Criterion.Birthday(0))).contains(born);
        assertThat(ids(new Criterion.Recent(Criterion.DateField.LAST_PURCHASE, true, 0)))
                .contains(born);
        clock.set(Instant.parse("2027-02-27T22:30:00Z"));
        assertThat(ids(new Criterion.Birthday(0))).doesNotContain(born);
        register.remove(database.jdbc(), born);
    }

    @Test
    void selections_may_hold_selections_but_not_themselves() {
        long gold = saved("gold", new Criterion.Amount(Criterion.Figure.POINTS, BigDecimal.TEN, null));
        long outer = saved("outer", all(new Criterion.InSegment(gold), new Criterion.Language(List.of("sv"))));

        assertThat(ids(new Criterion.InSegment(outer)))
                .isEqualTo(register.meeting(all(
                        new Criterion.Amount(Criterion.Figure.POINTS, BigDecimal.TEN, null),
                        new Criterion.Language(List.of("sv")))));
        var segment = segments.get(gold).orElseThrow();
        assertThatThrownBy(() -> segments.change(
                        new Segment(
                                gold,
                                new Keeping("gold", "", "", "anna"),
                                any(new Criterion.InSegment(outer)),
                                segment.version(),
                                segment.changed(),
                                null),
                        "anna"))
                .isInstanceOf(CriterionRefused.class)
                .hasMessage("segment.refused.circle");
        assertThatThrownBy(() -> segments.count(new Criterion.InSegment(999)))
                .isInstanceOf(CriterionRefused.class)
                .hasMessage("segment.refused.gone");
    }

    @Test
    void a_used_selection_stays() {
        long inner = saved("inner", all());
        long outer = saved("outer", all(except(new Criterion.InSegment(inner))));
        var used = TestSegments.on(
                database,
                clock,
                id -> id == outer ? List.of(new SegmentUse.User("Autumn sale", "/campaigns/7")) : List.of());

        assertThat(used.usesOf(inner)).containsExactly(new SegmentUse.User("outer", "/segments/" + outer));
        assertThat(used.delete(inner)).isFalse();
        assertThat(used.usesOf(outer)).containsExactly(new SegmentUse.User("Autumn sale", "/campaigns/7"));
        assertThat(used.delete(outer)).isFalse();
        assertThat(segments.delete(outer)).isTrue();
        assertThat(segments.delete(inner)).isTrue();
        assertThat(segments.list()).isEmpty();
    }

    @Test
    void two_people_do_not_overwrite_each_other() {
        saved("mine", all());
        var opened = segments.list().getFirst();
        assertThat(segments.change(opened, "anna")).isInstanceOf(Saved.Done.class);

        assertThat(segments.change(opened, "bo"))
                .isInstanceOfSatisfying(
                        Saved.Outdated.class,
                        outdated -> assertThat(outdated.now().changed().by()).isEqualTo("anna"));
        assertThat(segments.create("MINE", "", all(), "bo")).isInstanceOf(Saved.NameTaken.class);
    }

    static Stream<Criterion> every_kind() {
        var random = new Random(3);
        return Stream.concat(
                Stream.of(
                        new Criterion.InSegment(7),
                        new Criterion.Customers(List.of(1L, 2L)),
                        new Criterion.Group(Join.ANY, List.of(), List.of(all()))),
                Stream.generate(() -> RandomCriteria.next(random, 3)).limit(60));
    }

    @ParameterizedTest
    @MethodSource("every_kind")
    void what_is_written_is_read_back(Criterion criterion) {
        assertThat(CriterionJson.read(CriterionJson.write(criterion))).isEqualTo(criterion);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"version\":1}",
                "{\"version\":1,\"criterion\":null}",
                "{\"version\":2,\"criterion\":{\"is\":\"group\",\"join\":\"ALL\",\"of\":[]}}",
                "{\"version\":1,\"criterion\":{\"is\":\"sql\",\"text\":\"true\"}}",
                "{\"version\":1,\"criterion\":{\"is\":\"java.lang.Runtime\"}}",
                "{\"version\":1,\"criterion\":{\"is\":\"group\",\"join\":\"ALL\",\"of\":[],\"more\":1}}",
                "{\"version\":1,\"criterion\":{\"is\":\"group\",\"join\":\"ALL\"}}",
                "{\"version\":1,\"criterion\":{\"is\":\"group\",\"join\":\"ALL\",\"of\":[null]}}",
                "{\"version\":1,\"criterion\":{\"is\":\"group\",\"join\":0,\"of\":[]}}",
                "{\"version\":1,\"criterion\":{\"is\":\"recent\",\"field\":\"LAST_PURCHASE\",\"within\":true}}",
                "{\"version\":1,\"criterion\":{\"is\":\"birthday\",\"days\":\"3\"}}",
                "{\"version\":1,\"criterion\":{\"is\":\"birthday\",\"days\":-1}}",
                "{\"version\":1,\"criterion\":{\"is\":\"category\",\"match\":\"ANY_OF\",\"ids\":[]}}",
                "{\"version\":1,\"criterion\":{\"is\":\"category\",\"match\":\"ANY_OF\",\"ids\":[\"1 OR 1=1\"]}}",
                "{\"version\":1,\"criterion\":{\"is\":\"amount\",\"figure\":\"POINTS\",\"from\":500,\"to\":100}}",
                "{\"version\":1,\"criterion\":{\"is\":\"birthday\",\"days\":3}} x"
            })
    void what_is_not_right_is_refused(String json) {
        assertThatThrownBy(() -> CriterionJson.read(json)).isInstanceOf(CriterionRefused.class);
    }

    private List<Long> ids(Criterion criterion) {
        assertThat(segments.count(criterion))
                .isEqualTo(segments.page(criterion, "", 0, 1_000).size());
        return segments.page(criterion, "", 0, 1_000).stream()
                .map(Selected::customerId)
                .toList();
    }

    private long saved(String name, Criterion criterion) {
        return ((Saved.Done) segments.create(name, "", criterion, "anna"))
                .segment()
                .id();
    }
}
