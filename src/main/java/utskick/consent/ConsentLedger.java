package utskick.consent;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import utskick.access.CurrentUser;
import utskick.kernel.Address;
import utskick.kernel.Channel;
import utskick.kernel.CustomerId;
import utskick.kernel.SqlQuery;

/// Who said what about being written to. It only grows; entries of one address, channel and purpose are a chain of
/// hashes, and `consent.standing` is the end of each chain. A no beats every later yes of a machine (import, till);
/// only the customer, or a user who states why, can say yes again. The rule itself is the SQL function `consent.takes`.
public final class ConsentLedger {

    private static final int ATTEMPTS = 5;

    private final JdbcClient jdbc;
    private final TransactionOperations nested;
    private final Clock clock;

    /// @param nested transactions that are savepoints inside one that runs already
    public ConsentLedger(JdbcClient jdbc, TransactionOperations nested, Clock clock) {
        this.jdbc = jdbc;
        this.nested = nested;
        this.clock = clock;
    }

    /// Writes down what was said, in order; what changes nothing or may not change anything is left out.
    ///
    /// @return entries written
    public int record(List<Said> said) {
        Integer written = nested.execute(_ -> rounds(said).stream()
                .mapToInt(round -> append(relation(round)).written())
                .sum());
        return written == null ? 0 : written;
    }

    /// A yes from the customer, or from a user with a reason.
    ///
    /// @return false when it was not taken down
    public boolean give(Address address, Purpose purpose, Origin origin) {
        return record(List.of(new Said(address, purpose, ConsentState.GIVEN, origin, clock.instant()))) == 1;
    }

    /// A no. It takes effect on everything that has not left.
    ///
    /// @return false when it stood already
    public boolean withdraw(Address address, Purpose purpose, Origin origin) {
        return record(List.of(new Said(address, purpose, ConsentState.WITHDRAWN, origin, clock.instant()))) == 1;
    }

