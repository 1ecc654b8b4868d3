package utskick.consent;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Reads the ledger from end to end and keeps how it was found, so that owners are told until it is whole again, or
/// until one of them has explained what was found. Another finding is told anew.
public final class LedgerChecks {

    private final ConsentLedger ledger;
    private final LedgerSeals seals;
    private final JdbcClient jdbc;
    private final Clock clock;

    public LedgerChecks(ConsentLedger ledger, LedgerSeals seals, JdbcClient jdbc, Clock clock) {
        this.ledger = ledger;
        this.seals = seals;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// What is not as it was written.
    public record Found(List<TamperedEntry> entries, List<BrokenSeal> seals) {

        public Found {
            entries = List.copyOf(entries);
            seals = List.copyOf(seals);
        }

        public boolean isWhole() {
            return entries.isEmpty() && seals.isEmpty();
        }

        /// The same finding has the same words.
        private String words() {
            return Stream.concat(
                            entries.stream().map(it -> "entry %d %s".formatted(it.entryId(), it.kind())),
                            seals.stream().map(it -> "seal %d %s".formatted(it.number(), it.kind())))
                    .sorted()
                    .collect(Collectors.joining("\n"));
        }
    }

    /// How the ledger was found the last time.
    ///
    /// @param entries that are not what was written
    /// @param seals that do not fit
    /// @param settled who explained this finding, how and when; null: nobody has
    public record Check(
            Instant at, int entries, int seals, @Nullable Settled settled) {

        public boolean isWhole() {
            return entries == 0 && seals == 0;
        }

        /// Whether owners are to be told.
        public boolean isOpen() {
            return !isWhole() && settled == null;
        }
    }

    /// Somebody's word on a finding.
    public record Settled(String by, String note, Instant at) {}

    /// Reads everything; changes nothing. A minute where there are many millions of entries.
    public Found look() {
        return new Found(ledger.verify(), seals.verify());
    }

    /// Keeps it for the start page.
    public void note(Found found) {
        jdbc.sql("""
                INSERT INTO consent.ledger_check (at, entries, seals, found)
                VALUES (:now, :entries, :seals,
                        CASE WHEN :words = '' THEN '' ELSE encode(sha256(convert_to(:words, 'UTF8')), 'hex') END)
                ON CONFLICT (only_row) DO UPDATE
                SET at = excluded.at, entries = excluded.entries, seals = excluded.seals, found = excluded.found
                """)
                .param("now", Timestamp.from(clock.instant()))
                .param("entries", found.entries().size())
                .param("seals", found.seals().size())
                .param("words", found.words())
                .update();
    }

    /// The last one that was kept.
    public Optional<Check> last() {
        return jdbc.sql("""
                SELECT at, entries, seals, settled_by, settled_note,
                       CASE WHEN settled = found THEN settled_at END AS settled_at
                FROM consent.ledger_check
                """)
                .query((row, _) -> {
                    var settledAt = row.getTimestamp("settled_at");
                    return new Check(
                            row.getTimestamp("at").toInstant(),
                            row.getInt("entries"),
                            row.getInt("seals"),
                            settledAt == null
                                    ? null
                                    : new Settled(
                                            row.getString("settled_by"),
                                            row.getString("settled_note"),
                                            settledAt.toInstant()));
                })
                .optional();
    }

    /// Takes an owner's explanation of what was found; it is told no more unless something else is found.
    ///
    /// @throws IllegalArgumentException without words
    public void settle(String note, String actor) {
        if (note.isBlank()) {
            throw new IllegalArgumentException("a finding is explained in words");
        }
        jdbc.sql("""
                UPDATE consent.ledger_check
                SET settled = found, settled_by = :actor, settled_note = :note, settled_at = :now
                WHERE found <> ''
                """)
                .param("actor", actor)
                .param("note", note.strip())
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    /// The newest seal.
    public Optional<Seal> lastSeal() {
        return seals.last();
    }
}
