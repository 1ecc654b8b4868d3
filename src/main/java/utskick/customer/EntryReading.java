package utskick.customer;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import utskick.kernel.Channel;
import utskick.kernel.MergeField;

/// A [CustomerEntry], understood; [#problems()] says by field what could not be.
final class EntryReading {

    private static final int LONGEST = 500;
    private static final int LONGEST_NOTE = 10_000;
    private static final int MOST_POINTS = 50;
    private static final BigDecimal MOST = new BigDecimal("999999999999.99");
    private static final Set<String> CURRENCIES = Set.of("SEK", "EUR", "PLN", "NOK", "DKK", "GBP", "USD");
    private static final Set<String> STATUSES = Set.of("active", "blocked", "deceased");
    private static final PhoneReader PHONES = new PhoneReader();

    private final CustomerEntry entry;
    private final CustomerStore store;
    private final LocalDate today;
    private final List<CustomField> fields;
    private final List<ContactPoint> kept;
    private final Map<String, String> problems = new LinkedHashMap<>();
    private final List<ContactPoint> points = new ArrayList<>();
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, @Nullable BigDecimal> amounts = new HashMap<>();
    private final Map<String, @Nullable Object> own = new TreeMap<>();
    private final TreeSet<String> groups;
    private final String number;
    private final String country;
    private final DateReader.@Nullable Day birthday;
    private final Purchases purchases;
    private final @Nullable Long companyId;
    private final @Nullable Integer storeId;

    /// @param fields the shop's own
    /// @param kept the contact points that stand: one that was wrong before and is left alone stops nobody from
    /// saving
    EntryReading(
            CustomerEntry entry,
            CustomerStore store,
            List<CustomField> fields,
            List<ContactPoint> kept,
            LocalDate today) {
        this.entry = entry;
        this.store = store;
        this.fields = fields;
        this.kept = kept;
        this.today = today;
        this.number = text("number");
        if (number.isEmpty()) {
            problems.put("number", "number_missing");
        }
        this.country = Objects.requireNonNullElse(Regions.country(entry.get("country")), "SE");
        readTexts();
        for (var amount : List.of("points", "balance")) {
            amounts.put(amount, amount(amount));
        }
        this.purchases = new Purchases(
                date("last_purchase"),
                amount("bought_12_months"),
                amount("bought_this_year"),
                amount("bought_last_year"),
                count("purchases_12_months"));
        var day = new DateReader(today).birthday(entry.get("birthday"));
        this.birthday = day == null ? null : day.orElse(null);
        if (day != null && day.isEmpty()) {
            problems.put("birthday", "date");
        }
        this.companyId = company();
        this.storeId = storeOf();
        this.groups = groups(entry.get("groups"));
        readOwn();
        readPoints();
        if (!problems.containsKey("number")
                && CellText.clean(entry.get("first_name") + entry.get("last_name") + entry.get("company_name"))
                        .isEmpty()
                && points.isEmpty()) {
            problems.put(entry.isCompany() ? "company_name" : "last_name", "name_or_contact");
        }
    }

    Map<String, String> problems() {
        return Collections.unmodifiableMap(problems);
    }

    String number() {
        return number;
    }

    int version() {
        return entry.version();
    }

    List<ContactPoint> points() {
        return Collections.unmodifiableList(points);
    }

    List<String> groups() {
        return List.copyOf(groups);
    }

    /// The groups after this entry, of a customer who is in these: somebody may have put many customers into a
    /// group while one card was open, and that card must not take them out again.
    List<String> groups(List<String> standing) {
        if (!entry.texts().containsKey(CustomerEntry.GROUPS_SEEN)) {
            return groups();
        }
        var seen = groups(entry.get(CustomerEntry.GROUPS_SEEN));
        var names = new TreeSet<>(standing);
        seen.stream().filter(name -> !groups.contains(name)).forEach(names::remove);
        groups.stream().filter(name -> !seen.contains(name)).forEach(names::add);
        return List.copyOf(names);
    }

    /// @param before the own values that stand; those without a definition stay
    CustomerStore.Values values(Map<String, String> before) {
        var category = CellText.clean(entry.get("category"));
        var external = text("external_id");
        var custom = new TreeMap<String, Object>();
        before.forEach((key, value) -> custom.put(key, typed(key, value)));
        own.forEach((key, value) -> {
            if (value == null) {
                custom.remove(key);
            } else {
                custom.put(key, value);
            }
        });
        if (companyId != null) {
            texts.put("company_name", "");
        }
        return new CustomerStore.Values(
                number,
                external.isEmpty() ? null : external,
                entry.isCompany() ? "company" : "person",
                texts,
                companyId,
                storeId,
                category.isEmpty() ? null : store.group("category", category),
                birthday,
                amounts,
                purchases,
                entry.get("protected").equals("true"),
                CustomFields.json(custom));
    }

    /// A value that stands, of its field's kind again; one without a definition, or of another kind, is a text.
    private Object typed(String key, String value) {
        var field = fields.stream().filter(it -> it.key().equals(key)).findFirst();
        try {
            var read = field.isEmpty() ? null : CustomFields.read(field.get(), value, today);
            return read == null ? value : read;
        } catch (IllegalArgumentException _) {
            return value;
        }
    }

