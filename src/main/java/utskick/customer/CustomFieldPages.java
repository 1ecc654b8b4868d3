package utskick.customer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.ModelAndView;
import utskick.web.InvalidInput;
import utskick.web.PageModel;
import utskick.web.Texts;

/// The settings of the shop's own fields, for administrators.
@Controller
final class CustomFieldPages {

    private static final ColumnDictionary HEADINGS = new ColumnDictionary();

    private static final int LONGEST = 60;
    private static final int MOST_CHOICES = 200;

    private final CustomFields fields;

    CustomFieldPages(CustomFields fields) {
        this.fields = fields;
    }

    @GetMapping("/settings/fields")
    ModelAndView list(PageModel page, @RequestParam Map<String, String> params) {
        return new ModelAndView(
                "customer/fields-settings",
                Map.of("page", page, "fields", fields.all(), "saved", params.containsKey("saved")));
    }

    @GetMapping("/settings/fields/new")
    ModelAndView add(PageModel page) {
        return form(page, null, Map.of("kind", "text"), Map.of());
    }

    @GetMapping("/settings/fields/{id:[0-9]+}")
    ModelAndView edit(PageModel page, @PathVariable int id) {
        var field = field(id);
        var typed = new HashMap<String, String>();
        field.names().forEach((language, name) -> typed.put("name_" + language, name));
        typed.put("choices", String.join("\n", field.choices()));
        typed.put("kind", field.kind().key());
        return form(page, field, typed, Map.of());
    }

    @PostMapping("/settings/fields/new")
    ModelAndView create(PageModel page, @RequestParam Map<String, String> typed) {
        try {
            var kind = kind(typed);
            var names = names(page, typed);
            var choices = choices(typed, kind);
            fields.add(key(page, names), kind, names, choices);
            return new ModelAndView("redirect:/settings/fields?saved");
        } catch (InvalidInput problem) {
            return form(page, null, typed, problem.texts(page.texts()));
        } catch (CustomFields.KeyTaken _) {
            return form(page, null, typed, Map.of("name_" + page.language(), page.t("customer.fields.problem.taken")));
        }
    }

    @PostMapping("/settings/fields/{id:[0-9]+}")
    ModelAndView change(PageModel page, @PathVariable int id, @RequestParam Map<String, String> typed) {
        var field = field(id);
        try {
            fields.change(field, names(page, typed), choices(typed, field.kind()));
            return new ModelAndView("redirect:/settings/fields?saved");
        } catch (InvalidInput problem) {
            return form(page, field, typed, problem.texts(page.texts()));
        }
    }

    @GetMapping("/settings/fields/{id:[0-9]+}/delete")
    ModelAndView askDelete(PageModel page, @PathVariable int id) {
        var field = field(id);
        return new ModelAndView(
                "customer/fields-delete", Map.of("page", page, "field", field, "used", fields.used(field)));
    }

    @PostMapping("/settings/fields/{id:[0-9]+}/delete")
    String delete(@PathVariable int id) {
        fields.remove(field(id));
        return "redirect:/settings/fields?saved";
    }

    private static ModelAndView form(
            PageModel page, @Nullable CustomField field, Map<String, String> typed, Map<String, String> errors) {
        var model = new HashMap<String, Object>();
        model.put("page", page);
        model.put("field", field);
        model.put("typed", typed);
        model.put("errors", errors);
        return new ModelAndView("customer/fields-form", model);
    }

    private static CustomField.Kind kind(Map<String, String> typed) {
        try {
            return CustomField.Kind.of(typed.getOrDefault("kind", ""));
        } catch (IllegalArgumentException _) {
            throw InvalidInput.of("kind", "web.field.required");
        }
    }

    /// One in the language of the screen at least; the others go by it until they have their own.
    private static Map<String, String> names(PageModel page, Map<String, String> typed) {
        var names = new LinkedHashMap<String, String>();
        var checks = InvalidInput.checks();
        for (var language : Texts.LANGUAGES) {
            var name = CellText.clean(typed.getOrDefault("name_" + language, ""));
            checks.check(name.length() <= LONGEST, "name_" + language, "customer.problem.too_long");
            checks.check(!HEADINGS.isOfTheRegister(name), "name_" + language, "customer.fields.problem.register");
            if (!name.isEmpty()) {
                names.put(language, name);
            }
        }
        checks.check(names.containsKey(page.language()), "name_" + page.language(), "web.field.required")
                .orThrow();
        return names;
    }

    private static List<String> choices(Map<String, String> typed, CustomField.Kind kind) {
        if (kind != CustomField.Kind.CHOICE) {
            return List.of();
        }
        var choices = new ArrayList<String>();
        for (var line : typed.getOrDefault("choices", "").split("\\R", -1)) {
            var choice = CellText.clean(line);
            if (!choice.isEmpty() && choices.stream().noneMatch(choice::equalsIgnoreCase)) {
                choices.add(choice);
            }
        }
        InvalidInput.checks()
                .check(!choices.isEmpty(), "choices", "customer.fields.problem.choices")
                .check(choices.size() <= MOST_CHOICES, "choices", "customer.fields.problem.many")
                .check(choices.stream().allMatch(it -> it.length() <= LONGEST), "choices", "customer.problem.too_long")
                .orThrow();
        return choices;
    }

    /// From the English name, else the screen's; letters that are not Latin give a numbered key.
    private String key(PageModel page, Map<String, String> names) {
        var name = names.getOrDefault("en", names.getOrDefault(page.language(), ""));
        var key = CustomFields.keyOf(name);
        if (!key.isEmpty()) {
            return key;
        }
        var taken = fields.all().stream().map(CustomField::key).toList();
        int n = 1;
        while (taken.contains("field_" + n)) {
            n++;
        }
        return "field_" + n;
    }

    private CustomField field(int id) {
        return fields.byId(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
}
