package utskick.customer;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.util.UriComponentsBuilder;
import utskick.kernel.Channel;

/// The list of customers: searched, filtered, a page at a time in the order of their numbers.
public final class CustomerList {

    public static final int PAGE = 50;

    private final JdbcClient jdbc;
    private final ContactStandings standings;

    CustomerList(JdbcClient jdbc, ContactStandings standings) {
        this.jdbc = jdbc;
        this.standings = standings;
    }

    /// What is asked for, in the form that stands in the page's address.
    ///
    /// @param after the last number of the page before, empty for the first page
    public record Query(
            String q, String store, String category, String group, boolean sms, boolean email, String after) {

        public boolean isPlain() {
            return q.isBlank() && store.isEmpty() && category.isEmpty() && group.isEmpty() && !sms && !email;
        }

        public Query withStore(String value) {
            return new Query(q, value, category, group, sms, email, "");
        }

        public Query withCategory(String value) {
            return new Query(q, store, value, group, sms, email, "");
        }

        public Query withGroup(String value) {
            return new Query(q, store, category, value, sms, email, "");
        }

        public Query withSms(boolean value) {
            return new Query(q, store, category, group, value, email, "");
        }

        public Query withEmail(boolean value) {
            return new Query(q, store, category, group, sms, value, "");
        }

        public Query withAfter(String value) {
            return new Query(q, store, category, group, sms, email, value);
        }

        public String url() {
            var url = UriComponentsBuilder.fromPath("/customers");
            var values = new HashMap<String, Object>();
            add(url, values, "q", q);
            add(url, values, "store", store);
            add(url, values, "category", category);
            add(url, values, "group", group);
            add(url, values, "sms", sms ? "true" : "");
            add(url, values, "email", email ? "true" : "");
            add(url, values, "after", after);
            return url.encode().buildAndExpand(values).toUriString();
        }

        private static void add(UriComponentsBuilder url, Map<String, Object> values, String name, String value) {
            if (!value.isEmpty()) {
                url.queryParam(name, "{" + name + "}");
                values.put(name, value);
            }
        }
    }

    /// One customer of the list.
    ///
    /// @param phone the number an SMS goes to, else the first, as a person reads it
    public record Row(
            long id,
            String number,
            String name,
            String companyName,
            String phone,
            ContactStandings.Standing standing,
            @Nullable BigDecimal points,
            @Nullable BigDecimal balance,
            String currency,
            @Nullable LocalDate lastPurchase) {}

    /// @param next the query for the page that follows, null on the last
    public record Page(
            List<Row> rows, long found, long all, @Nullable Query next) {}

    public Page find(Query query) {
        var params = new HashMap<String, @Nullable Object>();
        var condition = condition(query, params);
        long all = jdbc.sql("SELECT count(*) FROM customer.customer")
                .query(Long.class)
                .single();
        long found = query.isPlain()
                ? all
                : jdbc.sql("SELECT count(*) FROM customer.profile p WHERE " + condition)
                        .params(params)
                        .query(Long.class)
                        .single();
        params.put("after", query.after());
        var rows = rows(condition, params);
        boolean more = rows.size() > PAGE;
        var page = more ? rows.subList(0, PAGE) : rows;
        return new Page(
                List.copyOf(page),
                found,
                all,
                more ? query.withAfter(page.getLast().number()) : null);
    }

