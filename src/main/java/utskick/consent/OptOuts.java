package utskick.consent;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.kernel.Address;
import utskick.kernel.Channel;
import utskick.kernel.SqlQuery;

/// The short links by which a customer opts out without logging in: `/a/` and 12 characters made of the address by a
/// keyed hash. An address keeps its link, so a link in an old message still works.
public final class OptOuts {

    private final JdbcClient jdbc;

    public OptOuts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The token of one address, ready to be clicked.
    public String link(Address address) {
        open(new SqlQuery(
                "SELECT :channel::text AS channel, :address::text AS address",
                Map.of("channel", address.channel().name(), "address", address.value())));
        return jdbc.sql("SELECT consent.opt_out_token((SELECT key FROM consent.hash_key), :channel, :address)")
                .param("channel", address.channel().name())
                .param("address", address.value())
                .query(String.class)
                .single();
    }

    /// Makes the links of a set clickable. The tokens themselves are `consent.opt_out_token((SELECT key FROM
    /// consent.suppression_key), channel, address)` in any statement.
    ///
    /// @param addresses rows `(channel, address)`
    /// @return links that are new
    public int open(SqlQuery addresses) {
        return jdbc.sql("""
                INSERT INTO consent.opt_out_link (token, channel, address)
                SELECT DISTINCT consent.opt_out_token((SELECT key FROM consent.hash_key), a.channel, a.address),
                       a.channel, a.address
                FROM (%s) a
                ON CONFLICT DO NOTHING
                """.formatted(addresses.text()))
                .params(new HashMap<>(addresses.params()))
                .update();
    }

    /// The address behind a token. There is no difference between a wrong token and an unknown one.
    Optional<Address> address(String token) {
        return jdbc.sql("SELECT channel, address FROM consent.opt_out_link WHERE token = :token")
                .param("token", token)
                .query((row, _) -> Address.of(Channel.valueOf(row.getString("channel")), row.getString("address")))
                .optional();
    }
}