    /// The customer's no to everything that needs a yes: offers, each own purpose that is asked for, and a retired
    /// one that a yes still stands for. What the customer's own business needs has a no of its own.
    ///
    /// @return entries written
    public int stop(Address address, Origin origin) {
        Map<String, @Nullable Object> params = new HashMap<>();
        params.put("address", address.value());
        params.put("channel", address.channel().name());
        params.put("basis", origin.basis().key());
        params.put("wording", origin.wording());
        params.put("source", origin.source().key());
        params.put("detail", origin.detail());
        params.put("actor", origin.actor());
        params.put("at", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
        params.put("evidence", origin.evidence());
        return append(new SqlQuery("""
                SELECT :address::text AS address, :channel::text AS channel, p.key AS purpose,
                       'withdrawn'::text AS state, :basis::text AS basis, :wording::text AS wording,
                       :source::text AS source, :detail::text AS detail, :actor::text AS actor,
                       :at::timestamptz AS at, :evidence::text AS evidence, NULL::date AS sale
                FROM (SELECT u.key FROM consent.purpose u WHERE u.active
                      UNION
                      SELECT y.purpose FROM consent.standing y
                      WHERE y.address = :address AND y.channel = :channel AND y.state = 'given') p
                WHERE p.key <> 'service'
                """, params)).written();
    }

    /// These addresses are on a card anew, or on none any more: no yes that was given for them holds any longer.
    ///
    /// @return entries written
    int startAnew(Collection<Address> addresses, String actor) {
        return append(lapsed(
                        """
                (s.channel, s.address) IN (SELECT * FROM unnest(:channels::text[], :addresses::text[]))
                """,
                        Map.of(
                                "channels",
                                addresses.stream()
                                        .map(it -> it.channel().name())
                                        .toArray(String[]::new),
                                "addresses",
                                addresses.stream().map(Address::value).toArray(String[]::new)),
                        actor))
                .written();
    }

    /// The same for each address that is on no card, however it left. What was said since the last
    /// seal is left alone: an import that is being committed has its words here before it has its cards.
    ///
    /// @return entries written
    int forgetWhoLeft() {
        return append(lapsed("""
                s.entry_id < (SELECT upper(ids) FROM consent.seal ORDER BY number DESC LIMIT 1)
                  AND NOT EXISTS (SELECT FROM customer.contact k
                                  WHERE k.address = s.address AND k.channel = s.channel)
                """, Map.of(), CurrentUser.SYSTEM)).written();
    }

    private SqlQuery lapsed(String which, Map<String, Object> params, String actor) {
        Map<String, Object> all = new HashMap<>(params);
        all.put("actor", actor);
        all.put("at", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
        return new SqlQuery("""
                SELECT s.address, s.channel, s.purpose, 'unknown'::text AS state, e.basis, ''::text AS wording,
                       'register'::text AS source, ''::text AS detail, :actor::text AS actor, :at::timestamptz AS at,
                       ''::text AS evidence, NULL::date AS sale
                FROM consent.standing s JOIN consent.entry e ON e.id = s.entry_id
                WHERE s.state = 'given' AND %s
                """.formatted(which), all);
    }

    /// Everything said for this address, newest first.
    public List<LedgerEntry> history(Address address) {
        return jdbc.sql("""
                SELECT e.* FROM consent.entry e
                WHERE e.address = :address AND e.channel = :channel
                ORDER BY e.id DESC
                """)
                .param("address", address.value())
                .param("channel", address.channel().name())
                .query(ConsentLedger::entry)
                .list();
    }

    /// Everything said for the addresses that the customer has now, newest first.
    public List<LedgerEntry> history(CustomerId customer) {
        return jdbc.sql("""
                SELECT e.* FROM consent.entry e
                WHERE (e.address, e.channel) IN (SELECT c.address, c.channel FROM customer.contact c
                                                 WHERE c.customer_id = :customer AND c.address IS NOT NULL)
                ORDER BY e.id DESC
                """)
                .param("customer", customer.value())
                .query(ConsentLedger::entry)
                .list();
    }

    /// Reads the whole ledger and finds each entry that was changed, each gap, and each lost end.
    public List<TamperedEntry> verify() {
        return jdbc.sql("""
                SELECT id, address, 'CHANGED' AS kind
                FROM consent.entry
                WHERE hash <> consent.seal(previous, address, channel, purpose, state, basis, wording, source, detail,
                                           actor, at, evidence, sale)
                UNION ALL
                SELECT id, address, 'BROKEN_CHAIN'
                FROM (SELECT id, address, previous,
                             lag(hash) OVER (PARTITION BY address, channel, purpose ORDER BY id) AS before
                      FROM consent.entry) link
                WHERE previous IS DISTINCT FROM before
                UNION ALL
                SELECT coalesce(s.entry_id, e.id), coalesce(s.address, e.address), 'MISSING_TAIL'
                FROM consent.standing s
                FULL JOIN (SELECT DISTINCT ON (address, channel, purpose) *
                           FROM consent.entry ORDER BY address, channel, purpose, id DESC) e
                  USING (address, channel, purpose)
                WHERE s.hash IS DISTINCT FROM e.hash OR s.entry_id IS DISTINCT FROM e.id
                   OR s.state IS DISTINCT FROM e.state OR s.source IS DISTINCT FROM e.source
                   OR s.at IS DISTINCT FROM e.at
                ORDER BY 1, 3
                """)
                .query((row, _) -> new TamperedEntry(
                        row.getLong("id"), row.getString("address"), TamperedEntry.Kind.valueOf(row.getString("kind"))))
                .list();
    }

    /// Appends a set, as fast as one statement can: 200,000 entries in a few seconds.
    ///
    /// @param said rows `(address, channel, purpose, state, basis, wording, source, detail, actor, at, evidence,
    ///     sale)`, each address, channel and purpose once
    Appended append(SqlQuery said) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            boolean again = attempt > 1;
            try {
                Appended appended = nested.execute(inner -> {
                    if (again) {
                        hold(said);
                    }
                    Appended result = appendOnce(said);
                    if (result.written() != result.ended()) {
                        inner.setRollbackOnly();
                    }
                    return result;
                });
                if (appended != null && appended.written() == appended.ended()) {
                    return appended;
                }
            } catch (DuplicateKeyException e) {
                // somebody else began the same chain; asking beforehand (ON CONFLICT) costs a set a sixth of its time
                continue;
            }
        }
        throw new OptimisticLockingFailureException(
                "other entries for the same addresses came in between %d times".formatted(ATTEMPTS));
    }

