package utskick.customer;

import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import utskick.access.Audit;
import utskick.access.CurrentUser;
import utskick.access.Permission;
import utskick.customer.ImportUndo.Answer;
import utskick.web.PageModel;

/// Taking the last import back: what it would do or why it cannot be done, and the deed.
@Controller
public final class UndoPages {

    private final ImportUndo undo;
    private final CurrentUser user;
    private final Audit audit;

    UndoPages(ImportUndo undo, CurrentUser user, Audit audit) {
        this.undo = undo;
        this.user = user;
        this.audit = audit;
    }

    @GetMapping("/customers/import/undo")
    ModelAndView look(PageModel page) {
        user.require(Permission.SEND);
        return view(page, undo.look(), false);
    }

    @PostMapping("/customers/import/undo")
    ModelAndView undo(PageModel page, @RequestParam long upload) {
        user.require(Permission.SEND);
        var answer = undo.undo(upload, user.login());
        boolean done = answer instanceof Answer.Possible;
        if (answer instanceof Answer.Possible possible) {
            audit.record(
                    "import.undone",
                    possible.fileName(),
                    "%d removed, %d restored".formatted(possible.removed(), possible.restored()));
        }
        return view(page, answer, done);
    }

    private static ModelAndView view(PageModel page, Answer answer, boolean done) {
        return new ModelAndView("customer/undo", Map.of("page", page, "answer", view(answer), "done", done));
    }

    /// What the page shows of an answer.
    ///
    /// @param kind `possible`, `kept` or `gone`
    public record View(
            String kind, long upload, String fileName, int removed, int restored, Map<String, Integer> reasons) {}

    private static View view(Answer answer) {
        return switch (answer) {
            case Answer.Possible(var upload, var file, var removed, var restored) ->
                new View("possible", upload, file, removed, restored, Map.of());
            case Answer.Kept(var file, var reasons) -> new View("kept", 0, file, 0, 0, reasons);
            case Answer.Gone() -> new View("gone", 0, "", 0, 0, Map.of());
        };
    }
}
