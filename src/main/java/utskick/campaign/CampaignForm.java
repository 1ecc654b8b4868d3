package utskick.campaign;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;
import utskick.campaign.Campaign.OptOut;
import utskick.campaign.Problem.Field;
import utskick.link.Links;
import utskick.segment.Audience;
import utskick.template.SmsNormaliser.Step;
import utskick.template.Wording;
import utskick.template.Wording.SmsRules;

/// What the page of a campaign sends: all of it, every time.
final class CampaignForm {

    /// Purposes that people are asked about, or that the program itself sends for.
    private static final Set<String> NO_MAILINGS = Set.of("confirmation", Links.PURPOSE);

    private final MultiValueMap<String, String> values;
    private final ZoneId zone;

    CampaignForm(MultiValueMap<String, String> values, ZoneId zone) {
        this.values = values;
        this.zone = zone;
    }

    /// Names the open page.
    UUID page() {
        return Objects.requireNonNullElseGet(uuid("edit"), UUID::randomUUID);
    }

    /// The open page and which of its saves this is. Without scripts a page saves once.
    Campaign.Edit edit() {
        return new Campaign.Edit(page(), number(one("turn")).orElse(0L));
    }

    /// The review that the page knows of.
    @Nullable
    UUID review() {
        return uuid("review");
    }

    private @Nullable UUID uuid(String name) {
        try {
            return UUID.fromString(one(name));
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /// The campaign as this form has it.
    Campaign over(Campaign campaign) {
        var wording = campaign.what().wording();
        var typed = new Wording(
                campaign.channel(),
                one("subject"),
                one("text"),
                one("html"),
                "",
                wording.language(),
                new SmsRules(steps(), wording.sms().maxParts()));
        return new Campaign(
                campaign.id(),
                one("name").strip(),
                campaign.channel(),
                campaign.state(),
                number(one("version")).map(Long::intValue).orElse(0),
                new Campaign.Who(
                        values.containsKey("everybody"),
                        numbers("include"),
                        numbers("exclude"),
                        values.containsKey("keep_customers") ? numbers("customers") : List.of(),
                        purpose(),
                        texts("labels"),
                        limits()),
                new Campaign.What(
                        number(one("account")).orElse(null),
                        one("sender").strip(),
                        one("opt_out").equals("reply") ? OptOut.REPLY : OptOut.LINK,
                        typed,
                        values.containsKey("counted")),
                new Campaign.When(
                        one("when").equals("at") ? time("at") : null,
                        one("until").isBlank() ? null : time("until"),
                        one("when").equals("dry")),
                campaign.review(),
                campaign.changed(),
                campaign.launched());
    }

    /// What was typed and cannot be read. Such a thing must never be taken for "now".
    List<Problem> problems() {
        boolean at = one("when").equals("at") && time("at") == null;
        boolean until = !one("until").isBlank() && time("until") == null;
        return at || until ? List.of(Problem.of(Field.WHEN, "campaign.problem.time")) : List.of();
    }

    /// A form that is sent by a button ends its lines otherwise than one that a script sends.
    private String one(String name) {
        return Objects.requireNonNullElse(values.getFirst(name), "").replace("\r\n", "\n");
    }

    private List<String> texts(String name) {
        return Objects.requireNonNullElse(values.get(name), List.<String>of()).stream()
                .filter(it -> !it.isBlank())
                .distinct()
                .toList();
    }

    private List<Long> numbers(String name) {
        return texts(name).stream()
                .flatMap(it -> Arrays.stream(it.split(",")))
                .map(CampaignForm::number)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    /// A pause of more than a year is none that anybody means: it becomes a year.
    private Audience.Limits limits() {
        return new Audience.Limits(
                number(one("pause_days")).map(days -> (int) Math.min(days, 365)).orElse(0),
                texts("countries").stream().filter(it -> it.matches("[A-Z]{2}")).toList(),
                number(one("quiet")).orElse(null));
    }

    private Set<Step> steps() {
        return texts("steps").stream()
                .flatMap(it ->
                        Arrays.stream(Step.values()).filter(step -> step.name().equals(it)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Optional<Long> number(String typed) {
        return typed.strip().matches("\\d{1,18}") ? Optional.of(Long.parseLong(typed.strip())) : Optional.empty();
    }

    private @Nullable Instant time(String name) {
        try {
            return LocalDateTime.parse(one(name).strip()).atZone(zone).toInstant();
        } catch (DateTimeException _) {
            return null;
        }
    }

    /// One of the shop's own purposes, too; what cannot be one is marketing, the strictest.
    private String purpose() {
        String purpose = one("purpose");
        return purpose.matches("[a-z][a-z0-9_]{1,39}") && !NO_MAILINGS.contains(purpose) ? purpose : "marketing";
    }
}
