package utskick.segment;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import utskick.consent.ConsentState;
import utskick.consent.Purpose;
import utskick.kernel.Channel;
import utskick.segment.Criterion.OwnField;

/// One row of the builder as it was filled in, right or wrong: what was typed stays.
///
/// @param path its place: `2`, `2-1` within group 2, `2-1-3` within a group of that, `x1` among the exceptions
/// @param values the row's fields by name
/// @param rows the rows within, for a group
public record FormRow(String path, RowKind kind, Map<String, List<String>> values, List<FormRow> rows) {

    /// The first value of a field, or empty.
    public String value(String field) {
        return values(field).stream().findFirst().orElse("");
    }

    public List<String> values(String field) {
        return values.getOrDefault(field, List.of());
    }

    public boolean has(String field, String value) {
        return values(field).contains(value);
    }

    /// The row and all rows within it.
    Stream<FormRow> all() {
        return Stream.concat(Stream.of(this), rows.stream().flatMap(FormRow::all));
    }

    /// A row of this kind as it is when it is added.
    static FormRow empty(String path, RowKind kind) {
        Map<String, List<String>> values = switch (kind) {
            case PURCHASE -> Map.of("rel", List.of("not"), "days", List.of("90"));
            case CREATED -> Map.of("rel", List.of("within"), "days", List.of("30"));
            case BIRTHDAY, NAME_DAY -> Map.of("rel", List.of("within"), "days", List.of("7"));
            case IMPORTED -> Map.of("rel", List.of("did"), "arrival", List.of("either"));
            case DATES -> Map.of("field", List.of("last_purchase"), "rel", List.of("between"));
            case SUMS -> Map.of("figure", List.of("bought_12_months"));
            case KNOWN -> Map.of("fact", List.of("last_purchase"), "rel", List.of("empty"));
            case MAILING -> Map.of("rel", List.of("did"), "past", List.of("got"));
            case WRITTEN -> Map.of("rel", List.of("not"), "days", List.of("30"));
            case CONSENT -> Map.of("channel", List.of("SMS"), "purpose", List.of("marketing"), "v", List.of("given"));
            case ADDRESS -> Map.of("rel", List.of("has"), "channel", List.of("SMS"));
            case TEXT -> Map.of("field", List.of("city"), "rel", List.of("is"));
            case GROUP -> Map.of("join", List.of("any"));
            case COMPANY, CONTACT -> Map.of("join", List.of("all"));
            default -> Map.of();
        };
        return new FormRow(path, kind, values, List.of());
    }

    /// What the row says, without the rows within that say nothing yet.
    ///
    /// @param check refuses what cannot be asked
    /// @param refused takes what is wrong, a text's key by the path of the row
    Optional<Criterion> criterion(Consumer<Criterion> check, Map<String, String> refused) {
        try {
            if (!kind.holdsRows()) {
                Criterion own = own();
                check.accept(own);
                return Optional.of(own);
            }
            List<Criterion> within = rows.stream()
                    .flatMap(row -> row.criterion(check, refused).stream())
                    .toList();
            if (within.isEmpty()) {
                throw new CriterionRefused("segment.refused.choose");
            }
            return Optional.of(together(within));
        } catch (CriterionRefused e) {
            refused.put(path, e.messageKey());
        } catch (IllegalArgumentException _) { // a word that no enum has: nobody can choose it on the page
            refused.put(path, "segment.refused.form");
        }
        return Optional.empty();
    }

    private Criterion together(List<Criterion> within) {
        Criterion group = switch (value("join")) {
            case "all" -> new Criterion.Group(Criterion.Join.ALL, within, List.of());
            case "none" -> new Criterion.Group(Criterion.Join.ALL, List.of(), within);
            default -> new Criterion.Group(Criterion.Join.ANY, within, List.of());
        };
        return switch (kind) {
            case COMPANY -> new Criterion.OfCompany(group);
            case CONTACT -> new Criterion.HasContact(group);
            default -> group;
        };
    }

