package utskick.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import utskick.access.CurrentUser;
import utskick.customer.Customer;
import utskick.customer.Upserted;
import utskick.customer.Upserts;

/// Customers from other programs, many at a time, each by itself.
@RestController
final class CustomersApi {

    private static final int MOST = 1_000;

    private final Upserts upserts;
    private final SentConsents consents;
    private final CurrentUser user;

    CustomersApi(Upserts upserts, SentConsents consents, CurrentUser user) {
        this.upserts = upserts;
        this.consents = consents;
        this.user = user;
    }

    record Batch(@Nullable List<JsonNode> customers) {}

    /// What became of all of them.
    record Result(int created, int updated, int unchanged, int rejected, List<Item> customers) {}

    /// What became of one.
    ///
    /// @param index its place in the request
    /// @param outcome `created`, `updated`, `unchanged`, `rejected`
    /// @param consents entries that the ledger took
    record Item(
            int index,
            String externalId,
            String outcome,
            @Nullable Long id,
            @Nullable String number,
            int consents,
            List<Problem> problems) {}

    /// @param field where in the customer's object: `phones/0`
    record Problem(String field, String code, String detail) {}

    @PostMapping("/api/v1/customers:batch")
    Result batch(HttpServletRequest request) throws IOException {
        var sent = Bodies.read(request, Batch.class).customers();
        if (sent == null || sent.isEmpty()) {
            throw new Refusal(HttpStatus.BAD_REQUEST, "customers_missing", "Send at least one customer.");
        }
        if (sent.size() > MOST) {
            throw new Refusal(
                    HttpStatus.CONTENT_TOO_LARGE, "too_many", "A batch has %d customers at most.".formatted(MOST));
        }
        List<Item> items = new ArrayList<>();
        for (JsonNode customer : sent) {
            items.add(write(items.size(), customer));
        }
        return new Result(
                count(items, "created"),
                count(items, "updated"),
                count(items, "unchanged"),
                count(items, "rejected"),
                items);
    }

    private Item write(int index, JsonNode node) {
        var reading = new CustomerReading(node);
        if (!reading.problems().isEmpty()) {
            return rejected(index, reading.externalId(), reading.problems());
        }
        var written = new int[1];
        var upserted = upserts.upsert(reading.patch(), user.login(), customer -> {
            var taken = consents.take(customer, reading.consents(), user.login());
            written[0] = taken.written();
            return taken.problems();
        });
        return switch (upserted) {
            case Upserted.Created(var customer) -> done(index, reading, "created", customer, written[0]);
            case Upserted.Updated(var customer) -> done(index, reading, "updated", customer, written[0]);
            case Upserted.Unchanged(var customer) ->
                done(index, reading, written[0] > 0 ? "updated" : "unchanged", customer, written[0]);
            case Upserted.Rejected(var problems) -> rejected(index, reading.externalId(), problems);
        };
    }

    private static Item done(int index, CustomerReading reading, String outcome, Customer customer, int consents) {
        return new Item(
                index, reading.externalId(), outcome, customer.id().value(), customer.number(), consents, List.of());
    }

    private static Item rejected(int index, String externalId, Map<String, String> problems) {
        return new Item(
                index,
                externalId,
                "rejected",
                null,
                null,
                0,
                problems.entrySet().stream()
                        .map(problem -> new Problem(
                                CustomerReading.member(problem.getKey()),
                                problem.getValue(),
                                ProblemTexts.of(problem.getValue())))
                        .toList());
    }

    private static int count(List<Item> items, String outcome) {
        return (int) items.stream()
                .filter(item -> item.outcome().equals(outcome.toLowerCase(Locale.ROOT)))
                .count();
    }
}
