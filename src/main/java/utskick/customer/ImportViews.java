package utskick.customer;

import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import utskick.customer.ImportChanges.Changed;
import utskick.customer.ImportView.ChangedRow;
import utskick.customer.ImportView.Values;
import utskick.web.PageModel;

/// Puts the page of an import together.
final class ImportViews {

    /// Rows of each kind on a page.
    static final int SHOWN = 20;

    private static final int SAMPLE = 3;

    private final ImportStore store;
    private final ImportChanges changes;
    private final ImportedConsents consents;
    private final ImportCells cells;

    ImportViews(ImportStore store, ImportChanges changes, ImportedConsents consents) {
        this.cells = new ImportCells(store);
        this.store = store;
        this.changes = changes;
        this.consents = consents;
    }

    /// @param errors what is wrong in what was sent, and `name`, what was typed
    ImportView view(
            PageModel page, ImportSession session, ImportView.Place place, Map<String, String> errors, String name) {
        var state = session.state();
        var plan = session.plan();
        var problem = session.problem();
        var sheets = new ArrayList<ImportView.Sheet>();
        for (int i = 0; plan != null && i < plan.sheets().size(); i++) {
            sheets.add(sheet(page, plan.sheets().get(i), i));
        }
        var taken = sheets.stream()
                .filter(ImportView.Sheet::taken)
                .flatMap(sheet -> sheet.columns().stream())
                .toList();
        return new ImportView(
                session.token,
                session.fileName,
                state.name(),
                session.progress().rows(),
                session.progress().percent(),
                session.isOpen() || state == ImportSession.State.CHOOSING,
                problem == null ? null : page.t("customer.import.plan." + problem),
                sheets,
                taken.size(),
                (int) taken.stream()
                        .filter(column -> !column.use().equals("ignore")
                                && !column.use().equals("custom")
                                && !column.use().equals("national_id"))
                        .count(),
                choices(page, plan, name),
                result(page, session, place),
                state == ImportSession.State.REFUSED ? refusal(page, session.refused()) : null,
                errors);
    }

    /// What consents can be for, with names.
    Map<String, String> purposes(PageModel page) {
        return consents.purposes(page.texts());
    }

    private ImportView.Choices choices(PageModel page, @Nullable ImportPlan plan, String name) {
        if (plan == null) {
            return new ImportView.Choices("", "NUMBER", false, ConsentGround.UNSTATED, Map.of(), "", name, Map.of());
        }
        var profile = plan.profile();
        return new ImportView.Choices(
                plan.settings().country(),
                plan.settings().match().name(),
                plan.hasConsents(),
                plan.settings().ground(),
                consents.purposes(page.texts()),
                profile == null ? "" : profile,
                name,
                own(page));
    }

    /// In the order of the settings.
    private Map<String, String> own(PageModel page) {
        var names = new LinkedHashMap<String, String>();
        store.ownFields().forEach(field -> names.put(ColumnUse.of(field).key(), field.name(page.language())));
        return names;
    }

    private static ImportView.Sheet sheet(PageModel page, ImportPlan.Sheet sheet, int index) {
        var table = sheet.table();
        var form = table.form();
        var columns = new ArrayList<ImportView.Column>();
        for (int c = 0; c < table.headings().size(); c++) {
            var use = table.uses().get(c);
            boolean sensitive = use.field() == Field.NATIONAL_ID;
            columns.add(new ImportView.Column(
                    index + "." + c,
                    table.headings().get(c),
                    use.field().isConsent() ? use.withPurpose("").key() : use.key(),
                    use.field().isConsent() ? use.purpose() : null,
                    table.fills().contains(c),
                    Preparation.canFill(use.field()),
                    sensitive,
                    sensitive ? "" : sample(sheet, c)));
        }
        return new ImportView.Sheet(
                index,
                Objects.requireNonNullElse(form.sheet(), ""),
                sheet.taken(),
                form(page, form),
                !form.isWorkbook(),
                form.charset().name(),
                ImportForm.separator(form.separator()),
                ImportForm.decimal(form),
                form.monthFirst() ? "month" : "day",
                headers(sheet),
                columns);
    }

    private static String sample(ImportPlan.Sheet sheet, int column) {
        return sheet.look().head().stream()
                .filter(row -> row.line() > sheet.table().form().headerLine())
                .map(row -> CellText.clean(row.cell(column)))
                .filter(text -> !text.isEmpty())
                .distinct()
                .limit(SAMPLE)
                .map(text -> text.length() > 30 ? text.substring(0, 30) + "…" : text)
                .collect(Collectors.joining(" · "));
    }

