package utskick.segment;

import java.sql.Date;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import utskick.consent.ConsentState;
import utskick.consent.Reach;
import utskick.kernel.SqlQuery;
import utskick.segment.Criterion.OwnField;

/// Turns criteria into conditions on `customer.profile p`, within one statement. A user's value is always a parameter;
/// the SQL text comes from this class alone. Every condition is true or false, never null. Sets out of
/// other views are asked as bitmaps of all customers.
final class SegmentCompiler {

    /// What conditions are about, to select from; who does not ask for what is joined does not pay for it.
    static final String CUSTOMERS = "customer.profile p " + Reach.JOIN;

    /// A set of customers as one value, a bit for each up to the newest: made once for all processes that count,
    /// and then a look into memory, where a join would hash and probe a million numbers. Within a word of 64 the
    /// bits lie as `get_bit` of a `bytea` counts them: the lowest first in each byte.
    private static final String BITMAP = """
            SELECT string_agg(int8send(coalesce(w.bits, 0)), '' ORDER BY n)
            FROM generate_series(0, (SELECT t.customer_id >> 6 FROM customer.profile t ORDER BY t.customer_id DESC LIMIT 1)) n
            LEFT JOIN (SELECT e.customer_id >> 6 AS word,
                              bit_or(1::bigint << ((e.customer_id & 63) # 56)::integer) AS bits
                       FROM (%s) e
                       GROUP BY 1) w ON w.word = n""";

    private static final Pattern NAMED = Pattern.compile("(?<!:):([a-z_][a-z0-9_]*)");

    private final Ground ground;
    private final LocalDate today;
    private final ZoneId zone;
    private final Map<String, @Nullable Object> params = new HashMap<>();
    private final Set<Long> open = new HashSet<>();
    private int depth;

    /// What criteria refer to.
    ///
    /// @param saved finds a saved selection
    record Ground(LongFunction<Criterion> saved, References references, MailingHistory history) {}

    /// @param zone where *today* is
    SegmentCompiler(Ground ground, Clock clock, ZoneId zone) {
        this.ground = ground;
        this.zone = zone;
        this.today = LocalDate.ofInstant(clock.instant(), zone);
    }

    /// The parameters of all conditions compiled so far.
    Map<String, @Nullable Object> params() {
        return params;
    }

    /// A further parameter of the statement.
    String param(Object value) {
        String name = "segment_" + params.size();
        params.put(name, value);
        return ":" + name;
    }

    /// The condition that a customer is in a set.
    ///
    /// @param key the customer's column that is looked for
    /// @param set a query of one column `customer_id`
    private static String in(String key, String set) {
        return "(get_bit((%s), %s) = 1) IS TRUE".formatted(BITMAP.formatted(set), key);
    }

    /// The query of those for whom a criterion holds.
    private String those(String column, Criterion of) {
        return "SELECT %s AS customer_id FROM %s WHERE %s".formatted(column, CUSTOMERS, condition(of));
    }

    /// Another module's piece of SQL with its parameters as parameters of this statement.
    String embedded(SqlQuery piece) {
        Map<String, String> names = new HashMap<>();
        return NAMED.matcher(piece.text()).replaceAll(named -> {
            String name = named.group(1);
            if (!piece.params().containsKey(name)) {
                throw new IllegalArgumentException("no parameter '%s' in %s".formatted(name, piece.text()));
            }
            return names.computeIfAbsent(
                    name, _ -> param(Objects.requireNonNull(piece.params().get(name))));
        });
    }

