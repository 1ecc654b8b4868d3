package utskick.template;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import utskick.kernel.Channel;
import utskick.kernel.FieldCatalog;
import utskick.template.Templates.Saved;
import utskick.web.PageModel;

/// The pages of the saved templates, and what the editor asks for while somebody writes: the count under the text and
/// the text documents (T8).
@Controller
@RequestMapping("/templates")
final class TemplatePages {

    private final Templates templates;
    private final FieldCatalog catalog;

    TemplatePages(Templates templates, FieldCatalog catalog) {
        this.templates = templates;
        this.catalog = catalog;
    }

    @GetMapping
    String list(PageModel page, Model model, @RequestParam(defaultValue = "") String saved) {
        model.addAttribute("saved", saved);
        model.addAttribute("page", page);
        model.addAttribute("templates", templates.list());
        return "template/list";
    }

    @GetMapping("/new")
    String create(PageModel page, Model model, @RequestParam(defaultValue = "SMS") Channel channel) {
        var empty = channel == Channel.SMS ? Wording.sms("") : Wording.email("", "", "");
        return form(page, model, null, TemplateForm.of("", "", empty.withLanguage(page.language()), 0), Map.of());
    }

    @PostMapping
    String add(
            PageModel page,
            Model model,
            @RequestParam MultiValueMap<String, String> request,
            @Nullable Principal user,
            RedirectAttributes redirect) {
        var typed = TemplateForm.of(request);
        var content = Content.of(typed.wording(), catalog.fields());
        var errors = typed.errors(content, page);
        if (errors.isEmpty()) {
            var saved = templates.save(typed.name(), typed.description(), content.wording(), name(user));
            errors = problems(saved, page);
        }
        return errors.isEmpty() ? saved(typed, redirect) : form(page, model, null, typed, errors);
    }

    @GetMapping("/{id}")
    String edit(PageModel page, Model model, @PathVariable long id) {
        return form(page, model, new TemplateId(id), TemplateForm.of(template(id)), Map.of());
    }

    @PostMapping("/{id}")
    String change(
            PageModel page,
            Model model,
            @PathVariable long id,
            @RequestParam MultiValueMap<String, String> request,
            @Nullable Principal user,
            RedirectAttributes redirect) {
        var typed = TemplateForm.of(request);
        var content = Content.of(typed.wording(), catalog.fields());
        var errors = typed.errors(content, page);
        if (errors.isEmpty()) {
            errors = problems(
                    templates.change(
                            new TemplateId(id),
                            typed.version(),
                            typed.name(),
                            typed.description(),
                            content.wording(),
                            name(user)),
                    page);
        }
        return errors.isEmpty() ? saved(typed, redirect) : form(page, model, new TemplateId(id), typed, errors);
    }

    /// Asks first.
    @GetMapping("/{id}/delete")
    String askToDelete(PageModel page, Model model, @PathVariable long id) {
        model.addAttribute("page", page);
        model.addAttribute("template", template(id));
        return "template/delete";
    }

    /// Twice is no mistake: it is gone either way.
    @PostMapping("/{id}/delete")
    String delete(@PathVariable long id) {
        templates.delete(new TemplateId(id));
        return "redirect:/templates";
    }

    @GetMapping("/{id}/document")
    ResponseEntity<byte[]> document(@PathVariable long id) {
        var template = template(id);
        return download(template.wording(), template.name());
    }

    /// What stands in the editor, as a text document.
    @PostMapping("/document/save")
    ResponseEntity<byte[]> document(@RequestParam MultiValueMap<String, String> request) {
        var typed = TemplateForm.of(request);
        var content = Content.of(typed.wording(), catalog.fields());
        return download(content.wording(), typed.name().isBlank() ? "utskick" : typed.name());
    }

    /// A text document for the editor: JSON with `subject` and `text`, or `problem`.
    @PostMapping("/document/open")
    @ResponseBody
    ResponseEntity<Map<String, String>> open(
            PageModel page, @RequestParam MultipartFile document, @RequestParam Channel channel) throws IOException {
        try {
            var wording = TextDocument.read(document.getBytes(), channel, page.language(), catalog.fields());
            return ResponseEntity.ok(Map.of("subject", wording.subject(), "text", wording.text()));
        } catch (IllegalArgumentException problem) {
            var key = String.valueOf(problem.getMessage());
            return ResponseEntity.badRequest().body(Map.of("problem", page.t(key)));
        }
    }

    /// The line under the text.
    @PostMapping("/count")
    String count(PageModel page, Model model, @RequestParam MultiValueMap<String, String> request) {
        var content = Content.of(TemplateForm.of(request).wording(), catalog.fields());
        model.addAttribute("page", page);
        model.addAttribute("count", TextCount.of(content));
        return "template/counter";
    }

    private String form(
            PageModel page, Model model, @Nullable TemplateId id, TemplateForm typed, Map<String, String> errors) {
        model.addAttribute("page", page);
        model.addAttribute("id", id);
        model.addAttribute("form", typed);
        model.addAttribute("fields", catalog.fields());
        model.addAttribute("errors", errors);
        return "template/form";
    }

    private static String saved(TemplateForm typed, RedirectAttributes redirect) {
        redirect.addAttribute("saved", typed.name().strip());
        return "redirect:/templates";
    }

    private static Map<String, String> problems(Saved saved, PageModel page) {
        return switch (saved) {
            case Saved.Done _ -> Map.of();
            case Saved.NameTaken _ -> Map.of("name", page.t("template.problem.name_taken"));
            case Saved.Stale _ -> Map.of("form", page.t("template.problem.stale"));
        };
    }

    private Template template(long id) {
        return templates.get(new TemplateId(id)).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    private static ResponseEntity<byte[]> download(Wording wording, String name) {
        var file = name.strip().replaceAll("[^\\p{L}\\p{N} _-]", "").strip();
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("text/plain;charset=UTF-8"))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename((file.isEmpty() ? "utskick" : file) + ".txt", StandardCharsets.UTF_8)
                                .build()
                                .toString())
                .body(TextDocument.write(wording));
    }

    private static String name(@Nullable Principal user) {
        return user == null ? "" : user.getName();
    }
}
