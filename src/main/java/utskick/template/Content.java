package utskick.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import utskick.kernel.Channel;
import utskick.kernel.MergeField;
import utskick.template.ContentProblem.Kind;
import utskick.template.ContentProblem.Place;
import utskick.template.FieldParser.Piece;
import utskick.template.TextTemplate.Escape;
import utskick.template.TextTemplate.Variable;

/// What is said: a wording read once, ready to be filled in for any number of recipients. Rendering is pure, so the
/// content and the frozen values give the exact message back at any time. Safe for use by several threads.
///
/// The values of a recipient come as a list in the order of [#fields()], null where the register has none, in the
/// canonical form of each field's kind.
public final class Content {

    /// The token at the end of the recipient's own opt-out address. No field of the register: whoever freezes the
    /// audience supplies it. Always allowed.
    public static final MergeField OPT_OUT = new MergeField("opt_out", MergeField.Kind.TEXT);

    /// What people write for that whole address. Always allowed; [Wording#withOptOutAddress] turns it into an
    /// address that ends in [#OPT_OUT], which has to happen before a content is frozen.
    public static final MergeField OPT_OUT_LINK = new MergeField("opt_out_link", MergeField.Kind.TEXT);

    private static final String LINK = "link_";

    private final Wording wording;
    private final List<MergeField> fields;
    private final List<ContentProblem> problems;
    private final List<TextTemplate> templates;

    /// The field for the recipient's own token of a counted link. No field of the register, and nothing that people
    /// write: its fallback is the token that all share.
    ///
    /// @param number of the link within the content, from 1
    public static MergeField link(int number) {
        return new MergeField(LINK + number, MergeField.Kind.TEXT);
    }

    /// The number of the link whose token the field is, 0 for any other field.
    public static int linkNumber(MergeField field) {
        return field.name().matches(LINK + "\\d{1,4}")
                ? Integer.parseInt(field.name().substring(LINK.length()))
                : 0;
    }

    /// @param templates of subject, text and HTML, and of the opt-out address if there is one
    private Content(
            Wording wording, List<MergeField> fields, List<ContentProblem> problems, List<TextTemplate> templates) {
        this.wording = wording;
        this.fields = fields;
        this.problems = problems;
        this.templates = templates;
    }

    /// Reads a wording. Never fails: what is wrong with it is in [#problems()], and stays literal text.
    ///
    /// @param allowed the fields that it may name
    public static Content of(Wording wording, List<MergeField> allowed) {
        return new Reader(wording, allowed).read();
    }

    public Channel channel() {
        return wording.channel();
    }

    /// What was written, with every merge field in the form `{{name}}`.
    public Wording wording() {
        return wording;
    }

    /// The fields that occur, in the order of their first use: the order of a recipient's values.
    public List<MergeField> fields() {
        return fields;
    }

    /// Why it cannot be sent as it stands; empty when it can.
    public List<ContentProblem> problems() {
        return problems;
    }

    /// Puts named values into the order that rendering takes.
    public List<@Nullable String> inOrder(Map<String, ? extends @Nullable String> values) {
        var ordered = new ArrayList<@Nullable String>(fields.size());
        for (var field : fields) {
            ordered.add(values.get(field.name()));
        }
        return Collections.unmodifiableList(ordered);
    }

    /// The names of the register's fields that have no value here, whether or not a fallback helps.
    public List<String> missing(List<@Nullable String> values) {
        var missing = new ArrayList<String>();
        for (int i = 0; i < fields.size(); i++) {
            if (TextTemplate.isMissing(values.get(i)) && linkNumber(fields.get(i)) == 0) {
                missing.add(fields.get(i).name());
            }
        }
        return missing;
    }

    /// The SMS of one recipient: filled in, made cheaper as the wording's rules say, measured. The opt-out is in
    /// it.
    public SmsText sms(List<@Nullable String> values, Locale language) {
        return SmsText.of(text(values, language));
    }

