package utskick.customer;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionOperations;
import utskick.kernel.Address;
import utskick.kernel.CustomerId;
import utskick.kernel.SqlQuery;

/// The register, one customer at a time.
public final class Customers {

    /// More changes than this nobody reads on one page.
    private static final int MOST_CHANGES = 200;

    private final CustomerStore store;
    private final CustomFields fields;
    private final TransactionOperations transaction;
    private final Told told;
    private final Clock clock;

    Customers(CustomerStore store, CustomFields fields, TransactionOperations transaction, Told told, Clock clock) {
        this.store = store;
        this.fields = fields;
        this.transaction = transaction;
        this.told = told;
        this.clock = clock;
    }

    /// Who hears of a card that was saved.
    record Told(SearchIndex search, NewAddresses addresses) {}

    public Optional<Customer> byId(CustomerId id) {
        return store.byId(id.value());
    }

    /// By the number people use; leading zeros count.
    public Optional<Customer> byNumber(String number) {
        return store.idOf(CellText.clean(number)).flatMap(store::byId);
    }

    /// How many people are contacts of this company.
    public long contactsOf(CustomerId company) {
        return store.contactsOf(company.value());
    }

    /// The customer that this one became a part of, if it did.
    public Optional<CustomerId> keptInsteadOf(CustomerId gone) {
        return store.keptInsteadOf(gone.value()).map(CustomerId::new);
    }

    /// What stands above the tabs of the card.
    public Optional<CardHead> cardHead(CustomerId id) {
        return store.cardHead(id.value());
    }

    /// Who changed what, the latest first, and what imports did.
    public List<Change> changes(CustomerId id) {
        return changes(id, MOST_CHANGES);
    }

    List<Change> changes(CustomerId id, int most) {
        return store.changes(id.value(), most);
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

    /// Puts customers into a group, which is made where there is none; who is in it stays in it.
    ///
    /// @param chosen a query with one column, `customer_id`
    /// @return how many were not in it before
    int addToGroup(SqlQuery chosen, String name, String actor) {
        return Objects.requireNonNull(
                transaction.execute(_ -> store.addToGroup(chosen, store.group("group", name), actor, clock.instant())));
    }

    /// Takes customers out of a group; who is not in it stays out.
    ///
    /// @return how many were in it
    int removeFromGroup(SqlQuery chosen, String name, String actor) {
        return store.removeFromGroup(chosen, name, actor, clock.instant());
    }

    /// The first contacts of a company, by their names.
    List<Long> contactsOf(CustomerId company, int most) {
        return store.contactsOf(company.value(), most);
    }

    /// Writes a new customer, or the card of a known one. All of it or nothing.
    ///
    /// @param id null for a new customer
    public SaveOutcome save(@Nullable CustomerId id, CustomerEntry entry, String actor) {
        var kept = id == null ? List.<ContactPoint>of() : store.contactPoints(id.value());
        var reading = new EntryReading(entry, store, fields.all(), kept, LocalDate.now(clock));
        if (!reading.problems().isEmpty()) {
            return new SaveOutcome.Refused(reading.problems());
        }
        try {
            return Objects.requireNonNull(transaction.execute(_ -> write(id, reading, actor)));
        } catch (DuplicateKeyException e) {
            // the database says so even when two people press Save at the same moment
            return new SaveOutcome.Refused(
                    String.valueOf(e.getMessage()).contains("\"customer_external_id\"")
                            ? Map.of("external_id", "external_id_taken")
                            : Map.of("number", "number_taken"));
        }
    }

    private SaveOutcome write(@Nullable CustomerId id, EntryReading reading, String actor) {
        var now = clock.instant();
        if (id == null) {
            long added = store.insert(reading.values(Map.of()), now);
            store.replaceContactPoints(added, reading.points());
            store.replaceGroups(added, reading.groups());
            store.log(added, actor, "created", "", reading.number(), now);
            startAnew(added, List.of(), reading.points(), actor);
            told.search().refresh(List.of(added));
            return new SaveOutcome.Saved(new CustomerId(added));
        }
        var version = store.lock(id.value());
        var before = store.byId(id.value());
        if (version.isEmpty() || before.isEmpty()) {
            return new SaveOutcome.Refused(Map.of("number", "customer_is_gone"));
        }
        if (version.get() != reading.version()) {
            return new SaveOutcome.Stale(before.get());
        }
        store.update(id.value(), reading.values(before.get().own()), now);
        store.replaceContactPoints(id.value(), reading.points());
        store.replaceGroups(id.value(), reading.groups(before.get().groups()));
        logChanges(store, before.get(), store.byId(id.value()).orElseThrow(), actor, now);
        startAnew(id.value(), before.get().contactPoints(), reading.points(), actor);
        told.search().refresh(List.of(id.value()));
        return new SaveOutcome.Saved(id);
    }

    /// What has come to the card or left it, and is on no other one, was maybe said by somebody else.
    private void startAnew(long id, List<ContactPoint> before, List<ContactPoint> after, String actor) {
        var old = addresses(before);
        var fresh = addresses(after);
        var changed = new LinkedHashSet<>(old);
        changed.addAll(fresh);
        changed.removeIf(it -> old.contains(it) && fresh.contains(it) || store.isElsewhere(it, id));
        if (!changed.isEmpty()) {
            told.addresses().startAnew(changed, actor);
        }
    }

    private static Set<Address> addresses(List<ContactPoint> points) {
        var addresses = new LinkedHashSet<Address>();
        for (var point : points) {
            var address = point.address();
            if (address != null) {
                addresses.add(Address.of(point.channel(), address));
            }
        }
        return addresses;
    }

    /// Writes a line for each field in which the two differ.
    static void logChanges(CustomerStore store, Customer before, Customer after, String actor, Instant now) {
        var old = CustomerTexts.logged(before);
        var fresh = CustomerTexts.logged(after);
        var fields = new LinkedHashSet<>(old.keySet());
        fields.addAll(fresh.keySet());
        for (var field : fields) {
            var from = old.getOrDefault(field, "");
            var to = fresh.getOrDefault(field, "");
            if (!from.equals(to)) {
                store.log(after.id().value(), actor, field, from, to, now);
            }
        }
    }

    static String currency(String country) {
        return ImportSettings.of(country).currency();
    }
}
