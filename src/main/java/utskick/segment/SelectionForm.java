package utskick.segment;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/// The builder's form as it was sent, and the way from it to a criterion and back.
///
/// @param id of the saved selection, null for a new one
/// @param any whether one of the rows is enough
public record SelectionForm(
        @Nullable Long id,
        int version,
        String name,
        String description,
        Set<Tick> ticks,
        boolean any,
        List<FormRow> rows,
        List<FormRow> except) {

    /// How deep groups may stand in each other.
    static final int DEEPEST = 5;

    /// What the form says so far.
    ///
    /// @param refused what is wrong, a text's key by the path of its row
    /// @param places where in the criterion each row stands, by its path: an index into the group's rows
    record Built(Criterion.Group group, Map<String, String> refused, Map<String, Integer> places) {

        private static final Set<String> BROKEN = Set.of(
                "segment.refused.missing",
                "segment.refused.purpose",
                "segment.refused.gone",
                "segment.refused.circle",
                "segment.refused.deep");

        /// Whether a row names what is gone: then a count without that row would be another selection's.
        boolean broken() {
            return refused.values().stream().anyMatch(BROKEN::contains);
        }
    }

    static SelectionForm empty() {
        return new SelectionForm(null, 0, "", "", EnumSet.noneOf(Tick.class), false, List.of(), List.of());
    }

    static SelectionForm of(Segment segment) {
        return of(segment.criterion()).named(segment.id(), segment.version(), segment.name(), segment.description());
    }

    /// The form that builds this criterion.
    static SelectionForm of(Criterion criterion) {
        var group = criterion instanceof Criterion.Group it ? it : (Criterion.Group) Criterion.all(criterion);
        var ticks = EnumSet.noneOf(Tick.class);
        List<Criterion> of = new ArrayList<>(group.of());
        if (group.join() == Criterion.Join.ALL) {
            for (Tick tick : Tick.values()) {
                if (of.remove(tick.criterion())) {
                    ticks.add(tick);
                }
            }
        }
        boolean any = group.join() == Criterion.Join.ANY;
        List<FormRow> rows = new ArrayList<>();
        of.forEach(row -> rows.add(FormRow.of(Integer.toString(rows.size() + 1), row)));
        List<FormRow> except = new ArrayList<>();
        group.except().forEach(row -> except.add(FormRow.of("x" + (except.size() + 1), row)));
        return new SelectionForm(null, 0, "", "", ticks, any, rows, except);
    }

    /// Reads what a browser sent. Unknown rows are left out; a wrong value stays in its row.
    static SelectionForm read(MultiValueMap<String, String> sent) {
        Map<String, List<FormRow>> within = new HashMap<>();
        List<FormRow> rows = new ArrayList<>();
        List<FormRow> except = new ArrayList<>();
        List<String> paths = sent.getOrDefault("row", List.of()).stream()
                .filter(path -> path.matches("x?[0-9]{1,4}(-[0-9]{1,4}){0,%d}".formatted(DEEPEST)))
                .distinct()
                .limit(200)
                .toList();
        // the rows within a group come after it in the form, so the deepest are read first
        for (int depth = DEEPEST; depth >= 0; depth--) {
            for (String path : paths) {
                if (depth(path) != depth) {
                    continue;
                }
                row(path, sent, within.getOrDefault(path, List.of()))
                        .forEach(row -> (depth(path) > 0
                                        ? within.computeIfAbsent(parent(path), _ -> new ArrayList<>())
                                        : path.startsWith("x") ? except : rows)
                                .add(row));
            }
        }
        var ticks = EnumSet.noneOf(Tick.class);
        sent.getOrDefault("tick", List.of())
                .forEach(key -> Stream.of(Tick.values())
                        .filter(tick -> tick.key().equals(key))
                        .forEach(ticks::add));
        String id = first(sent, "id");
        String version = first(sent, "version");
        return new SelectionForm(
                id.matches("[0-9]{1,18}") ? Long.valueOf(id) : null,
                version.matches("[0-9]{1,9}") ? Integer.parseInt(version) : 0,
                first(sent, "name"),
                first(sent, "description"),
                ticks,
                first(sent, "join").equals("any"),
                rows,
                except);
    }

    private static int depth(String path) {
        return (int) path.chars().filter(c -> c == '-').count();
    }

    /// The path of the group that a row stands in.
    private static String parent(String path) {
        return path.substring(0, path.lastIndexOf('-'));
    }

    private static Stream<FormRow> row(String path, MultiValueMap<String, String> sent, List<FormRow> within) {
        return RowKind.of(first(sent, path + ".kind")).stream().map(kind -> {
            Map<String, List<String>> values = new LinkedHashMap<>();
            sent.forEach((name, value) -> {
                if (name.startsWith(path + ".") && !name.endsWith(".kind")) {
                    values.put(name.substring(path.length() + 1), List.copyOf(value));
                }
            });
            return new FormRow(path, kind, values, within);
        });
    }

    private static String first(MultiValueMap<String, String> sent, String name) {
        String value = sent.getFirst(name);
        return value == null ? "" : value;
    }

    SelectionForm named(@Nullable Long newId, int newVersion, String newName, String newDescription) {
        return new SelectionForm(newId, newVersion, newName, newDescription, ticks, any, rows, except);
    }

    /// With what a button asks for: `add:KIND`, `addx:KIND` to the exceptions, `add2:KIND` to group 2,
    /// `add2-1:KIND` to a group in it, `add:own.number.size` for a field of the shop's own, `remove:PATH`.
    SelectionForm changed(String command) {
        int colon = command.indexOf(':');
        if (colon < 0) {
            return this;
        }
        String verb = command.substring(0, colon);
        String object = command.substring(colon + 1);
        if (verb.equals("remove")) {
            return with(without(rows, object), without(except, object));
        }
        if (!verb.startsWith("add")) {
            return this;
        }
        String group = verb.substring("add".length());
        return OwnRow.added(object)
                .or(() -> RowKind.of(object)
                        .filter(kind -> RowKind.offered(0).contains(kind))
                        .map(kind -> FormRow.empty("", kind)))
                .map(row -> added(group, row))
                .orElse(this);
    }

    /// Where the cursor goes after the command: the path of the row that it has added; `add` and the path of its
    /// group where it has removed one, for the button there that adds.
    String cursor(String command) {
        int colon = command.indexOf(':');
        String object = command.substring(colon + 1);
        if (command.startsWith("remove:")) {
            return "add" + (depth(object) > 0 ? parent(object) : object.startsWith("x") ? "x" : "");
        }
        if (!command.startsWith("add") || colon < 0) {
            return "";
        }
        String group = command.substring("add".length(), colon);
        List<FormRow> there = group.isEmpty() ? rows : group.equals("x") ? except : within(group);
        return there.isEmpty() ? "" : there.getLast().path();
    }

    private List<FormRow> within(String group) {
        return all().filter(row -> row.path().equals(group))
                .findFirst()
                .map(FormRow::rows)
                .orElse(List.of());
    }

    /// All rows, those within groups too.
    public Stream<FormRow> all() {
        return Stream.concat(rows.stream(), except.stream()).flatMap(FormRow::all);
    }

    private SelectionForm added(String parent, FormRow added) {
        if (parent.isEmpty()) {
            return with(plus(rows, "", added), except);
        }
        if (parent.equals("x")) {
            return with(rows, plus(except, "x", added));
        }
        return with(inGroup(rows, parent, added), inGroup(except, parent, added));
    }

    private static List<FormRow> inGroup(List<FormRow> rows, String parent, FormRow added) {
        return rows.stream()
                .map(row -> {
                    boolean here = row.path().equals(parent)
                            && row.kind().holdsRows()
                            && (added.kind() == RowKind.OWN
                                    || RowKind.offered(depth(parent) + 1).contains(added.kind()));
                    return new FormRow(
                            row.path(),
                            row.kind(),
                            row.values(),
                            here ? plus(row.rows(), parent + "-", added) : inGroup(row.rows(), parent, added));
                })
                .toList();
    }

    private static List<FormRow> plus(List<FormRow> rows, String prefix, FormRow added) {
        int next = rows.stream()
                        .mapToInt(row -> Integer.parseInt(row.path().substring(prefix.length())))
                        .max()
                        .orElse(0)
                + 1;
        List<FormRow> more = new ArrayList<>(rows);
        more.add(new FormRow(prefix + next, added.kind(), added.values(), added.rows()));
        return more;
    }

    private static List<FormRow> without(List<FormRow> rows, String path) {
        return rows.stream()
                .filter(row -> !row.path().equals(path))
                .map(row -> new FormRow(row.path(), row.kind(), row.values(), without(row.rows(), path)))
                .toList();
    }

    private SelectionForm with(List<FormRow> newRows, List<FormRow> newExcept) {
        return new SelectionForm(id, version, name, description, ticks, any, newRows, newExcept);
    }

    /// The criterion of all rows that are filled in rightly, and what is wrong with the others.
    Built built() {
        return built(_ -> {});
    }

    /// @param check refuses what is filled in rightly and cannot be asked all the same, such as a group that is
    /// gone
    Built built(Consumer<Criterion> check) {
        Map<String, String> refused = new LinkedHashMap<>();
        Map<String, Integer> places = new HashMap<>();
        List<Criterion> of = new ArrayList<>();
        ticks.forEach(tick -> of.add(tick.criterion()));
        List<Criterion> joined = any && !ticks.isEmpty() ? new ArrayList<>() : of;
        for (FormRow row : rows) {
            row.criterion(check, refused).ifPresent(criterion -> {
                joined.add(criterion);
                if (joined == of) {
                    places.put(row.path(), of.size() - 1);
                }
            });
        }
        if (joined != of && !joined.isEmpty()) {
            of.add(new Criterion.Group(Criterion.Join.ANY, joined, List.of()));
        }
        List<Criterion> away = new ArrayList<>();
        for (FormRow row : except) {
            row.criterion(check, refused).ifPresent(criterion -> {
                away.add(criterion);
                places.put(row.path(), of.size() + away.size() - 1);
            });
        }
        var join = any && ticks.isEmpty() ? Criterion.Join.ANY : Criterion.Join.ALL;
        return new Built(new Criterion.Group(join, of, away), refused, places);
    }
}
