package utskick.api;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import utskick.consent.ConsentState;
import utskick.consent.Origin;
import utskick.consent.Purpose;
import utskick.customer.CustomerEntry;
import utskick.customer.CustomerPatch;
import utskick.kernel.Channel;
import utskick.kernel.MergeField;

/// One customer of a batch, read member by member. What it does not name is not in the patch; what nobody knows is a
/// problem.
final class CustomerReading {

    /// The members that are one value each, and the fields of a card that they are.
    static final Map<String, String> MEMBERS = Stream.of(
                    "number",
                    "kind",
                    "first_name",
                    "last_name",
                    "company_name",
                    "company_number",
                    "tax_id",
                    "language",
                    "country",
                    "currency",
                    "store",
                    "category",
                    "street",
                    "postcode",
                    "city",
                    "birthday",
                    "name_day",
                    "points",
                    "balance",
                    "last_purchase",
                    "bought_12_months",
                    "bought_this_year",
                    "bought_last_year",
                    "purchases_12_months",
                    "status",
                    "note",
                    "protected")
            .collect(Collectors.toMap(CustomerReading::camel, field -> field, (a, _) -> a, LinkedHashMap::new));

    private final String externalId;
    private final Map<String, String> texts = new HashMap<>();
    private final Map<Channel, List<CustomerEntry.Point>> points = new HashMap<>();
    private final List<SentConsent> consents = new ArrayList<>();
    private final Map<String, String> problems = new LinkedHashMap<>();

    CustomerReading(JsonNode node) {
        externalId = node.path("externalId").isString()
                ? node.path("externalId").asString().strip()
                : "";
        if (!node.isObject()) {
            problems.put("", "wrong_type");
            return;
        }
        if (externalId.isEmpty()) {
            problems.put("externalId", node.has("externalId") ? "wrong_type" : "missing");
        }
        node.properties().forEach(member -> read(member.getKey(), member.getValue()));
    }

    String externalId() {
        return externalId;
    }

    Map<String, String> problems() {
        return problems;
    }

    List<SentConsent> consents() {
        return consents;
    }

    CustomerPatch patch() {
        return new CustomerPatch(externalId, texts, points);
    }

    /// The place of a card's field in the object: `first_name` is `firstName`, `phones.0` is `phones/0`.
    static String member(String field) {
        return field.startsWith(MergeField.OWN)
                ? "own/" + field.substring(MergeField.OWN.length())
                : camel(field).replace('.', '/');
    }

