package utskick.segment;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.consent.OptOuts;
import utskick.consent.Reach;
import utskick.kernel.Channel;
import utskick.kernel.FieldCatalog;
import utskick.kernel.MergeField;
import utskick.kernel.SqlQuery;

/// Asks the register. Nothing here changes anything but the list of opt-out links.
final class Selector {

    private final JdbcClient jdbc;
    private final SegmentStore store;
    private final Register register;
    private final Clock clock;
    private final ZoneId zone;

    /// What other modules say of the register.
    record Register(FieldCatalog catalog, Reach reach, OptOuts optOuts, MailingHistory history) {}

    /// @param jdbc with a time limit, for a selection may be written that nobody wants to wait for
    Selector(JdbcClient jdbc, SegmentStore store, Register register, Clock clock, ZoneId zone) {
        this.jdbc = jdbc;
        this.store = store;
        this.register = register;
        this.clock = clock;
        this.zone = zone;
    }

    Choices choices() {
        return Choices.of(jdbc, register.history(), zone);
    }

    /// @throws CriterionRefused when it cannot be asked
    void check(Criterion criterion) {
        compiler().condition(criterion);
    }

    /// The same for a selection that is saved under this id.
    void check(long id, Criterion criterion) {
        compiler(other -> other == id ? criterion : saved(other)).condition(new Criterion.InSegment(id));
    }

    long count(Criterion criterion) {
        var compiler = compiler();
        var where = compiler.condition(criterion);
        return jdbc.sql("SELECT count(*) FROM %s WHERE %s".formatted(SegmentCompiler.CUSTOMERS, where))
                .params(new HashMap<>(compiler.params()))
                .query(Long.class)
                .single();
    }