    private Criterion own() {
        return switch (kind) {
            case CATEGORY -> new Criterion.Category(match(), ids("v"));
            case MEMBERSHIP -> new Criterion.Membership(match(), ids("v"));
            case STORE -> new Criterion.Store(match(), ids("v"));
            case POINTS -> figure(Criterion.Figure.POINTS);
            case BALANCE -> figure(Criterion.Figure.BALANCE);
            case SUMS -> figure(pick(Criterion.Figure.class, "figure", Criterion.Figure.BOUGHT_12_MONTHS));
            case TEXT ->
                new Criterion.Text(
                        pick(Criterion.TextField.class, "field", Criterion.TextField.NAME),
                        pick(Criterion.TextRelation.class, "rel", Criterion.TextRelation.IS),
                        value("rel").equals("empty") || value("rel").equals("filled") ? List.of() : pasted());
            case KNOWN ->
                new Criterion.Known(
                        pick(Criterion.Fact.class, "fact", Criterion.Fact.LAST_PURCHASE),
                        value("rel").equals("filled"));
            case PURCHASE -> recent(Criterion.DateField.LAST_PURCHASE);
            case CREATED -> recent(Criterion.DateField.CREATED);
            case DATES -> dates();
            case BIRTHDAY ->
                switch (value("rel")) {
                    case "today" -> new Criterion.Birthday(0);
                    case "this_month" -> new Criterion.BirthdayMonth(0);
                    case "next_month" -> new Criterion.BirthdayMonth(1);
                    default -> new Criterion.Birthday(days());
                };
            case NAME_DAY ->
                switch (value("rel")) {
                    case "today" -> new Criterion.NameDay(0);
                    case "this_month" -> new Criterion.NameDayMonth(0);
                    case "next_month" -> new Criterion.NameDayMonth(1);
                    default -> new Criterion.NameDay(days());
                };
            case OWN -> OwnRow.criterion(this);
            case IMPORTED ->
                new Criterion.Imported(
                        !value("rel").equals("not"),
                        pick(Criterion.Arrival.class, "arrival", Criterion.Arrival.EITHER),
                        whole(chosen("v")));
            case LANGUAGE -> new Criterion.Language(values("v"));
            case COUNTRY -> new Criterion.Country(values("v"));
            case CUSTOMER_KIND ->
                new Criterion.Kind(values("v").stream()
                        .map(kind -> Criterion.CustomerKind.valueOf(kind.toUpperCase(Locale.ROOT)))
                        .toList());
            case ADDRESS ->
                new Criterion.HasAddress(
                        !value("rel").equals("not"),
                        pick(Channel.class, "channel", Channel.SMS),
                        values("label").stream()
                                .filter(label -> !label.isEmpty())
                                .toList());
            case CONSENT ->
                new Criterion.Consent(
                        pick(Channel.class, "channel", Channel.SMS),
                        purpose(),
                        values("v").stream()
                                .map(state -> ConsentState.valueOf(state.toUpperCase(Locale.ROOT)))
                                .toList());
            case MAILING ->
                new Criterion.Mailing(
                        !value("rel").equals("not"),
                        pick(Criterion.Past.class, "past", Criterion.Past.GOT),
                        value("v").isEmpty() ? null : whole(value("v")));
            case WRITTEN ->
                new Criterion.Written(
                        value("rel").equals("within"),
                        days(),
                        value("channel").isEmpty() ? null : pick(Channel.class, "channel", Channel.SMS));
            case SEGMENT -> new Criterion.InSegment(whole(chosen("v")));
            case HAND_PICKED -> new Criterion.HandPicked(whole(value("list")));
            case KEPT -> CriterionJson.read(value("json"));
            case GROUP, COMPANY, CONTACT -> throw new IllegalStateException("holds rows");
        };
    }

    /// The one value that was chosen of a list.
    private String chosen(String field) {
        if (value(field).isEmpty()) {
            throw new CriterionRefused("segment.refused.choose");
        }
        return value(field);
    }

    private Criterion figure(Criterion.Figure figure) {
        return switch (value("rel")) {
            case "empty" -> new Criterion.Known(Criterion.Fact.valueOf(figure.name()), false);
            case "filled" -> new Criterion.Known(Criterion.Fact.valueOf(figure.name()), true);
            default -> new Criterion.Amount(figure, least(), most());
        };
    }

