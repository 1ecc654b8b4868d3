package utskick.dispatch;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import utskick.kernel.CustomerId;

/// Renders every message of a held batch to know what it costs. Reads the frozen audience page by page, so memory does
/// not grow with it and no snapshot stays open; the audience cannot change meanwhile.
final class Pricer {

    private static final int PAGE = 5_000;
    private static final int EXAMPLES = 20;
    private static final int CHARACTERS = 50;

    private final OutboxStore store;
    private final Writer.Source writers;
    private final TransactionOperations transaction;
    private final Clock clock;

    Pricer(OutboxStore store, Writer.Source writers, TransactionOperations transaction, Clock clock) {
        this.store = store;
        this.writers = writers;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// The finished pricing, or nothing when the batch was discarded while it was being counted.
    Optional<Pricing> count(Batch batch) {
        var writer = writers.writer(batch.contentId());
        var tally = new Tally(batch);
        if (!store.beginPricing(batch.id())) {
            return Optional.empty();
        }
        int after = 0;
        while (true) {
            var lines = store.lines(batch.id(), after, PAGE);
            boolean last = lines.size() < PAGE;
            var notes = new ArrayList<Pricing.Note>();
            for (var line : lines) {
                tally.add(line, writer.measure(line.language(), line.fields()), notes);
                after = line.seq();
            }
            boolean stored = Boolean.TRUE.equals(transaction.execute(_ -> {
                if (!store.storePricing(batch.id(), tally.pricing(), last ? clock.instant() : null)) {
                    return false;
                }
                store.insertNotes(batch.id(), notes);
                return true;
            }));
            if (!stored) {
                return Optional.empty();
            }
            if (last) {
                return store.pricing(batch.id());
            }
        }
    }

    /// What was counted so far.
    private static final class Tally {

        private final Batch batch;
        private final List<Integer> parts = new ArrayList<>();
        private final Map<String, Integer> characters = new HashMap<>();
        private final Map<String, Integer> examples = new HashMap<>();
        private int counted;
        private long units;
        private int ucs2;
        private int missing;
        private int tooLong;

        Tally(Batch batch) {
            this.batch = batch;
        }

        void add(OutboxStore.Line line, Writer.Measure measure, List<Pricing.Note> notes) {
            counted++;
            units += measure.units();
            while (parts.size() < measure.units()) {
                parts.add(0);
            }
            if (measure.units() > 0) {
                parts.set(measure.units() - 1, parts.get(measure.units() - 1) + 1);
                note(line, Pricing.Kind.PARTS, String.valueOf(measure.units()), notes);
            }
            if (!measure.characters().isEmpty()) {
                ucs2++;
                for (var character : measure.characters()) {
                    if (characters.containsKey(character) || characters.size() < CHARACTERS) {
                        characters.merge(character, 1, Integer::sum);
                        note(line, Pricing.Kind.UCS2, character, notes);
                    }
                }
            }
            if (!measure.missing().isEmpty()) {
                missing++;
                for (var field : measure.missing()) {
                    note(line, Pricing.Kind.MISSING, field, notes);
                }
            }
            if (measure.tooLong()) {
                tooLong++;
                note(line, Pricing.Kind.TOO_LONG, String.valueOf(measure.units()), notes);
            }
        }

        private void note(OutboxStore.Line line, Pricing.Kind kind, String detail, List<Pricing.Note> notes) {
            if (examples.merge(kind + detail, 1, Integer::sum) <= EXAMPLES) {
                notes.add(new Pricing.Note(kind, detail, customer(line.customer()), line.seq()));
            }
        }

        private static @Nullable CustomerId customer(@Nullable Long id) {
            return id == null ? null : new CustomerId(id);
        }

        Pricing pricing() {
            var byCharacter = characters.entrySet().stream()
                    .sorted(Map.Entry.<String, Integer>comparingByValue()
                            .reversed()
                            .thenComparing(Map.Entry.comparingByKey()))
                    .map(it -> new Pricing.CharacterCount(it.getKey(), it.getValue()))
                    .toList();
            return new Pricing(
                    batch.id(),
                    batch.counts().planned(),
                    counted,
                    false,
                    units,
                    List.copyOf(parts),
                    ucs2,
                    byCharacter,
                    missing,
                    tooLong,
                    List.of());
        }
    }
}
