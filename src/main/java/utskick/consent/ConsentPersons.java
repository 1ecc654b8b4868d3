package utskick.consent;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.kernel.Address;
import utskick.kernel.CustomerId;
import utskick.kernel.PersonalData;

/// What the ledger, the inbox and the links tell of persons. Whoever said no stays unreachable by the keyed hash of the
/// address; of everything else nothing is left but the ids and hashes that the seals need.
final class ConsentPersons implements PersonalData {

    private final JdbcClient jdbc;
    private final ConsentLedger ledger;

    ConsentPersons(JdbcClient jdbc, ConsentLedger ledger) {
        this.jdbc = jdbc;
        this.ledger = ledger;
    }

    /// What was said belongs to the addresses.
    @Override
    public void erase(Collection<Long> customers, Instant now) {}

    @Override
    public void eraseAddresses(Collection<Address> addresses, Instant now) {
        forget(
                addresses.stream().map(it -> it.channel().name()).toArray(String[]::new),
                addresses.stream().map(Address::value).toArray(String[]::new),
                now);
    }

    private void forget(String[] channels, String[] addresses, Instant now) {
        jdbc.sql("""
                INSERT INTO consent.suppression (channel, address_hash, reason, service_too, at)
                SELECT s.channel, consent.address_hash((SELECT key FROM consent.hash_key), s.address), 'stop',
                       bool_or(s.purpose = 'service'), CAST(:now AS timestamptz)
                FROM consent.standing s
                JOIN unnest(:channels::text[], :addresses::text[]) AS t (channel, address)
                  ON t.channel = s.channel AND t.address = s.address
                WHERE s.state IN ('refused', 'withdrawn')
                GROUP BY s.channel, s.address
                ON CONFLICT DO NOTHING
                """)
                .param("channels", channels)
                .param("addresses", addresses)
                .param("now", Timestamp.from(now))
                .update();
        jdbc.sql("SELECT consent.erase(:channels, :addresses, :now)")
                .param("channels", channels)
                .param("addresses", addresses)
                .param("now", Timestamp.from(now))
                .query(Long.class)
                .single();
        for (var table : List.of("standing", "opt_out_link", "sign_up")) {
            jdbc.sql("""
                    DELETE FROM consent.%s s
                    USING unnest(:channels::text[], :addresses::text[]) AS t (channel, address)
                    WHERE s.channel = t.channel AND s.address = t.address
                    """.formatted(table))
                    .param("channels", channels)
                    .param("addresses", addresses)
                    .update();
        }
        jdbc.sql("DELETE FROM consent.inbound WHERE sender = ANY (:addresses)")
                .param("addresses", addresses)
                .update();
    }

    @Override
    public long forgettable(Instant before) {
        return jdbc.sql("SELECT count(*) FROM consent.inbound WHERE at < :before")
                .param("before", Timestamp.from(before))
                .query(Long.class)
                .single();
    }

    @Override
    public long forget(Instant before) {
        return jdbc.sql("DELETE FROM consent.inbound WHERE at < :before")
                .param("before", Timestamp.from(before))
                .update();
    }

    @Override
    public List<Moved> moved(CustomerId gone) {
        return List.of(new Moved("customer.merge.consents", ledger.history(gone).size()));
    }

    @Override
    public List<Section> tell(CustomerId customer) {
        return List.of(standings(customer), entries(customer), signUps(customer), inbound(customer));
    }

    private Section standings(CustomerId customer) {
        return new Section(
                "permissions",
                List.of("channel", "address", "purpose", "state", "at", "suppressed"),
                jdbc.sql("""
                        SELECT k.channel, k.address, coalesce(s.purpose, '') AS purpose,
                               coalesce(s.state, 'unknown') AS state, s.at,
                               coalesce(x.reason, '') AS suppressed
                        FROM customer.contact k
                        LEFT JOIN consent.standing s ON s.address = k.address AND s.channel = k.channel
                        LEFT JOIN consent.suppression x
                          ON x.channel = k.channel AND x.address_hash = consent.address_hash(k.address)
                        WHERE k.customer_id = :customer AND k.address IS NOT NULL
                        ORDER BY k.channel, k.address, s.purpose
                        """)
                        .param("customer", customer.value())
                        .query((row, _) -> List.of(
                                row.getString("channel"),
                                row.getString("address"),
                                row.getString("purpose"),
                                row.getString("state"),
                                row.getTimestamp("at") == null
                                        ? ""
                                        : row.getTimestamp("at").toInstant().toString(),
                                row.getString("suppressed")))
                        .list());
    }

    private Section entries(CustomerId customer) {
        return new Section(
                "consents",
                List.of(
                        "at",
                        "channel",
                        "address",
                        "purpose",
                        "state",
                        "basis",
                        "wording",
                        "source",
                        "detail",
                        "actor",
                        "evidence",
                        "sale"),
                ledger.history(customer).stream()
                        .map(entry -> List.of(
                                entry.at().toString(),
                                entry.channel().name(),
                                entry.address(),
                                entry.purpose().key(),
                                entry.state().key(),
                                entry.origin().basis().key(),
                                entry.origin().wording(),
                                entry.origin().source().key(),
                                entry.origin().detail(),
                                entry.origin().actor(),
                                entry.origin().evidence(),
                                Objects.toString(entry.origin().sale(), "")))
                        .toList());
    }

    /// Wishes that nobody has confirmed yet; they are kept for a few days.
    private Section signUps(CustomerId customer) {
        return new Section(
                "sign_ups",
                List.of("at", "channel", "address", "value", "wording", "evidence"),
                jdbc.sql("""
                        SELECT s.asked_at, s.channel, s.address, s.first_name, s.wordings::text AS wordings, s.asked_from
                        FROM consent.sign_up s
                        WHERE (s.channel, s.address) IN (SELECT k.channel, k.address FROM customer.contact k
                                                         WHERE k.customer_id = :customer AND k.address IS NOT NULL)
                        ORDER BY s.id
                        """)
                        .param("customer", customer.value())
                        .query((row, _) -> List.of(
                                row.getTimestamp("asked_at").toInstant().toString(),
                                row.getString("channel"),
                                row.getString("address"),
                                row.getString("first_name"),
                                row.getString("wordings"),
                                row.getString("asked_from")))
                        .list());
    }

    private Section inbound(CustomerId customer) {
        return new Section(
                "answers",
                List.of("at", "address", "text"),
                jdbc.sql("""
                        SELECT i.at, i.sender, i.body FROM consent.inbound i
                        WHERE i.sender IN (SELECT k.address FROM customer.contact k
                                           WHERE k.customer_id = :customer AND k.address IS NOT NULL)
                        ORDER BY i.id
                        """)
                        .param("customer", customer.value())
                        .query((row, _) -> List.of(
                                row.getTimestamp("at").toInstant().toString(),
                                row.getString("sender"),
                                row.getString("body")))
                        .list());
    }
}
