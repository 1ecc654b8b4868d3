package utskick.customer;

import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.ui.Model;
import utskick.access.Audit;
import utskick.access.CurrentUser;
import utskick.kernel.SqlQuery;
import utskick.web.InvalidInput;
import utskick.web.PageModel;

/// Chosen customers on their way out of the house: a text file, a workbook, a list or labels on paper. Who took how
/// many is in the log before the first byte leaves.
public final class Downloads {

    /// Longer lists are files: nobody reads them on paper.
    static final int LONGEST_PRINT = 5_000;

    private static final int BUFFER = 64 * 1024;

    private final RegisterExport export;
    private final ListColumns columns;
    private final CurrentUser user;
    private final Audit audit;

    Downloads(RegisterExport export, ListColumns columns, CurrentUser user, Audit audit) {
        this.export = export;
        this.columns = columns;
        this.user = user;
        this.audit = audit;
    }

    /// Sends the customers as a file.
    ///
    /// @param chosen a query with one column, `customer_id`
    /// @param from what they were chosen from, for the log: the register, or a selection's name
    /// @param format `csv`, `xlsx`, `pdf`, or `labels`
    public void send(PageModel page, HttpServletResponse response, SqlQuery chosen, String from, String format)
            throws IOException {
        long count = format.equals("labels") ? export.countAddressed(chosen) : export.count(chosen);
        if (format.equals("pdf")) {
            shortEnough(count);
        }
        if (format.equals("labels")) {
            InvalidInput.checks()
                    .check(count > 0, "labels", "customer.labels.none")
                    .orThrow();
        }
        record(from, format, count);
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
            case "labels" -> {
                begin(response, page.t("customer.labels.file") + ".pdf", "application/pdf");
                try (var labels = new PdfLabels(out(response), page.t("customer.labels"))) {
                    export.rows(chosen, row -> labels.label(lines(page, row)));
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

    /// Fills in the page `customer/print`: the list as a page to print.
    public void print(PageModel page, Model model, SqlQuery chosen, String from) throws IOException {
        long count = export.count(chosen);
        shortEnough(count);
        record(from, "print", count);
        var shown = columns.of(user.login());
        var rows = new ArrayList<List<String>>();
        export.rows(chosen, row -> rows.add(cells(page, row, shown)));
        model.addAttribute("page", page);
        model.addAttribute("heading", heading(page, count));
        model.addAttribute("headings", headings(page, shown));
        model.addAttribute("rows", rows);
    }

    /// An address as the post wants it; empty for a customer without one.
    private static List<String> lines(PageModel page, CustomerList.Row row) {
        var place = row.place();
        if (place.street().isBlank() && place.city().isBlank()) {
            return List.of();
        }
        boolean abroad = !place.country().isEmpty() && !place.country().equals(PhoneReader.home(page.language()));
        return Stream.of(
                        Stream.of(row.name(), row.companyName()),
                        place.street().lines(),
                        Stream.of((place.postcode() + " " + place.city()).strip()),
                        Stream.of(
                                abroad
                                        ? Locale.of("", place.country())
                                                .getDisplayCountry(page.texts().locale())
                                                .toUpperCase(page.texts().locale())
                                        : ""))
                .flatMap(lines -> lines)
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static void shortEnough(long count) {
        InvalidInput.checks()
                .check(count <= LONGEST_PRINT, "print", "customer.print.long", count, (long) LONGEST_PRINT)
                .orThrow();
    }

    private void record(String from, String format, long count) {
        audit.record("customer.exported", from, "%s: %d".formatted(format, count));
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

    private static List<PrintColumn> headings(PageModel page, List<ListColumn> columns) {
        var headings = new ArrayList<>(List.of(
                new PrintColumn(page.t("customer.sort.number"), false),
                new PrintColumn(page.t("customer.customer"), false)));
        columns.forEach(column -> headings.add(new PrintColumn(column.heading(page), column.isNumber())));
        return headings;
    }

    private static List<String> cells(PageModel page, CustomerList.Row row, List<ListColumn> columns) {
        var cells = new ArrayList<>(List.of(
                row.number(), row.companyName().isEmpty() ? row.name() : row.name() + ", " + row.companyName()));
        columns.forEach(column -> cells.add(RowText.of(page, row, column)));
        return cells;
    }
}
