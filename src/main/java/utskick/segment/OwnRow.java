package utskick.segment;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import utskick.customer.CustomField;
import utskick.segment.Criterion.OwnField;

/// The builder's row of a field that the shop has added itself. What it offers follows from the field's kind, which
/// goes with the form, so that a row whose field is gone can still be shown.
final class OwnRow {

    private static final Pattern ADDED = Pattern.compile("own\\.([a-z_]+)\\.([a-z][a-z0-9_]{0,39})");

    private OwnRow() {}

    /// A new row for what a button asks to add, `own.number.size`; empty when that is none.
    static Optional<FormRow> added(String object) {
        var match = ADDED.matcher(object);
        if (!match.matches()) {
            return Optional.empty();
        }
        return kind(match.group(1)).map(kind -> {
            Map<String, String> values = switch (kind) {
                case TEXT -> Map.of("rel", "is");
                case NUMBER -> Map.of("rel", "between");
                case DATE -> Map.of("rel", "within", "days", "30");
                case CHOICE -> Map.of("rel", "any_of");
                case YES_NO -> Map.of("rel", "yes");
            };
            return row("", kind, match.group(2), lists(values));
        });
    }

    static Criterion criterion(FormRow row) {
        String field = row.value("field");
        String relation = row.value("rel");
        if (relation.equals("empty") || relation.equals("filled")) {
            return new OwnField.OwnKnown(field, relation.equals("filled"));
        }
        return switch (kind(row.value("type")).orElseThrow(() -> new CriterionRefused("segment.refused.form"))) {
            case TEXT ->
                new OwnField.OwnText(
                        field, row.pick(Criterion.TextRelation.class, "rel", Criterion.TextRelation.IS), row.pasted());
            case NUMBER -> new OwnField.OwnNumber(field, row.least(), row.most());
            case DATE ->
                relation.equals("within") || relation.equals("not")
                        ? new OwnField.OwnRecent(field, relation.equals("within"), row.days())
                        : new OwnField.OwnDate(field, row.firstDay(), row.lastDay());
            case CHOICE ->
                new OwnField.OwnChoice(
                        field, row.pick(Criterion.Match.class, "rel", Criterion.Match.ANY_OF), row.values("v"));
            case YES_NO -> new OwnField.OwnYes(field, !relation.equals("no"));
        };
    }

    /// The row that edits it. Whether something is filled in is asked of every kind, so there the page takes the
    /// field's own.
    static FormRow of(String path, OwnField own) {
        Map<String, List<String>> values = switch (own) {
            case OwnField.OwnText text ->
                Map.of(
                        "rel", List.of(FormRow.key(text.relation())),
                        "v", List.of(String.join(", ", text.values())));
            case OwnField.OwnNumber(var _, var from, var to) ->
                Map.of(
                        "rel", List.of(FormRow.between(from, to)),
                        "from", FormRow.one(from),
                        "to", FormRow.one(to));
            case OwnField.OwnDate(var _, var from, var to) -> FormRow.days(from, to);
            case OwnField.OwnRecent(var _, var within, var days) ->
                lists(Map.of("rel", within ? "within" : "not", "days", Integer.toString(days)));
            case OwnField.OwnChoice(var _, var match, var chosen) ->
                Map.of("rel", List.of(FormRow.key(match)), "v", chosen);
            case OwnField.OwnYes(var _, var yes) -> lists(Map.of("rel", yes ? "yes" : "no"));
            case OwnField.OwnKnown(var _, var known) -> lists(Map.of("rel", known ? "filled" : "empty"));
        };
        var kind = own.kind();
        return kind == null
                ? FormRow.row(path, RowKind.OWN, with(values, Map.of("field", own.field())))
                : row(path, kind, own.field(), values);
    }

    private static FormRow row(String path, CustomField.Kind kind, String field, Map<String, List<String>> values) {
        return FormRow.row(path, RowKind.OWN, with(values, Map.of("field", field, "type", kind.key())));
    }

    private static Map<String, List<String>> with(Map<String, List<String>> values, Map<String, String> more) {
        Map<String, List<String>> all = new HashMap<>(values);
        all.putAll(lists(more));
        return all;
    }

    private static Map<String, List<String>> lists(Map<String, String> values) {
        Map<String, List<String>> lists = new HashMap<>();
        values.forEach((name, value) -> lists.put(name, List.of(value)));
        return lists;
    }

    private static Optional<CustomField.Kind> kind(String key) {
        return Stream.of(CustomField.Kind.values())
                .filter(kind -> kind.key().equals(key.toLowerCase(Locale.ROOT)))
                .findFirst();
    }
}
