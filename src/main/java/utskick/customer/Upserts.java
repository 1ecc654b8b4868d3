package utskick.customer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import utskick.kernel.Channel;
import utskick.kernel.CustomerId;
import utskick.kernel.MergeField;

/// Writes what other programs say of customers, by their own id for them: the same rules as for a card, one
/// transaction for each, and nothing at all where nothing changes.
public final class Upserts {

    /// Somebody else may write the same customer at the same moment.
    private static final int ATTEMPTS = 3;

    private static final Set<String> KINDS = Set.of("person", "company");
    private static final Set<String> STATUSES = Set.of("active", "blocked", "deceased");
    private static final Set<String> CURRENCIES = Set.of("SEK", "EUR", "PLN", "NOK", "DKK", "GBP", "USD");

    private final Customers customers;
    private final CustomFields fields;
    private final JdbcClient jdbc;
    private final TransactionOperations transaction;

    Upserts(Customers customers, CustomFields fields, JdbcClient jdbc, TransactionOperations transaction) {
        this.customers = customers;
        this.fields = fields;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /// What else belongs to a customer and is written in the same transaction.
    public interface Also {

        /// @return by field what is wrong with it; then nothing is written
        Map<String, String> write(Customer customer);
    }

    /// Makes the customer of that external id, or changes it. A customer who has the number and no external id
    /// yet is the one that is meant.
    public Upserted upsert(CustomerPatch patch, String actor, Also also) {
        var wrong = words(patch);
        if (!wrong.isEmpty()) {
            return new Upserted.Rejected(wrong);
        }
        for (int attempt = 1; ; attempt++) {
            var result = attempt(patch, actor, also);
            if (result.isPresent()) {
                return result.get();
            }
            if (attempt == ATTEMPTS) {
                return new Upserted.Rejected(Map.of("externalId", "busy"));
            }
        }
    }

    /// Empty when somebody else was faster.
    private Optional<Upserted> attempt(CustomerPatch patch, String actor, Also also) {
        return Objects.requireNonNull(transaction.execute(running -> {
                    var before = known(patch).orElse(null);
                    var entry = entry(before, patch);
                    var outcome = customers.save(before == null ? null : before.id(), entry, actor);
                    return switch (outcome) {
                        case SaveOutcome.Refused(var problems) -> {
                            running.setRollbackOnly();
                            yield problems.containsValue("external_id_taken")
                                    ? Optional.<Upserted>empty()
                                    : Optional.<Upserted>of(new Upserted.Rejected(named(problems, entry)));
                        }
                        case SaveOutcome.Stale _ -> {
                            running.setRollbackOnly();
                            yield Optional.<Upserted>empty();
                        }
                        case SaveOutcome.Saved(var id) -> {
                            var after = customers.byId(id).orElseThrow();
                            if (before != null && same(before, after)) {
                                // neither a new version nor a line in the log for nothing
                                running.setRollbackOnly();
                                yield Optional.<Upserted>of(new Upserted.Unchanged(before));
                            }
                            var problems = also.write(after);
                            if (!problems.isEmpty()) {
                                running.setRollbackOnly();
                                yield Optional.<Upserted>of(new Upserted.Rejected(problems));
                            }
                            yield Optional.of(
                                    before == null ? new Upserted.Created(after) : new Upserted.Updated(after));
                        }
                    };
                }))
                .map(result -> result instanceof Upserted.Unchanged(var customer) ? alone(customer, also) : result);
    }

    /// The rest, where the customer itself did not change.
    private Upserted alone(Customer customer, Also also) {
        return Objects.requireNonNull(transaction.execute(running -> {
            var problems = also.write(customer);
            if (!problems.isEmpty()) {
                running.setRollbackOnly();
                return new Upserted.Rejected(problems);
            }
            return new Upserted.Unchanged(customer);
        }));
    }

    private Optional<Customer> known(CustomerPatch patch) {
        return jdbc.sql("""
                SELECT id FROM customer.customer
                WHERE external_id = :external OR (number = :number AND external_id IS NULL)
                ORDER BY external_id NULLS LAST LIMIT 1
                """)
                .param("external", CellText.clean(patch.externalId()))
                .param("number", CellText.clean(patch.texts().getOrDefault("number", "")))
                .query(Long.class)
                .optional()
                .flatMap(id -> customers.byId(new CustomerId(id)));
    }

    /// The card as it would be filled in.
    private static CustomerEntry entry(@Nullable Customer before, CustomerPatch patch) {
        Map<String, String> texts = new LinkedHashMap<>();
        List<CustomerEntry.Point> points = new ArrayList<>();
        if (before != null) {
            var stands = CustomerTexts.entry(before);
            texts.putAll(stands.texts());
            stands.contactPoints().stream()
                    .filter(point -> !patch.points().containsKey(point.channel()))
                    .forEach(points::add);
        } else {
            texts.put("number", patch.externalId());
        }
        texts.putAll(patch.texts());
        texts.put("external_id", patch.externalId());
        for (var channel : Channel.values()) {
            points.addAll(patch.points().getOrDefault(channel, List.of()));
        }
        return new CustomerEntry(before == null ? 0 : before.version(), texts, points);
    }

    /// Words that a form offers to choose from, so that no reader looks at them: a program may send any.
    private Map<String, String> words(CustomerPatch patch) {
        Map<String, String> wrong = new LinkedHashMap<>();
        if (CellText.clean(patch.externalId()).isEmpty()) {
            wrong.put("external_id", "missing");
        }
        check(patch, "kind", wrong, KINDS::contains);
        check(patch, "status", wrong, STATUSES::contains);
        check(patch, "currency", wrong, CURRENCIES::contains);
        check(patch, "country", wrong, word -> Regions.country(word) != null);
        check(patch, "language", wrong, word -> Regions.language(word) != null);
        var own =
                fields.all().stream().map(field -> MergeField.OWN + field.key()).collect(Collectors.toSet());
        patch.texts().keySet().stream()
                .filter(field -> field.startsWith(MergeField.OWN) && !own.contains(field))
                .forEach(field -> wrong.put(field, "unknown_field"));
        return wrong;
    }

    private static void check(
            CustomerPatch patch, String field, Map<String, String> wrong, Function<String, Boolean> known) {
        var word = patch.texts().getOrDefault(field, "");
        if (!word.isEmpty() && !known.apply(word)) {
            wrong.put(field, "unknown_word");
        }
    }

    /// Contact points by their place in what was sent: `phones.0`.
    private static Map<String, String> named(Map<String, String> problems, CustomerEntry entry) {
        Map<String, String> named = new LinkedHashMap<>();
        problems.forEach((field, problem) -> {
            if (!field.matches("point\\.\\d+")) {
                named.put(field, problem);
                return;
            }
            int index = Integer.parseInt(field.substring("point.".length()));
            if (index >= entry.contactPoints().size()) {
                named.put("phones", problem);
                return;
            }
            var channel = entry.contactPoints().get(index).channel();
            long place = entry.contactPoints().subList(0, index).stream()
                    .filter(point -> point.channel() == channel)
                    .count();
            named.put((channel == Channel.SMS ? "phones." : "emails.") + place, problem);
        });
        return named;
    }

    private static boolean same(Customer before, Customer after) {
        return CustomerTexts.logged(before).equals(CustomerTexts.logged(after))
                && points(before).equals(points(after));
    }

    private static List<Object> points(Customer customer) {
        return customer.contactPoints().stream()
                .<Object>map(point -> List.of(
                        point.channel(),
                        point.label(),
                        Objects.requireNonNullElse(point.address(), point.asEntered()),
                        point.preferred()))
                .toList();
    }
}