    /// Keeps others from the chains that exist until this transaction ends. Whoever lost a race comes here, so the
    /// next attempt can lose only a chain that began in the meantime, and the one after that none.
    private void hold(SqlQuery said) {
        jdbc.sql("""
                SELECT count(*) FROM (
                    SELECT FROM consent.standing s
                    WHERE (s.address, s.channel, s.purpose) IN (SELECT address, channel, purpose FROM (%s) said)
                    ORDER BY s.address, s.channel, s.purpose
                    FOR UPDATE) held
                """.formatted(said.text()))
                .params(new HashMap<>(said.params()))
                .query(Long.class)
                .single();
    }

    /// Nothing is locked beforehand. Where somebody else ended a chain since this statement began, `ended` is
    /// smaller than `written` and the caller takes it back; where somebody else began one, there is a
    /// [DuplicateKeyException]. Two writers never fork a chain, and imports do not wait.
    private Appended appendOnce(SqlQuery said) {
        return jdbc.sql("""
                WITH said AS (
                    %s
                ), judged AS (
                    SELECT said.*, s.hash AS previous,
                           consent.takes(s.state, s.source, s.at, said.state, said.source, said.at)
                           -- who stopped all offers has stopped those, too, that nobody had thought of then
                           AND NOT CASE
                               WHEN said.state = 'given' AND said.source IN ('import', 'till', 'sample')
                                    AND said.purpose NOT IN ('marketing', 'service')
                                    AND coalesce(s.state, 'unknown') = 'unknown'
                               THEN EXISTS (SELECT FROM consent.standing o JOIN consent.entry e ON e.id = o.entry_id
                                            WHERE o.address = said.address AND o.channel = said.channel
                                              AND o.purpose = 'marketing' AND o.state = 'withdrawn'
                                              AND e.source IN ('stop', 'link') AND e.detail <> 'preferences')
                               WHEN said.state = 'given' AND s.state IN ('refused', 'withdrawn')
                                    AND said.purpose <> 'service'
                               -- nor is who has said no a customer or a company in that sense any more
                               THEN said.basis <> 'consent'
                               ELSE false END AS taken
                    FROM said LEFT JOIN consent.standing s USING (address, channel, purpose)
                ), written AS (
                    INSERT INTO consent.entry (address, channel, purpose, state, basis, wording, source, detail, actor,
                                               at, evidence, sale, previous, hash)
                    SELECT address, channel, purpose, state, basis, wording, source, detail, actor, at, evidence, sale,
                           previous,
                           consent.seal(previous, address, channel, purpose, state, basis, wording, source, detail,
                                        actor, at, evidence, sale)
                    FROM judged WHERE taken
                    RETURNING id, address, channel, purpose, state, source, at, previous, hash
                ), begun AS (
                    INSERT INTO consent.standing (address, channel, purpose, state, source, entry_id, hash, at)
                    SELECT address, channel, purpose, state, source, id, hash, at
                    FROM written WHERE previous IS NULL
                    ORDER BY address, channel, purpose
                    RETURNING 1
                ), moved AS (
                    UPDATE consent.standing s
                    SET state = w.state, source = w.source, entry_id = w.id, hash = w.hash, at = w.at
                    FROM written w
                    WHERE s.address = w.address AND s.channel = w.channel AND s.purpose = w.purpose
                      AND s.hash = w.previous
                    RETURNING 1
                ), amount AS MATERIALIZED (
                    SELECT count(*) AS entries FROM written
                ), touched AS (
                    INSERT INTO consent.touched (address)
                    SELECT address FROM written WHERE (SELECT entries FROM amount) <= %d
                    UNION ALL
                    SELECT NULL FROM amount WHERE entries > %d
                )
                SELECT (SELECT entries FROM amount) AS written,
                       (SELECT count(*) FROM begun) + (SELECT count(*) FROM moved) AS ended
                """.formatted(said.text(), Reach.MANY, Reach.MANY))
                .params(new HashMap<>(said.params()))
                .query((row, _) -> new Appended(row.getInt("written"), row.getInt("ended")))
                .single();
    }