    /// Whether a finished SMS has more parts than the wording allows.
    public boolean isTooLong(SmsText sms) {
        return sms.count() > wording.sms().maxParts();
    }

    /// What one recipient reads: the SMS, or the plain text of the e-mail.
    public String text(List<@Nullable String> values, Locale language) {
        var filled = textTemplate().fill(values, ValueFormat.of(language, channel()));
        return channel() == Channel.SMS
                ? SmsNormaliser.normalise(filled, wording.sms().steps())
                : filled;
    }

    /// One line; empty for an SMS.
    public String subject(List<@Nullable String> values, Locale language) {
        return subjectTemplate().fill(values, ValueFormat.of(language, channel()));
    }

    /// The whole HTML page of an e-mail; empty for an SMS. It holds no script, form or outside style sheet, but
    /// show it in a sandboxed frame all the same.
    public String html(List<@Nullable String> values, Locale language) {
        return htmlTemplate().fill(values, ValueFormat.of(language, channel()));
    }

    TextTemplate subjectTemplate() {
        return templates.get(0);
    }

    TextTemplate textTemplate() {
        return templates.get(1);
    }

    TextTemplate htmlTemplate() {
        return templates.get(2);
    }

    /// The recipient's opt-out address, when the content names it with its scheme.
    @Nullable
    TextTemplate optOutAddress() {
        return templates.size() > 3 ? templates.get(3) : null;
    }

    static boolean namesOptOut(List<Piece> pieces) {
        return pieces.stream()
                .anyMatch(it -> it instanceof Piece.Variable(var field, var _)
                        && (field.equals(OPT_OUT) || field.equals(OPT_OUT_LINK)));
    }

    /// One reading of one wording.
    private static final class Reader {

        private static final Pattern ADDRESS_BEGINNING = Pattern.compile("https?://[^\\s<>\"']*$");

        private final Wording wording;
        private final FieldParser parser;
        private final List<ContentProblem> problems = new ArrayList<>();
        private final Map<MergeField, Integer> fields = new LinkedHashMap<>();

        Reader(Wording wording, List<MergeField> allowed) {
            this.wording = wording;
            this.parser = new FieldParser(Stream.concat(allowed.stream(), Stream.of(OPT_OUT, OPT_OUT_LINK))
                    .collect(Collectors.toMap(MergeField::name, it -> it, (one, _) -> one)));
        }

        Content read() {
            boolean email = wording.channel() == Channel.EMAIL;
            var subject = email ? parser.parse(lines(wording.subject()), Place.SUBJECT, problems) : List.<Piece>of();
            var text = parser.parse(lines(wording.text()), Place.TEXT, problems);
            var html = email ? parser.parse(lines(wording.html()), Place.HTML, problems) : List.<Piece>of();
            var optOut = parser.parse(lines(wording.optOut()), Place.OPT_OUT, problems);
            var canonical = wording.withTexts(
                            FieldParser.canonical(subject), FieldParser.canonical(text), FieldParser.canonical(html))
                    .withOptOut(FieldParser.canonical(optOut));
            List.of(subject, text, html, optOut).forEach(this::number);

            if (isBlank(text) && isBlank(html)) {
                problems.add(new ContentProblem(Kind.TEXT_MISSING, Place.TEXT, "", -1));
            }
            if (email && isBlank(subject)) {
                problems.add(new ContentProblem(Kind.SUBJECT_MISSING, Place.SUBJECT, "", -1));
            }
            var plain = isBlank(text) && !html.isEmpty() ? HtmlBody.toText(html) : text;
            var templates = new ArrayList<>(List.of(
                    template(subject),
                    template(withOptOut(plain, optOut)),
                    email ? HtmlBody.template(canonical, plain, html, optOut, this::index) : template(List.of())));
            Stream.of(optOut, text, html).flatMap(this::addresses).findFirst().ifPresent(templates::add);
            var content = new Content(canonical, List.copyOf(fields.keySet()), problems, templates);
            checkLength(content);
            return new Content(canonical, content.fields(), List.copyOf(problems), templates);
        }