    private List<Row> rows(String condition, Map<String, @Nullable Object> params) {
        record Found(
                long id,
                String number,
                String name,
                String company,
                @Nullable String phone,
                @Nullable BigDecimal points,
                @Nullable BigDecimal balance,
                String currency,
                @Nullable LocalDate lastPurchase) {}
        var found = jdbc.sql("""
                SELECT p.customer_id, p.number, p.name, coalesce(p.company_name, '') AS company_name, p.kind, p.points,
                       p.balance, p.currency, p.last_purchase,
                       (SELECT coalesce(k.address, k.as_entered) FROM customer.contact_point k
                        WHERE k.customer_id = p.customer_id AND k.channel = 'SMS'
                        ORDER BY k.reachable DESC, k.preferred DESC, k.position LIMIT 1) AS phone
                FROM customer.profile p
                WHERE %s AND p.number > :after
                ORDER BY p.number
                LIMIT %d
                """.formatted(condition, PAGE + 1))
                .params(params)
                .query((row, _) -> new Found(
                        row.getLong("customer_id"),
                        row.getString("number"),
                        row.getString("name"),
                        row.getString("kind").equals("company") ? "" : row.getString("company_name"),
                        row.getString("phone"),
                        row.getBigDecimal("points"),
                        row.getBigDecimal("balance"),
                        row.getString("currency"),
                        row.getObject("last_purchase", LocalDate.class)))
                .list();
        var states = standings.of(found.stream().map(Found::id).toList());
        var none = new ContactStandings.Standing(ContactStandings.State.NO_ADDRESS, ContactStandings.State.NO_ADDRESS);
        return found.stream()
                .map(row -> new Row(
                        row.id(),
                        row.number(),
                        row.name().isEmpty() ? row.number() : row.name(),
                        row.company(),
                        row.phone() == null ? "" : PhoneReader.shown(row.phone()),
                        states.getOrDefault(row.id(), none),
                        row.points(),
                        row.balance(),
                        row.currency(),
                        row.lastPurchase()))
                .toList();
    }

    private String condition(Query query, Map<String, @Nullable Object> params) {
        var conditions = new ArrayList<String>();
        conditions.add("true");
        search(query.q(), conditions, params);
        if (!query.store().isEmpty()) {
            conditions.add("p.store = :store");
            params.put("store", query.store());
        }
        if (!query.category().isEmpty()) {
            conditions.add("p.category = :category");
            params.put("category", query.category());
        }
        if (!query.group().isEmpty()) {
            conditions.add("EXISTS (SELECT FROM customer.member b"
                    + " WHERE b.customer_id = p.customer_id AND b.group_name = :group)");
            params.put("group", query.group());
        }
        if (query.sms()) {
            reachable(Channel.SMS, conditions, params);
        }
        if (query.email()) {
            reachable(Channel.EMAIL, conditions, params);
        }
        return String.join("\n  AND ", conditions);
    }

    /// Two channels at once need two names for the same parameter.
    private void reachable(Channel channel, List<String> conditions, Map<String, @Nullable Object> params) {
        var query = standings.reachable(channel);
        var text = query.text();
        for (var param : query.params().entrySet()) {
            var name = param.getKey() + "_" + channel.name().toLowerCase(Locale.ROOT);
            text = text.replaceAll(":" + param.getKey() + "\\b", ":" + name);
            params.put(name, param.getValue());
        }
        conditions.add("(" + text + ")");
    }

    /// Every word must be found, in the name, the number or an address; digits find a phone in any writing.
    private static void search(String q, List<String> conditions, Map<String, @Nullable Object> params) {
        var text = CellText.clean(q);
        var digits = text.replaceAll("[^0-9]", "");
        // 070… and +46 70… and 0046 70… are one; a few digits are a customer number
        var subscriber = digits.replaceFirst("^0+", "");
        if (subscriber.length() >= 5 && text.matches("[-+0-9 ()/.]+")) {
            conditions.add("(p.number LIKE :number OR EXISTS (SELECT FROM customer.contact k"
                    + " WHERE k.customer_id = p.customer_id AND k.channel = 'SMS' AND k.address LIKE :digits))");
            params.put("number", digits + "%");
            params.put("digits", "%" + subscriber + "%");
            return;
        }
        int i = 0;
        for (var word : text.isEmpty() ? new String[0] : text.split(" ")) {
            if (++i > 6) {
                return;
            }
            var name = "word" + i;
            conditions.add("""
                    (p.first_name ILIKE :%1$s OR p.last_name ILIKE :%1$s OR p.company_name ILIKE :%1$s
                     OR p.number LIKE :%1$s_start
                     OR EXISTS (SELECT FROM customer.contact k
                                WHERE k.customer_id = p.customer_id AND k.channel = 'EMAIL' AND k.address LIKE :%1$s_mail))
                    """.formatted(name));
            var pattern = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
            params.put(name, "%" + pattern + "%");
            params.put(name + "_start", pattern + "%");
            params.put(name + "_mail", "%" + pattern.toLowerCase(Locale.ROOT) + "%");
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
