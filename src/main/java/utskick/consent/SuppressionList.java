package utskick.consent;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.kernel.Address;

/// Addresses never to use, known by keyed hash only, so that the list survives erasure and a later import. It stops
/// messages of every purpose.
public final class SuppressionList {

    /// Why an address is on it.
    public enum Reason {
        STOP,
        HARD_BOUNCE,
        COMPLAINT,
        MANUAL;

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

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
        return jdbc.sql("""
                INSERT INTO consent.suppression (channel, address_hash, reason, at)
                SELECT DISTINCT t.channel, consent.address_hash((SELECT key FROM consent.hash_key), t.address),
                       :reason, :now
                FROM unnest(:channels::text[], :addresses::text[]) AS t (channel, address)
                ON CONFLICT DO NOTHING
                """)
                .param(
                        "channels",
                        addresses.stream().map(a -> a.channel().name()).toArray(String[]::new))
                .param("addresses", addresses.stream().map(Address::value).toArray(String[]::new))
                .param("reason", reason.key())
                .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .update();
    }

    /// Takes an address off, if it is there for this reason.
    ///
    /// @return whether it was
    public boolean remove(Address address, Reason reason) {
        return jdbc.sql("""
                DELETE FROM consent.suppression
                WHERE channel = :channel AND address_hash = consent.address_hash(:address) AND reason = :reason
                """)
                        .param("channel", address.channel().name())
                        .param("address", address.value())
                        .param("reason", reason.key())
                        .update()
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
