package utskick.customer;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionOperations;
import utskick.kernel.Channel;
import utskick.kernel.CustomerId;
import utskick.kernel.SqlQuery;

/// The register, one customer at a time.
public final class Customers {

    private static final int LONGEST = 500;

    private final CustomerStore store;
    private final TransactionOperations transaction;
    private final SearchIndex search;
    private final Clock clock;
    private final PhoneReader phones = new PhoneReader();

    Customers(CustomerStore store, TransactionOperations transaction, SearchIndex search, Clock clock) {
        this.store = store;
        this.transaction = transaction;
        this.search = search;
        this.clock = clock;
    }

    public Optional<Customer> byId(CustomerId id) {
        return store.byId(id.value());
    }

    /// By the number people use; leading zeros count.
    public Optional<Customer> byNumber(String number) {
        return store.idOf(CellText.clean(number)).flatMap(store::byId);
    }

    /// What stands above the tabs of the card.
    public Optional<CardHead> cardHead(CustomerId id) {
        return store.cardHead(id.value());
    }

    /// Who changed what, the latest first.
    public List<Change> changes(CustomerId id) {
        return store.changes(id.value());
    }

    public List<String> stores() {
        return store.stores();
    }

    public List<String> categories() {
        return store.groupNames("category");
    }

    public List<String> groups() {
        return store.groupNames("group");
    }

    /// Puts these customers into a group, which is made where there is none; who is in it stays in it.
    public void addToGroup(List<Long> ids, String name) {
        transaction.executeWithoutResult(_ -> store.addToGroup(ids, store.group("group", name)));
    }

    /// The same for all that a query finds.
    ///
    /// @param chosen a query with one column, `customer_id`
    void addToGroup(SqlQuery chosen, String name) {
        transaction.executeWithoutResult(_ -> store.addToGroup(chosen, store.group("group", name)));
    }

    /// Takes these customers out of a group; who is not in it stays out.
    void removeFromGroup(SqlQuery chosen, String name) {
        store.removeFromGroup(chosen, name);
    }

    /// Writes a new customer, or the card of a known one. All of it or nothing.
    ///
    /// @param id null for a new customer
    public SaveOutcome save(@Nullable CustomerId id, CustomerEntry entry, String actor) {
        var reading = new Reading(entry);
        if (!reading.problems.isEmpty()) {
            return new SaveOutcome.Refused(reading.problems);
        }
        try {
            return Objects.requireNonNull(transaction.execute(_ -> write(id, reading, actor)));
        } catch (DuplicateKeyException e) {
            // the database says so even when two people press Save at the same moment
            return new SaveOutcome.Refused(Map.of("number", "number_taken"));
        }
    }

    private SaveOutcome write(@Nullable CustomerId id, Reading reading, String actor) {
        var now = clock.instant();
        if (id == null) {
            long added = store.insert(reading.values(), currency(reading.country), now);
            store.replaceContactPoints(added, reading.points);
            store.replaceGroups(added, reading.groups);
            store.log(added, actor, "created", "", reading.number, now);
            search.refresh(List.of(added));
            return new SaveOutcome.Saved(new CustomerId(added));
        }
        var version = store.lock(id.value());
        var before = store.byId(id.value());
        if (version.isEmpty() || before.isEmpty()) {
            return new SaveOutcome.Refused(Map.of("number", "customer_is_gone"));
        }
        if (version.get() != reading.entry.version()) {
            return new SaveOutcome.Stale(before.get());
        }
        store.update(id.value(), reading.values(), now);
        store.replaceContactPoints(id.value(), reading.points);
        store.replaceGroups(id.value(), reading.groups);
        var after = shown(store.byId(id.value()).orElseThrow());
        shown(before.get()).forEach((field, old) -> {
            var value = Objects.requireNonNull(after.get(field));
            if (!value.equals(old)) {
                store.log(id.value(), actor, field, old, value, now);
            }
        });
        search.refresh(List.of(id.value()));
        return new SaveOutcome.Saved(id);
    }

    /// The fields of a card as the log shows them.
    private static Map<String, String> shown(Customer customer) {
        var shown = new LinkedHashMap<String, String>();
        shown.put("number", customer.number());
        shown.put("kind", customer.kind().name());
        shown.put("first_name", customer.firstName());
        shown.put("last_name", customer.lastName());
        shown.put("company_name", customer.companyName());
        shown.put("language", customer.language());
        shown.put("country", customer.country());
        shown.put("store", Objects.requireNonNullElse(customer.store(), ""));
        shown.put("category", Objects.requireNonNullElse(customer.category(), ""));
        shown.put("groups", String.join(", ", customer.groups()));
        shown.put("street", customer.street());
        shown.put("postcode", customer.postcode());
        shown.put("city", customer.city());
        shown.put("birthday", customer.birthday());
        shown.put("points", text(customer.points()));
        shown.put("balance", text(customer.balance()));
        shown.put("note", customer.note());
        shown.put("protected", String.valueOf(customer.isProtected()));
        shown.put("phones", points(customer, Channel.SMS));
        shown.put("email", points(customer, Channel.EMAIL));
        return shown;
    }