    /// The condition in SQL.
    ///
    /// @throws CriterionRefused when selections contain each other, nest too deep, or name what is gone
    String condition(Criterion criterion) {
        if (++depth > 30) {
            throw new CriterionRefused("segment.refused.deep");
        }
        try {
            return switch (criterion) {
                case Criterion.Group group -> group(group);
                case Criterion.Category(var match, var ids) -> {
                    ground.references().groupings(ids);
                    yield chosen("p.category_id", match, ids);
                }
                case Criterion.Store(var match, var ids) -> {
                    ground.references().stores(ids);
                    yield chosen("p.store_id", match, ids);
                }
                case Criterion.Membership(var match, var ids) -> {
                    ground.references().groupings(ids);
                    yield membership(match, ids);
                }
                case Criterion.Amount(var figure, var from, var to) -> between(column(figure), from, to);
                case Criterion.Known(var fact, var known) -> (known ? "%s" : "NOT (%s)").formatted(known(fact));
                case Criterion.Text text -> text(column(text.field()), text.relation(), text.values());
                case Criterion.Recent(var field, var within, var days) -> recent(field, within, days);
                case Criterion.Dates(var field, var from, var to) -> dates(field, from, to);
                case Criterion.Birthday(var days) -> birthday(days);
                case Criterion.BirthdayMonth(var ahead) ->
                    "(p.birth_month = %s) IS TRUE"
                            .formatted(param(today.plusMonths(ahead).getMonthValue()));
                case Criterion.NameDay(var days) -> nameDay(daysOfYear(days));
                case Criterion.NameDayMonth(var ahead) -> {
                    int month = today.plusMonths(ahead).getMonthValue();
                    yield nameDay(IntStream.rangeClosed(1, 31).mapToObj(day -> month * 100 + day));
                }
                case OwnField own -> own(own);
                case Criterion.Imported imported -> imported(imported);
                case Criterion.Language(var codes) -> "p.language = ANY(%s)".formatted(texts(codes));
                case Criterion.Country(var codes) -> "p.country = ANY(%s)".formatted(texts(codes));
                case Criterion.Kind(var kinds) ->
                    kinds.stream().map(SegmentCompiler::kind).collect(Collectors.joining(" OR ", "(", ")"));
                case Criterion.HasAddress address -> address(address);
                case Criterion.Consent consent -> consent(consent);
                case Criterion.OfCompany(var of) -> in("p.company_id", those("p.customer_id", of));
                case Criterion.HasContact(var of) -> in("p.customer_id", those("p.company_id", of));
                case Criterion.Mailing mailing -> mailing(mailing);
                case Criterion.Written written -> written(written);
                case Criterion.InSegment(var id) -> inSegment(id);
                case Criterion.Customers(var ids) ->
                    "p.customer_id = ANY(%s)".formatted(param(ids.toArray(Long[]::new)));
                case Criterion.HandPicked(var list) -> {
                    ground.references().handList(list);
                    yield in(
                            "p.customer_id",
                            "SELECT h.customer_id FROM segment.hand_picked h WHERE h.list_id = " + param(list));
                }
            };
        } finally {
            depth--;
        }
    }

    /// The customer's own value for a criterion, as text, in SQL; `NULL` where there is none to show.
    String value(Criterion criterion) {
        return switch (criterion) {
            case Criterion.Category _ -> "coalesce(p.category, '')";
            case Criterion.Store _ -> "coalesce(p.store, '')";
            case Criterion.Membership _ -> """
                    (SELECT coalesce(string_agg(m.group_name, ', ' ORDER BY m.group_name), '')
                     FROM customer.member m WHERE m.customer_id = p.customer_id)""";
            case Criterion.Amount amount -> "coalesce(%s::text, '')".formatted(column(amount.figure()));
            case Criterion.Known known ->
                switch (known.fact()) {
                    case POINTS -> "coalesce(p.points::text, '')";
                    case BALANCE -> "coalesce(p.balance::text, '')";
                    case LAST_PURCHASE -> "coalesce(p.last_purchase::text, '')";
                    case BIRTHDAY -> "coalesce(p.birth_day || '.' || p.birth_month, '')";
                    case CATEGORY -> "coalesce(p.category, '')";
                    case STORE -> "coalesce(p.store, '')";
                    case NAME_DAY -> "p.name_day";
                    case BOUGHT_12_MONTHS, BOUGHT_THIS_YEAR, BOUGHT_LAST_YEAR, PURCHASES_12_MONTHS ->
                        "coalesce(%s::text, '')"
                                .formatted(column(
                                        Criterion.Figure.valueOf(known.fact().name())));
                };
            case Criterion.Text text -> "coalesce(%s, '')".formatted(column(text.field()));
            case Criterion.Recent recent -> day(recent.field());
            case Criterion.Dates dates -> day(dates.field());
            case Criterion.Birthday _, Criterion.BirthdayMonth _ -> "coalesce(p.birth_day || '.' || p.birth_month, '')";
            case Criterion.NameDay _, Criterion.NameDayMonth _ -> "p.name_day";
            case OwnField own -> "coalesce(p.custom ->> %s::text, '')".formatted(param(own.field()));
            case Criterion.Language _ -> "p.language";
            case Criterion.Country _ -> "p.country";
            case Criterion.HasAddress address ->
                """
                    (SELECT coalesce(string_agg(coalesce(k.address, k.problem), ', ' ORDER BY k.position, k.id), '')
                     FROM customer.contact k
                     WHERE k.customer_id = p.customer_id AND k.channel = %s)\
                    """.formatted(param(address.channel().name()));
            case Criterion.Kind _,
                    Criterion.Consent _,
                    Criterion.OfCompany _,
                    Criterion.HasContact _,
                    Criterion.Mailing _,
                    Criterion.Written _,
                    Criterion.Imported _,
                    Criterion.InSegment _,
                    Criterion.Customers _,
                    Criterion.HandPicked _,
                    Criterion.Group _ -> "NULL";
        };
    }

