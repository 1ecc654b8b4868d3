package utskick.customer;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.server.ResponseStatusException;
import utskick.access.Audit;
import utskick.access.CurrentUser;
import utskick.access.Permission;
import utskick.kernel.CustomerId;
import utskick.kernel.PersonalData.Section;
import utskick.web.PageModel;

/// Everything about one person, to take away. Whoever takes it stands in the log of who did what.
@Controller
public final class PersonFilePages {

    private final Customers customers;
    private final PersonFile file;
    private final Audit audit;
    private final CurrentUser user;

    PersonFilePages(Customers customers, PersonFile file, Audit audit, CurrentUser user) {
        this.customers = customers;
        this.file = file;
        this.audit = audit;
        this.user = user;
    }

    @PostMapping("/customers/{id:[0-9]+}/file.zip")
    void download(PageModel page, @PathVariable long id, HttpServletResponse response) throws IOException {
        user.require(Permission.SEND);
        var customer =
                customers.byId(new CustomerId(id)).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        audit.record("customer.file", customer.number(), "");
        response.setContentType("application/zip");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename("customer-" + customer.number().replaceAll("[^\\w-]", "_") + ".zip")
                        .build()
                        .toString());
        file.write(customer, page, response.getOutputStream());
    }

    private static String stateKey(PageModel page, String state) {
        var consent = "consent.state." + state;
        return page.texts().has(consent) ? consent : "campaign.message." + state;
    }

    /// The columns of a part that say something in any of its rows: a table of empty columns is hard to read.
    public static List<Integer> filled(Section section) {
        return IntStream.range(0, section.columns().size())
                .filter(column ->
                        section.rows().stream().anyMatch(row -> !row.get(column).isEmpty()))
                .boxed()
                .toList();
    }

    /// A value for a reader: times, numbers and words of ours in the reader's language, the rest as it stands.
    ///
    /// @param row the values of one line, beside `columns`
    /// @param index which of them
    public static String shown(
            PageModel page, CardForm.Labels labels, List<String> columns, List<String> row, int index) {
        var column = columns.get(index);
        var value = row.get(index);
        if (value.isEmpty()) {
            return value;
        }
        if (column.equals("at") && value.matches("\\d{4}-\\d{2}-\\d{2}T[0-9:.]+Z")) {
            return page.dateTime(Instant.parse(value));
        }
        int field = columns.indexOf("field");
        return switch (column) {
            case "field" -> labels.of(value);
            case "value", "before", "after" -> field < 0 ? value : labels.value(row.get(field), value);
            case "address" -> PhoneReader.shown(value);
            case "sale" -> {
                var day = CustomFields.date(value);
                yield day == null ? value : page.date(day);
            }
            default -> {
                var key = wordKey(page, column, value, channel(columns, row));
                yield page.texts().has(key) ? page.t(key) : value;
            }
        };
    }

    private static String channel(List<String> columns, List<String> row) {
        int channel = columns.indexOf("channel");
        return channel < 0 ? "" : row.get(channel).toLowerCase(Locale.ROOT);
    }

    /// The key of a word of ours in a column of such words.
    private static String wordKey(PageModel page, String column, String value, String channel) {
        return switch (column) {
            case "label" -> "customer.label." + value;
            case "state" -> stateKey(page, value);
            case "channel" -> "consent.channel." + value.toLowerCase(Locale.ROOT);
            case "source" -> "consent.source." + value;
            case "basis" -> "consent.basis." + value;
            case "purpose" -> "consent.purpose." + value;
            case "problem" -> "customer.cell." + (channel.equals("sms") ? "phone." : "email.") + value;
            case "suppressed" -> "consent.suppression.reason." + value.toLowerCase(Locale.ROOT);
            case "detail" -> "campaign.left_out." + value.toLowerCase(Locale.ROOT) + "." + channel;
            default -> "";
        };
    }
}
