package utskick.consent;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import utskick.access.Network;
import utskick.customer.PhoneReader;
import utskick.kernel.Address;
import utskick.kernel.Channel;
import utskick.kernel.EmailAddress;
import utskick.web.PageModel;

/// The sign-up form as customers see it. It works without scripts and without cookies, and its POST may come from the
/// shop's own site.
@Controller
final class SignUpPages {

    private static final int LONGEST_NAME = 100;

    private final SignUpForms forms;
    private final SignUps signUps;
    private final PreferenceCentre.Asked asked;
    private final Attempts attempts;
    private final PhoneReader phones = new PhoneReader();

    SignUpPages(SignUpForms forms, SignUps signUps, PreferenceCentre.Asked asked, Attempts attempts) {
        this.forms = forms;
        this.signUps = signUps;
        this.asked = asked;
        this.attempts = attempts;
    }

    @GetMapping("/f/{slug:[a-z0-9-]{2,40}}")
    String form(PageModel page, Model model, @PathVariable String slug, HttpServletResponse response) {
        return forms.open(slug)
                .map(form -> form(page, model, form, Map.of(), Map.of(), response))
                .orElseGet(() -> unknown(page, model, response));
    }

    @PostMapping("/f/{slug:[a-z0-9-]{2,40}}")
    String ask(
            PageModel page,
            Model model,
            @PathVariable String slug,
            @RequestParam Map<String, String> typed,
            HttpServletRequest request,
            HttpServletResponse response) {
        Optional<SignUpForm> found = forms.open(slug);
        if (found.isEmpty()) {
            return unknown(page, model, response);
        }
        var form = found.get();
        Map<String, String> errors = new HashMap<>();
        var address = address(form, typed.getOrDefault("address", ""));
        if (address.isEmpty()) {
            errors.put("address", page.t("consent.signup.wrong." + form.kind()));
        }
        String firstName = typed.getOrDefault("first_name", "").strip();
        if (firstName.length() > LONGEST_NAME) {
            errors.put("first_name", page.t("consent.signup.wrong.name"));
        }
        Map<Purpose, String> ticked = new LinkedHashMap<>();
        form.purposes().stream()
                .filter(purpose -> typed.containsKey("yes-" + purpose.key()))
                .forEach(purpose ->
                        ticked.put(purpose, seen(page, form, purpose, typed).quoted()));
        if (ticked.isEmpty()) {
            errors.put("yes", page.t("consent.signup.wrong.yes"));
        }
        if (!errors.isEmpty()) {
            return form(page, model, form, typed, errors, response);
        }
        if (!attempts.allows(Attempts.Kind.SIGN_UP, Network.of(request.getRemoteAddr()))) {
            return PublicPage.tooMany(page, model, response);
        }
        var to = address.orElseThrow();
        // a field that no person sees: who fills it in is a program, and gets the answer that all get
        String ticket = typed.getOrDefault("website", "").isEmpty()
                ? signUps.ask(form, new SignUps.Wish(to, firstName, ticked, request.getRemoteAddr()), page.texts())
                : "none";
        return sent(page, model, form, to.channel(), ticket, "", response);
    }

    /// The code that came by SMS.
    @PostMapping("/f/{slug:[a-z0-9-]{2,40}}/code")
    String code(
            PageModel page,
            Model model,
            @PathVariable String slug,
            @RequestParam String ticket,
            @RequestParam(defaultValue = "") String code,
            HttpServletRequest request,
            HttpServletResponse response) {
        Optional<SignUpForm> form = forms.open(slug);
        if (form.isEmpty()) {
            return unknown(page, model, response);
        }
        if (!attempts.allows(Attempts.Kind.CODE, Network.of(request.getRemoteAddr()))) {
            return PublicPage.tooMany(page, model, response);
        }
        return signUps.confirm(ticket, code.replaceAll("\\D", ""), forms, request.getRemoteAddr())
                .map(done -> done(page, model, done, response))
                .orElseGet(() -> sent(
                        page, model, form.get(), Channel.SMS, ticket, page.t("consent.signup.wrong.code"), response));
    }