    private String group(Criterion.Group group) {
        String join = switch (group.join()) {
            case ALL -> " AND ";
            case ANY -> " OR ";
        };
        List<String> parts = new ArrayList<>();
        if (!group.of().isEmpty()) {
            parts.add(joined(group.of(), join));
        }
        if (!group.except().isEmpty()) {
            parts.add("NOT " + joined(group.except(), " OR "));
        }
        return parts.isEmpty() ? "true" : String.join(" AND ", parts);
    }

    private String joined(List<Criterion> criteria, String join) {
        return criteria.stream().map(c -> "(" + condition(c) + ")").collect(Collectors.joining(join, "(", ")"));
    }

    private String chosen(String column, Criterion.Match match, List<Integer> ids) {
        String in = "(%s = ANY(%s)) IS TRUE".formatted(column, param(ids.toArray(Integer[]::new)));
        return match == Criterion.Match.NONE_OF ? "NOT (%s)".formatted(in) : in;
    }

    private String membership(Criterion.Match match, List<Integer> ids) {
        String groups = param(ids.toArray(Integer[]::new));
        String members = "SELECT m.customer_id FROM customer.member m WHERE m.group_id = ANY(%s)".formatted(groups);
        return switch (match) {
            case ANY_OF -> in("p.customer_id", members);
            case NONE_OF -> "NOT (%s)".formatted(in("p.customer_id", members));
            case ALL_OF ->
                in(
                        "p.customer_id",
                        "%s GROUP BY m.customer_id HAVING count(DISTINCT m.group_id) = %s"
                                .formatted(members, param(ids.size())));
        };
    }

    private String between(String column, @Nullable Object from, @Nullable Object to) {
        List<String> parts = new ArrayList<>();
        if (from != null) {
            parts.add("%s >= %s".formatted(column, param(from)));
        }
        if (to != null) {
            parts.add("%s <= %s".formatted(column, param(to)));
        }
        return "(%s) IS TRUE".formatted(String.join(" AND ", parts));
    }

    private String text(String column, Criterion.TextRelation relation, List<String> values) {
        return switch (relation) {
            case EMPTY -> "coalesce(btrim(%s), '') = ''".formatted(column);
            case FILLED -> "coalesce(btrim(%s), '') <> ''".formatted(column);
            case IS ->
                "(segment.fold(%s) IN (SELECT segment.fold(v) FROM unnest(%s::text[]) AS v)) IS TRUE"
                        .formatted(column, texts(values));
            case STARTS_WITH -> like(column, values, "", "%");
            case CONTAINS -> like(column, values, "%", "%");
        };
    }

    private String own(OwnField own) {
        ground.references().ownField(own);
        String key = param(own.field()) + "::text";
        String text = "(p.custom ->> %s)".formatted(key);
        String day = "segment.own_day(p.custom, %s) COLLATE \"C\"".formatted(key);
        return switch (own) {
            case OwnField.OwnText it -> text(text, it.relation(), it.values());
            case OwnField.OwnNumber(var _, var from, var to) ->
                between("segment.own_number(p.custom, %s)".formatted(key), from, to);
            case OwnField.OwnDate(var _, var from, var to) -> between(day, iso(from), iso(to));
            case OwnField.OwnRecent(var _, var within, var days) ->
                (within ? "%s" : "NOT (%s)").formatted(between(day, iso(today.minusDays(days)), iso(today)));
            case OwnField.OwnChoice(var _, var match, var values) ->
                (match == Criterion.Match.NONE_OF ? "NOT (%s)" : "%s")
                        .formatted("(%s = ANY(%s)) IS TRUE".formatted(text, texts(values)));
            case OwnField.OwnYes(var _, var yes) -> "(p.custom -> %s = '%s') IS TRUE".formatted(key, yes);
            case OwnField.OwnKnown(var _, var known) ->
                text(text, known ? Criterion.TextRelation.FILLED : Criterion.TextRelation.EMPTY, List.of());
        };
    }

