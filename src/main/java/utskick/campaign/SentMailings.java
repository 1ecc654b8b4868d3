package utskick.campaign;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.kernel.Channel;
import utskick.kernel.SqlQuery;
import utskick.segment.Criterion;
import utskick.segment.MailingHistory;

/// Tells selections of earlier mailings out of what the engine knows.
final class SentMailings implements MailingHistory {

    private static final String RECEIPT = """
            EXISTS (SELECT FROM dispatch.receipt d
                    WHERE d.batch_id = m.batch_id AND d.slice = m.slice AND d.seq = m.seq AND d.state = '%s')\
            """;

    private final JdbcClient jdbc;

    SentMailings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public SqlQuery of(Criterion.Past past, @Nullable Long campaign) {
        return switch (past) {
            case GOT, REPLIED ->
                attempts(campaign, "m.state = 'submitted' AND NOT " + RECEIPT.formatted("undelivered"));
            case DELIVERED -> attempts(campaign, RECEIPT.formatted("delivered"));
            // each by its own index: they are few, and asked with an *or* they would be looked for in everything
            case FAILED -> attempts(campaign, "m.state = 'failed'", RECEIPT.formatted("undelivered"));
            case CLICKED -> clicked(campaign);
        };
    }

    /// The messages of mailings for which one of the conditions holds.
    private static SqlQuery attempts(@Nullable Long campaign, String... conditions) {
        Map<String, @Nullable Object> params = new HashMap<>();
        String which = "m.kind = 'campaign'";
        if (campaign != null) {
            which = "m.campaign_id = :mailing_campaign AND m.kind = 'campaign'";
            params.put("mailing_campaign", campaign);
        }
        String whose = which;
        return new SqlQuery(
                Stream.of(conditions)
                        .map(so -> "SELECT m.customer_id, m.address, m.at FROM dispatch.attempt m WHERE %s AND %s"
                                .formatted(whose, so))
                        .collect(Collectors.joining("\nUNION ALL\n")),
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
