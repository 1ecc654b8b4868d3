package utskick.segment;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import utskick.campaign.History;
import utskick.consent.ConsentState;
import utskick.consent.OptOuts;
import utskick.consent.Purpose;
import utskick.consent.Reach;
import utskick.database.EmbeddedPostgres;
import utskick.kernel.Channel;
import utskick.kernel.MergeField;
import utskick.kernel.SqlQuery;
import utskick.segment.Criterion.Join;
import utskick.segment.Criterion.Match;

/// Selections for measurements on the large register, and the module as the program wires it.
public final class BenchSelections implements AutoCloseable {

    private final Segments segments;
    private final Reach reach;
    private final SelectionPool pool;

    public BenchSelections(DataSource source, EmbeddedPostgres postgres, Clock clock) {
        pool = new SelectionPool(postgres.url(), postgres.user(), postgres.password());
        var jdbc = JdbcClient.create(pool.jdbc());
        reach = new Reach(JdbcClient.create(source), new TransactionTemplate(new JdbcTransactionManager(source)));
        var register = new Selector.Register(
                () -> List.of(
                        new MergeField("first_name", MergeField.Kind.TEXT),
                        new MergeField("points", MergeField.Kind.NUMBER)),
                reach,
                new OptOuts(jdbc),
                History.on(jdbc));
        var store = new SegmentStore(jdbc);
        var selector = new Selector(jdbc, store, register, clock, ZoneId.of("Europe/Stockholm"));
        segments = new Segments(store, selector, new HandLists(jdbc, store, clock), List.of(), clock);
    }

    @Override
    public void close() {
        pool.close();
    }

    /// Everything that selections keep beside the register, made anew.
    public void refresh() {
        reach.refreshAll();
    }

    public long count(Criterion criterion) {
        return segments.count(criterion);
    }

    /// What the builder asks while somebody types: each row's figure and the whole.
    public long funnel(Criterion criterion) {
        return segments.funnel(
                        criterion instanceof Criterion.Group group ? group : (Criterion.Group) Criterion.all(criterion))
                .selected();
    }

    /// Everybody, for an SMS with offers and two fields.
    public SqlQuery everybody() {
        return segments.audience(new Audience(
                Audience.Who.of(Criterion.all()),
                Channel.SMS,
                Purpose.MARKETING.key(),
                List.of(),
                List.of(
                        new MergeField("first_name", MergeField.Kind.TEXT),
                        new MergeField("points", MergeField.Kind.NUMBER))));
    }

    /// Twenty that shops make, by what they say.
    public static Map<String, Criterion> typical() {
        var yesSms = consent(Channel.SMS, ConsentState.GIVEN);
        var yesMail = consent(Channel.EMAIL, ConsentState.GIVEN);
        var gold = new Criterion.Category(Match.ANY_OF, List.of(4));
        var points = new Criterion.Amount(Criterion.Figure.POINTS, BigDecimal.valueOf(100), BigDecimal.valueOf(500));
        var lapsed = new Criterion.Recent(Criterion.DateField.LAST_PURCHASE, false, 90);
        Map<String, Criterion> all = new LinkedHashMap<>();
        all.put("newsletter: yes to SMS or e-mail", Criterion.any(yesSms, yesMail));
        all.put("yes to SMS", Criterion.all(yesSms));
        all.put("category", Criterion.all(gold));
        all.put("category and points and yes to SMS", Criterion.all(gold, points, yesSms));
        all.put("points between", Criterion.all(points));
        all.put("not bought for 90 days", Criterion.all(lapsed));
        all.put("not bought for 90 days, yes to e-mail", Criterion.all(lapsed, yesMail));
        all.put("birthday within 7 days", Criterion.all(new Criterion.Birthday(7)));
        all.put("birthday this month, has a mobile", Criterion.all(new Criterion.BirthdayMonth(0), mobile(true)));
        all.put("new in the last 30 days", Criterion.all(new Criterion.Recent(Criterion.DateField.CREATED, true, 30)));
        all.put("in one of three groups", Criterion.all(new Criterion.Membership(Match.ANY_OF, List.of(9, 12, 20))));
        all.put("in two groups at once", Criterion.all(new Criterion.Membership(Match.ALL_OF, List.of(9, 10))));
        all.put("in none of two groups", Criterion.all(new Criterion.Membership(Match.NONE_OF, List.of(9, 10))));
        all.put(
                "store and language",
                Criterion.all(new Criterion.Store(Match.ANY_OF, List.of(3, 4)), new Criterion.Language(List.of("fi"))));
        all.put("no mobile, but e-mail", Criterion.all(mobile(false), yesMail));
        all.put(
                "town starts with, without tonos",
                Criterion.all(new Criterion.Text(
                        Criterion.TextField.CITY, Criterion.TextRelation.STARTS_WITH, List.of("αθη", "mal"))));
        all.put(
                "a pasted list of 1,000 numbers",
                Criterion.all(new Criterion.Text(
                        Criterion.TextField.NUMBER,
                        Criterion.TextRelation.IS,
                        IntStream.range(0, 1_000)
                                .mapToObj(i -> "%07d".formatted(1 + i * 991))
                                .toList())));
        all.put(
                "got a mailing and bought since",
                Criterion.all(
                        new Criterion.Mailing(true, Criterion.Past.GOT, 5L),
                        new Criterion.Dates(Criterion.DateField.LAST_PURCHASE, LocalDate.of(2026, 7, 25), null)));
        all.put(
                "yes to SMS, not written to for 30 days",
                Criterion.all(yesSms, new Criterion.Written(false, 30, null)));
        all.put(
                "contacts of companies of a category",
                Criterion.all(new Criterion.OfCompany(Criterion.all(gold)), yesMail));
        return all;
    }

    /// History, nested groups, companies and texts, all at once.
    public static Criterion worst() {
        return new Criterion.Group(
                Join.ALL,
                List.of(
                        Criterion.any(
                                new Criterion.Mailing(true, Criterion.Past.DELIVERED, null),
                                Criterion.all(
                                        new Criterion.OfCompany(Criterion.any(
                                                new Criterion.Category(Match.ANY_OF, List.of(1, 2, 4)),
                                                new Criterion.HasContact(consent(Channel.SMS, ConsentState.GIVEN)))),
                                        new Criterion.Membership(Match.ANY_OF, List.of(9, 10, 11))),
                                new Criterion.Text(
                                        Criterion.TextField.NAME,
                                        Criterion.TextRelation.CONTAINS,
                                        List.of("son", "παπ"))),
                        Criterion.any(
                                consent(Channel.SMS, ConsentState.GIVEN), consent(Channel.EMAIL, ConsentState.GIVEN)),
                        new Criterion.HasAddress(true, Channel.SMS, List.of("mobile", "work"))),
                List.of(
                        new Criterion.Written(true, 25, null),
                        new Criterion.Membership(Match.ANY_OF, List.of(30)),
                        new Criterion.Mailing(true, Criterion.Past.FAILED, null)));
    }

    private static Criterion consent(Channel channel, ConsentState state) {
        return new Criterion.Consent(channel, Purpose.MARKETING, List.of(state));
    }

    private static Criterion mobile(boolean has) {
        return new Criterion.HasAddress(has, Channel.SMS, List.of());
    }
}
