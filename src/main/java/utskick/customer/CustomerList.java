package utskick.customer;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import utskick.kernel.Channel;
import utskick.kernel.SqlQuery;

/// The list of customers: searched, filtered, sorted, a page at a time. No question reads the whole register. Of what
/// a search finds the first [#SORTED] are counted and sorted by how well they fit; where there are more, somebody has
/// only begun to type, and the best of these will do. Who asks for another order than the usual gets it over all.
public final class CustomerList {

    public static final int PAGE = 50;

    /// So many that a filter lets through are counted; after that they are "more than".
    static final int COUNTED = 10_000;

    /// So many that a search finds are counted and sorted by how well they fit.
    static final int SORTED = 5_000;

    /// The same while hardly anything was typed: half the register may begin with an `a`.
    static final int SORTED_OF_BEGUN = 1_000;

    /// The rank of rows that were read in the list's order.
    private static final int IN_ORDER = 9;

    /// `p` as the filters and the owner of the consents name it.
    static final String CUSTOMER = "(SELECT c.*, c.id AS customer_id FROM customer.customer c) p";

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final ContactStandings standings;
    private final CustomerRows rows;
    private final RegisterSize size;

    CustomerList(JdbcClient jdbc, TransactionOperations transaction, ContactStandings standings, RegisterSize size) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.standings = standings;
        this.rows = new CustomerRows(jdbc, standings);
        this.size = size;
    }

    /// One customer of the list.
    ///
    /// @param name never empty; the number where there is no name
    /// @param companyName of a contact, whose company it is
    /// @param own the values of the shop's own fields by key, as [CustomFields#shown] has them
    /// @param phone the number an SMS goes to, else the first, in E.164 where it could be read
    public record Row(
            long id,
            String number,
            String externalId,
            String kind,
            String name,
            String companyName,
            String phone,
            String mail,
            ContactStandings.Standing standing,
            String category,
            List<String> groups,
            String store,
            Place place,
            String language,
            String birthday,
            @Nullable BigDecimal points,
            @Nullable BigDecimal balance,
            String currency,
            Purchases purchases,
            LocalDate added,
            Map<String, String> own) {

        Row with(ContactStandings.Standing other) {
            return new Row(
                    id,
                    number,
                    externalId,
                    kind,
                    name,
                    companyName,
                    phone,
                    mail,
                    other,
                    category,
                    groups,
                    store,
                    place,
                    language,
                    birthday,
                    points,
                    balance,
                    currency,
                    purchases,
                    added,
                    own);
        }
    }

    /// Where somebody lives.
    public record Place(String street, String postcode, String city, String country) {}

    /// @param found how many there are
    /// @param many whether there are more than that
    /// @param next the query for the page that follows, null on the last
    public record Page(
            List<Row> rows,
            long found,
            boolean many,
            long all,
            @Nullable CustomerQuery next) {}

    /// What stands on a page, and its place in the order.
    private record Hit(long id, int rank, String key) {}

    private record Hits(List<Hit> hits, long found, boolean many) {

        static Hits counted(List<Hit> hits, long found, long most) {
            return new Hits(hits, Math.min(found, most), found > most);
        }
    }

    public Page find(CustomerQuery query) {
        long all = size.count();
        var ask = SearchText.ask(query.q());
        var hits = ask == null ? filtered(query, all) : searched(query, ask);
        boolean more = hits.hits().size() > PAGE;
        var page = more ? hits.hits().subList(0, PAGE) : hits.hits();
        CustomerQuery next = null;
        if (more) {
            var last = page.getLast();
            next = query.after(new CustomerQuery.Cursor(last.rank(), last.id(), last.key()));
        }
        return new Page(rows.of(page.stream().map(Hit::id).toList()), hits.found(), hits.many(), all, next);
    }

    /// What the list shows of these customers, in this order.
    List<Row> rows(List<Long> ids) {
        return rows.of(ids);
    }

    private Hits filtered(CustomerQuery query, long all) {
        var where = new Where(query);
        var page = inOrder(query, where);
        if (query.filters().isEmpty()) {
            return new Hits(page, all, false);
        }
        long found = jdbc.sql("SELECT count(*) FROM (SELECT FROM %s WHERE %s LIMIT %d) found"
                        .formatted(CUSTOMER, where.text(), COUNTED + 1))
                .params(where.params)
                .query(Long.class)
                .single();
        return Hits.counted(page, found, COUNTED);
    }

    private Hits searched(CustomerQuery query, SearchText.Ask ask) {
        var where = new Where(query).words(ask);
        var cursor = cursor(query);
        if (cursor != null && cursor.rank() == IN_ORDER) {
            return new Hits(inOrder(query, where), SORTED, true);
        }
        var best = Objects.requireNonNull(transaction.execute(_ -> {
            if (ask.isNumber()) {
                // the planner thinks that many beginnings of numbers are half the register, and would read it all
                jdbc.sql("SELECT set_config('enable_seqscan', 'off', true)")
                        .query(String.class)
                        .single();
            }
            return best(query, ask, where);
        }));
        return best.many() && !query.sort().equals(CustomerSort.DEFAULT)
                ? new Hits(inOrder(query, where), best.found(), true)
                : best;
    }

    /// What is found, counted, and the page of what fits best.
    private Hits best(CustomerQuery query, SearchText.Ask ask, Where where) {
        var by = query.sort().by();
        var params = new HashMap<>(where.params);
        params.put("whole", ask.whole().toArray(String[]::new));
        params.put("begins", ask.begins().toArray(String[]::new));
        var cursor = cursor(query);
        var after = "true";
        if (cursor != null) {
            after = "(r.rank > :after_rank OR r.rank = :after_rank AND (r.key, r.id) %s (%s, :after_id))"
                    .formatted(query.sort().isFalling() ? "<" : ">", bind(by, cursor, params));
            params.put("after_rank", cursor.rank());
        }
        var direction = query.sort().isFalling() ? "DESC" : "ASC";
        int most = ask.isBegun() ? SORTED_OF_BEGUN : SORTED;
        var hits = new ArrayList<Hit>();
        long[] found = {0};
        jdbc.sql("""
                WITH hit AS MATERIALIZED (
                    SELECT s.customer_id, s.plain, s.sort_name, s.points, s.balance, s.last_purchase,
                           s.bought_12_months
                    FROM customer.search s %1$s
                    WHERE %2$s
                    LIMIT %3$d
                ), counted AS MATERIALIZED (
                    SELECT count(*) AS found FROM hit
                )
                SELECT counted.found, r.id, r.rank, r.key::text AS key
                FROM counted
                LEFT JOIN LATERAL (
                    SELECT r.* FROM (
                        SELECT p.id, %4$s AS key,
                               CASE WHEN s.plain LIKE ALL (:whole) THEN 0 WHEN s.plain LIKE ALL (:begins) THEN 1 ELSE 2 END
                                   AS rank
                        FROM hit s JOIN %5$s ON p.id = s.customer_id
                    ) r
                    WHERE %6$s
                    ORDER BY r.rank, r.key %7$s, r.id %7$s
                    LIMIT %8$d
                ) r ON true
                """.formatted(
                                where.needsCustomer() ? "JOIN " + CUSTOMER + " ON p.id = s.customer_id" : "",
                                where.text(),
                                most + 1,
                                by.expression,
                                CUSTOMER,
                                after,
                                direction,
                                PAGE + 1))
                .params(params)
                .query(row -> {
                    found[0] = row.getLong("found");
                    if (row.getObject("id") != null) {
                        hits.add(new Hit(row.getLong("id"), row.getInt("rank"), row.getString("key")));
                    }
                });
        return Hits.counted(hits, found[0], most);
    }

    /// A page in the list's order.
    private List<Hit> inOrder(CustomerQuery query, Where where) {
        var by = query.sort().by();
        var params = new HashMap<>(where.params);
        var cursor = cursor(query);
        var id = by.isBeside() ? "s.customer_id" : "p.id";
        var after = "true";
        if (cursor != null) {
            after = "(%s, %s) %s (%s, :after_id)"
                    .formatted(by.expression, id, query.sort().isFalling() ? "<" : ">", bind(by, cursor, params));
        }
        var direction = query.sort().isFalling() ? "DESC" : "ASC";
        return jdbc.sql("""
                SELECT p.id, (%s)::text AS key
                FROM %s %s
                WHERE %s AND %s
                ORDER BY %s %s, %s %s
                LIMIT %d
                """.formatted(
                                by.expression,
                                CUSTOMER,
                                where.searched || by.isBeside() ? "JOIN customer.search s ON s.customer_id = p.id" : "",
                                where.text(),
                                after,
                                by.expression,
                                direction,
                                id,
                                direction,
                                PAGE + 1))
                .params(params)
                .query((row, _) -> new Hit(row.getLong("id"), IN_ORDER, row.getString("key")))
                .list();
    }

    /// Null for the first page, and where the address has been changed into none.
    private static CustomerQuery.@Nullable Cursor cursor(CustomerQuery query) {
        var cursor = query.cursor();
        return cursor != null && query.sort().by().accepts(cursor.key()) ? cursor : null;
    }

    private static String bind(CustomerSort.By by, CustomerQuery.Cursor cursor, Map<String, @Nullable Object> params) {
        params.put("after_key", cursor.key());
        params.put("after_id", cursor.id());
        return "CAST(:after_key AS %s)%s".formatted(by.type, by == CustomerSort.By.NAME ? " COLLATE \"C\"" : "");
    }

    /// The customers of a selection: a query with one column, `customer_id`.
    public SqlQuery customers(CustomerSelection selection) {
        return switch (selection) {
            case CustomerSelection.Ticked(var ids) ->
                new SqlQuery(
                        "SELECT p.customer_id FROM %s WHERE p.id = ANY (:list_ids)".formatted(CUSTOMER),
                        Map.of("list_ids", ids.toArray(Long[]::new)));
            case CustomerSelection.Found(var query) -> {
                var ask = SearchText.ask(query.q());
                var where = ask == null ? new Where(query) : new Where(query).words(ask);
                yield new SqlQuery(
                        "SELECT p.customer_id FROM %s %s WHERE %s"
                                .formatted(
                                        CUSTOMER,
                                        where.searched ? "JOIN customer.search s ON s.customer_id = p.id" : "",
                                        where.text()),
                        where.params);
            }
        };
    }

    /// The countries that the shop's stores are in.
    List<String> countries() {
        return jdbc.sql("SELECT DISTINCT country FROM customer.store ORDER BY country")
                .query(String.class)
                .list();
    }

    /// How many customers a selection has, exactly.
    public long count(CustomerSelection selection) {
        var query = customers(selection);
        return jdbc.sql("SELECT count(*) FROM (%s) chosen".formatted(query.text()))
                .params(query.params())
                .query(Long.class)
                .single();
    }

    /// The conditions of a query. The names of their parameters begin with `list_`, or with `standing_`.
    private final class Where {

        private final List<String> conditions = new ArrayList<>();
        private final Map<String, @Nullable Object> params = new HashMap<>();
        private boolean searched;
        private int ofWords = 1;

        Where(CustomerQuery query) {
            query.filters().forEach(this::filter);
        }

        Where words(SearchText.Ask ask) {
            conditions.addFirst("s.words @@ CAST(:list_words AS tsquery)");
            params.put("list_words", ask.words());
            if (!ask.also().isEmpty()) {
                conditions.add(1, "s.plain LIKE ALL (:list_also)");
                params.put("list_also", ask.also().toArray(String[]::new));
                ofWords = 2;
            }
            searched = true;
            return this;
        }

        /// Whether there is more than words.
        boolean needsCustomer() {
            return conditions.size() > (searched ? ofWords : 0);
        }

        String text() {
            return conditions.isEmpty() ? "true" : String.join("\n  AND ", conditions);
        }

        private void filter(CustomerFilter filter, List<String> values) {
            var name = "list_" + filter.key();
            if (!filter.isFlag()) {
                params.put(name, values.toArray(String[]::new));
            }
            switch (filter) {
                case STORE ->
                    conditions.add(
                            "p.store_id = ANY (ARRAY(SELECT t.id FROM customer.store t WHERE t.name = ANY (:list_store)))");
                case CATEGORY -> conditions.add("""
                            p.category_id = ANY (ARRAY(SELECT g.id FROM customer.customer_group g
                                                       WHERE g.kind = 'category' AND g.name = ANY (:list_category)))""");
                case GROUP -> conditions.add("""
                            EXISTS (SELECT FROM customer.membership m
                                    WHERE m.customer_id = p.id
                                      AND m.group_id = ANY (ARRAY(SELECT g.id FROM customer.customer_group g
                                                                  WHERE g.kind = 'group' AND g.name = ANY (:list_group))))""");
                case COUNTRY -> conditions.add("p.country = ANY (:list_country)");
                case LANGUAGE -> conditions.add("p.language = ANY (:list_language)");
                case KIND -> conditions.add("""
                            CASE WHEN p.kind = 'company' THEN 'company' WHEN p.company_id IS NULL THEN 'person'
                                 ELSE 'contact' END = ANY (:list_kind)""");
                case COMPANY ->
                    conditions.add(
                            "p.company_id = ANY (ARRAY(SELECT k.id FROM customer.customer k WHERE k.number = ANY (:list_company)))");
                case MOBILE -> conditions.add(contact(Channel.SMS));
                case MAIL -> conditions.add(contact(Channel.EMAIL));
                case SMS -> reachable(Channel.SMS);
                case EMAIL -> reachable(Channel.EMAIL);
                case BALANCE -> conditions.add("p.balance <> 0");
            }
        }

        private static String contact(Channel channel) {
            return "EXISTS (SELECT FROM customer.contact_point k WHERE k.customer_id = p.id AND k.channel = '%s' AND k.reachable)"
                    .formatted(channel.name());
        }

        /// Two channels at once need two names for the same parameter.
        private void reachable(Channel channel) {
            var query = standings.reachable(channel);
            var text = query.text();
            for (var param : query.params().entrySet()) {
                var name = param.getKey() + "_" + channel.name().toLowerCase(Locale.ROOT);
                text = text.replaceAll(":" + param.getKey() + "\\b", ":" + name);
                params.put(name, param.getValue());
            }
            conditions.add("(" + text + ")");
        }
    }

    /// How many of these can be reached by each channel: what the bar for ticked rows says.
    Map<Channel, Long> reachableOf(List<Long> ids) {
        var states = standings.of(ids).values();
        return Map.of(
                Channel.SMS,
                states.stream()
                        .filter(standing -> standing.sms() == ContactStandings.State.YES)
                        .count(),
                Channel.EMAIL,
                states.stream()
                        .filter(standing -> standing.email() == ContactStandings.State.YES)
                        .count());
    }

    /// How it stands, for somebody who has no line of his own in the ledger.
    static ContactStandings.Standing standing(Map<Long, ContactStandings.Standing> states, long id) {
        return Objects.requireNonNullElse(
                states.get(id),
                new ContactStandings.Standing(ContactStandings.State.NO_ADDRESS, ContactStandings.State.NO_ADDRESS));
    }

    public static String icon(ContactStandings.State state) {
        return switch (state) {
            case YES -> "check";
            case NO, NEVER_ASKED, NO_ADDRESS, NOT_MOBILE -> "close";
            case WITHDRAWN, SUPPRESSED -> "barred";
        };
    }

    public static String style(ContactStandings.State state) {
        return switch (state) {
            case YES -> "state state-ok";
            case WITHDRAWN, SUPPRESSED -> "state state-bad";
            case NO, NEVER_ASKED, NO_ADDRESS, NOT_MOBILE -> "state";
        };
    }
}