    private String imported(Criterion.Imported imported) {
        ground.references().imported(imported.file());
        String which = switch (imported.arrival()) {
            case ADDED -> " AND i.added";
            case CHANGED -> " AND NOT i.added";
            case EITHER -> "";
        };
        String in = in(
                "p.customer_id",
                "SELECT i.customer_id FROM customer.imported i WHERE i.file_id = %s%s"
                        .formatted(param(imported.file()), which));
        return imported.did() ? in : "NOT (%s)".formatted(in);
    }

    /// The patterns are made once, not for each customer.
    private String like(String column, List<String> values, String before, String after) {
        List<String> patterns = values.stream()
                .map(value -> before + value.replaceAll("[\\\\%_]", "\\\\$0") + after)
                .toList();
        return "(segment.fold(%s) LIKE ANY (ARRAY(SELECT segment.fold(v) FROM unnest(%s::text[]) AS v))) IS TRUE"
                .formatted(column, texts(patterns));
    }

    private static String known(Criterion.Fact fact) {
        return switch (fact) {
            case POINTS -> "p.points IS NOT NULL";
            case BALANCE -> "p.balance IS NOT NULL";
            case LAST_PURCHASE -> "p.last_purchase IS NOT NULL";
            case BIRTHDAY -> "(p.birth_month IS NOT NULL AND p.birth_day IS NOT NULL)";
            case CATEGORY -> "p.category_id IS NOT NULL";
            case STORE -> "p.store_id IS NOT NULL";
            case NAME_DAY -> "p.name_day <> ''";
            case BOUGHT_12_MONTHS, BOUGHT_THIS_YEAR, BOUGHT_LAST_YEAR, PURCHASES_12_MONTHS ->
                column(Criterion.Figure.valueOf(fact.name())) + " IS NOT NULL";
        };
    }

    private String mailing(Criterion.Mailing mailing) {
        Long campaign = mailing.campaign();
        if (campaign != null && ground.history().name(campaign).isEmpty()) {
            throw new CriterionRefused("segment.refused.missing");
        }
        String went = embedded(ground.history().of(mailing.past(), campaign));
        String in = in(
                "p.customer_id",
                mailing.past() == Criterion.Past.REPLIED
                        ? """
                SELECT h.customer_id
                FROM (%s) h
                JOIN consent.reply i
                  ON i.sender = h.address AND i.at >= h.at AND i.at < h.at + interval '30 days'\
                """.formatted(went)
                        : "SELECT h.customer_id FROM (%s) h".formatted(went));
        return mailing.did() ? in : "NOT (%s)".formatted(in);
    }

    private String written(Criterion.Written written) {
        var since = today.minusDays(written.days()).atStartOfDay(zone).toInstant();
        String in = in(
                "p.customer_id",
                "SELECT h.customer_id FROM (%s) h"
                        .formatted(embedded(ground.history().writtenSince(since, written.channel()))));
        return written.written() ? in : "NOT (%s)".formatted(in);
    }

    private String recent(Criterion.DateField field, boolean within, int days) {
        String in = dates(field, today.minusDays(days), null);
        return within ? in : "NOT (%s)".formatted(in);
    }

    private String dates(Criterion.DateField field, @Nullable LocalDate from, @Nullable LocalDate to) {
        return switch (field) {
            case LAST_PURCHASE -> between("p.last_purchase", sql(from), sql(to));
            case CREATED -> {
                var start = from == null ? null : start(from);
                String before = to == null ? "" : " AND p.created_at < " + param(start(to.plusDays(1)));
                yield start == null ? before.substring(" AND ".length()) : "p.created_at >= " + param(start) + before;
            }
        };
    }

    private String day(Criterion.DateField field) {
        return switch (field) {
            case LAST_PURCHASE -> "coalesce(p.last_purchase::text, '')";
            case CREATED -> "(p.created_at AT TIME ZONE %s)::date::text".formatted(param(zone.getId()));
        };
    }