    /// One pass over the register: every row is asked once for each customer. Customers with the same answers are
    /// counted together, and the figures are sums of those counts.
    Funnel funnel(Criterion.Group group) {
        var compiler = compiler();
        List<String> answers = new ArrayList<>();
        for (Criterion row : group.of()) {
            answers.add("(%s) AS row_%d".formatted(compiler.condition(row), answers.size()));
        }
        for (Criterion row : group.except()) {
            answers.add("(%s) AS row_%d".formatted(compiler.condition(row), answers.size()));
        }
        for (Channel channel : Channel.values()) {
            answers.add(
                    "(NOT p.protected AND p.status = 'active' AND %s) AS %s".formatted(Reach.may(channel), channel));
        }
        int rows = group.of().size();
        int all = rows + group.except().size();
        List<String> sums = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            sums.add(
                    switch (group.join()) {
                        case ALL -> filter(and(0, i + 1));
                        case ANY -> filter("row_" + i);
                    });
        }
        String included = switch (group.join()) {
            case ALL -> and(0, rows);
            case ANY -> rows == 0 ? "true" : rows(0, rows, " OR ");
        };
        for (int i = rows; i < all; i++) {
            String before = i == rows ? "" : " AND NOT (" + rows(rows, i, " OR ") + ")";
            sums.add(filter("(%s) AND row_%d%s".formatted(included, i, before)));
        }
        String in = all == rows ? included : "(%s) AND NOT (%s)".formatted(included, rows(rows, all, " OR "));
        sums.add(filter(in));
        sums.add(filter("(%s) AND SMS".formatted(in)));
        sums.add(filter("(%s) AND EMAIL".formatted(in)));
        return jdbc.sql("""
                SELECT coalesce(sum(customers), 0), %s
                FROM (SELECT %s, count(*) AS customers FROM %s GROUP BY %s) answer
                """.formatted(
                                String.join(", ", sums),
                                String.join(", ", answers),
                                SegmentCompiler.CUSTOMERS,
                                IntStream.rangeClosed(1, answers.size())
                                        .mapToObj(String::valueOf)
                                        .collect(Collectors.joining(", "))))
                .params(new HashMap<>(compiler.params()))
                .query((row, _) -> new Funnel(
                        row.getLong(1),
                        figures(row, 2, rows),
                        figures(row, 2 + rows, all - rows),
                        row.getLong(2 + all),
                        row.getLong(3 + all),
                        row.getLong(4 + all)))
                .single();
    }

    /// Who it is, for another module to run.
    SqlQuery customers(Criterion criterion) {
        var compiler = compiler();
        String where = compiler.condition(criterion);
        return new SqlQuery(
                "SELECT p.customer_id FROM %s WHERE %s".formatted(SegmentCompiler.CUSTOMERS, where),
                new HashMap<>(compiler.params()));
    }

    List<Selected> page(Criterion criterion, String search, long after, int limit) {
        var compiler = compiler();
        String where = compiler.condition(criterion);
        String found = search.isBlank()
                ? "true"
                : "(strpos(lower(p.name), lower(%1$s)) > 0 OR starts_with(p.number, %1$s))"
                        .formatted(compiler.param(search.strip()));
        return jdbc.sql("""
                SELECT p.customer_id, p.number, p.name, p.city, NULL AS address
                FROM %s
                WHERE p.customer_id > %s AND %s AND (%s)
                ORDER BY p.customer_id
                LIMIT %s
                """.formatted(
                                SegmentCompiler.CUSTOMERS, compiler.param(after), found, where, compiler.param(limit)))
                .params(new HashMap<>(compiler.params()))
                .query(Selector::selected)
                .list();
    }

    Optional<Explanation> explain(Criterion criterion, long customerId) {
        var compiler = compiler();
        String in = compiler.condition(criterion);
        List<Criterion> rows = new ArrayList<>();
        List<Criterion> except = new ArrayList<>();
        if (criterion instanceof Criterion.Group group) {
            rows.addAll(group.of());
            except.addAll(group.except());
        } else {
            rows.add(criterion);
        }
        List<Criterion> all = new ArrayList<>(rows);
        all.addAll(except);
        String answers = all.stream()
                .map(row -> ", (%s), %s".formatted(compiler.condition(row), compiler.value(row)))
                .collect(Collectors.joining());
        return jdbc.sql("""
                SELECT p.customer_id, p.number, p.name, p.city, NULL AS address, (%s)%s
                FROM %s
                WHERE p.customer_id = %s
                """.formatted(in, answers, SegmentCompiler.CUSTOMERS, compiler.param(customerId)))
                .params(new HashMap<>(compiler.params()))
                .query((row, index) -> {
                    List<Explanation.Line> lines = new ArrayList<>();
                    for (int i = 0; i < all.size(); i++) {
                        lines.add(new Explanation.Line(
                                all.get(i), i >= rows.size(), row.getBoolean(7 + 2 * i), row.getString(8 + 2 * i)));
                    }
                    return new Explanation(selected(row, index), row.getBoolean(6), lines);
                })
                .optional();
    }

    SqlQuery audience(Audience audience) {
        return new AudienceQuery(
                        compiler(),
                        register.catalog().fields().stream()
                                .map(MergeField::name)
                                .collect(Collectors.toSet()))
                .of(audience);
    }

    Waterfall waterfall(Audience audience) {
        var query = audience(audience.bare());
        Map<String, Long> counts = new HashMap<>();
        jdbc.sql("SELECT coalesce(reason, '') AS reason, count(*) AS customers FROM (%s) a GROUP BY 1"
                        .formatted(query.text()))
                .params(new HashMap<>(query.params()))
                .query(row -> {
                    counts.put(row.getString("reason"), row.getLong("customers"));
                });
        Map<LeftOutReason, Long> leftOut = new LinkedHashMap<>();
        for (LeftOutReason reason : LeftOutReason.values()) {
            Long count = counts.get(reason.key());
            if (count != null) {
                leftOut.put(reason, count);
            }
        }
        return new Waterfall(
                counts.values().stream().mapToLong(Long::longValue).sum(), counts.getOrDefault("", 0L), leftOut);
    }

    /// Those left out for the reason; the recipients where there is none.
    List<Selected> audiencePage(Audience audience, Optional<LeftOutReason> reason, long after, int limit) {
        var query = audience(audience.bare());
        return jdbc.sql("""
                SELECT p.customer_id, p.number, p.name, p.city, a.address
                FROM (%s) a JOIN customer.profile p USING (customer_id)
                WHERE a.reason IS NOT DISTINCT FROM :wanted::text AND p.customer_id > :after
                ORDER BY p.customer_id
                LIMIT :limit
                """.formatted(query.text()))
                .params(new HashMap<>(query.params()))
                .param("wanted", reason.map(LeftOutReason::key).orElse(null))
                .param("after", after)
                .param("limit", limit)
                .query(Selector::selected)
                .list();
    }

    int openOptOuts(Audience audience) {
        var query = audience(audience.bare());
        Map<String, @Nullable Object> params = new HashMap<>(query.params());
        params.put("opt_out_channel", audience.channel().name());
        return register.optOuts()
                .open(new SqlQuery(
                        "SELECT :opt_out_channel::text AS channel, a.address FROM (%s) a WHERE a.reason IS NULL"
                                .formatted(query.text()),
                        params));
    }

    private SegmentCompiler compiler() {
        return compiler(this::saved);
    }

    private SegmentCompiler compiler(LongFunction<Criterion> selections) {
        register.reach().catchUp();
        return new SegmentCompiler(
                new SegmentCompiler.Ground(selections, new References(jdbc), register.history()), clock, zone);
    }

    private Criterion saved(long id) {
        return store.get(id).map(Segment::criterion).orElseThrow(() -> new CriterionRefused("segment.refused.gone"));
    }

    private static String and(int from, int to) {
        return from == to ? "true" : rows(from, to, " AND ");
    }

    private static String rows(int from, int to, String join) {
        List<String> names = new ArrayList<>();
        for (int i = from; i < to; i++) {
            names.add("row_" + i);
        }
        return String.join(join, names);
    }

    private static String filter(String condition) {
        return "coalesce(sum(customers) FILTER (WHERE %s), 0)".formatted(condition);
    }

    private static List<Long> figures(ResultSet row, int first, int count) throws SQLException {
        List<Long> figures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            figures.add(row.getLong(first + i));
        }
        return figures;
    }

    private static Selected selected(ResultSet row, int index) throws SQLException {
        return new Selected(
                row.getLong("customer_id"),
                row.getString("number"),
                row.getString("name"),
                row.getString("city"),
                row.getString("address"));
    }
}