    /// The link of an e-mail. Mail programs open links by themselves, so a button confirms.
    @GetMapping("/f/c/{token}")
    String link(
            PageModel page,
            Model model,
            @PathVariable String token,
            HttpServletRequest request,
            HttpServletResponse response) {
        if (!attempts.allows(Attempts.Kind.CODE, Network.of(request.getRemoteAddr()))) {
            return PublicPage.tooMany(page, model, response);
        }
        return signUps.look(token, forms)
                .map(form -> {
                    PublicPage.quiet(response);
                    model.addAttribute("page", page);
                    model.addAttribute("form", form);
                    model.addAttribute("token", token);
                    return "consent/signup-link";
                })
                .orElseGet(() -> unknown(page, model, response));
    }

    @PostMapping("/f/c/{token}")
    String confirm(
            PageModel page,
            Model model,
            @PathVariable String token,
            HttpServletRequest request,
            HttpServletResponse response) {
        if (!attempts.allows(Attempts.Kind.CODE, Network.of(request.getRemoteAddr()))) {
            return PublicPage.tooMany(page, model, response);
        }
        return signUps.confirm(token, forms, request.getRemoteAddr())
                .map(form -> done(page, model, form, response))
                .orElseGet(() -> unknown(page, model, response));
    }

    /// For the shop's own site: keeps a form from being sent twice. At an address that stays the same.
    @GetMapping("/f/embed.js")
    ResponseEntity<Resource> script() {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("text/javascript;charset=UTF-8"))
                .cacheControl(CacheControl.maxAge(Duration.ofHours(1)))
                .header("Cross-Origin-Resource-Policy", "cross-origin")
                .body(new ClassPathResource("static/js/signup.js"));
    }

    private Optional<Address> address(SignUpForm form, String typed) {
        if (typed.indexOf('@') >= 0) {
            try {
                return form.channels().contains(Channel.EMAIL)
                        ? Optional.of(new EmailAddress(typed.strip()))
                        : Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        var reading = phones.read(typed, form.country());
        var number = reading.number();
        return form.channels().contains(Channel.SMS) && reading.takesSms() && number != null
                ? Optional.of(number)
                : Optional.empty();
    }

    /// The sentence as it was on the screen: a form on another site may still show an older version.
    private Wordings.Wording seen(PageModel page, SignUpForm form, Purpose purpose, Map<String, String> typed) {
        String id = typed.getOrDefault("seen-" + purpose.key(), "");
        return (id.matches("[1-9][0-9]{0,17}")
                        ? asked.wordings().seen(Long.parseLong(id), purpose)
                        : Optional.<Wordings.Wording>empty())
                .orElseGet(() -> wording(page, form, purpose));
    }

    private Wordings.Wording wording(PageModel page, SignUpForm form, Purpose purpose) {
        String name = asked.purposes()
                .find(purpose.key())
                .map(it -> it.name(page.texts()))
                .orElse(purpose.key());
        return asked.wordings().current(purpose, name, form.kind(), page.texts(), form.storeId());
    }

    private String form(
            PageModel page,
            Model model,
            SignUpForm form,
            Map<String, String> typed,
            Map<String, String> errors,
            HttpServletResponse response) {
        PublicPage.quiet(response);
        Map<String, Wordings.Wording> boxes = new LinkedHashMap<>();
        form.purposes().forEach(purpose -> boxes.put(purpose.key(), wording(page, form, purpose)));
        model.addAttribute("page", page);
        model.addAttribute("form", form);
        model.addAttribute("boxes", boxes);
        model.addAttribute("typed", typed);
        model.addAttribute("errors", errors);
        return "consent/signup";
    }

    private String sent(
            PageModel page,
            Model model,
            SignUpForm form,
            Channel channel,
            String ticket,
            String error,
            HttpServletResponse response) {
        PublicPage.quiet(response);
        model.addAttribute("page", page);
        model.addAttribute("form", form);
        model.addAttribute("sms", channel == Channel.SMS);
        model.addAttribute("ticket", ticket);
        model.addAttribute("error", error);
        return "consent/signup-sent";
    }

    private String done(PageModel page, Model model, SignUpForm form, HttpServletResponse response) {
        PublicPage.quiet(response);
        model.addAttribute("page", page);
        model.addAttribute("form", form);
        return "consent/signup-done";
    }

    private String unknown(PageModel page, Model model, HttpServletResponse response) {
        PublicPage.quiet(response);
        response.setStatus(HttpStatus.NOT_FOUND.value());
        model.addAttribute("page", page);
        return "consent/signup-unknown";
    }
}
