package utskick.segment;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import utskick.consent.ConsentState;
import utskick.segment.Criterion.OwnField;
import utskick.web.Texts;

/// Criteria said as sentences in the reader's language.
final class Words {

    private final Texts texts;
    private final Choices choices;

    Words(Texts texts, Choices choices) {
        this.texts = texts;
        this.choices = choices;
    }

    /// The whole selection in one sentence; everybody where there is no criterion.
    String sentence(Criterion criterion) {
        if (criterion instanceof Criterion.Group group
                && group.of().isEmpty()
                && group.except().isEmpty()) {
            return texts.t("segment.say.everybody");
        }
        return say(criterion);
    }

    String say(Criterion criterion) {
        return switch (criterion) {
            case Criterion.Group group -> group(group);
            case Criterion.Category(var match, var ids) ->
                texts.t("segment.say.category." + key(match), names(choices.categories(), ids));
            case Criterion.Membership(var match, var ids) ->
                texts.t(
                        "segment.say.membership." + key(match),
                        match == Criterion.Match.ALL_OF
                                ? joined(named(choices.groups(), ids), "segment.say.and")
                                : names(choices.groups(), ids));
            case Criterion.Store(var match, var ids) ->
                texts.t("segment.say.store." + key(match), names(choices.stores(), ids));
            case Criterion.Amount amount -> amount(amount);
            case Criterion.Known(var fact, var known) ->
                texts.t("segment.say.known." + (known ? "filled" : "empty"), fact(fact));
            case Criterion.Text text ->
                texts.t(
                        "segment.say.text." + key(text.relation()),
                        texts.t("segment.field." + key(text.field())),
                        quoted(text.values()));
            case Criterion.Recent(var field, var within, var days) ->
                texts.t("segment.say.recent.%s.%s".formatted(key(field), within ? "within" : "not"), days);
            case Criterion.Dates(var field, var from, var to) ->
                texts.t(
                        "segment.say.dates.%s.%s"
                                .formatted(key(field), from == null ? "to" : to == null ? "from" : "between"),
                        from == null ? "" : texts.date(from),
                        to == null ? "" : texts.date(to));
            case Criterion.Birthday(var days) -> texts.t("segment.say.birthday", days);
            case Criterion.BirthdayMonth(var ahead) ->
                ahead < 2
                        ? texts.t("segment.say.birthday_month." + (ahead == 0 ? "this" : "next"))
                        : texts.t("segment.say.birthday_month.ahead", ahead);
            case Criterion.NameDay(var days) -> texts.t("segment.say.name_day", days);
            case Criterion.NameDayMonth(var ahead) ->
                ahead < 2
                        ? texts.t("segment.say.name_day_month." + (ahead == 0 ? "this" : "next"))
                        : texts.t("segment.say.name_day_month.ahead", ahead);
            case OwnField own -> own(own);
            case Criterion.Imported(var did, var arrival, var file) ->
                texts.t("segment.say.imported.%s.%s".formatted(did ? "did" : "not", key(arrival)), imported(file));
            case Criterion.Language(var codes) ->
                texts.t(
                        "segment.say.language",
                        joined(codes.stream().map(this::language).toList(), "segment.say.or"));
            case Criterion.Country(var codes) ->
                texts.t(
                        "segment.say.country",
                        joined(codes.stream().map(this::country).toList(), "segment.say.or"));
            case Criterion.Kind(var kinds) ->
                texts.t(
                        "segment.say.kind",
                        joined(
                                kinds.stream()
                                        .map(kind -> texts.t("segment.customer." + key(kind)))
                                        .toList(),
                                "segment.say.or"));
            case Criterion.HasAddress address -> {
                String key =
                        "segment.say.address.%s.%s".formatted(address.has() ? "has" : "not", key(address.channel()));
                yield address.labels().isEmpty()
                        ? texts.t(key)
                        : texts.t(
                                "segment.say.labelled",
                                texts.t(key),
                                joined(
                                        address.labels().stream()
                                                .map(this::label)
                                                .toList(),
                                        "segment.say.or"));
            }
            case Criterion.Consent(var channel, var purpose, var states) ->
                texts.t(
                        "segment.say.consent",
                        consent(key(channel), purpose.key()),
                        joined(states.stream().map(this::state).toList(), "segment.say.or"));
            case Criterion.OfCompany(var of) -> texts.t("segment.say.company", say(of));
            case Criterion.HasContact(var of) -> texts.t("segment.say.contact", say(of));
            case Criterion.Mailing(var did, var past, var campaign) ->
                texts.t(
                        "segment.say.mailing.%s.%s".formatted(did ? "did" : "not", key(past)),
                        campaign == null
                                ? texts.t("segment.mailing.any")
                                : "“" + String.join("", named(choices.mailings(), List.of(campaign))) + "”");
            case Criterion.Written(var written, var days, var channel) ->
                texts.t(
                        "segment.say.written.%s.%s"
                                .formatted(written ? "within" : "not", channel == null ? "any" : key(channel)),
                        days);
            case Criterion.InSegment(var id) -> texts.t("segment.say.segment", names(choices.segments(), List.of(id)));
            case Criterion.HandPicked(var list) ->
                choices.handPicked().containsKey(list)
                        ? texts.t(
                                "segment.say.hand_picked", choices.handPicked().get(list))
                        : texts.t("segment.say.hand_picked.gone");
            case Criterion.Customers(var ids) -> texts.t("segment.say.customers", ids.size());
        };
    }

