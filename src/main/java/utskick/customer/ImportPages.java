package utskick.customer;

import de.siegmar.fastcsv.writer.CsvWriter;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;
import utskick.access.CurrentUser;
import utskick.access.Permission;
import utskick.web.PageModel;

/// Bringing a file in: choose it, see what would happen, do it, see what happened.
@Controller
public final class ImportPages {

    private static final int SHOWN = 20;

    private final ImportSessions sessions;
    private final ImportStore store;
    private final ImportedConsents consents;
    private final CurrentUser user;

    ImportPages(ImportSessions sessions, ImportStore store, ImportedConsents consents, CurrentUser user) {
        this.sessions = sessions;
        this.store = store;
        this.consents = consents;
        this.user = user;
    }

    @GetMapping("/customers/import")
    String choose(PageModel page, Model model) {
        user.require(Permission.SEND);
        return choose(page, model, null);
    }

    private String choose(PageModel page, Model model, @Nullable String error) {
        model.addAttribute("page", page);
        model.addAttribute("country", CardPages.country(page));
        model.addAttribute("error", error);
        return "customer/import";
    }

    @PostMapping("/customers/import")
    String upload(
            PageModel page,
            Model model,
            @RequestParam(required = false) @Nullable MultipartFile file,
            @RequestParam(defaultValue = "SE") String country)
            throws IOException {
        user.require(Permission.SEND);
        if (file == null
                || file.getOriginalFilename() == null
                || file.getOriginalFilename().isEmpty()) {
            return choose(page, model, page.t("customer.import.nofile"));
        }
        var path = sessions.place();
        file.transferTo(path);
        var name = CellText.clean(Objects.requireNonNull(file.getOriginalFilename()));
        var session = sessions.begin(path, name, ImportSettings.of(country), user.login());
        return "redirect:/customers/import/" + session.token;
    }

    /// The page of one import, in whatever state it is; asks again by itself while it is being worked on.
    @GetMapping("/customers/import/{token}")
    String follow(PageModel page, Model model, @PathVariable String token) {
        var session = session(token);
        model.addAttribute("page", page);
        model.addAttribute("view", view(page, session));
        return page.htmx() ? "customer/import-state" : "customer/import-page";
    }

    @PostMapping("/customers/import/{token}/columns")
    String columns(@PathVariable String token, @RequestParam MultiValueMap<String, String> sent) {
        var session = session(token);
        var tables = session.tables();
        if (tables != null) {
            var changed = new ArrayList<RegisterFile.Table>();
            for (int t = 0; t < tables.size(); t++) {
                var uses = new ArrayList<ColumnUse>();
                for (int c = 0; c < tables.get(t).uses().size(); c++) {
                    var use = sent.getFirst("use." + t + "." + c);
                    uses.add(use == null ? tables.get(t).uses().get(c) : chosen(use));
                }
                changed.add(new RegisterFile.Table(
                        tables.get(t).form(), tables.get(t).headings(), uses));
            }
            sessions.changeColumns(session, changed);
        }
        return "redirect:/customers/import/" + token;
    }

    @PostMapping("/customers/import/{token}/run")
    String run(@PathVariable String token) {
        sessions.run(session(token));
        return "redirect:/customers/import/" + token;
    }

    @PostMapping("/customers/import/{token}/cancel")
    String cancel(@PathVariable String token) throws IOException {
        sessions.cancel(session(token));
        return "redirect:/customers";
    }

    /// The rejected rows with their reasons, for a spreadsheet.
    @GetMapping("/customers/import/{token}/rejected.csv")
    void rejected(PageModel page, @PathVariable String token, HttpServletResponse response) throws IOException {
        var staged = session(token).staged();
        if (staged == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"rejected.csv\"");
        var writer = response.getWriter();
        writer.write('\ufeff');
        try (var csv = CsvWriter.builder()
                .fieldSeparator(page.language().equals("en") ? ',' : ';')
                .build(writer)) {
            csv.writeRecord(page.t("customer.import.line"), page.t("field.number"), page.t("customer.import.reason"));
            for (var part : staged.parts()) {
                for (var row : store.rejected(part.id(), Integer.MAX_VALUE)) {
                    var number = row.number();
                    csv.writeRecord(
                            String.valueOf(row.line()), number == null ? "" : harmless(number), reason(page, row));
                }
            }
        }
    }

    /// A spreadsheet runs a cell that begins like a formula.
    private static String harmless(String cell) {
        return !cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
    }