        /// Counted without any value, which is about the least that a recipient can get.
        private void checkLength(Content content) {
            if (content.channel() == Channel.SMS) {
                var sms = content.sms(Arrays.asList(new String[content.fields().size()]), Locale.ROOT);
                if (content.isTooLong(sms)) {
                    problems.add(new ContentProblem(
                            Kind.TOO_MANY_PARTS,
                            Place.TEXT,
                            String.valueOf(sms.count()),
                            -1,
                            wording.sms().maxParts()));
                }
            }
        }

        private List<Piece> withOptOut(List<Piece> text, List<Piece> optOut) {
            if (isBlank(optOut) || namesOptOut(text)) {
                return text;
            }
            var all = new ArrayList<>(text);
            if (wording.channel() == Channel.EMAIL) {
                all.add(new Piece.Literal("\n\n--\n"));
            } else if (!isBlank(text)
                    && !(text.getLast() instanceof Piece.Literal(var end) && end.matches("(?s).*\\s"))) {
                all.add(new Piece.Literal(" "));
            }
            all.addAll(optOut);
            return all;
        }

        private TextTemplate template(List<Piece> pieces) {
            var builder = new TextTemplate.Builder();
            for (var piece : pieces) {
                switch (piece) {
                    case Piece.Literal(var literal) -> builder.literal(literal);
                    case Piece.Variable(var field, var fallback) ->
                        builder.variable(new Variable(index(field), field.kind(), fallback, Escape.NONE));
                }
            }
            return builder.build();
        }

        /// `https://…/{{opt_out}}`, or the whole address as a field.
        private Stream<TextTemplate> addresses(List<Piece> pieces) {
            var found = Stream.<TextTemplate>builder();
            for (int i = 0; i < pieces.size(); i++) {
                if (!(pieces.get(i) instanceof Piece.Variable(var field, var _))) {
                    continue;
                }
                if (field.equals(OPT_OUT_LINK)) {
                    found.add(template(List.of(pieces.get(i))));
                } else if (field.equals(OPT_OUT)
                        && i > 0
                        && pieces.get(i - 1) instanceof Piece.Literal(var before)
                        && ADDRESS_BEGINNING
                                        .matcher(before)
                                        .results()
                                        .findFirst()
                                        .orElse(null)
                                instanceof MatchResult beginning) {
                    found.add(new TextTemplate.Builder()
                            .literal(beginning.group())
                            .variable(new Variable(index(field), field.kind(), null, Escape.URL))
                            .build());
                }
            }
            return found.build();
        }

        private void number(List<Piece> pieces) {
            for (var piece : pieces) {
                if (piece instanceof Piece.Variable(var field, var _)) {
                    fields.putIfAbsent(field, fields.size());
                }
            }
        }

        private int index(MergeField field) {
            return fields.getOrDefault(field, -1);
        }

        private static boolean isBlank(List<Piece> pieces) {
            return pieces.stream().allMatch(it -> it instanceof Piece.Literal(var literal) && literal.isBlank());
        }

        /// A text area sends CR LF. Control characters are nothing that somebody typed, and the database takes
        /// no NUL.
        private static String lines(String text) {
            var plain = text.replace("\r\n", "\n").replace('\r', '\n');
            return plain.chars().noneMatch(it -> it < ' ' || it == 0x7F || Character.isSurrogate((char) it))
                    ? plain
                    : withoutControls(plain);
        }

        private static String withoutControls(String text) {
            var out = new StringBuilder(text.length());
            text.codePoints()
                    .filter(it -> it == '\n' || it == '\t' || (it >= ' ' && it != 0x7F))
                    .filter(it -> it < Character.MIN_SURROGATE || it > Character.MAX_SURROGATE)
                    .forEach(out::appendCodePoint);
            return out.toString();
        }
    }
}
