package utskick.customer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;
import utskick.kernel.Channel;
import utskick.kernel.CustomerId;
import utskick.kernel.MergeField;
import utskick.web.PageModel;

/// The form of a card as the browser sends it and as its page shows it.
public final class CardForm {

    /// What a phone can be.
    public static final List<String> PHONE_LABELS = List.of("mobile", "home", "work", "switchboard", "other");

    /// What an e-mail address can be.
    public static final List<String> EMAIL_LABELS = List.of("email", "work", "invoice", "other");

    private CardForm() {}

    /// What a contact point of this channel can be, with the label it has now.
    public static List<String> labels(CustomerEntry.Point point) {
        var usual = point.channel() == Channel.EMAIL ? EMAIL_LABELS : PHONE_LABELS;
        if (usual.contains(point.label())) {
            return usual;
        }
        var all = new ArrayList<>(usual);
        all.addFirst(point.label());
        return all;
    }

    /// What a customer's money can be in, the customer's own first.
    public static List<String> currencies(String now) {
        var all = new ArrayList<>(List.of("SEK", "EUR", "PLN", "NOK", "DKK", "GBP", "USD"));
        if (!now.isEmpty() && all.remove(now)) {
            all.addFirst(now);
        }
        return all;
    }

    /// What a label is called; one from elsewhere goes by its own name.
    public static String label(PageModel page, String label) {
        var key = "customer.label." + label;
        return page.texts().has(key) ? page.t(key) : label;
    }

    static CustomerEntry entry(MultiValueMap<String, String> form) {
        var texts = new HashMap<String, String>();
        form.forEach((name, values) -> {
            if (!name.startsWith("point_") && !name.startsWith("preferred_") && !values.isEmpty()) {
                texts.put(name, Objects.requireNonNullElse(values.getFirst(), ""));
            }
        });
        var version = texts.getOrDefault("version", "");
        return new CustomerEntry(version.matches("\\d{1,9}") ? Integer.parseInt(version) : 0, texts, points(form));
    }

    private static List<CustomerEntry.Point> points(MultiValueMap<String, String> form) {
        var channels = form.getOrDefault("point_channel", List.of());
        var labels = form.getOrDefault("point_label", List.of());
        var addresses = form.getOrDefault("point_address", List.of());
        var points = new ArrayList<CustomerEntry.Point>();
        for (int i = 0; i < channels.size() && i < labels.size() && i < addresses.size(); i++) {
            var channel = channels.get(i).equals(Channel.EMAIL.name()) ? Channel.EMAIL : Channel.SMS;
            points.add(new CustomerEntry.Point(
                    channel,
                    labels.get(i),
                    addresses.get(i),
                    String.valueOf(i).equals(form.getFirst("preferred_" + channel.name()))));
        }
        return points;
    }

    /// Adds a line (`add:SMS`), takes one away (`remove:2`), or moves it (`up:2`).
    ///
    /// @return the line to go on with, -1 for none
    static int rearrange(List<CustomerEntry.Point> points, String command) {
        var parts = command.split(":", 2);
        var what = parts.length == 2 ? parts[1] : "";
        if (parts[0].equals("add")) {
            boolean email = what.equals(Channel.EMAIL.name());
            var channel = email ? Channel.EMAIL : Channel.SMS;
            int place = email ? points.size() : 0;
            for (int i = 0; i < points.size(); i++) {
                if (points.get(i).channel() == channel) {
                    place = i + 1;
                }
            }
            points.add(place, new CustomerEntry.Point(channel, email ? "email" : "mobile", ""));
            return place;
        }
        int at = what.matches("\\d{1,4}") ? Integer.parseInt(what) : -1;
        if (at < 0 || at >= points.size()) {
            return -1;
        }
        if (parts[0].equals("remove")) {
            points.remove(at);
            return Math.min(at, points.size() - 1);
        }
        int above = above(points, at);
        if (parts[0].equals("up") && above >= 0) {
            points.add(above, points.remove(at));
            return above;
        }
        return at;
    }

    /// The line above this one that is of the same channel: phones stand before e-mail addresses, each in their
    /// order.
    ///
    /// @return -1 for the first of its channel
    public static int above(List<CustomerEntry.Point> points, int at) {
        int above = at - 1;
        while (above >= 0 && points.get(above).channel() != points.get(at).channel()) {
            above--;
        }
        return above;
    }