    private static @Nullable String iso(@Nullable LocalDate day) {
        return day == null ? null : day.toString();
    }

    private static @Nullable Date sql(@Nullable LocalDate day) {
        return day == null ? null : Date.valueOf(day);
    }

    private OffsetDateTime start(LocalDate day) {
        return day.atStartOfDay(zone).toOffsetDateTime();
    }

    private String birthday(int days) {
        return "(p.birth_month * 100 + p.birth_day = ANY(%s)) IS TRUE"
                .formatted(param(daysOfYear(days).toArray(Integer[]::new)));
    }

    private String nameDay(Stream<Integer> days) {
        return "(segment.month_day(p.name_day) = ANY(%s)) IS TRUE"
                .formatted(texts(days.map("%04d"::formatted).toList()));
    }

    /// The days to come, each as its month times 100 and its day; in a common year the 28th of February stands for
    /// the 29th, too.
    private Stream<Integer> daysOfYear(int days) {
        return IntStream.rangeClosed(0, days).mapToObj(today::plusDays).flatMap(day -> {
            boolean last = day.getMonthValue() == 2 && day.getDayOfMonth() == 28 && !day.isLeapYear();
            int itself = day.getMonthValue() * 100 + day.getDayOfMonth();
            return last ? Stream.of(itself, 229) : Stream.of(itself);
        });
    }

    private String address(Criterion.HasAddress address) {
        String in = address.labels().isEmpty()
                ? Reach.has(address.channel())
                : in(
                        "p.customer_id",
                        "SELECT k.customer_id FROM customer.contact k WHERE k.channel = %s AND k.reachable AND k.label = ANY(%s)"
                                .formatted(param(address.channel().name()), texts(address.labels())));
        return address.has() ? in : "NOT (%s)".formatted(in);
    }

    /// Never asked is where there is no entry. The purposes of one's own are not in the number that says all.
    private String consent(Criterion.Consent consent) {
        ground.references().purpose(consent.purpose());
        if (Reach.knows(consent.purpose())) {
            return Reach.stands(consent.channel(), consent.purpose(), consent.states());
        }
        String states = texts(consent.states().stream().map(ConsentState::key).toList());
        return in("p.customer_id", """
                SELECT k.customer_id
                FROM customer.contact k
                LEFT JOIN consent.permission s
                  ON s.address = k.address AND s.channel = k.channel AND s.purpose = %s
                WHERE k.channel = %s AND k.address IS NOT NULL AND (s.state = ANY(%s)%s)\
                """.formatted(
                        param(consent.purpose().key()),
                        param(consent.channel().name()),
                        states,
                        consent.states().contains(ConsentState.UNKNOWN) ? " OR s.state IS NULL" : ""));
    }

    private String inSegment(long id) {
        if (!open.add(id)) {
            throw new CriterionRefused("segment.refused.circle");
        }
        try {
            return "(%s)".formatted(condition(ground.saved().apply(id)));
        } finally {
            open.remove(id);
        }
    }

    private String texts(List<String> values) {
        return param(values.toArray(String[]::new));
    }

    private static String column(Criterion.Figure figure) {
        return switch (figure) {
            case POINTS -> "p.points";
            case BALANCE -> "p.balance";
            case BOUGHT_12_MONTHS -> "p.bought_12_months";
            case BOUGHT_THIS_YEAR -> "p.bought_this_year";
            case BOUGHT_LAST_YEAR -> "p.bought_last_year";
            case PURCHASES_12_MONTHS -> "p.purchases_12_months";
        };
    }

    private static String column(Criterion.TextField field) {
        return switch (field) {
            case NUMBER -> "p.number";
            case NAME -> "p.name";
            case FIRST_NAME -> "p.first_name";
            case LAST_NAME -> "p.last_name";
            case COMPANY_NAME -> "p.company_name";
            case POSTCODE -> "p.postcode";
            case CITY -> "p.city";
        };
    }

    private static String kind(Criterion.CustomerKind kind) {
        return switch (kind) {
            case COMPANY -> "p.kind = 'company'";
            case CONTACT -> "(p.kind = 'person' AND p.company_id IS NOT NULL)";
            case PERSON -> "(p.kind = 'person' AND p.company_id IS NULL)";
        };
    }
}