    private static List<ImportView.Line> headers(ImportPlan.Sheet sheet) {
        int chosen = sheet.table().form().headerLine();
        return sheet.look().head().stream()
                .filter(row -> !row.isBlank())
                .filter(row -> row.line() <= Math.max(12, chosen))
                .map(row -> {
                    var text = row.cells().stream()
                            .map(CellText::clean)
                            .filter(cell -> !cell.isEmpty())
                            .collect(Collectors.joining(" · "));
                    return new ImportView.Line(
                            row.line(), text.length() > 60 ? text.substring(0, 60) + "…" : text, row.line() == chosen);
                })
                .toList();
    }

    private static String form(PageModel page, FileForm form) {
        var sheet = form.sheet();
        if (sheet != null) {
            return page.t("customer.import.form.sheet", sheet, form.headerLine());
        }
        return page.t(
                "customer.import.form.text",
                form.charset().displayName(Locale.ROOT),
                page.t("customer.import.separator." + ImportForm.separator(form.separator())),
                String.valueOf(form.decimalMark()));
    }

    private ImportView.@Nullable Result result(PageModel page, ImportSession session, ImportView.Place place) {
        var staged = session.staged();
        var done = session.done();
        boolean ready = session.state() == ImportSession.State.READY;
        if (staged == null || !ready && session.state() != ImportSession.State.DONE) {
            return null;
        }
        int problems = 0;
        for (var part : staged.parts()) {
            problems += store.findings.problemCounts(part.id()).values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
        }
        int from = place.changed();
        var changed = ready ? changed(page, staged, from) : new LinkedHashMap<String, ChangedRow>();
        var columns = new LinkedHashSet<String>();
        changed.values().forEach(row -> columns.addAll(row.values().keySet()));
        return new ImportView.Result(
                done != null ? done.counts() : staged.counts(),
                cells.rejected(page, staged, place.rejected()),
                cells.unusable(page, staged, place.cells()),
                problems,
                List.copyOf(columns),
                List.copyOf(changed.values()),
                from,
                done != null
                        ? done.consents()
                        : new ConsentCounts(0, session.withheld().keptBack(), 0),
                done != null ? Map.of() : session.withheld().notAllowed(),
                staged.parts().stream()
                        .mapToInt(part -> store.matching.merged(part.id()))
                        .sum());
    }

    /// The changed customers of a page, which may lie in more than one table.
    private Map<String, ChangedRow> changed(PageModel page, Imports.Staged staged, int from) {
        var rows = new LinkedHashMap<String, ChangedRow>();
        var own = store.ownFields().stream()
                .collect(Collectors.toMap(field -> ColumnUse.of(field).key(), field -> field));
        int skip = from;
        int left = SHOWN;
        for (var part : staged.parts()) {
            int here = part.counts().changed();
            if (skip < here && left > 0) {
                for (var value : changes.page(part.id(), part.table(), left, skip)) {
                    rows.computeIfAbsent(
                                    part.id() + ":" + value.line(),
                                    _ -> new ChangedRow(value.number(), value.name(), new LinkedHashMap<>()))
                            .values()
                            .put(
                                    column(page, value.use(), own.get(value.use())),
                                    values(page, value, own.get(value.use())));
                }
                left -= here - skip;
            }
            skip = Math.max(0, skip - here);
        }
        return rows;
    }

    private static String column(PageModel page, String use, @Nullable CustomField own) {
        if (own != null) {
            return own.name(page.language());
        }
        return use.startsWith("custom:") ? use.substring(7) : page.t("customer.use." + useKey(use));
    }

    /// The end of the message key that names a column's use.
    static String useKey(String use) {
        return use.replace(':', '.').replace("sms+email", "both");
    }

    private static Values values(PageModel page, Changed value, @Nullable CustomField own) {
        return own != null
                ? new Values(RowText.own(page, own, value.before()), RowText.own(page, own, value.after()))
                : new Values(shown(page, value.use(), value.before()), shown(page, value.use(), value.after()));
    }

    private static String shown(PageModel page, String use, String value) {
        if (value.isEmpty()) {
            return "–";
        }
        return switch (use) {
            case "points",
                    "balance",
                    "bought_12_months",
                    "bought_this_year",
                    "bought_last_year",
                    "purchases_12_months" ->
                NumberFormat.getInstance(Locale.of(page.language())).format(new BigDecimal(value));
            case "last_purchase" -> page.date(LocalDate.parse(value));
            case "protected" -> page.t(value.equals("true") ? "customer.yes" : "customer.no");
            default -> value;
        };
    }

    private static String refusal(PageModel page, @Nullable ImportRefused refused) {
        return refused == null
                ? page.t("customer.import.refused.failed")
                : page.t("customer.import.refused." + refused.reason().name().toLowerCase(Locale.ROOT));
    }
}
