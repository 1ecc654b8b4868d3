package utskick.campaign;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.kernel.Channel;
import utskick.kernel.SqlQuery;
import utskick.segment.Criterion;
import utskick.segment.MailingHistory;

/// Tells selections of earlier mailings out of what the engine knows.
final class SentMailings implements MailingHistory {

    private final JdbcClient jdbc;

    SentMailings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public SqlQuery of(Criterion.Past past, @Nullable Long campaign) {
        return switch (past) {
            case GOT, REPLIED ->
                attempts("m.state = 'submitted' AND m.delivery IS DISTINCT FROM 'undelivered'", campaign);
            case DELIVERED -> attempts("m.delivery = 'delivered'", campaign);
            case FAILED -> attempts("(m.state = 'failed' OR m.delivery = 'undelivered')", campaign);
            case CLICKED -> clicked(campaign);
        };
    }

    private static SqlQuery attempts(String so, @Nullable Long campaign) {
        Map<String, @Nullable Object> params = new HashMap<>();
        String which = "m.kind = 'campaign'";
        if (campaign != null) {
            which = "m.campaign_id = :mailing_campaign AND m.kind = 'campaign'";
            params.put("mailing_campaign", campaign);
        }
        return new SqlQuery(
                "SELECT m.customer_id, m.address, m.at FROM dispatch.attempt m WHERE %s AND %s".formatted(which, so),
                params);
    }

    private static SqlQuery clicked(@Nullable Long campaign) {
        return new SqlQuery(
                "SELECT m.customer_id, NULL::text AS address, m.at FROM link.click m"
                        + (campaign == null ? "" : " WHERE m.campaign_id = :mailing_campaign"),
                campaign == null ? Map.of() : Map.of("mailing_campaign", campaign));
    }

    /// Only batches that were not done by then are looked into.
    @Override
    public SqlQuery writtenSince(Instant since, @Nullable Channel channel) {
        Map<String, @Nullable Object> params = new HashMap<>();
        params.put("written_since", OffsetDateTime.ofInstant(since, ZoneOffset.UTC));
        String on = "";
        if (channel != null) {
            on = " AND m.channel = :written_channel";
            params.put("written_channel", channel.name());
        }
        return new SqlQuery("""
                SELECT m.customer_id, m.address, m.at
                FROM dispatch.attempt m
                WHERE m.kind <> 'test' AND m.state = 'submitted' AND m.at >= :written_since
                  AND (m.done_at IS NULL OR m.done_at >= :written_since)%s\
                """.formatted(on), params);
    }

    @Override
    public Map<String, String> mailings(int limit) {
        Map<String, String> names = new LinkedHashMap<>();
        jdbc.sql("""
                SELECT id, name FROM campaign.campaign
                WHERE launched_at IS NOT NULL AND NOT dry_run
                ORDER BY launched_at DESC, id DESC
                LIMIT :limit
                """).param("limit", limit).query(row -> {
            names.put(row.getString("id"), row.getString("name"));
        });
        return names;
    }

    @Override
    public Optional<String> name(long campaign) {
        return jdbc.sql("SELECT name FROM campaign.campaign WHERE id = :id")
                .param("id", campaign)
                .query(String.class)
                .optional();
    }
}