    /// @param written entries written
    /// @param ended chains that have the new entry as their end; less than `written` when somebody else was faster
    record Appended(int written, int ended) {}

    /// A chain gets one entry a statement, so an address that is named twice takes two rounds.
    private static List<List<Said>> rounds(List<Said> said) {
        record Chain(Address address, Purpose purpose) {}
        List<List<Said>> rounds = new ArrayList<>();
        Map<Chain, Integer> length = new HashMap<>();
        for (Said word : said) {
            int round = length.merge(new Chain(word.address(), word.purpose()), 1, Integer::sum) - 1;
            if (round == rounds.size()) {
                rounds.add(new ArrayList<>());
            }
            rounds.get(round).add(word);
        }
        return rounds;
    }

    private static SqlQuery relation(List<Said> said) {
        Map<String, @Nullable Object> params = new HashMap<>();
        params.put("addresses", column(said, s -> s.address().value()));
        params.put("channels", column(said, s -> s.address().channel().name()));
        params.put("purposes", column(said, s -> s.purpose().key()));
        params.put("states", column(said, s -> s.state().key()));
        params.put("bases", column(said, s -> s.origin().basis().key()));
        params.put("wordings", column(said, s -> s.origin().wording()));
        params.put("sources", column(said, s -> s.origin().source().key()));
        params.put("details", column(said, s -> s.origin().detail()));
        params.put("actors", column(said, s -> s.origin().actor()));
        params.put("times", column(said, s -> s.at().toString()));
        params.put("evidences", column(said, s -> s.origin().evidence()));
        params.put("sales", column(said, s -> Objects.toString(s.origin().sale(), null)));
        return new SqlQuery("""
                SELECT * FROM unnest(:addresses::text[], :channels::text[], :purposes::text[], :states::text[],
                    :bases::text[], :wordings::text[], :sources::text[], :details::text[], :actors::text[],
                    :times::timestamptz[], :evidences::text[], :sales::date[])
                    AS t (address, channel, purpose, state, basis, wording, source, detail, actor, at, evidence, sale)
                """, params);
    }

    private static @Nullable String[] column(List<Said> said, Function<Said, @Nullable String> value) {
        return said.stream().map(value).toArray(String[]::new);
    }

    private static LedgerEntry entry(ResultSet row, int index) throws SQLException {
        var origin = new Origin(
                Origin.Source.valueOf(row.getString("source").toUpperCase(Locale.ROOT)),
                Origin.Basis.valueOf(row.getString("basis").toUpperCase(Locale.ROOT)),
                row.getString("wording"),
                row.getString("detail"),
                row.getString("actor"),
                row.getString("evidence"),
                row.getObject("sale", LocalDate.class));
        return new LedgerEntry(
                row.getLong("id"),
                row.getString("address"),
                Channel.valueOf(row.getString("channel")),
                Purpose.of(row.getString("purpose")),
                ConsentState.of(row.getString("state")),
                origin,
                row.getObject("at", OffsetDateTime.class).toInstant());
    }
}
