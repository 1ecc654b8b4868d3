package utskick.segment;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import utskick.consent.ConsentState;
import utskick.consent.Purpose;
import utskick.kernel.Channel;

/// One row of the builder as it was filled in, right or wrong: what was typed stays.
///
/// @param path its place: `2`, `2-1` within group 2, `x1` among the exceptions
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

    /// A row of this kind as it is when it is added.
    static FormRow empty(String path, RowKind kind) {
        Map<String, List<String>> values = switch (kind) {
            case PURCHASE -> Map.of("rel", List.of("not"), "days", List.of("90"));
            case CREATED -> Map.of("rel", List.of("within"), "days", List.of("30"));
            case BIRTHDAY -> Map.of("days", List.of("7"));
            case CONSENT -> Map.of("channel", List.of("SMS"), "purpose", List.of("marketing"), "v", List.of("given"));
            case ADDRESS -> Map.of("rel", List.of("has"), "channel", List.of("SMS"));
            case TEXT -> Map.of("field", List.of("city"), "rel", List.of("is"));
            case GROUP -> Map.of("join", List.of("any"));
            default -> Map.of();
        };
        return new FormRow(path, kind, values, List.of());
    }

    /// @throws CriterionRefused when it was filled in wrongly, or not yet
    Criterion criterion() {
        return switch (kind) {
            case CATEGORY -> new Criterion.Category(match(), ids("v"));
            case MEMBERSHIP -> new Criterion.Membership(match(), ids("v"));
            case STORE -> new Criterion.Store(match(), ids("v"));
            case POINTS -> new Criterion.Amount(Criterion.Figure.POINTS, amount("from"), amount("to"));
            case BALANCE -> new Criterion.Amount(Criterion.Figure.BALANCE, amount("from"), amount("to"));
            case TEXT ->
                new Criterion.Text(
                        pick(Criterion.TextField.class, "field", Criterion.TextField.NAME),
                        pick(Criterion.TextRelation.class, "rel", Criterion.TextRelation.IS),
                        value("rel").equals("empty") || value("rel").equals("filled")
                                ? List.of()
                                : List.of(value("v").split("[,;\\n]")));
            case PURCHASE -> recent(Criterion.DateField.LAST_PURCHASE);
            case PURCHASE_DATES -> new Criterion.Dates(Criterion.DateField.LAST_PURCHASE, date("from"), date("to"));
            case CREATED -> recent(Criterion.DateField.CREATED);
            case BIRTHDAY -> new Criterion.Birthday(days());
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
                        value("label").isEmpty() ? List.of() : List.of(value("label")));
            case CONSENT ->
                new Criterion.Consent(
                        pick(Channel.class, "channel", Channel.SMS),
                        purpose(),
                        values("v").stream()
                                .map(state -> ConsentState.valueOf(state.toUpperCase(Locale.ROOT)))
                                .toList());
            case COMPANY_CATEGORY -> new Criterion.OfCompany(new Criterion.Category(match(), ids("v")));
            case SEGMENT -> {
                if (value("v").isEmpty()) {
                    throw new CriterionRefused("segment.refused.choose");
                }
                yield new Criterion.InSegment(whole(value("v")));
            }
            case GROUP -> {
                if (rows.isEmpty()) {
                    throw new CriterionRefused("segment.refused.choose");
                }
                yield new Criterion.Group(
                        value("join").equals("all") ? Criterion.Join.ALL : Criterion.Join.ANY,
                        rows.stream().map(FormRow::criterion).toList(),
                        List.of());
            }
            case HAND_PICKED -> new Criterion.HandPicked(whole(value("list")));
            case KEPT -> CriterionJson.read(value("json"));
        };
    }

    /// The row that edits a criterion; one that the builder has no editor for is kept as it is.
    static FormRow of(String path, Criterion criterion) {
        return switch (criterion) {
            case Criterion.Category(var match, var ids) -> chosen(path, RowKind.CATEGORY, match, ids);
            case Criterion.Membership(var match, var ids) -> chosen(path, RowKind.MEMBERSHIP, match, ids);
            case Criterion.Store(var match, var ids) -> chosen(path, RowKind.STORE, match, ids);
            case Criterion.OfCompany(Criterion.Category(var match, var ids)) ->
                chosen(path, RowKind.COMPANY_CATEGORY, match, ids);
            case Criterion.Amount(var figure, var from, var to) ->
                row(
                        path,
                        figure == Criterion.Figure.POINTS ? RowKind.POINTS : RowKind.BALANCE,
                        Map.of("from", one(from), "to", one(to)));
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
            case Criterion.Dates(var field, var from, var to)
            when field == Criterion.DateField.LAST_PURCHASE ->
                row(path, RowKind.PURCHASE_DATES, Map.of("from", one(from), "to", one(to)));
            case Criterion.Birthday(var days) ->
                row(path, RowKind.BIRTHDAY, Map.of("days", List.of(Integer.toString(days))));
            case Criterion.Language(var codes) -> row(path, RowKind.LANGUAGE, Map.of("v", codes));
            case Criterion.Country(var codes) -> row(path, RowKind.COUNTRY, Map.of("v", codes));
            case Criterion.Kind(var kinds) ->
                row(
                        path,
                        RowKind.CUSTOMER_KIND,
                        Map.of("v", kinds.stream().map(FormRow::key).toList()));
            case Criterion.HasAddress address
            when address.labels().size() < 2 ->
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
            case Criterion.HandPicked(var list) ->
                row(path, RowKind.HAND_PICKED, Map.of("list", List.of(Long.toString(list))));
            case Criterion.InSegment(var id) -> row(path, RowKind.SEGMENT, Map.of("v", List.of(Long.toString(id))));
            case Criterion.Group group
            when !path.contains("-")
                    && group.except().isEmpty()
                    && group.of().stream().noneMatch(Criterion.Group.class::isInstance) -> group(path, group);
            case Criterion.Group _,
                    Criterion.Dates _,
                    Criterion.HasAddress _,
                    Criterion.OfCompany _,
                    Criterion.Customers _ ->
                row(path, RowKind.KEPT, Map.of("json", List.of(CriterionJson.write(criterion))));
        };
    }

    private Purpose purpose() {
        try {
            return value("purpose").isEmpty() ? Purpose.MARKETING : Purpose.of(value("purpose"));
        } catch (IllegalArgumentException e) {
            throw new CriterionRefused("segment.refused.form");
        }
    }

    private static FormRow group(String path, Criterion.Group group) {
        List<FormRow> rows = new ArrayList<>();
        for (Criterion of : group.of()) {
            rows.add(of(path + "-" + (rows.size() + 1), of));
        }
        return new FormRow(path, RowKind.GROUP, Map.of("join", List.of(key(group.join()))), rows);
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
