package utskick.consent;

import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.customer.ContactStandings;
import utskick.kernel.Channel;
import utskick.kernel.SqlQuery;

/// How it stands for marketing, for a page of customers or as a filter of the whole list. Where a customer has several
/// addresses of a channel, one that may be used decides, else the first.
final class RegisterStandings implements ContactStandings {

    private final JdbcClient jdbc;

    RegisterStandings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Map<Long, Standing> of(Collection<Long> customerIds) {
        Map<Long, Map<Channel, State>> found = new LinkedHashMap<>();
        jdbc.sql("""
                SELECT DISTINCT ON (p.customer_id, ch.channel)
                       p.customer_id, ch.channel,
                       CASE
                           WHEN k.address IS NULL THEN 'NO_ADDRESS'
                           WHEN s.state = 'withdrawn' THEN 'WITHDRAWN'
                           WHEN x.address_hash IS NOT NULL THEN 'SUPPRESSED'
                           WHEN NOT k.reachable THEN 'NOT_MOBILE'
                           WHEN s.state = 'given' THEN 'YES'
                           WHEN s.state = 'refused' THEN 'NO'
                           ELSE 'NEVER_ASKED'
                       END AS state
                FROM customer.profile p
                CROSS JOIN (VALUES ('SMS'), ('EMAIL')) AS ch (channel)
                LEFT JOIN customer.contact k
                  ON k.customer_id = p.customer_id AND k.channel = ch.channel AND k.address IS NOT NULL
                LEFT JOIN consent.standing s
                  ON s.address = k.address AND s.channel = k.channel AND s.purpose = 'marketing'
                LEFT JOIN consent.suppression x
                  ON x.channel = k.channel
                 AND x.address_hash = consent.address_hash((SELECT key FROM consent.hash_key), k.address)
                WHERE p.customer_id = ANY(:customers)
                ORDER BY p.customer_id, ch.channel,
                         (k.reachable AND s.state = 'given' AND x.address_hash IS NULL) IS TRUE DESC,
                         k.reachable DESC NULLS LAST, k.preferred DESC, k.position, k.id
                """).param("customers", customerIds.toArray(Long[]::new)).query(row -> {
            found.computeIfAbsent(row.getLong("customer_id"), _ -> new EnumMap<>(Channel.class))
                    .put(Channel.valueOf(row.getString("channel")), State.valueOf(row.getString("state")));
        });
        Map<Long, Standing> standings = new LinkedHashMap<>();
        found.forEach((customer, states) -> standings.put(
                customer,
                new Standing(
                        states.getOrDefault(Channel.SMS, State.NO_ADDRESS),
                        states.getOrDefault(Channel.EMAIL, State.NO_ADDRESS))));
        return standings;
    }

    @Override
    public SqlQuery reachable(Channel channel) {
        return new SqlQuery("""
                NOT p.protected AND p.status = 'active' AND p.customer_id IN (
                    SELECT k.customer_id
                    FROM customer.contact k
                    JOIN consent.permission s ON s.address = k.address AND s.channel = k.channel
                    WHERE k.channel = :standing_channel AND k.reachable
                      AND s.purpose = 'marketing' AND s.state = 'given'
                      AND NOT EXISTS (SELECT FROM consent.suppressed x
                                      WHERE x.channel = k.channel
                                        AND x.address_hash = consent.address_hash(
                                            (SELECT key FROM consent.suppression_key), k.address)))
                """, Map.of("standing_channel", channel.name()));
    }
}
