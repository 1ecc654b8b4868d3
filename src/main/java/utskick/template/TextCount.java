package utskick.template;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import utskick.kernel.Channel;
import utskick.template.SmsNormaliser.Step;
import utskick.template.SmsText.Culprit;

/// What stands under the text while it is written: how long it is, what makes it dear and what would help.
///
/// @param sms the message as it is counted; null for an e-mail
/// @param least whether merge fields were left empty, so that recipients get more than this
/// @param saving the mildest change that saves a part
/// @param fixedText the typed text after that change, merge fields untouched
public record TextCount(
        Content content,
        @Nullable SmsText sms,
        boolean least,
        Optional<SmsNormaliser.Saving> saving,
        String fixedText) {

    /// Counted without values, as for a template.
    public static TextCount of(Content content) {
        return of(content, Arrays.asList(new String[content.fields().size()]), Locale.ROOT);
    }

    /// Counted for one recipient.
    public static TextCount of(Content content, List<@Nullable String> values, Locale language) {
        if (content.channel() == Channel.EMAIL) {
            return new TextCount(content, null, false, Optional.empty(), "");
        }
        var rules = content.wording().sms();
        var filled = content.textTemplate().fill(values, ValueFormat.of(language, Channel.SMS));
        var saving = SmsNormaliser.saving(filled, rules.steps());
        return new TextCount(
                content,
                content.sms(values, language),
                !content.missing(values).isEmpty(),
                saving,
                saving.map(it -> SmsNormaliser.normalise(content.wording().text(), it.steps()))
                        .orElse(content.wording().text()));
    }

    /// How many more units fit before the next part begins.
    public int left() {
        return sms == null ? 0 : sms.capacity() - sms.units();
    }

    /// The characters that make it dear, at most eight.
    public String culprits() {
        return sms == null
                ? ""
                : sms.culprits().stream().limit(8).map(Culprit::character).collect(Collectors.joining(" "));
    }

    public boolean hasLineBreaks() {
        return sms != null && sms.text().strip().indexOf('\n') >= 0;
    }

    /// What has to be put right before it can be sent, without what is merely not written yet.
    public List<ContentProblem> problems() {
        return content.problems().stream().filter(it -> !it.isUnfinished()).toList();
    }

    /// The steps to switch on, as the form's check boxes name them.
    public String stepNames() {
        return saving.map(it -> it.steps().stream().map(Step::name).sorted().collect(Collectors.joining(" ")))
                .orElse("");
    }

    /// The change that helps, for its text: the last of its steps is the one that is seen.
    public String change() {
        return saving.map(it -> {
                    if (it.steps().contains(Step.GREEK_CAPITALS)
                            && !content.wording().sms().steps().contains(Step.GREEK_CAPITALS)) {
                        return "greek_capitals";
                    }
                    return it.steps().contains(Step.TRANSLITERATION)
                                    && !content.wording().sms().steps().contains(Step.TRANSLITERATION)
                            ? "transliteration"
                            : "typography";
                })
                .orElse("");
    }
}
