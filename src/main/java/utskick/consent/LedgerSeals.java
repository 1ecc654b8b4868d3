package utskick.consent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/// The nightly seals over the ledger. A hash chain alone shows neither that its end was cut off nor that all of it
/// was written anew; a seal covers both, and the file `consent-seals.txt` in the data folder, outside of the
/// database, shows that a seal was taken away or replaced. Copies of that file elsewhere are worth having.
public final class LedgerSeals {

    private static final String FILE = "consent-seals.txt";

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final Clock clock;
    private final Path file;

    /// @param folder the data folder, in which each seal that is made here is noted
    public LedgerSeals(JdbcClient jdbc, TransactionOperations transaction, Clock clock, Path folder) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
        this.file = folder.resolve(FILE);
    }

    /// Seals all entries that no seal covers yet; empty when there is none. Entries that are being written
    /// meanwhile wait for nothing and are covered by the next one. A number that was noted is not given
    /// again: a seal that was taken away stays missing.
    public Optional<Seal> seal() {
        Optional<Seal> made = transaction.execute(_ -> {
            jdbc.sql("SELECT pg_advisory_xact_lock(hashtext('consent.seal'))::text")
                    .query(String.class)
                    .single();
            return jdbc.sql("""
                    INSERT INTO consent.seal (number, ids, entries, digest, at)
                    SELECT last.number + 1, fresh.ids, a.entries,
                           consent.seal_digest(last.digest, last.number + 1, fresh.ids, a.entries, a.content), :now
                    FROM (SELECT range_agg(int8range(first_id, last_id, '[]')) AS ids
                          FROM (SELECT min(id) AS first_id, max(id) AS last_id
                                FROM (SELECT id, id - row_number() OVER (ORDER BY id) AS island
                                      FROM consent.entry
                                      WHERE NOT id <@ coalesce((SELECT range_agg(s.ids) FROM consent.seal s), '{}')) e
                                GROUP BY island) i) fresh
                    CROSS JOIN LATERAL consent.amount(fresh.ids) a
                    CROSS JOIN LATERAL (SELECT greatest(max(number), :noted) AS number,
                                               (array_agg(digest ORDER BY number DESC))[1] AS digest
                                        FROM consent.seal) last
                    WHERE fresh.ids IS NOT NULL
                    RETURNING number, entries, digest, at
                    """)
                    .param("now", Timestamp.from(clock.instant()))
                    .param(
                            "noted",
                            noted().keySet().stream().max(Integer::compare).orElse(0))
                    .query((row, _) -> read(row))
                    .optional();
        });
        Optional<Seal> seal = made == null ? Optional.empty() : made;
        seal.ifPresent(this::note);
        return seal;
    }

    /// How many entries there are to read, as the planner knows it; next to nothing to ask.
    public long toRead() {
        return jdbc.sql("SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'consent.entry'::regclass")
                .query(Long.class)
                .single();
    }

    /// The newest seal.
    public Optional<Seal> last() {
        return jdbc.sql("SELECT number, entries, digest, at FROM consent.seal ORDER BY number DESC LIMIT 1")
                .query((row, _) -> read(row))
                .optional();
    }

    /// Adds all seals up anew, and compares them with those that were noted in the data folder.
    public List<BrokenSeal> verify() {
        Map<Integer, String> there = new LinkedHashMap<>();
        List<BrokenSeal> broken = new ArrayList<>();
        jdbc.sql("""
                SELECT s.number, s.digest, s.entries - a.entries AS missing,
                       s.digest IS DISTINCT FROM consent.seal_digest(
                           lag(s.digest) OVER (ORDER BY s.number), s.number, s.ids, a.entries, a.content) AS broken
                FROM consent.seal s CROSS JOIN LATERAL consent.amount(s.ids) a
                ORDER BY s.number
                """).query(row -> {
            there.put(row.getInt("number"), Seal.hex(row.getBytes("digest")));
            if (row.getBoolean("broken")) {
                broken.add(new BrokenSeal(
                        row.getInt("number"), BrokenSeal.Kind.CONTENT, Math.max(0, row.getLong("missing"))));
            }
        });
        noted().forEach((number, digest) -> {
            String stands = there.get(number);
            if (stands == null) {
                broken.add(new BrokenSeal(number, BrokenSeal.Kind.MISSING, 0));
            } else if (!stands.equals(digest)) {
                broken.add(new BrokenSeal(number, BrokenSeal.Kind.REPLACED, 0));
            }
        });
        return broken;
    }

    /// A line `number entries time digest` for each seal made here.
    private void note(Seal seal) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(
                    file,
                    "%d %d %s %s%n".formatted(seal.number(), seal.entries(), seal.at(), seal.digest()),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.DSYNC);
        } catch (IOException e) {
            throw new UncheckedIOException("the seal could not be noted in " + file, e);
        }
    }

    private Map<Integer, String> noted() {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            Map<Integer, String> noted = new LinkedHashMap<>();
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ");
                if (words.length == 4 && words[0].matches("[0-9]{1,9}")) {
                    noted.putIfAbsent(Integer.valueOf(words[0]), words[3]);
                }
            }
            return noted;
        } catch (IOException e) {
            throw new UncheckedIOException("the noted seals could not be read from " + file, e);
        }
    }

    private static Seal read(ResultSet row) throws SQLException {
        Instant at = row.getTimestamp("at").toInstant();
        return new Seal(row.getInt("number"), row.getLong("entries"), Seal.hex(row.getBytes("digest")), at);
    }
}
