package utskick.template;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.util.MultiValueMap;
import utskick.kernel.Channel;
import utskick.template.SmsNormaliser.Step;
import utskick.template.Wording.SmsRules;
import utskick.web.PageModel;
import utskick.web.Texts;

/// What was typed into the form of a template. Nothing is trusted and nothing is lost: a form that is refused is shown
/// again with it.
public record TemplateForm(
        String name,
        String description,
        Channel channel,
        String subject,
        String text,
        String html,
        String optOut,
        String language,
        List<Step> steps,
        int version) {

    static final int LONGEST_NAME = 100;
    private static final int LONGEST_DESCRIPTION = 500;

    /// More than any mail program shows whole.
    private static final int LONGEST_TEXT = 500_000;

    /// What a request has; the rest is empty, and what makes no sense is left out.
    static TemplateForm of(MultiValueMap<String, String> request) {
        return new TemplateForm(
                first(request, "name"),
                first(request, "description"),
                first(request, "channel").equals(Channel.EMAIL.name()) ? Channel.EMAIL : Channel.SMS,
                first(request, "subject"),
                first(request, "text"),
                first(request, "html"),
                first(request, "optOut"),
                first(request, "language"),
                Arrays.stream(Step.values())
                        .filter(it -> request.getOrDefault("steps", List.of()).contains(it.name()))
                        .toList(),
                first(request, "version").matches("\\d{1,9}") ? Integer.parseInt(first(request, "version")) : 0);
    }

    private static String first(MultiValueMap<String, String> request, String name) {
        return Objects.requireNonNullElse(request.getFirst(name), "");
    }

    static TemplateForm of(Template template) {
        return of(template.name(), template.description(), template.wording(), template.version());
    }

    static TemplateForm of(String name, String description, Wording wording, int version) {
        return new TemplateForm(
                name,
                description,
                wording.channel(),
                wording.subject(),
                wording.text(),
                wording.html(),
                wording.optOut(),
                wording.language(),
                List.copyOf(wording.sms().steps()),
                version);
    }

    Wording wording() {
        return new Wording(
                channel,
                subject,
                text,
                html,
                optOut,
                Texts.LANGUAGES.contains(language) ? language : "",
                new SmsRules(Set.copyOf(steps), Wording.DEFAULT_MAX_PARTS));
    }

    /// What is wrong with it, by form field. A template may be unfinished in nothing but its recipients.
    Map<String, String> errors(Content content, PageModel page) {
        var errors = new LinkedHashMap<String, String>();
        if (name.isBlank()) {
            errors.put("name", page.t("template.problem.name_missing"));
        } else if (name.strip().length() > LONGEST_NAME) {
            errors.put("name", page.t("template.problem.name_too_long", LONGEST_NAME));
        }
        if (description.length() > LONGEST_DESCRIPTION) {
            errors.put("description", page.t("template.problem.description_too_long", LONGEST_DESCRIPTION));
        }
        Stream.of(Map.entry("text", text), Map.entry("html", html), Map.entry("subject", subject))
                .filter(it -> it.getValue().length() > LONGEST_TEXT)
                .forEach(it -> errors.put(it.getKey(), page.t("template.document.too_large")));
        for (var problem : content.problems()) {
            errors.putIfAbsent(problem.field(), page.t(problem.messageKey(), problem.arguments()));
        }
        return errors;
    }
}