    private static String camel(String field) {
        var camel = new StringBuilder();
        for (String word : field.split("_")) {
            camel.append(camel.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return camel.toString();
    }

    private void read(String name, JsonNode value) {
        switch (name) {
            case "externalId" -> {}
            case "groups" -> groups(value);
            case "phones" -> points(Channel.SMS, name, value);
            case "emails" -> points(Channel.EMAIL, name, value);
            case "own" -> own(value);
            case "consents" -> consents(value);
            default -> {
                String field = MEMBERS.get(name);
                if (field == null) {
                    problems.put(name, "unknown_field");
                } else {
                    one(name, field, value);
                }
            }
        }
    }

    /// A text, a number or a truth; null takes the value away.
    private void one(String name, String field, JsonNode value) {
        if (value.isNull()) {
            texts.put(field, "");
        } else if (value.isNumber()) {
            texts.put(field, value.decimalValue().toPlainString());
        } else if (value.isString() || value.isBoolean()) {
            texts.put(field, value.asString());
        } else {
            problems.put(name, "wrong_type");
        }
    }

    private void own(JsonNode value) {
        if (!value.isObject()) {
            problems.put("own", "wrong_type");
            return;
        }
        value.properties()
                .forEach(member -> one("own/" + member.getKey(), MergeField.OWN + member.getKey(), member.getValue()));
    }

    private void groups(JsonNode value) {
        if (!value.isArray()) {
            problems.put("groups", "wrong_type");
            return;
        }
        List<String> names = new ArrayList<>();
        for (JsonNode name : value) {
            if (!name.isString()) {
                problems.put("groups/" + names.size(), "wrong_type");
            } else if (name.asString().matches(".*[,;].*")) {
                problems.put("groups/" + names.size(), "comma");
            }
            names.add(name.asString(""));
        }
        texts.put("groups", String.join(", ", names));
    }

    /// `"070…"`, or `{"label": "work", "address": "08…", "preferred": true}`.
    private void points(Channel channel, String name, JsonNode value) {
        if (!value.isArray()) {
            problems.put(name, "wrong_type");
            return;
        }
        List<CustomerEntry.Point> list = new ArrayList<>();
        for (JsonNode point : value) {
            String place = name + "/" + list.size();
            if (point.isObject()) {
                point.propertyNames().stream()
                        .filter(member ->
                                !List.of("label", "address", "preferred").contains(member))
                        .forEach(member -> problems.put(place + "/" + member, "unknown_field"));
            } else if (!point.isString()) {
                problems.put(place, "wrong_type");
            }
            String address =
                    point.isString() ? point.asString() : point.path("address").asString("");
            if (address.isBlank()) {
                problems.putIfAbsent(place, "missing");
            }
            list.add(new CustomerEntry.Point(
                    channel,
                    point.path("label").asString(""),
                    address,
                    point.path("preferred").asBoolean(false)));
        }
        points.put(channel, list);
    }

    private void consents(JsonNode value) {
        if (!value.isArray()) {
            problems.put("consents", "wrong_type");
            return;
        }
        for (int i = 0; i < value.size(); i++) {
            consent("consents/" + i, value.get(i));
        }
    }

    private void consent(String place, JsonNode node) {
        for (String member : node.propertyNames()) {
            if (!SentConsent.MEMBERS.contains(member)) {
                problems.put(place + "/" + member, "unknown_field");
            }
        }
        var channel = word(place, node, "channel", "", text -> Channel.valueOf(text.toUpperCase(Locale.ROOT)));
        var purpose = word(place, node, "purpose", Purpose.MARKETING.key(), Purpose::of);
        var state = word(place, node, "state", "", CustomerReading::state);
        var basis = word(place, node, "basis", "", text -> Origin.Basis.valueOf(text.toUpperCase(Locale.ROOT)));
        var source = word(place, node, "source", "till", CustomerReading::source);
        var at = word(place, node, "at", "", text -> OffsetDateTime.parse(text).toInstant());
        var sale = node.path("saleDate").asString("").isEmpty()
                ? Optional.<LocalDate>empty()
                : word(place, node, "saleDate", "", LocalDate::parse);
        if (channel.isPresent()
                && purpose.isPresent()
                && state.isPresent()
                && basis.isPresent()
                && source.isPresent()
                && at.isPresent()) {
            consents.add(new SentConsent(
                    place,
                    channel.get(),
                    purpose.get(),
                    state.get(),
                    new Origin(
                            source.get(),
                            basis.get(),
                            node.path("wording").asString(""),
                            externalId,
                            "",
                            node.path("evidence").asString(""),
                            sale.orElse(null)),
                    at.get(),
                    node.path("address").asString("")));
        }
    }

    private static ConsentState state(String text) {
        var state = ConsentState.valueOf(text.toUpperCase(Locale.ROOT));
        if (state == ConsentState.UNKNOWN) {
            throw new IllegalArgumentException("says nothing");
        }
        return state;
    }

    /// A program speaks for a till or a form in the web; users and keywords have ways of their own.
    private static Origin.Source source(String text) {
        return switch (text) {
            case "till" -> Origin.Source.TILL;
            case "web" -> Origin.Source.WEB;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private interface Parser<T> {
        T parse(String text);
    }

    private <T> Optional<T> word(String place, JsonNode node, String member, String usual, Parser<T> parser) {
        String text = node.path(member).asString(usual);
        if (text.isEmpty()) {
            problems.put(place + "/" + member, "missing");
            return Optional.empty();
        }
        try {
            return Optional.of(parser.parse(text));
        } catch (IllegalArgumentException | DateTimeException _) { // told to the sender, at its place
            problems.put(place + "/" + member, "unknown_word");
            return Optional.empty();
        }
    }
}