    /// The lower end of `between` and `at_least`; what stands in the field that is not shown does not count.
    @Nullable
    BigDecimal least() {
        return value("rel").equals("at_most") ? null : amount("from");
    }

    @Nullable
    BigDecimal most() {
        return value("rel").equals("at_least") ? null : amount("to");
    }

    /// The relation that shows these ends.
    static String between(@Nullable Object from, @Nullable Object to) {
        return from == null ? "at_most" : to == null ? "at_least" : "between";
    }

    /// Several texts in one field, as they were typed or pasted.
    List<String> pasted() {
        return List.of(value("v").split("[,;\\n]"));
    }

    private Criterion dates() {
        var field = pick(Criterion.DateField.class, "field", Criterion.DateField.LAST_PURCHASE);
        return new Criterion.Dates(field, firstDay(), lastDay());
    }

    /// The first day of `on`, `after` and `between`; null for `before`.
    @Nullable
    LocalDate firstDay() {
        LocalDate typed = date("from");
        return switch (value("rel")) {
            case "before" -> null;
            case "after" -> typed == null ? null : typed.plusDays(1);
            default -> typed;
        };
    }

    /// The last day of `on`, `before` and `between`; null for `after`.
    @Nullable
    LocalDate lastDay() {
        LocalDate typed = date("from");
        return switch (value("rel")) {
            case "on" -> typed;
            case "before" -> typed == null ? null : typed.minusDays(1);
            case "after" -> null;
            default -> date("to");
        };
    }

    /// The fields that show these days.
    static Map<String, List<String>> days(@Nullable LocalDate from, @Nullable LocalDate to) {
        if (from == null) {
            return Map.of("rel", List.of("before"), "from", one(to == null ? null : to.plusDays(1)));
        }
        if (to == null) {
            return Map.of("rel", List.of("after"), "from", one(from.minusDays(1)));
        }
        return from.equals(to)
                ? Map.of("rel", List.of("on"), "from", one(from))
                : Map.of("rel", List.of("between"), "from", one(from), "to", one(to));
    }

