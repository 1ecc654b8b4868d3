package utskick.customer;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import utskick.access.Audit;
import utskick.kernel.CustomerId;
import utskick.kernel.PersonalData;

/// Makes one customer of two: what both have comes together on the card that is kept, and the other one goes.
/// Messages, contacts of a company, groups, phones, addresses and the log follow; consent belongs to the addresses,
/// and stays with them.
public final class Merging {

    private final CustomerStore store;
    private final CustomFields fields;
    private final Parts parts;
    private final TransactionOperations transaction;
    private final Clock clock;

    /// Who has to be told.
    record Parts(List<PersonalData> holders, SearchIndex search, Audit audit) {}

    Merging(CustomerStore store, CustomFields fields, Parts parts, TransactionOperations transaction, Clock clock) {
        this.store = store;
        this.fields = fields;
        this.parts = parts;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// One of the two, as it was on the screen.
    public record Side(CustomerId id, int version) {}

    /// What became of it.
    public sealed interface Outcome {

        record Merged(CustomerId kept) implements Outcome {}

        /// Somebody has changed or deleted one of them meanwhile; nothing was done.
        record Stale() implements Outcome {}

        /// The values that were picked do not make a customer; nothing was done.
        ///
        /// @param problems by field, as for [SaveOutcome.Refused]
        record Refused(Map<String, String> problems) implements Outcome {}
    }

    /// What of the other customer will become the kept one's, for the question before it.
    public List<PersonalData.Moved> moved(CustomerId gone) {
        var contacts = new PersonalData.Moved("customer.merge.contacts", store.contactsOf(gone.value()));
        return Stream.concat(
                        Stream.of(contacts), parts.holders().stream().flatMap(holder -> holder.moved(gone).stream()))
                .filter(moved -> moved.count() > 0)
                .toList();
    }

    /// Which values the card gets that are not the kept one's.
    ///
    /// @param gone the fields, as [CustomerEntry] names them, whose value comes from the one that goes
    /// @param summed the fields that get what both have together, out of [#SUMMABLE]
    public record Picked(Set<String> gone, Set<String> summed) {

        /// What nobody adds up stays out of it.
        public Picked {
            gone = Set.copyOf(gone);
            summed = summed.stream().filter(SUMMABLE::contains).collect(Collectors.toUnmodifiableSet());
        }

        Picked(Set<String> gone) {
            this(gone, Set.of());
        }

        /// `kept`, `gone`, or `sum`.
        String pick(String field) {
            return summed.contains(field) ? "sum" : gone.contains(field) ? "gone" : "kept";
        }
    }

    /// What most people would pick: both together where there is such a thing, the one that goes where the other
    /// has nothing; and who is protected, blocked or dead on one card is so on both.
    static String usual(CustomerEntry kept, CustomerEntry gone, String field) {
        boolean stricter = field.equals("protected") && gone.get(field).equals("true")
                || field.equals("status") && kept.get(field).equals("active");
        return sum(kept, gone, field) != null
                ? "sum"
                : stricter || kept.get(field).isEmpty() ? "gone" : "kept";
    }

    /// What two cards of one customer may have collected separately.
    static final Set<String> SUMMABLE = Set.of(
            "points", "balance", "bought_12_months", "bought_this_year", "bought_last_year", "purchases_12_months");

    /// What both have together, null where one of them has nothing, or money of another kind.
    static @Nullable BigDecimal sum(CustomerEntry kept, CustomerEntry gone, String field) {
        boolean money = !field.equals("points") && !field.equals("purchases_12_months");
        if (!SUMMABLE.contains(field)
                || kept.get(field).isEmpty()
                || gone.get(field).isEmpty()
                || money && !kept.get("currency").equals(gone.get("currency"))) {
            return null;
        }
        return new BigDecimal(kept.get(field)).add(new BigDecimal(gone.get(field)));
    }

    public Outcome merge(Side kept, Side gone, Picked picked, String actor) {
        return Objects.requireNonNull(transaction.execute(status -> {
            // always in one order, so that two people who merge the same two wait for each other
            for (long id : new TreeSet<>(List.of(kept.id().value(), gone.id().value()))) {
                var version = store.lock(id);
                int seen = id == kept.id().value() ? kept.version() : gone.version();
                if (version.isEmpty() || version.get() != seen) {
                    return new Outcome.Stale();
                }
            }
            var outcome = write(
                    store.byId(kept.id().value()).orElseThrow(),
                    store.byId(gone.id().value()).orElseThrow(),
                    picked,
                    actor);
            if (outcome instanceof Outcome.Refused) {
                status.setRollbackOnly();
            }
            return outcome;
        }));
    }

    private Outcome write(Customer kept, Customer gone, Picked picked, String actor) {
        var entry = together(kept, gone, picked);
        var points = new ArrayList<>(kept.contactPoints());
        points.addAll(gone.contactPoints());
        var reading = new EntryReading(entry, store, fields.all(), points, LocalDate.now(clock));
        if (!reading.problems().isEmpty()) {
            return new Outcome.Refused(reading.problems());
        }
        var now = clock.instant();
        long id = kept.id().value();
        parts.holders().forEach(holder -> holder.merge(gone.id(), kept.id()));
        var other = reading.number().equals(gone.number()) ? kept.number() : gone.number();
        store.replace(gone.id().value(), id, other, actor, now);
        // fields of the shop are picked one by one; only what no field is defined for comes along by itself
        var own = new HashMap<>(gone.own());
        fields.all().forEach(field -> own.remove(field.key()));
        own.putAll(kept.own());
        store.update(id, reading.values(own), now);
        store.replaceContactPoints(id, reading.points());
        store.replaceGroups(id, reading.groups());
        store.log(id, actor, "merged", (gone.number() + " " + gone.name()).strip(), reading.number(), now);
        Customers.logChanges(store, kept, store.byId(id).orElseThrow(), actor, now);
        parts.search().refresh(List.of(id));
        parts.audit().record("customer.merged", String.valueOf(id), "");
        return new Outcome.Merged(kept.id());
    }

    /// The card as it will be: the kept one's values but for those picked or added up, and the points and groups of
    /// both.
    static CustomerEntry together(Customer kept, Customer gone, Picked picked) {
        var entry = CustomerTexts.entry(kept);
        var other = CustomerTexts.entry(gone);
        var texts = new HashMap<>(entry.texts());
        for (var field : picked.gone()) {
            texts.put(field, other.get(field));
        }
        if (picked.gone().contains("balance")) {
            // 100 euros are not 100 crowns
            texts.put("currency", other.get("currency"));
        }
        for (var field : picked.summed()) {
            var sum = sum(entry, other, field);
            if (sum != null) {
                texts.put(field, sum.toPlainString());
            }
        }
        var groups = new TreeSet<>(kept.groups());
        groups.addAll(gone.groups());
        texts.put("groups", String.join(", ", groups));
        // a contact of the other one would be its own company
        if (texts.getOrDefault("company_number", "").equals(gone.number())
                || texts.getOrDefault("company_number", "").equals(kept.number())) {
            texts.put("company_number", "");
        }
        var points = new ArrayList<>(entry.contactPoints());
        var known = new HashSet<String>();
        kept.contactPoints().forEach(point -> known.add(key(point)));
        for (int i = 0; i < gone.contactPoints().size(); i++) {
            if (known.add(key(gone.contactPoints().get(i)))) {
                var point = other.contactPoints().get(i);
                boolean first = points.stream().noneMatch(it -> it.channel() == point.channel() && it.preferred());
                points.add(new CustomerEntry.Point(
                        point.channel(), point.label(), point.text(), point.preferred() && first));
            }
        }
        points.sort(Comparator.comparing(CustomerEntry.Point::channel));
        return new CustomerEntry(kept.version(), texts, points);
    }

    private static String key(ContactPoint point) {
        return point.channel() + " " + Objects.requireNonNullElse(point.address(), point.asEntered());
    }

    /// The fields in which the two differ, in the card's order; groups, phones and addresses are not chosen, they
    /// come together.
    static List<String> differences(Customer kept, Customer gone) {
        var one = CustomerTexts.entry(kept);
        var two = CustomerTexts.entry(gone);
        var fields = new LinkedHashSet<>(CustomerTexts.logged(kept).keySet());
        fields.add("company_number");
        fields.addAll(CustomerTexts.logged(gone).keySet());
        fields.removeAll(List.of("groups", "phones", "email"));
        if (!one.get("balance").isEmpty() || !two.get("balance").isEmpty()) {
            // goes with the balance
            fields.remove("currency");
        }
        return fields.stream()
                .filter(field -> !one.get(field).equals(two.get(field)))
                .toList();
    }
}