    private static ColumnUse chosen(String use) {
        try {
            return ColumnUse.parse(use);
        } catch (IllegalArgumentException e) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "no such use of a column", e);
        }
    }

    /// What a column may be used for, in the order offered.
    public static final List<String> USES = List.of(
            "number",
            "first_name",
            "last_name",
            "company_name",
            "company",
            "tax_id",
            "phone:mobile",
            "phone:home",
            "phone:work",
            "phone:switchboard",
            "phone:other",
            "email",
            "category",
            "groups",
            "store",
            "points",
            "balance",
            "last_purchase",
            "birthday",
            "name_day",
            "street",
            "postcode",
            "city",
            "country",
            "language",
            "status",
            "protected",
            "consent:sms+email",
            "consent:sms",
            "consent:email",
            "consent_date:sms+email",
            "consent_date:sms",
            "consent_date:email",
            "consent_wording:sms+email",
            "consent_wording:sms",
            "consent_wording:email",
            "block:sms+email",
            "block:sms",
            "block:email",
            "note",
            "custom",
            "national_id",
            "ignore");

    /// Everything the page of an import shows.
    public record View(
            String token,
            String fileName,
            String state,
            int rows,
            @Nullable ImportCounts counts,
            List<Table> tables,
            List<Rejected> rejected,
            List<Cell> cells,
            int cellProblems,
            int keptBack,
            int consents,
            @Nullable String refusal) {

        public boolean isWorking() {
            return state.equals("READING") || state.equals("IMPORTING");
        }
    }

    public record Table(String form, List<Column> columns) {}

    public record Column(String name, String heading, String use) {}

    public record Rejected(int line, String number, String reason) {}

    /// A cell that could not be used.
    public record Cell(int line, String number, String name, String heading, String value, String reason) {}

    private View view(PageModel page, ImportSession session) {
        var staged = session.staged();
        var done = session.done();
        var state = session.state();
        var rejected = new ArrayList<Rejected>();
        var cells = new ArrayList<Cell>();
        int problems = 0;
        int keptBack = 0;
        if (staged != null && (state == ImportSession.State.READY || state == ImportSession.State.DONE)) {
            for (var part : staged.parts()) {
                for (var row : store.rejected(part.id(), SHOWN)) {
                    rejected.add(
                            new Rejected(row.line(), Objects.requireNonNullElse(row.number(), ""), reason(page, row)));
                }
                for (var cell : store.problems(part.id(), SHOWN)) {
                    cells.add(new Cell(
                            cell.line(),
                            cell.number(),
                            cell.name(),
                            cell.heading(),
                            cell.value(),
                            page.t("customer.cell." + cell.problem())));
                }
                problems += store.problemCounts(part.id()).values().stream()
                        .mapToInt(Integer::intValue)
                        .sum();
                keptBack += done == null ? consents.keptBack(part.id()) : 0;
            }
        }
        return new View(
                session.token,
                session.fileName,
                state.name(),
                session.rows.get(),
                done != null ? done.counts() : staged == null ? null : staged.counts(),
                tables(page, session),
                rejected,
                cells,
                problems,
                done != null ? done.keptBack() : keptBack,
                done == null ? 0 : done.consents(),
                state == ImportSession.State.REFUSED ? refusal(page, session.refused()) : null);
    }

    private static List<Table> tables(PageModel page, ImportSession session) {
        var tables = session.tables();
        var shown = new ArrayList<Table>();
        for (int t = 0; tables != null && t < tables.size(); t++) {
            var table = tables.get(t);
            var columns = new ArrayList<Column>();
            for (int c = 0; c < table.headings().size(); c++) {
                columns.add(new Column(
                        "use." + t + "." + c,
                        table.headings().get(c),
                        table.uses().get(c).key()));
            }
            shown.add(new Table(form(page, table.form()), columns));
        }
        return shown;
    }

    private static String form(PageModel page, FileForm form) {
        var sheet = form.sheet();
        if (sheet != null) {
            return page.t("customer.import.form.sheet", sheet, form.headerLine());
        }
        var separator = switch (form.separator()) {
            case ';' -> page.t("customer.import.separator.semicolon");
            case ',' -> page.t("customer.import.separator.comma");
            case '\t' -> page.t("customer.import.separator.tab");
            default -> String.valueOf(form.separator());
        };
        return page.t(
                "customer.import.form.text",
                form.charset().displayName(Locale.ROOT),
                separator,
                String.valueOf(form.decimalMark()));
    }

    private static String reason(PageModel page, RejectedRow row) {
        var sameAs = row.sameAs();
        return sameAs == null ? page.t("customer.row." + row.reason()) : page.t("customer.row." + row.reason(), sameAs);
    }

    private static String refusal(PageModel page, @Nullable ImportRefused refused) {
        return refused == null
                ? page.t("customer.import.refused.failed")
                : page.t("customer.import.refused." + refused.reason().name().toLowerCase(Locale.ROOT));
    }

    private ImportSession session(String token) {
        user.require(Permission.SEND);
        var session = sessions.get(token);
        if (session == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        return session;
    }
}