    /// The row that edits a criterion; one that the builder has no editor for is kept as it is.
    static FormRow of(String path, Criterion criterion) {
        return switch (criterion) {
            case Criterion.Category(var match, var ids) -> chosen(path, RowKind.CATEGORY, match, ids);
            case Criterion.Membership(var match, var ids) -> chosen(path, RowKind.MEMBERSHIP, match, ids);
            case Criterion.Store(var match, var ids) -> chosen(path, RowKind.STORE, match, ids);
            case Criterion.Amount(var figure, var from, var to) ->
                row(
                        path,
                        kind(figure),
                        Map.of(
                                "figure",
                                List.of(key(figure)),
                                "rel",
                                List.of(between(from, to)),
                                "from",
                                one(from),
                                "to",
                                one(to)));
            case Criterion.Known(var fact, var known) -> {
                List<String> rel = List.of(known ? "filled" : "empty");
                var figure = Stream.of(Criterion.Figure.values())
                        .filter(it -> it.name().equals(fact.name()))
                        .findFirst();
                yield figure.map(it -> row(path, kind(it), Map.of("figure", List.of(key(it)), "rel", rel)))
                        .orElseGet(() -> row(path, RowKind.KNOWN, Map.of("fact", List.of(key(fact)), "rel", rel)));
            }
            case Criterion.Text text ->
                row(
                        path,
                        RowKind.TEXT,
                        Map.of(
                                "field", List.of(key(text.field())),
                                "rel", List.of(key(text.relation())),
                                "v", List.of(String.join(", ", text.values()))));
            case Criterion.Recent(var field, var within, var days) ->
                row(
                        path,
                        field == Criterion.DateField.CREATED ? RowKind.CREATED : RowKind.PURCHASE,
                        Map.of("rel", List.of(within ? "within" : "not"), "days", List.of(Integer.toString(days))));
            case Criterion.Dates(var field, var from, var to) -> {
                Map<String, List<String>> values = new HashMap<>(days(from, to));
                values.put("field", List.of(key(field)));
                yield row(path, RowKind.DATES, values);
            }
            case Criterion.Birthday(var days) -> soon(path, RowKind.BIRTHDAY, days);
            case Criterion.BirthdayMonth(var ahead) when ahead < 2 -> inMonth(path, RowKind.BIRTHDAY, ahead);
            case Criterion.NameDay(var days) -> soon(path, RowKind.NAME_DAY, days);
            case Criterion.NameDayMonth(var ahead) when ahead < 2 -> inMonth(path, RowKind.NAME_DAY, ahead);
            case OwnField own -> OwnRow.of(path, own);
            case Criterion.Imported(var did, var arrival, var file) ->
                row(
                        path,
                        RowKind.IMPORTED,
                        Map.of(
                                "rel", List.of(did ? "did" : "not"),
                                "arrival", List.of(key(arrival)),
                                "v", one(file)));
            case Criterion.Language(var codes) -> row(path, RowKind.LANGUAGE, Map.of("v", codes));
            case Criterion.Country(var codes) -> row(path, RowKind.COUNTRY, Map.of("v", codes));
            case Criterion.Kind(var kinds) ->
                row(
                        path,
                        RowKind.CUSTOMER_KIND,
                        Map.of("v", kinds.stream().map(FormRow::key).toList()));
            case Criterion.HasAddress address ->
                row(
                        path,
                        RowKind.ADDRESS,
                        Map.of(
                                "rel", List.of(address.has() ? "has" : "not"),
                                "channel", List.of(address.channel().name()),
                                "label", address.labels()));
            case Criterion.Consent(var channel, var purpose, var states) ->
                row(
                        path,
                        RowKind.CONSENT,
                        Map.of(
                                "channel", List.of(channel.name()),
                                "purpose", List.of(purpose.key()),
                                "v", states.stream().map(ConsentState::key).toList()));
            case Criterion.Mailing(var did, var past, var campaign) ->
                row(
                        path,
                        RowKind.MAILING,
                        Map.of(
                                "rel", List.of(did ? "did" : "not"),
                                "past", List.of(key(past)),
                                "v", one(campaign)));
            case Criterion.Written(var written, var days, var channel) ->
                row(
                        path,
                        RowKind.WRITTEN,
                        Map.of(
                                "rel", List.of(written ? "within" : "not"),
                                "days", List.of(Integer.toString(days)),
                                "channel", one(channel)));
            case Criterion.HandPicked(var list) ->
                row(path, RowKind.HAND_PICKED, Map.of("list", List.of(Long.toString(list))));
            case Criterion.InSegment(var id) -> row(path, RowKind.SEGMENT, Map.of("v", List.of(Long.toString(id))));
            case Criterion.Group group
            when !deep(path) && (group.of().size() + group.except().size() > 0) -> group(path, RowKind.GROUP, group);
            case Criterion.OfCompany(var of) when !deep(path) -> group(path, RowKind.COMPANY, grouped(of));
            case Criterion.HasContact(var of) when !deep(path) -> group(path, RowKind.CONTACT, grouped(of));
            case Criterion.Group _,
                    Criterion.OfCompany _,
                    Criterion.HasContact _,
                    Criterion.BirthdayMonth _,
                    Criterion.NameDayMonth _,
                    Criterion.Customers _ ->
                row(path, RowKind.KEPT, Map.of("json", List.of(CriterionJson.write(criterion))));
        };
    }

    private static RowKind kind(Criterion.Figure figure) {
        return switch (figure) {
            case POINTS -> RowKind.POINTS;
            case BALANCE -> RowKind.BALANCE;
            case BOUGHT_12_MONTHS, BOUGHT_THIS_YEAR, BOUGHT_LAST_YEAR, PURCHASES_12_MONTHS -> RowKind.SUMS;
        };
    }

    /// A day of the year that comes within some days.
    private static FormRow soon(String path, RowKind kind, int days) {
        return row(
                path,
                kind,
                Map.of(
                        "rel", List.of(days == 0 ? "today" : "within"),
                        "days", List.of(Integer.toString(days == 0 ? 7 : days))));
    }

    private static FormRow inMonth(String path, RowKind kind, int ahead) {
        return row(path, kind, Map.of("rel", List.of(ahead == 0 ? "this_month" : "next_month"), "days", List.of("7")));
    }