    private static String points(Customer customer, Channel channel) {
        return customer.contactPoints().stream()
                .filter(point -> point.channel() == channel)
                .map(point -> Objects.requireNonNullElse(point.address(), point.asEntered()))
                .collect(Collectors.joining(", "));
    }

    private static String text(@Nullable BigDecimal number) {
        return number == null ? "" : number.toPlainString();
    }

    static String currency(String country) {
        return ImportSettings.of(country).currency();
    }

    /// An entry, understood; `problems` says by field what could not be.
    private final class Reading {

        private final CustomerEntry entry;
        private final Map<String, String> problems = new LinkedHashMap<>();
        private final List<ContactPoint> points = new ArrayList<>();
        private final List<String> groups;
        private final String number;
        private final String country;
        private final @Nullable BigDecimal pointsHeld;
        private final @Nullable BigDecimal balance;
        private final DateReader.@Nullable Day birthday;
        private final @Nullable Long companyId;
        private final @Nullable Integer storeId;

        Reading(CustomerEntry entry) {
            this.entry = entry;
            this.number = text("number", entry.number());
            if (number.isEmpty()) {
                problems.put("number", "number_missing");
            }
            this.country = Objects.requireNonNullElse(Regions.country(entry.country()), "SE");
            this.pointsHeld = amount("points", entry.points());
            this.balance = amount("balance", entry.balance());
            var day = new DateReader(LocalDate.now(clock)).birthday(entry.birthday());
            this.birthday = day == null ? null : day.orElse(null);
            if (day != null && day.isEmpty()) {
                problems.put("birthday", "date");
            }
            this.companyId = company();
            this.storeId = storeOf();
            this.groups = List.copyOf(groups(entry.groups()));
            readPoints();
            if (!problems.containsKey("number")
                    && CellText.clean(entry.firstName() + entry.lastName() + entry.companyName())
                            .isEmpty()
                    && points.isEmpty()) {
                problems.put(entry.kind().equals("company") ? "company_name" : "last_name", "name_or_contact");
            }
        }

        CustomerStore.Values values() {
            var category = CellText.clean(entry.category());
            boolean company = entry.kind().equals("company");
            return new CustomerStore.Values(
                    number,
                    company ? "company" : "person",
                    text("first_name", entry.firstName()),
                    text("last_name", entry.lastName()),
                    companyId == null ? text("company_name", entry.companyName()) : "",
                    companyId,
                    Objects.requireNonNullElse(Regions.language(entry.language()), "sv"),
                    country,
                    storeId,
                    category.isEmpty() ? null : store.group("category", category),
                    CellText.lines(entry.street()),
                    text("postcode", entry.postcode()),
                    text("city", entry.city()),
                    birthday,
                    pointsHeld,
                    balance,
                    entry.note().strip(),
                    entry.isProtected());
        }

        private String text(String field, String typed) {
            var text = CellText.clean(typed);
            if (text.length() > LONGEST) {
                problems.put(field, "too_long");
            }
            return text;
        }

        private @Nullable BigDecimal amount(String field, String typed) {
            // a person may write either mark; a register's file has one
            var number = new NumberReader(typed.indexOf(',') >= 0 ? ',' : '.', false).read(typed);
            if (number != null && number.isEmpty()) {
                problems.put(field, "number");
            }
            return number == null ? null : number.orElse(null);
        }

        private @Nullable Long company() {
            var company = CellText.clean(entry.companyNumber());
            if (company.isEmpty()) {
                return null;
            }
            var found = store.companyOf(company);
            if (found.isEmpty()) {
                problems.put("company_number", "company_not_found");
            }
            return found.orElse(null);
        }

        private @Nullable Integer storeOf() {
            var name = CellText.clean(entry.store());
            if (name.isEmpty()) {
                return null;
            }
            var found = store.store(name);
            if (found.isEmpty()) {
                problems.put("store", "store_not_found");
            }
            return found.orElse(null);
        }

        private void readPoints() {
            for (int i = 0; i < entry.contactPoints().size(); i++) {
                var typed = entry.contactPoints().get(i);
                if (CellText.clean(typed.text()).isEmpty()) {
                    continue;
                }
                if (typed.label().equals("email")) {
                    var reading = EmailReader.read(typed.text());
                    if (reading.address() == null) {
                        problems.put("point." + i, Objects.requireNonNullElse(reading.problem(), "invalid_address"));
                    } else {
                        var address = reading.address().value();
                        points.add(new ContactPoint(Channel.EMAIL, "email", address, address, null, true));
                    }
                } else {
                    var reading = phones.read(typed.text(), country);
                    if (reading.number() == null) {
                        problems.put(
                                "point." + i,
                                reading.problem() == null
                                        ? PhoneProblem.NOT_A_NUMBER.key()
                                        : reading.problem().key());
                    } else {
                        points.add(new ContactPoint(
                                Channel.SMS,
                                typed.label(),
                                CellText.clean(typed.text()),
                                reading.number().value(),
                                null,
                                reading.takesSms()));
                    }
                }
            }
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
}
