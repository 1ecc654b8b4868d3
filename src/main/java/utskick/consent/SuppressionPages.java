package utskick.consent;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.ModelAndView;
import utskick.access.Audit;
import utskick.access.CurrentUser;
import utskick.customer.PhoneReader;
import utskick.kernel.Address;
import utskick.web.PageModel;

/// The suppression list. It knows no addresses, only their hashes, so it can be asked about an address and not be read.
@Controller
final class SuppressionPages {

    private final SuppressionList list;
    private final CurrentUser user;
    private final Audit audit;
    private final TransactionOperations transaction;
    private final PhoneReader phones = new PhoneReader();

    SuppressionPages(SuppressionList list, CurrentUser user, Audit audit, TransactionOperations transaction) {
        this.list = list;
        this.transaction = transaction;
        this.user = user;
        this.audit = audit;
    }

    @GetMapping("/suppressions")
    ModelAndView show(
            PageModel page, @RequestParam(defaultValue = "") String q, @RequestParam Map<String, String> params) {
        var typed = Map.of("q", q, "region", region(page, params));
        if (q.isBlank()) {
            return view(page, typed, Map.of(), null, null);
        }
        return SuppressionFile.address(q, region(page, params), phones)
                .map(address -> view(
                        page,
                        typed,
                        Map.of(),
                        new Asked(address, list.find(address).orElse(null)),
                        null))
                .orElseGet(() -> view(page, typed, wrong(page, "q"), null, null));
    }

    /// Never write to this address again.
    @PostMapping("/suppressions")
    ModelAndView add(PageModel page, @RequestParam Map<String, String> params) {
        return change(page, params, address -> {
            list.add(List.of(address), SuppressionList.Reason.MANUAL, user.login(), reason(params));
            audit.record("consent.suppressed", PreferenceCentre.masked(address.value()), reason(params));
        });
    }

    /// Takes an address off the list, for a stated reason.
    @PostMapping("/suppressions/remove")
    ModelAndView remove(PageModel page, @RequestParam Map<String, String> params) {
        return change(
                page,
                params,
                address -> list.find(address).ifPresent(entry -> {
                    list.remove(address, entry.reason());
                    audit.record("consent.unsuppressed", PreferenceCentre.masked(address.value()), reason(params));
                }));
    }

    /// A file with an address in each line.
    @PostMapping("/suppressions/file")
    ModelAndView file(PageModel page, @RequestParam MultipartFile file, @RequestParam Map<String, String> params)
            throws IOException {
        var typed = Map.of("q", "", "region", region(page, params));
        if (file.isEmpty()) {
            return view(page, typed, Map.of("file", page.t("consent.suppression.wrong.file")), null, null);
        }
        String name = Objects.requireNonNullElse(file.getOriginalFilename(), "");
        try (var in = file.getInputStream()) {
            var source = new SuppressionFile.Source(why(params), region(page, params), user.login(), name);
            var report = new SuppressionFile(list, transaction).read(in, source);
            audit.record("consent.suppressed_file", name, Integer.toString(report.added()));
            return view(page, typed, Map.of(), null, report);
        } catch (SuppressionFile.NoText e) {
            return view(page, typed, Map.of("file", page.t("consent.suppression.wrong.format")), null, null);
        }
    }

    private static SuppressionList.Reason why(Map<String, String> params) {
        return Arrays.stream(SuppressionList.Reason.values())
                .filter(it -> it.key().equals(params.getOrDefault("as", SuppressionList.Reason.MANUAL.key())))
                .findFirst()
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.BAD_REQUEST));
    }

    /// What was asked about, and what the list says.
    ///
    /// @param entry null where the address is not on the list
    record Asked(Address address, SuppressionList.@Nullable Entry entry) {}

    private ModelAndView change(PageModel page, Map<String, String> params, Consumer<Address> act) {
        var typed = new HashMap<>(params);
        typed.put("region", region(page, params));
        typed.putIfAbsent("q", "");
        Optional<Address> address = SuppressionFile.address(typed.get("q"), region(page, params), phones);
        if (address.isEmpty()) {
            return view(page, typed, wrong(page, "q"), null, null);
        }
        if (reason(params).isEmpty()) {
            return view(
                    page,
                    typed,
                    Map.of("reason", page.t("consent.suppression.wrong.reason")),
                    new Asked(address.get(), list.find(address.get()).orElse(null)),
                    null);
        }
        act.accept(address.get());
        return new ModelAndView(
                "redirect:/suppressions", Map.of("q", address.get().value(), "region", region(page, params)));
    }

    private ModelAndView view(
            PageModel page,
            Map<String, String> typed,
            Map<String, String> errors,
            @Nullable Asked asked,
            SuppressionFile.@Nullable Report report) {
        var model = new HashMap<String, @Nullable Object>();
        model.put("page", page);
        model.put("typed", typed);
        model.put("errors", errors);
        model.put("address", asked == null ? null : asked.address().value());
        model.put("entry", asked == null ? null : asked.entry());
        model.put("counts", list.counts());
        model.put("added", report == null ? -1 : report.added());
        model.put("known", report == null ? 0 : report.known());
        model.put("unread", report == null ? 0 : report.unread());
        model.put("examples", report == null ? List.of() : report.examples());
        return new ModelAndView("consent/suppressions", model);
    }

    private static Map<String, String> wrong(PageModel page, String field) {
        return Map.of(field, page.t("consent.suppression.wrong.address"));
    }

    private static String reason(Map<String, String> params) {
        String reason = params.getOrDefault("reason", "").strip();
        return reason.substring(0, Math.min(400, reason.length()));
    }

    private static String region(PageModel page, Map<String, String> params) {
        String region = params.getOrDefault("region", "");
        return region.matches("[A-Z]{2}") ? region : PhoneReader.home(page.language());
    }
}
