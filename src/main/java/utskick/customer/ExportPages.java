package utskick.customer;

import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import utskick.access.Audit;
import utskick.access.CurrentUser;
import utskick.access.Permission;
import utskick.kernel.SqlQuery;
import utskick.web.InvalidInput;
import utskick.web.PageModel;

/// Customers to take away: a text file, a workbook, a list on paper. Who took how many is in the log before the first
/// byte leaves.
@Controller
final class ExportPages {

    /// Longer lists are files: nobody reads them on paper.
    static final int LONGEST_PRINT = 5_000;

    private static final int BUFFER = 64 * 1024;

    private final CustomerList list;
    private final RegisterExport export;
    private final ListColumns columns;
    private final CurrentUser user;
    private final Audit audit;

    ExportPages(CustomerList list, RegisterExport export, ListColumns columns, CurrentUser user, Audit audit) {
        this.list = list;
        this.export = export;
        this.columns = columns;
        this.user = user;
        this.audit = audit;
    }

    @PostMapping("/customers/export")
    void export(
            PageModel page,
            HttpServletResponse response,
            @RequestParam(required = false) @Nullable List<Long> customers,
            @RequestParam(defaultValue = "false") boolean all,
            @RequestParam(defaultValue = "") String query,
            @RequestParam(defaultValue = "csv") String format)
            throws IOException {
        user.require(Permission.SEND);
        var chosen = list.customers(CustomerSelection.of(customers, all, query));
        long count = export.count(chosen);
        if (format.equals("pdf")) {
            shortEnough(count);
        }
        record(page, format, count);
        var name = page.t("customer.export.file") + "-" + LocalDate.now(Clock.systemDefaultZone());
        switch (format) {
            case "xlsx" -> {
                begin(response, name + ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
                try (var file = new XlsxExport(out(response), page.t("web.nav.customers"))) {
                    export.whole(chosen, page.texts(), file);
                }
            }
            case "pdf" -> {
                begin(response, name + ".pdf", "application/pdf");
                var shown = columns.of(user.login());
                try (var print = new PdfPrint(out(response), heading(page, count), headings(page, shown))) {
                    export.rows(chosen, row -> print.row(cells(page, row, shown)));
                }
            }
            default -> {
                begin(response, name + ".csv", "text/csv;charset=UTF-8");
                try (var file = new CsvExport(out(response), page.language())) {
                    export.whole(chosen, page.texts(), file);
                }
            }
        }
    }

    /// The list as a page to print.
    @PostMapping("/customers/print")
    String print(
            PageModel page,
            Model model,
            @RequestParam(required = false) @Nullable List<Long> customers,
            @RequestParam(defaultValue = "false") boolean all,
            @RequestParam(defaultValue = "") String query)
            throws IOException {
        user.require(Permission.SEND);
        SqlQuery chosen = list.customers(CustomerSelection.of(customers, all, query));
        long count = export.count(chosen);
        shortEnough(count);
        record(page, "print", count);
        var shown = columns.of(user.login());
        var rows = new ArrayList<List<String>>();
        export.rows(chosen, row -> rows.add(cells(page, row, shown)));
        model.addAttribute("page", page);
        model.addAttribute("heading", heading(page, count));
        model.addAttribute("headings", headings(page, shown));
        model.addAttribute("rows", rows);
        return "customer/print";
    }

    private static void shortEnough(long count) {
        InvalidInput.checks()
                .check(count <= LONGEST_PRINT, "print", "customer.print.long", count, (long) LONGEST_PRINT)
                .orThrow();
    }

    private void record(PageModel page, String format, long count) {
        audit.record("customer.exported", page.t("web.nav.customers"), "%s: %d".formatted(format, count));
    }

    private static void begin(HttpServletResponse response, String name, String type) {
        response.setContentType(type);
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename(name, StandardCharsets.UTF_8)
                        .build()
                        .toString());
        // personal data stays out of every cache
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    private static BufferedOutputStream out(HttpServletResponse response) throws IOException {
        return new BufferedOutputStream(response.getOutputStream(), BUFFER);
    }

    private static String heading(PageModel page, long count) {
        return page.t("customer.print.heading", count, page.date(LocalDate.now(Clock.systemDefaultZone())));
    }

    private static List<String> headings(PageModel page, List<ListColumn> columns) {
        var headings = new ArrayList<>(List.of(page.t("customer.sort.number"), page.t("customer.customer")));
        columns.forEach(column -> headings.add(page.t("customer.column." + column.key())));
        return headings;
    }

    private static List<String> cells(PageModel page, CustomerList.Row row, List<ListColumn> columns) {
        var cells = new ArrayList<>(List.of(
                row.number(), row.companyName().isEmpty() ? row.name() : row.name() + ", " + row.companyName()));
        columns.forEach(column -> cells.add(RowText.of(page, row, column)));
        return cells;
    }
}
