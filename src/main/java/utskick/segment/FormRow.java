package utskick.segment;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
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
            case BIRTHDAY -> Map.of("rel", List.of("within"), "days", List.of("7"));
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
            case POINTS -> new Criterion.Amount(Criterion.Figure.POINTS, amount("from"), amount("to"));
            case BALANCE -> new Criterion.Amount(Criterion.Figure.BALANCE, amount("from"), amount("to"));
            case SUMS ->
                new Criterion.Amount(
                        pick(Criterion.Figure.class, "figure", Criterion.Figure.BOUGHT_12_MONTHS),
                        amount("from"),
                        amount("to"));
            case TEXT ->
                new Criterion.Text(
                        pick(Criterion.TextField.class, "field", Criterion.TextField.NAME),
                        pick(Criterion.TextRelation.class, "rel", Criterion.TextRelation.IS),
                        value("rel").equals("empty") || value("rel").equals("filled")
                                ? List.of()
                                : List.of(value("v").split("[,;\\n]")));
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
            case SEGMENT -> {
                if (value("v").isEmpty()) {
                    throw new CriterionRefused("segment.refused.choose");
                }
                yield new Criterion.InSegment(whole(value("v")));
            }
            case HAND_PICKED -> new Criterion.HandPicked(whole(value("list")));
            case KEPT -> CriterionJson.read(value("json"));
            case GROUP, COMPANY, CONTACT -> throw new IllegalStateException("holds rows");
        };
    }

    private Criterion dates() {
        var field = pick(Criterion.DateField.class, "field", Criterion.DateField.LAST_PURCHASE);
        LocalDate from = date("from");
        LocalDate to = date("to");
        return switch (value("rel")) {
            case "on" -> new Criterion.Dates(field, from, from);
            case "before" -> new Criterion.Dates(field, null, from == null ? null : from.minusDays(1));
            case "after" -> new Criterion.Dates(field, from == null ? null : from.plusDays(1), null);
            default -> new Criterion.Dates(field, from, to);
        };
    }

    /// The row that edits a criterion; one that the builder has no editor for is kept as it is.
    static FormRow of(String path, Criterion criterion) {
        return switch (criterion) {
            case Criterion.Category(var match, var ids) -> chosen(path, RowKind.CATEGORY, match, ids);
            case Criterion.Membership(var match, var ids) -> chosen(path, RowKind.MEMBERSHIP, match, ids);
            case Criterion.Store(var match, var ids) -> chosen(path, RowKind.STORE, match, ids);
            case Criterion.Amount amount ->
                row(
                        path,
                        switch (amount.figure()) {
                            case POINTS -> RowKind.POINTS;
                            case BALANCE -> RowKind.BALANCE;
                            case BOUGHT_12_MONTHS, BOUGHT_THIS_YEAR, BOUGHT_LAST_YEAR, PURCHASES_12_MONTHS ->
                                RowKind.SUMS;
                        },
                        Map.of(
                                "figure",
                                List.of(key(amount.figure())),
                                "from",
                                one(amount.from()),
                                "to",
                                one(amount.to())));
            case Criterion.Known(var fact, var known) ->
                row(
                        path,
                        RowKind.KNOWN,
                        Map.of("fact", List.of(key(fact)), "rel", List.of(known ? "filled" : "empty")));
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
            case Criterion.Dates(var field, var from, var to) ->
                row(
                        path,
                        RowKind.DATES,
                        Map.of(
                                "field", List.of(key(field)),
                                "rel", List.of(from != null && from.equals(to) ? "on" : "between"),
                                "from", one(from),
                                "to", one(to)));
            case Criterion.Birthday(var days) ->
                row(
                        path,
                        RowKind.BIRTHDAY,
                        Map.of(
                                "rel", List.of(days == 0 ? "today" : "within"),
                                "days", List.of(Integer.toString(days == 0 ? 7 : days))));
            case Criterion.BirthdayMonth(var ahead)
            when ahead < 2 ->
                row(
                        path,
                        RowKind.BIRTHDAY,
                        Map.of("rel", List.of(ahead == 0 ? "this_month" : "next_month"), "days", List.of("7")));
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
                    Criterion.Customers _ ->
                row(path, RowKind.KEPT, Map.of("json", List.of(CriterionJson.write(criterion))));
        };
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

    private static FormRow row(String path, RowKind kind, Map<String, List<String>> values) {
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

    private static List<String> one(@Nullable Object value) {
        return value instanceof BigDecimal number
                ? List.of(number.toPlainString())
                : Stream.ofNullable(value).map(Object::toString).toList();
    }

    private static String key(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private Criterion.Match match() {
        return pick(Criterion.Match.class, "rel", Criterion.Match.ANY_OF);
    }

    private Criterion recent(Criterion.DateField field) {
        return new Criterion.Recent(field, !value("rel").equals("not"), days());
    }

    private int days() {
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

    private <E extends Enum<E>> E pick(Class<E> type, String field, E otherwise) {
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
