package utskick.customer;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;
import utskick.access.CurrentUser;
import utskick.access.Permission;
import utskick.web.PageModel;

/// Bringing a file in: choose it, see how it is read and what would happen, do it, see what happened.
@Controller
public final class ImportPages {

    private static final int LONGEST_NOTE = 1_000;
    private static final int LONGEST_NAME = 80;

    private final ImportSessions sessions;
    private final ImportProfiles profiles;
    private final ImportViews views;
    private final ImportStore store;
    private final CurrentUser user;

    ImportPages(
            ImportSessions sessions, ImportProfiles profiles, ImportViews views, ImportStore store, CurrentUser user) {
        this.sessions = sessions;
        this.profiles = profiles;
        this.views = views;
        this.store = store;
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
        model.addAttribute("profiles", profiles.all());
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
    ///
    /// @param from the first changed customer that is shown
    /// @param rejected the first rejected row
    /// @param cells the first row that has cells that cannot be used
    @GetMapping("/customers/import/{token}")
    String follow(
            PageModel page,
            Model model,
            @PathVariable String token,
            @RequestParam(defaultValue = "0") int from,
            @RequestParam(defaultValue = "0") int rejected,
            @RequestParam(defaultValue = "0") int cells) {
        return show(page, model, session(token), new ImportView.Place(from, rejected, cells), Map.of(), "");
    }

    private String show(
            PageModel page,
            Model model,
            ImportSession session,
            ImportView.Place place,
            Map<String, String> errors,
            String name) {
        model.addAttribute("page", page);
        model.addAttribute("view", views.view(page, session, place, errors, name));
        return page.htmx() ? "customer/import-state" : "customer/import-page";
    }

    /// Reads the file as it is chosen now: another encoding, other columns.
    @PostMapping("/customers/import/{token}/columns")
    String columns(
            PageModel page, Model model, @PathVariable String token, @RequestParam MultiValueMap<String, String> sent) {
        var session = session(token);
        var plan = session.plan();
        if (plan != null) {
            session.open(true);
            try {
                sessions.change(session, new ImportForm(sent).applied(plan, form -> sessions.look(session, form)));
            } catch (ImportRefused refused) {
                return show(
                        page,
                        model,
                        session,
                        ImportView.Place.START,
                        Map.of("form", page.t("customer.import.plan.form")),
                        "");
            }
        }
        return page.htmx()
                ? show(page, model, session, ImportView.Place.START, Map.of(), "")
                : "redirect:/customers/import/" + token;
    }

    /// Remembers what the consents are said to rest on, so that looking at more rows or changing a column does not
    /// lose it.
    @PostMapping("/customers/import/{token}/ground")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void ground(@PathVariable String token, GroundForm stated) {
        var session = session(token);
        var plan = session.plan();
        if (plan != null && session.state() == ImportSession.State.READY) {
            sessions.note(session, decided(plan, stated));
        }
    }

    /// What somebody says that the consents rest on, as it is sent.
    ///
    /// @param sale the day of the sale, for rows that do not say
    record GroundForm(
            @Nullable String basis,
            @Nullable String purpose,
            @Nullable String note,
            @Nullable String sale) {

        ConsentGround ground(ConsentWords words) {
            return new ConsentGround(
                    Objects.requireNonNullElse(basis, ""),
                    Objects.requireNonNullElse(purpose, "marketing"),
                    CellText.lines(Objects.requireNonNullElse(note, "")),
                    words,
                    sold());
        }

        /// Null where none is stated, or no day. One that has not been yet stays what was typed, and is
        /// refused.
        private @Nullable LocalDate sold() {
            try {
                return sale == null || sale.isEmpty() ? null : LocalDate.parse(sale);
            } catch (DateTimeParseException e) {
                // the page says that the day is missing
                return null;
            }
        }

        boolean isWrong() {
            var day = sold();
            return day == null ? sale != null && !sale.isEmpty() : day.isAfter(LocalDate.now(ZoneId.systemDefault()));
        }
    }

    private static ImportPlan decided(ImportPlan plan, GroundForm stated) {
        var ground = stated.ground(plan.settings().ground().words());
        return plan.hasConsents()
                ? plan.with(plan.settings().with(plan.settings().match(), ground))
                : plan;
    }

    /// Brings it in, once it is said what the consents rest on; remembers how it was read where a name is given.
    @PostMapping("/customers/import/{token}/run")
    String run(
            PageModel page,
            Model model,
            @PathVariable String token,
            GroundForm stated,
            @RequestParam(defaultValue = "") String profile) {
        var session = session(token);
        var plan = session.plan();
        if (plan == null || session.state() != ImportSession.State.READY) {
            return "redirect:/customers/import/" + token;
        }
        var decided = decided(plan, stated);
        sessions.note(session, decided);
        var errors = errors(page, decided);
        if (errors.isEmpty() && decided.hasConsents() && stated.isWrong()) {
            errors = Map.of("sale", page.t("consent.refused.sale"));
        }
        if (errors.isEmpty() && !profile.isBlank()) {
            var name = CellText.clean(profile);
            if (name.length() > LONGEST_NAME || !profiles.save(name, decided, user.login())) {
                errors = Map.of("profile", page.t("customer.import.profile.taken"));
            } else {
                sessions.note(session, decided.named(name));
            }
        }
        if (!errors.isEmpty()) {
            return show(page, model, session, ImportView.Place.START, errors, profile);
        }
        session.open(false);
        sessions.run(session);
        return "redirect:/customers/import/" + token;
    }

    private Map<String, String> errors(PageModel page, ImportPlan plan) {
        var ground = plan.settings().ground();
        if (!plan.hasConsents()) {
            return Map.of();
        }
        if (!BASES.contains(ground.basis())) {
            return Map.of("basis", page.t("customer.import.basis.missing"));
        }
        var purposes = views.purposes(page).keySet();
        if (!purposes.contains(ground.purpose()) || !purposes.containsAll(plan.purposes())) {
            // a profile remembers it, and somebody has retired it since
            return Map.of("purpose", page.t("customer.import.purpose.gone"));
        }
        if (plan.lacksSale()) {
            return Map.of("sale", page.t("customer.import.sale.missing"));
        }
        return ground.note().length() > LONGEST_NOTE
                ? Map.of("note", page.t("customer.import.note.long", LONGEST_NOTE))
                : Map.of();
    }

    @PostMapping("/customers/import/{token}/cancel")
    String cancel(@PathVariable String token) {
        sessions.cancel(session(token));
        return "redirect:/customers/import/" + token;
    }

    /// The rejected rows as they stand in the file, with their reasons.
    @GetMapping("/customers/import/{token}/rejected")
    void rejected(PageModel page, @PathVariable String token, HttpServletResponse response) throws IOException {
        var staged = staged(token);
        var match = staged.settings().match();
        send(
                response,
                new RejectedRows(
                        staged,
                        page.t("customer.import.reason.heading"),
                        "rejected",
                        (part, after, limit) -> store.findings.rejected(part, after, 0, limit).stream()
                                .map(row -> new RejectedRows.Reason(row.line(), ImportCells.reason(page, row, match)))
                                .toList()));
    }

    /// The rows that are imported without some of their cells, as they stand in the file, with what is wrong in
    /// them.
    @GetMapping("/customers/import/{token}/cells")
    void cells(PageModel page, @PathVariable String token, HttpServletResponse response) throws IOException {
        send(
                response,
                new RejectedRows(
                        staged(token),
                        page.t("customer.import.reason.heading"),
                        "cells",
                        (part, after, limit) ->
                                ImportCells.reasons(page, store.findings.problems(part, after, 0, limit))));
    }

    private Imports.Staged staged(String token) {
        var staged = session(token).staged();
        if (staged == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        return staged;
    }

    private static void send(HttpServletResponse response, RejectedRows rows) throws IOException {
        response.setContentType(
                rows.isWorkbook()
                        ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                        : "application/octet-stream");
        response.setHeader(
                "Content-Disposition",
                ContentDisposition.attachment()
                        .filename(rows.fileName(), StandardCharsets.UTF_8)
                        .build()
                        .toString());
        rows.write(response.getOutputStream());
    }

    /// What consents can rest on, as the ledger writes it.
    public static final List<String> BASES = List.of("consent", "existing_customer", "company", "service");

    /// What a column may be used for, in the order offered.
    public static final List<String> USES = List.of(
            "number",
            "external_id",
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
            "bought_12_months",
            "bought_this_year",
            "bought_last_year",
            "purchases_12_months",
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
            "consent_source:sms+email",
            "consent_source:sms",
            "consent_source:email",
            "block:sms+email",
            "block:sms",
            "block:email",
            "note",
            "custom",
            "national_id",
            "ignore");

    /// The encodings and separators that can be chosen.
    public static List<String> charsets() {
        return ImportForm.CHARSETS;
    }

    public static List<String> separators() {
        return ImportForm.SEPARATORS;
    }

    /// The end of the message key that names a use.
    public static String useKey(String use) {
        return ImportViews.useKey(use);
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
