package utskick.consent;

import java.security.Principal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import utskick.access.Audit;
import utskick.kernel.Channel;
import utskick.web.PageModel;
import utskick.web.Texts;

/// What people are asked and in which words, what the shop allows, and the forms by which people sign up.
@Controller
final class ConsentSettingsPages {

    private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9-]{1,39}");
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_]{1,39}");
    private static final int LONGEST = 1_000;
    private static final List<String> COUNTRIES = List.of("SE", "FI", "GR", "PL");

    private final PreferenceCentre.Asked asked;
    private final SignUpForms forms;
    private final SignUps signUps;
    private final LedgerChecks checks;
    private final Audit audit;

    ConsentSettingsPages(
            PreferenceCentre.Asked asked, SignUpForms forms, SignUps signUps, LedgerChecks checks, Audit audit) {
        this.asked = asked;
        this.forms = forms;
        this.signUps = signUps;
        this.checks = checks;
        this.audit = audit;
    }

    @GetMapping("/settings/consent")
    ModelAndView show(PageModel page, @RequestParam MultiValueMap<String, String> params) {
        return view(page, params, Map.of());
    }

    /// Adds an own purpose or names one anew, retires it, or brings it back.
    @PostMapping("/settings/consent/purposes")
    ModelAndView purpose(PageModel page, @RequestParam MultiValueMap<String, String> typed) {
        String key = one(typed, "key").strip().toLowerCase(Locale.ROOT);
        Map<String, String> errors = new HashMap<>();
        boolean builtIn = key.equals("marketing") || key.equals("service") || key.equals("confirmation");
        if (!KEY.matcher(key).matches() || builtIn) {
            errors.put("key", page.t("consent.settings.wrong.key"));
            return view(page, typed, errors);
        }
        var purpose = new Purpose(key);
        switch (one(typed, "do")) {
            case "retire" -> asked.purposes().setActive(purpose, false);
            case "again" -> asked.purposes().setActive(purpose, true);
            default -> {
                Map<String, String> names = new LinkedHashMap<>();
                for (String language : Texts.LANGUAGES) {
                    String name = one(typed, "name_" + language).strip();
                    if (!name.isEmpty()) {
                        names.put(language, name.substring(0, Math.min(60, name.length())));
                    }
                }
                if (names.isEmpty()) {
                    errors.put("name", page.t("consent.settings.wrong.name"));
                    return view(page, typed, errors);
                }
                asked.purposes().save(purpose, names);
            }
        }
        audit.record("consent.purpose", key, one(typed, "do"));
        return saved();
    }

    /// A new version of a sentence.
    @PostMapping("/settings/consent/wordings")
    ModelAndView wording(PageModel page, @RequestParam MultiValueMap<String, String> typed, @Nullable Principal user) {
        String text = one(typed, "text").strip();
        var purpose = asked.purposes().find(one(typed, "purpose"));
        if (text.isEmpty()
                || text.length() > LONGEST
                || purpose.isEmpty()
                || !Texts.LANGUAGES.contains(one(typed, "language"))) {
            return view(page, typed, Map.of("text", page.t("consent.settings.wrong.text", LONGEST)));
        }
        asked.wordings()
                .save(
                        purpose.get().purpose(),
                        one(typed, "language"),
                        store(typed),
                        text,
                        user == null ? "system" : user.getName());
        audit.record("consent.wording", one(typed, "purpose") + " " + one(typed, "language"), text);
        return saved();
    }

    @PostMapping("/settings/consent/rules")
    ModelAndView rules(@RequestParam MultiValueMap<String, String> typed) {
        var countries =
                all(typed, "existing").stream().filter(COUNTRIES::contains).toList();
        asked.rules().save(new Rules.Rule(countries, typed.containsKey("correct")));
        audit.record("consent.rules", "", String.join(", ", countries));
        return saved();
    }

    /// Adds a form, or changes the one at that address.
    @PostMapping("/settings/consent/forms")
    ModelAndView form(PageModel page, @RequestParam MultiValueMap<String, String> typed) {
        String slug = one(typed, "slug").strip().toLowerCase(Locale.ROOT);
        String title = one(typed, "title").strip();
        Map<String, String> errors = new HashMap<>();
        if (!SLUG.matcher(slug).matches() || slug.equals("c")) {
            errors.put("slug", page.t("consent.settings.wrong.slug"));
        }
        if (title.isEmpty() || title.length() > 100) {
            errors.put("title", page.t("consent.settings.wrong.title"));
        }
        var channels = Arrays.stream(Channel.values())
                .filter(it -> all(typed, "channel").contains(it.name()))
                .toList();
        if (channels.isEmpty()) {
            errors.put("channel", page.t("consent.settings.wrong.channel"));
        }
        List<Purpose> purposes = new ArrayList<>();
        asked.purposes().active().stream()
                .map(Purposes.Named::purpose)
                .filter(it -> it.needsYes() && all(typed, "purposes").contains(it.key()))
                .forEach(purposes::add);
        if (purposes.isEmpty()) {
            errors.put("purposes", page.t("consent.signup.wrong.yes"));
        }
        if (!errors.isEmpty()) {
            return view(page, typed, errors);
        }
        String country = one(typed, "region");
        forms.save(new SignUpForm(
                0,
                slug,
                title,
                Texts.LANGUAGES.contains(one(typed, "form_language")) ? one(typed, "form_language") : page.language(),
                country.matches("[A-Z]{2}") ? country : "SE",
                store(typed),
                channels,
                purposes,
                typed.containsKey("active")));
        audit.record("consent.form", slug, title);
        return saved();
    }

    /// Reads the whole ledger now, or takes an owner's word on what was found in it.
    @PostMapping("/settings/consent/ledger")
    ModelAndView ledger(PageModel page, @RequestParam MultiValueMap<String, String> typed, @Nullable Principal user) {
        if (!one(typed, "do").equals("settle")) {
            checks.note(checks.look());
            return new ModelAndView("redirect:/settings/consent#ledger");
        }
        String note = one(typed, "note").strip();
        if (note.isEmpty() || note.length() > LONGEST) {
            return view(page, typed, Map.of("note", page.t("consent.settings.wrong.note", LONGEST)));
        }
        checks.settle(note, user == null ? "system" : user.getName());
        audit.record("consent.settled", "", note);
        return saved();
    }

    private ModelAndView view(PageModel page, MultiValueMap<String, String> typed, Map<String, String> errors) {
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("page", page);
        model.put("saved", typed.containsKey("saved"));
        Map<String, String> first = new HashMap<>(typed.toSingleValueMap());
        model.put("typed", first);
        model.put("errors", errors);
        model.put("purposes", asked.purposes().all());
        model.put("names", asked.purposes().names(page.texts()));
        model.put("wordings", asked.wordings().newest());
        model.put("stores", asked.wordings().stores());
        model.put("rule", asked.rules().now());
        model.put("seal", checks.lastSeal().orElse(null));
        model.put("check", checks.last().orElse(null));
        Map<SignUpForm, String> snippets = new LinkedHashMap<>();
        forms.all().forEach(form -> snippets.put(form, signUps.snippet(form, asked)));
        model.put("forms", snippets);
        return new ModelAndView("consent/settings", model);
    }

    private static ModelAndView saved() {
        return new ModelAndView("redirect:/settings/consent?saved");
    }

    private static @Nullable Integer store(MultiValueMap<String, String> typed) {
        String store = one(typed, "store");
        return store.matches("[0-9]{1,9}") ? Integer.valueOf(store) : null;
    }

    private static String one(MultiValueMap<String, String> typed, String name) {
        String value = typed.getFirst(name);
        return value == null ? "" : value;
    }

    private static List<String> all(MultiValueMap<String, String> typed, String name) {
        return typed.getOrDefault(name, List.of());
    }
}