    /// With a line for a mobile and one for an e-mail address, where the customer has none.
    static CustomerEntry lines(CustomerEntry entry) {
        var points = new ArrayList<>(entry.contactPoints());
        if (points.stream().noneMatch(point -> point.channel() == Channel.SMS)) {
            points.addFirst(new CustomerEntry.Point(Channel.SMS, "mobile", ""));
        }
        if (points.stream().noneMatch(point -> point.channel() == Channel.EMAIL)) {
            points.add(new CustomerEntry.Point(Channel.EMAIL, "email", ""));
        }
        return new CustomerEntry(entry.version(), entry.texts(), points);
    }

    /// Values that an import brought under names that are no fields (yet).
    static Map<String, String> unknown(Customer customer, List<CustomField> own) {
        var unknown = new LinkedHashMap<>(customer.own());
        own.forEach(field -> unknown.remove(field.key()));
        return unknown;
    }

    /// What somebody else has written meanwhile.
    ///
    /// @param by who wrote last
    /// @param differences what stands now and what was typed here, where they differ
    public record Stale(CustomerId id, int version, Instant at, String by, List<Difference> differences) {}

    public record Difference(String label, String now, String typed) {}

    static Stale stale(Customer now, CustomerEntry typed, Labels labels, List<Change> changes) {
        var differences = new ArrayList<Difference>();
        var stands = CustomerTexts.entry(now);
        stands.texts().keySet().stream()
                .filter(field -> !field.equals(CustomerEntry.GROUPS_SEEN))
                .sorted()
                .forEach(field -> {
                    // what the form does not show was not typed
                    if (typed.texts().containsKey(field) || field.equals("protected")) {
                        var mine = typed.get(field).isEmpty() && field.equals("protected") ? "false" : typed.get(field);
                        if (!mine.equals(stands.get(field))) {
                            differences.add(new Difference(
                                    labels.of(field),
                                    labels.value(field, stands.get(field)),
                                    labels.value(field, mine)));
                        }
                    }
                });
        for (var channel : Channel.values()) {
            var there = addresses(stands, channel);
            var here = addresses(typed, channel);
            if (!there.equals(here)) {
                differences.add(new Difference(labels.of(channel == Channel.SMS ? "phones" : "email"), there, here));
            }
        }
        return new Stale(
                now.id(),
                now.version(),
                now.changedAt(),
                changes.isEmpty() ? "" : changes.getFirst().actor(),
                differences);
    }

    private static String addresses(CustomerEntry entry, Channel channel) {
        var addresses = entry.contactPoints().stream()
                .filter(point -> point.channel() == channel && !point.text().isBlank())
                .map(point -> point.text().strip())
                .toList();
        return String.join(", ", addresses);
    }

    /// The people one speaks with at a company.
    ///
    /// @param all the question behind the list of them all
    public record Contacts(long count, List<CustomerList.Row> first, CustomerQuery all) {}

    /// What the form offers.
    public record Choices(List<String> stores, List<String> categories, List<String> groups) {}

    /// What the fields of a card are called, the shop's own too.
    public record Labels(PageModel page, List<CustomField> own) {

        /// @param field as the log names it: `last_name`, `own_shoe_size`
        public String of(String field) {
            if (field.startsWith(MergeField.OWN)) {
                var key = field.substring(MergeField.OWN.length());
                return own.stream()
                        .filter(it -> it.key().equals(key))
                        .findFirst()
                        .map(it -> it.name(page.language()))
                        .orElse(key);
            }
            return page.t("customer.field." + field);
        }

        /// A value of that field as it is read: numbers in the form of the language, yes and no in its words.
        public String value(String field, String value) {
            if (DecimalForm.isNumber(field, own)) {
                return new DecimalForm(page.language()).shown(value);
            }
            if (value.isEmpty()) {
                return value;
            }
            if (!field.startsWith(MergeField.OWN)) {
                return RowText.known(page, field, value);
            }
            return own.stream()
                    .filter(it -> field.equals(MergeField.OWN + it.key()))
                    .findFirst()
                    .map(it -> RowText.own(page, it, value))
                    .orElse(value);
        }
    }

    /// The messages by the fields of a form.
    public record Problems(PageModel page, Map<String, String> byField) {

        public @Nullable String of(String field) {
            var problem = byField.get(field);
            return problem == null ? null : page.t("customer.problem." + problem);
        }

        public boolean any() {
            return !byField.isEmpty();
        }
    }
}
