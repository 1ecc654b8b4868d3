package utskick.segment;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import utskick.access.CurrentUser;
import utskick.access.Permission;
import utskick.customer.Downloads;
import utskick.web.PageModel;

/// The customers of a selection to take away: a file, a list on paper, address labels.
@Controller
final class SegmentExportPages {

    private final Segments segments;
    private final Downloads downloads;
    private final CurrentUser user;

    SegmentExportPages(Segments segments, Downloads downloads, CurrentUser user) {
        this.segments = segments;
        this.downloads = downloads;
        this.user = user;
    }

    @PostMapping("/segments/{id:[0-9]+}/export")
    void export(
            PageModel page,
            HttpServletResponse response,
            @PathVariable long id,
            @RequestParam(defaultValue = "csv") String format)
            throws IOException {
        user.require(Permission.SEND);
        var segment = segment(id);
        downloads.send(page, response, segments.customers(segment.criterion()), segment.name(), format);
    }

    @PostMapping("/segments/{id:[0-9]+}/print")
    String print(PageModel page, Model model, @PathVariable long id) throws IOException {
        user.require(Permission.SEND);
        var segment = segment(id);
        downloads.print(page, model, segments.customers(segment.criterion()), segment.name());
        return "customer/print";
    }

    private Segment segment(long id) {
        return segments.get(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
}
