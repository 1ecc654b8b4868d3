package utskick.template;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import utskick.kernel.Channel;
import utskick.template.SmsNormaliser.Step;

/// What somebody has written, as typed. Not used parts are empty: the subject and the HTML of an SMS, the HTML of an
/// e-mail that is made from its text.
///
/// @param optOut how to get no more of it: put after an SMS, and at the foot of an e-mail
/// @param language what it is written in, `sv`, `fi`, `el`, `pl` or `en`; empty when nobody has said
public record Wording(
        Channel channel, String subject, String text, String html, String optOut, String language, SmsRules sms) {

    /// The manual's limit (F5).
    public static final int DEFAULT_MAX_PARTS = 3;

    /// What may be changed in an SMS to make it cheaper, and how many parts it may have.
    public record SmsRules(Set<Step> steps, int maxParts) {

        public static final SmsRules DEFAULT = new SmsRules(Set.of(), DEFAULT_MAX_PARTS);

        public SmsRules {
            steps = Set.copyOf(steps);
            if (maxParts < 1 || maxParts > 255) {
                throw new IllegalArgumentException("an SMS has 1 to 255 parts, not " + maxParts);
            }
        }

        /// @param steps by their names, see [#stepNames]
        public static SmsRules of(String[] steps, int maxParts) {
            return new SmsRules(Arrays.stream(steps).map(Step::valueOf).collect(Collectors.toSet()), maxParts);
        }

        /// How the steps are stored.
        public String[] stepNames() {
            return steps.stream().map(Step::name).sorted().toArray(String[]::new);
        }

        /// The same with one more step switched on.
        public SmsRules with(Step step) {
            var more = steps.isEmpty() ? EnumSet.noneOf(Step.class) : EnumSet.copyOf(steps);
            more.add(step);
            return new SmsRules(more, maxParts);
        }
    }

    public static Wording sms(String text) {
        return new Wording(Channel.SMS, "", text, "", "", "", SmsRules.DEFAULT);
    }

    /// @param html empty to have it made from the text
    public static Wording email(String subject, String text, String html) {
        return new Wording(Channel.EMAIL, subject, text, html, "", "", SmsRules.DEFAULT);
    }

    /// May hold merge fields, [Content#OPT_OUT] first of all.
    public Wording withOptOut(String optOut) {
        return new Wording(channel, subject, text, html, optOut, language, sms);
    }

    /// With `{{opt_out_link}}` written out: `address` and the recipient's token. For an SMS leave the scheme out,
    /// it costs; an e-mail needs it.
    ///
    /// @param address such as `https://butiken.example/a/`
    public Wording withOptOutAddress(String address) {
        UnaryOperator<String> written = it ->
                it.replaceAll("\\{\\{opt_out_link(?:\\|[^{}]*)?}}", Matcher.quoteReplacement(address + "{{opt_out}}"));
        return withTexts(written.apply(subject), written.apply(text), written.apply(html))
                .withOptOut(written.apply(optOut));
    }

    public Wording withLanguage(String language) {
        return new Wording(channel, subject, text, html, optOut, language, sms);
    }

    public Wording withSms(SmsRules sms) {
        return new Wording(channel, subject, text, html, optOut, language, sms);
    }

    /// The first words, for a list.
    public String beginning() {
        var line = text.strip().replaceAll("\\s+", " ");
        return line.codePointCount(0, line.length()) <= 120
                ? line
                : line.substring(0, line.offsetByCodePoints(0, 110)) + " …";
    }

    Wording withTexts(String subject, String text, String html) {
        return new Wording(channel, subject, text, html, optOut, language, sms);
    }
}