    private String own(OwnField own) {
        String name = name(own.field());
        return switch (own) {
            case OwnField.OwnText text ->
                texts.t("segment.say.text." + key(text.relation()), name, quoted(text.values()));
            case OwnField.OwnNumber(var _, var from, var to) -> between(name, from, to);
            case OwnField.OwnDate(var _, var from, var to) ->
                texts.t(
                        "segment.say.own_date." + (from == null ? "to" : to == null ? "from" : "between"),
                        name,
                        from == null ? "" : texts.date(from),
                        to == null ? "" : texts.date(to));
            case OwnField.OwnRecent(var _, var within, var days) ->
                texts.t("segment.say.own_recent." + (within ? "within" : "not"), name, days);
            case OwnField.OwnChoice(var _, var match, var values) ->
                texts.t("segment.say.own_choice." + key(match), name, joined(values, "segment.say.or"));
            case OwnField.OwnYes(var _, var yes) ->
                texts.t("segment.say.own_yes", name, texts.t("segment.rel.own." + (yes ? "yes" : "no")));
            case OwnField.OwnKnown(var _, var known) ->
                texts.t("segment.say.known." + (known ? "filled" : "empty"), name);
        };
    }

    /// What a field of the shop's own is called; its key where it is gone.
    private String name(String field) {
        var definition = choices.own().get(field);
        return definition == null
                ? field + " " + texts.t("segment.choice.gone")
                : definition.name(texts.locale().getLanguage());
    }

    private String imported(long file) {
        var came = choices.imports().get(Long.toString(file));
        return came == null ? texts.t("segment.choice.gone") : "“" + came.name() + "” " + texts.date(came.day());
    }

    private String fact(Criterion.Fact fact) {
        return switch (fact) {
            case POINTS, BALANCE, BOUGHT_12_MONTHS, BOUGHT_THIS_YEAR, BOUGHT_LAST_YEAR, PURCHASES_12_MONTHS ->
                texts.t("segment.field." + key(fact));
            case LAST_PURCHASE, BIRTHDAY, CATEGORY, STORE, NAME_DAY -> texts.t("segment.fact." + key(fact));
        };
    }

    String state(ConsentState state) {
        return texts.t("segment.state." + state.key());
    }

    String language(String code) {
        return texts.has("segment.language." + code) ? texts.t("segment.language." + code) : code;
    }

    /// What a contact point's label is called; a shop's own as it is.
    String label(String label) {
        return texts.has("customer.label." + label) ? texts.t("customer.label." + label) : label;
    }

    /// What a purpose of consent is called.
    String purpose(String purpose) {
        if (texts.has("segment.purpose." + purpose)) {
            return texts.t("segment.purpose." + purpose);
        }
        return choices.purposes()
                .getOrDefault(purpose, Map.of())
                .getOrDefault(texts.locale().getLanguage(), purpose);
    }

    String country(String code) {
        return Locale.of("", code).getDisplayCountry(texts.locale());
    }

    /// The customer's own value for a criterion, as this language writes it.
    String own(Explanation.Line line) {
        String value = line.value();
        if (value == null) {
            return "";
        }
        if (value.isEmpty()) {
            return texts.t("segment.explain.nothing");
        }
        return switch (line.criterion()) {
            case Criterion.Amount _ -> texts.decimal(new BigDecimal(value), 2);
            case Criterion.Known known ->
                switch (known.fact()) {
                    case POINTS, BALANCE, BOUGHT_12_MONTHS, BOUGHT_THIS_YEAR, BOUGHT_LAST_YEAR, PURCHASES_12_MONTHS ->
                        texts.decimal(new BigDecimal(value), 2);
                    case LAST_PURCHASE -> texts.date(LocalDate.parse(value));
                    case BIRTHDAY, CATEGORY, STORE, NAME_DAY -> value;
                };
            case OwnField own -> own(own, value);
            case Criterion.Recent _, Criterion.Dates _ -> texts.date(LocalDate.parse(value));
            case Criterion.Language _ -> language(value);
            case Criterion.Country _ -> country(value);
            default -> value;
        };
    }