    private void readTexts() {
        for (var field : List.of(
                "first_name", "last_name", "company_name", "tax_id", "postcode", "city", "name_day", "external_id")) {
            texts.put(field, text(field));
        }
        texts.remove("external_id");
        texts.put("street", CellText.lines(entry.get("street")));
        texts.put("country", country);
        texts.put("language", Objects.requireNonNullElse(Regions.language(entry.get("language")), "sv"));
        var currency = entry.get("currency");
        texts.put("currency", CURRENCIES.contains(currency) ? currency : Customers.currency(country));
        var status = entry.get("status");
        texts.put("status", STATUSES.contains(status) ? status : "active");
        var note = entry.get("note").strip();
        if (note.length() > LONGEST_NOTE) {
            problems.put("note", "too_long");
        }
        texts.put("note", note);
    }

    private String text(String field) {
        var text = CellText.clean(entry.get(field));
        if (text.length() > LONGEST) {
            problems.put(field, "too_long");
        }
        return text;
    }

    private @Nullable BigDecimal amount(String field) {
        var typed = entry.get(field);
        // a person may write either mark; a register's file has one
        var read = new NumberReader(typed.indexOf(',') >= 0 ? ',' : '.', false).read(typed);
        if (read == null) {
            return null;
        }
        // three decimals are a slip of the thumb, or thousands by somebody else's mark: never rounded away
        if (read.isEmpty()
                || read.get().abs().compareTo(MOST) > 0
                || read.get().stripTrailingZeros().scale() > 2) {
            problems.put(field, "number");
            return null;
        }
        return read.get();
    }

    private @Nullable Integer count(String field) {
        var text = CellText.clean(entry.get(field));
        if (text.isEmpty()) {
            return null;
        }
        if (!text.matches("\\d{1,8}")) {
            problems.put(field, "count");
            return null;
        }
        return Integer.valueOf(text);
    }

    private @Nullable LocalDate date(String field) {
        var read = new DateReader(today).date(entry.get(field));
        if (read != null && read.isEmpty()) {
            problems.put(field, "date");
        }
        return read == null ? null : read.orElse(null);
    }

    private @Nullable Long company() {
        var company = CellText.clean(entry.get("company_number"));
        if (company.isEmpty()) {
            return null;
        }
        if (entry.isCompany()) {
            problems.put("company_number", "company_of_company");
            return null;
        }
        var found = store.companyOf(company);
        if (found.isEmpty()) {
            problems.put("company_number", "company_not_found");
        }
        return found.orElse(null);
    }

    private @Nullable Integer storeOf() {
        var name = CellText.clean(entry.get("store"));
        if (name.isEmpty()) {
            return null;
        }
        var found = store.store(name);
        if (found.isEmpty()) {
            problems.put("store", "store_not_found");
        }
        return found.orElse(null);
    }

    private void readOwn() {
        for (var field : fields) {
            var name = MergeField.OWN + field.key();
            // what an entry does not mention stays
            if (entry.texts().containsKey(name)) {
                try {
                    own.put(field.key(), CustomFields.read(field, entry.get(name), today));
                } catch (IllegalArgumentException e) {
                    problems.put(name, Objects.requireNonNullElse(e.getMessage(), "too_long"));
                }
            }
        }
    }

    private void readPoints() {
        if (entry.contactPoints().size() > MOST_POINTS) {
            problems.put("point." + MOST_POINTS, "too_many_points");
            return;
        }
        var preferred = new HashSet<Channel>();
        var seen = new HashSet<String>();
        for (int i = 0; i < entry.contactPoints().size(); i++) {
            var typed = entry.contactPoints().get(i);
            if (CellText.clean(typed.text()).isEmpty()) {
                continue;
            }
            var point = typed.channel() == Channel.EMAIL
                    ? email(i, typed, typed.preferred() && preferred.add(typed.channel()))
                    : phone(i, typed, typed.preferred() && preferred.add(typed.channel()));
            if (point != null && point.address() != null && !seen.add(point.channel() + point.address())) {
                problems.put("point." + i, "address_twice");
            } else if (point != null) {
                points.add(point);
            }
        }
    }

    private @Nullable ContactPoint email(int i, CustomerEntry.Point typed, boolean preferred) {
        var reading = EmailReader.read(typed.text());
        if (reading.address() == null) {
            return wrong(i, typed, Objects.requireNonNullElse(reading.problem(), "invalid_address"));
        }
        var address = reading.address().value();
        return new ContactPoint(Channel.EMAIL, label(typed, "email"), address, address, null, true, preferred);
    }

    private @Nullable ContactPoint phone(int i, CustomerEntry.Point typed, boolean preferred) {
        var reading = PHONES.read(typed.text(), country);
        if (reading.number() == null) {
            return wrong(
                    i,
                    typed,
                    reading.problem() == null
                            ? PhoneProblem.NOT_A_NUMBER.key()
                            : reading.problem().key());
        }
        return new ContactPoint(
                Channel.SMS,
                label(typed, "mobile"),
                CellText.clean(typed.text()),
                reading.number().value(),
                null,
                reading.takesSms(),
                preferred);
    }

    private @Nullable ContactPoint wrong(int i, CustomerEntry.Point typed, String problem) {
        var text = CellText.clean(typed.text());
        for (var point : kept) {
            if (point.address() == null
                    && point.channel() == typed.channel()
                    && CellText.clean(point.asEntered()).equals(text)) {
                return point;
            }
        }
        problems.put("point." + i, problem);
        return null;
    }

    private static String label(CustomerEntry.Point typed, String usual) {
        var label = CellText.clean(typed.label());
        return label.isEmpty() || label.length() > 40 ? usual : label;
    }

    private static TreeSet<String> groups(String typed) {
        var names = new TreeSet<String>();
        for (var part : typed.split("[,;]", -1)) {
            var name = CellText.clean(part);
            if (!name.isEmpty() && name.length() <= LONGEST) {
                names.add(name);
            }
        }
        return names;
    }
}