    private static boolean deep(String path) {
        return path.chars().filter(c -> c == '-').count() >= SelectionForm.DEEPEST;
    }

    private static Criterion.Group grouped(Criterion of) {
        return of instanceof Criterion.Group group
                        && group.of().size() + group.except().size() > 0
                ? group
                : (Criterion.Group) Criterion.all(of);
    }

    private Purpose purpose() {
        try {
            return value("purpose").isEmpty() ? Purpose.MARKETING : Purpose.of(value("purpose"));
        } catch (IllegalArgumentException e) {
            throw new CriterionRefused("segment.refused.form");
        }
    }

    /// A group has one way to join its rows: one that also excepts becomes a group with a group of its own for
    /// that.
    private static FormRow group(String path, RowKind kind, Criterion.Group group) {
        if (group.of().isEmpty()) {
            return group(path, kind, "none", group.except());
        }
        if (group.except().isEmpty()) {
            return group(path, kind, key(group.join()), group.of());
        }
        Criterion except = new Criterion.Group(Criterion.Join.ALL, List.of(), group.except());
        List<Criterion> rows = new ArrayList<>();
        if (group.join() == Criterion.Join.ALL) {
            rows.addAll(group.of());
        } else {
            rows.add(new Criterion.Group(group.join(), group.of(), List.of()));
        }
        rows.add(except);
        return group(path, kind, "all", rows);
    }

    private static FormRow group(String path, RowKind kind, String join, List<Criterion> of) {
        List<FormRow> rows = new ArrayList<>();
        for (Criterion row : of) {
            rows.add(of(path + "-" + (rows.size() + 1), row));
        }
        return new FormRow(path, kind, Map.of("join", List.of(join)), rows);
    }

    static FormRow row(String path, RowKind kind, Map<String, List<String>> values) {
        return new FormRow(path, kind, values, List.of());
    }

    private static FormRow chosen(String path, RowKind kind, Criterion.Match match, List<Integer> ids) {
        return row(
                path,
                kind,
                Map.of(
                        "rel", List.of(key(match)),
                        "v", ids.stream().map(id -> Integer.toString(id)).toList()));
    }

    static List<String> one(@Nullable Object value) {
        return value instanceof BigDecimal number
                ? List.of(number.toPlainString())
                : Stream.ofNullable(value).map(Object::toString).toList();
    }

    static String key(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private Criterion.Match match() {
        return pick(Criterion.Match.class, "rel", Criterion.Match.ANY_OF);
    }

    private Criterion recent(Criterion.DateField field) {
        return new Criterion.Recent(field, !value("rel").equals("not"), days());
    }

    int days() {
        long days = value("days").isBlank() ? -1 : whole(value("days").strip());
        if (days < 0 || days > 36_500) {
            throw new CriterionRefused("segment.refused.days");
        }
        return (int) days;
    }

    private List<Integer> ids(String field) {
        return values(field).stream().map(id -> (int) whole(id)).collect(Collectors.toList());
    }

    private static long whole(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            throw new CriterionRefused("segment.refused.number");
        }
    }

    /// As people write it in the five languages: `1 000,50`.
    private @Nullable BigDecimal amount(String field) {
        String typed = value(field)
                .replaceAll("[\\s\\u00a0\\u202f]", "")
                .replace(',', '.')
                .replace('−', '-');
        if (typed.isEmpty()) {
            return null;
        }
        if (!typed.matches("-?[0-9]{1,12}(\\.[0-9]{1,4})?")) {
            throw new CriterionRefused("segment.refused.number");
        }
        return new BigDecimal(typed);
    }

    private @Nullable LocalDate date(String field) {
        if (value(field).isBlank()) {
            return null;
        }
        try {
            return LocalDate.parse(value(field).strip());
        } catch (DateTimeParseException _) {
            throw new CriterionRefused("segment.refused.date");
        }
    }

    <E extends Enum<E>> E pick(Class<E> type, String field, E otherwise) {
        String value = value(field);
        if (value.isEmpty()) {
            return otherwise;
        }
        return Stream.of(type.getEnumConstants())
                .filter(constant -> constant.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> new CriterionRefused("segment.refused.form"));
    }
}
