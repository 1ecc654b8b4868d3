package utskick.consent;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.access.CurrentUser;
import utskick.kernel.Address;
import utskick.kernel.Channel;

/// Addresses never to use, known by keyed hash only, so that the list survives erasure and a later import.
/// It holds back messages of every purpose; a stop only those that need a yes, unless it was meant for all (see
/// [Inbox]).
public final class SuppressionList {

    /// Why an address is on it.
    public enum Reason {
        STOP,
        HARD_BOUNCE,
        COMPLAINT,
        MANUAL;

        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// One address on the list, as somebody who knows the address sees it.
    ///
    /// @param serviceToo whether messages about the customer's own business are held back, too
    /// @param actor the user who put it there, or `system`
    /// @param note the user's reason, or the name of the file it came from
    public record Entry(Channel channel, Reason reason, boolean serviceToo, Instant at, String actor, String note) {

        /// Whether messages of this purpose stay here.
        public boolean holdsBack(Purpose purpose) {
            return serviceToo || purpose.needsYes();
        }
    }

    private final JdbcClient jdbc;
    private final Clock clock;

    public SuppressionList(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Puts addresses on the list, for messages of every purpose.
    ///
    /// @return how many are new on it
    public int add(Collection<? extends Address> addresses, Reason reason) {
        return add(addresses, reason, CurrentUser.SYSTEM, "");
    }

    /// Puts addresses on the list for a user, for messages of every purpose.
    ///
    /// @param note why, or the name of the file
    /// @return how many are new on it
    public int add(Collection<? extends Address> addresses, Reason reason, String actor, String note) {
        return put(addresses, reason, true, actor, note);
    }

    /// The owner of the phone has said stop.
    ///
    /// @param serviceToo whether it was meant for messages about the customer's own business, too
    void stop(Address address, boolean serviceToo) {
        put(List.of(address), Reason.STOP, serviceToo, CurrentUser.SYSTEM, "");
    }

    /// An address that is on it keeps its first reason, but that any other one stands instead of a stop: the
    /// customer can take a stop back, not a bounce or a complaint.
    private int put(
            Collection<? extends Address> addresses, Reason reason, boolean serviceToo, String actor, String note) {
        return jdbc.sql("""
                WITH added AS (
                    INSERT INTO consent.suppression AS s (channel, address_hash, reason, service_too, at, actor, note)
                    SELECT DISTINCT t.channel, consent.address_hash((SELECT key FROM consent.hash_key), t.address),
                           :reason, :service_too, :now, :actor, :note
                    FROM unnest(:channels::text[], :addresses::text[]) AS t (channel, address)
                    ON CONFLICT (channel, address_hash) DO UPDATE
                    SET reason = excluded.reason, service_too = excluded.service_too, at = excluded.at,
                        actor = excluded.actor, note = excluded.note
                    WHERE s.reason = 'stop' AND (excluded.reason <> 'stop' OR excluded.service_too AND NOT s.service_too)
                    -- nobody has taken back a row that is new
                    RETURNING s.xmax = 0 AS fresh
                ), touched AS (
                    INSERT INTO consent.touched (address) SELECT unnest(:addresses::text[])
                )
                SELECT count(*) FILTER (WHERE fresh) FROM added
                """)
                .param("service_too", serviceToo)
                .param(
                        "channels",
                        addresses.stream().map(a -> a.channel().name()).toArray(String[]::new))
                .param("addresses", addresses.stream().map(Address::value).toArray(String[]::new))
                .param("reason", reason.key())
                .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .param("actor", actor)
                .param("note", note)
                .query(Integer.class)
                .single();
    }

    /// The entry of an address, if it is on the list.
    public Optional<Entry> find(Address address) {
        return jdbc.sql("""
                SELECT channel, reason, service_too, at, actor, note FROM consent.suppression
                WHERE channel = :channel AND address_hash = consent.address_hash(:address)
                """)
                .param("channel", address.channel().name())
                .param("address", address.value())
                .query((row, _) -> new Entry(
                        Channel.valueOf(row.getString("channel")),
                        Reason.valueOf(row.getString("reason").toUpperCase(Locale.ROOT)),
                        row.getBoolean("service_too"),
                        row.getTimestamp("at").toInstant(),
                        row.getString("actor"),
                        row.getString("note")))
                .optional();
    }

    /// How many addresses are on the list, by channel and reason.
    public Map<Channel, Map<Reason, Long>> counts() {
        Map<Channel, Map<Reason, Long>> counts = new EnumMap<>(Channel.class);
        jdbc.sql("SELECT channel, reason, count(*) AS n FROM consent.suppression GROUP BY channel, reason")
                .query(row -> {
                    counts.computeIfAbsent(Channel.valueOf(row.getString("channel")), _ -> new EnumMap<>(Reason.class))
                            .put(Reason.valueOf(row.getString("reason").toUpperCase(Locale.ROOT)), row.getLong("n"));
                });
        return counts;
    }

    /// Takes an address off, if it is there for this reason.
    ///
    /// @return whether it was
    public boolean remove(Address address, Reason reason) {
        return jdbc.sql("""
                WITH removed AS (
                    DELETE FROM consent.suppression
                    WHERE channel = :channel AND address_hash = consent.address_hash(:address) AND reason = :reason
                    RETURNING 1
                ), touched AS (
                    INSERT INTO consent.touched (address) SELECT :address FROM removed
                )
                SELECT count(*) FROM removed
                """)
                        .param("channel", address.channel().name())
                        .param("address", address.value())
                        .param("reason", reason.key())
                        .query(Integer.class)
                        .single()
                == 1;
    }

    /// The address's owner, or a user for them, says yes to messages of this purpose: an earlier stop ends.
    /// A bounce, a complaint and what a user has blocked are another matter.
    public void takeStopBack(Address address, Purpose purpose) {
        if (purpose.needsYes()) {
            remove(address, Reason.STOP);
        } else {
            jdbc.sql("""
                    UPDATE consent.suppression SET service_too = false
                    WHERE channel = :channel AND address_hash = consent.address_hash(:address) AND reason = 'stop'
                    """)
                    .param("channel", address.channel().name())
                    .param("address", address.value())
                    .update();
        }
    }

    public boolean contains(Address address) {
        return jdbc.sql("""
                SELECT EXISTS (SELECT FROM consent.suppression
                               WHERE channel = :channel AND address_hash = consent.address_hash(:address))
                """)
                .param("channel", address.channel().name())
                .param("address", address.value())
                .query(Boolean.class)
                .single();
    }
}
