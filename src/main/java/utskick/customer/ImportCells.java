package utskick.customer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import utskick.customer.ImportView.FileCell;
import utskick.customer.ImportView.FileRow;
import utskick.customer.ImportView.FileTable;
import utskick.customer.ImportView.Shown;
import utskick.customer.Imports.Part;
import utskick.customer.Imports.Staged;
import utskick.customer.RegisterFile.Table;
import utskick.web.PageModel;

/// The file's own rows on the page of an import, with the cells marked that are wrong: those that are rejected, and
/// those that are imported without some of their cells. A page of them is read from the file again; none is kept.
final class ImportCells {

    private static final int LONGEST = 60;

    private final ImportStore store;

    ImportCells(ImportStore store) {
        this.store = store;
    }

    /// What is to be shown of one row, before it is read.
    ///
    /// @param fields the columns that the reason is about
    private record Marked(String reason, Set<Field> fields, boolean beyond, List<CellProblem> problems) {}

    /// Rejected rows from one on.
    Shown rejected(PageModel page, Staged staged, int from) {
        var match = staged.settings().match();
        var tables = new ArrayList<FileTable>();
        int skip = from;
        int shown = 0;
        int all = 0;
        for (var part : staged.parts()) {
            int here = store.findings.rejectedRows(part.id());
            if (skip < here && shown < ImportViews.SHOWN) {
                var rows = new TreeMap<Integer, Marked>();
                var found = store.findings.rejected(part.id(), 0, skip, ImportViews.SHOWN - shown);
                var problems = byLine(store.findings.problemsOf(
                        part.id(), found.stream().map(RejectedRow::line).toList()));
                for (var row : found) {
                    rows.put(
                            row.line(),
                            new Marked(
                                    reason(page, row, match),
                                    about(row.reason(), match),
                                    row.reason().equals("too_many_cells"),
                                    problems.getOrDefault(row.line(), List.of())));
                }
                tables.add(table(page, staged.path(), part, rows));
                shown += rows.size();
            }
            skip = Math.max(0, skip - here);
            all += here;
        }
        return new Shown(tables, from, shown, all);
    }

    /// Rows that are imported without some of their cells, from one on.
    Shown unusable(PageModel page, Staged staged, int from) {
        var tables = new ArrayList<FileTable>();
        int skip = from;
        int shown = 0;
        int all = 0;
        for (var part : staged.parts()) {
            int here = store.findings.problemRows(part.id());
            if (skip < here && shown < ImportViews.SHOWN) {
                var rows = new TreeMap<Integer, Marked>();
                byLine(store.findings.problems(part.id(), 0, skip, ImportViews.SHOWN - shown))
                        .forEach((line, problems) -> rows.put(line, new Marked("", Set.of(), false, problems)));
                tables.add(table(page, staged.path(), part, rows));
                shown += rows.size();
            }
            skip = Math.max(0, skip - here);
            all += here;
        }
        return new Shown(tables, from, shown, all);
    }

    /// Why a row is not imported, in words.
    static String reason(PageModel page, RejectedRow row, MatchBy match) {
        var sameAs = row.sameAs();
        if (sameAs == null) {
            return page.t("customer.row." + row.reason());
        }
        return page.t(
                match == MatchBy.NUMBER ? "customer.row." + row.reason() : "customer.row.customer_already_used",
                sameAs);
    }

    /// What is wrong in cells, a text for each line.
    static List<RejectedRows.Reason> reasons(PageModel page, List<CellProblem> problems) {
        return byLine(problems).entrySet().stream()
                .map(line -> new RejectedRows.Reason(
                        line.getKey(),
                        line.getValue().stream()
                                .map(cell -> cell.heading() + ": " + page.t("customer.cell." + cell.problem()))
                                .collect(Collectors.joining(" "))))
                .toList();
    }

    private static Map<Integer, List<CellProblem>> byLine(List<CellProblem> problems) {
        return problems.stream()
                .collect(Collectors.groupingBy(CellProblem::line, LinkedHashMap::new, Collectors.toList()));
    }

    /// The fields that a reason for rejecting a row is about.
    private static Set<Field> about(String reason, MatchBy match) {
        return switch (reason) {
            case "no_customer_number", "number_taken" -> EnumSet.of(Field.NUMBER);
            case "external_id_taken" -> EnumSet.of(Field.EXTERNAL_ID);
            case "no_name_no_contact" ->
                EnumSet.of(Field.FIRST_NAME, Field.LAST_NAME, Field.COMPANY_NAME, Field.PHONE, Field.EMAIL);
            case "no_match_key", "several_customers", "number_already_used" ->
                EnumSet.of(
                        switch (match) {
                            case NUMBER -> Field.NUMBER;
                            case EXTERNAL_ID -> Field.EXTERNAL_ID;
                            case EMAIL -> Field.EMAIL;
                            case PHONE -> Field.PHONE;
                        });
            default -> Set.of();
        };
    }

    private static FileTable table(PageModel page, Path path, Part part, TreeMap<Integer, Marked> marked) {
        var table = part.table();
        var rows = new ArrayList<FileRow>();
        int width = table.headings().size();
        try (var source = new RegisterFile(path, new ColumnDictionary()).rows(table.form())) {
            for (var row = source.next(); row != null && rows.size() < marked.size(); row = source.next()) {
                var mark = marked.get(row.line());
                if (mark != null) {
                    rows.add(new FileRow(row.line(), mark.reason(), cells(page, table, row, mark)));
                    width = Math.max(width, row.cells().size());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var headings = new ArrayList<>(table.headings());
        headings.addAll(Collections.nCopies(width - headings.size(), ""));
        var sheet = table.form().sheet();
        return new FileTable(sheet == null ? "" : sheet, headings, rows);
    }

    private static List<FileCell> cells(PageModel page, Table table, SourceRow row, Marked mark) {
        int width = table.headings().size();
        var wrong = new HashMap<Integer, String>();
        for (int i = 0; i < Math.max(width, row.cells().size()); i++) {
            boolean beyond = i >= width;
            if (beyond
                    ? mark.beyond()
                    : mark.fields().contains(table.uses().get(i).field())) {
                wrong.put(i, "");
            }
        }
        mark.problems()
                .forEach(problem ->
                        wrong.put(column(table, row, problem), page.t("customer.cell." + problem.problem())));
        var cells = new ArrayList<FileCell>();
        for (int i = 0; i < Math.max(width, row.cells().size()); i++) {
            var reason = wrong.get(i);
            cells.add(new FileCell(
                    i < width && table.uses().get(i).field() == Field.NATIONAL_ID ? "" : shown(row.cell(i)),
                    reason != null,
                    reason == null ? "" : reason));
        }
        return cells;
    }

    /// Headings may stand twice; then the text says which cell it is.
    private static int column(Table table, SourceRow row, CellProblem problem) {
        int first = -1;
        for (int i = 0; i < table.headings().size(); i++) {
            if (table.headings().get(i).equals(problem.heading())) {
                if (CellText.clean(row.cell(i)).startsWith(problem.value())) {
                    return i;
                }
                first = first < 0 ? i : first;
            }
        }
        return first;
    }

    private static String shown(String cell) {
        var text = CellText.clean(cell.length() > 1000 ? cell.substring(0, 1000) : cell);
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }
}