    /// The customer's value of an own field; what is not of the field's kind as it stands there.
    private String own(OwnField own, String value) {
        var definition = choices.own().get(own.field());
        if (definition == null) {
            return value;
        }
        return switch (definition.kind()) {
            case NUMBER -> value.matches("-?[0-9]{1,15}([.][0-9]{1,10})?") ? number(new BigDecimal(value)) : value;
            case DATE -> value.matches("[12][0-9]{3}-[0-9]{2}-[0-9]{2}") ? date(value) : value;
            case YES_NO ->
                switch (value) {
                    case "true" -> texts.t("segment.rel.own.yes");
                    case "false" -> texts.t("segment.rel.own.no");
                    default -> value;
                };
            case TEXT, CHOICE -> value;
        };
    }

    private String date(String value) {
        try {
            return texts.date(LocalDate.parse(value));
        } catch (DateTimeParseException _) { // the 31st of February stays what it is
            return value;
        }
    }

    private String group(Criterion.Group group) {
        List<String> parts = new ArrayList<>();
        if (!group.of().isEmpty()) {
            String join = switch (group.join()) {
                case ALL -> "segment.say.and_also";
                case ANY -> "segment.say.or_else";
            };
            List<String> said =
                    new ArrayList<>(group.of().stream().map(this::inside).toList());
            said.set(0, bracketed(group.of().getFirst()));
            parts.add(joined(said, join));
        }
        if (!group.except().isEmpty()) {
            String away = joined(group.except().stream().map(this::inside).toList(), "segment.say.or_else");
            parts.add(texts.t("segment.say.except", away));
        }
        return parts.isEmpty() ? texts.t("segment.say.everybody") : String.join(" ", parts);
    }

    /// As it stands in the midst of a sentence; what the shop named itself keeps its capital.
    private String inside(Criterion criterion) {
        String said = bracketed(criterion);
        int first = said.startsWith("(") ? 1 : 0;
        boolean isWord = said.length() > first + 1 && !Character.isUpperCase(said.charAt(first + 1));
        return isWord && !(criterion instanceof OwnField)
                ? said.substring(0, first)
                        + said.substring(first, first + 1).toLowerCase(texts.locale())
                        + said.substring(first + 1)
                : said;
    }

    private String bracketed(Criterion criterion) {
        return criterion instanceof Criterion.Group group
                        && group.of().size() + group.except().size() > 1
                ? "(" + say(criterion) + ")"
                : say(criterion);
    }

    private String amount(Criterion.Amount amount) {
        return between(texts.t("segment.field." + key(amount.figure())), amount.from(), amount.to());
    }

    private String between(String figure, @Nullable BigDecimal from, @Nullable BigDecimal to) {
        if (from == null) {
            return texts.t("segment.say.amount.to", figure, number(to));
        }
        return to == null
                ? texts.t("segment.say.amount.from", figure, number(from))
                : texts.t("segment.say.amount.between", figure, number(from), number(to));
    }

    private String number(@Nullable BigDecimal number) {
        return number == null
                ? ""
                : texts.decimal(number, Math.max(0, number.stripTrailingZeros().scale()));
    }

    private String names(Map<String, String> known, List<? extends Number> ids) {
        return joined(named(known, ids), "segment.say.or");
    }

    private List<String> named(Map<String, String> known, List<? extends Number> ids) {
        return ids.stream()
                .map(id -> known.getOrDefault(id.toString(), texts.t("segment.choice.gone")))
                .toList();
    }

    private String quoted(List<String> values) {
        String first = values.stream().limit(5).map(value -> "“" + value + "”").collect(Collectors.joining(", "));
        return values.size() > 5 ? first + " …" : first;
    }

    private String joined(List<String> parts, String key) {
        return String.join(" " + texts.t(key) + " ", parts);
    }

    private static String key(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /// An own purpose of the shop has no text of ours.
    private String consent(String channel, String purpose) {
        String key = "segment.consent.%s.%s".formatted(channel, purpose);
        return texts.has(key) ? texts.t(key) : texts.t("segment.consent.%s.own".formatted(channel), purpose(purpose));
    }
}
