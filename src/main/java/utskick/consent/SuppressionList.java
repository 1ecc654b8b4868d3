package utskick.consent;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.access.CurrentUser;
import utskick.kernel.Address;
import utskick.kernel.Channel;

/// Addresses never to use, known by keyed hash only, so that the list survives erasure and a later import. It stops
/// messages of every purpose.
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
    /// @param actor the user who put it there, or `system`
    /// @param note the user's reason, or the name of the file it came from
    public record Entry(Channel channel, Reason reason, Instant at, String actor, String note) {}

    private final JdbcClient jdbc;
    private final Clock clock;

    public SuppressionList(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Puts addresses on the list. One that is on it keeps its first reason.
    ///
    /// @return how many are new on it
    public int add(Collection<? extends Address> addresses, Reason reason) {
        return add(addresses, reason, CurrentUser.SYSTEM, "");
    }

    /// Puts addresses on the list for a user.
    ///
    /// @param note why, or the name of the file
    /// @return how many are new on it
    public int add(Collection<? extends Address> addresses, Reason reason, String actor, String note) {
        return jdbc.sql("""
                WITH added AS (
                    INSERT INTO consent.suppression (channel, address_hash, reason, at, actor, note)
                    SELECT DISTINCT t.channel, consent.address_hash((SELECT key FROM consent.hash_key), t.address),
                           :reason, :now, :actor, :note
                    FROM unnest(:channels::text[], :addresses::text[]) AS t (channel, address)
                    ON CONFLICT DO NOTHING
                    RETURNING 1
                ), touched AS (
                    INSERT INTO consent.touched (address) SELECT unnest(:addresses::text[])
                )
                SELECT count(*) FROM added
                """)
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
                SELECT channel, reason, at, actor, note FROM consent.suppression
                WHERE channel = :channel AND address_hash = consent.address_hash(:address)
                """)
                .param("channel", address.channel().name())
                .param("address", address.value())
                .query((row, _) -> new Entry(
                        Channel.valueOf(row.getString("channel")),
                        Reason.valueOf(row.getString("reason").toUpperCase(Locale.ROOT)),
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
