package utskick.link;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import utskick.consent.Purpose;
import utskick.consent.Purposes;
import utskick.consent.Wordings;
import utskick.kernel.Channel;
import utskick.kernel.SqlQuery;
import utskick.web.Texts;

/// The counted links of mailings. `{public address}/l/` and 12 characters, which are a keyed hash, lead to a stored
/// target. All recipients of a mailing have the same token for a link, so that clicks are counted without person; only
/// who has said yes to the purpose `tracking` has tokens of their own.
public final class Links {

    /// Like one of the shop's own, made when the first mailing counts clicks, so that customers can say yes and
    /// no to it where they do to the others. No mailing is for it.
    public static final String PURPOSE = "tracking";

    /// The beginning of their addresses, behind the installation's own.
    public static final String PATH = "/l/";

    /// Letters and digits of a token.
    public static final int TOKEN_LENGTH = 12;

    /// From this size on the planner is told, before it joins the tokens with the audience.
    private static final int WORTH_ANALYZING = 1_000;

    private final JdbcClient jdbc;
    private final Purposes purposes;
    private final Wordings wordings;
    private final TransactionOperations transaction;
    private final Clock clock;

    Links(JdbcClient jdbc, Purposes purposes, Wordings wordings, TransactionOperations transaction, Clock clock) {
        this.jdbc = jdbc;
        this.purposes = purposes;
        this.wordings = wordings;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// Makes the purpose that customers are asked about, unless it is there or the shop has retired it.
    public void ask(String actor) {
        var purpose = new Purpose(PURPOSE);
        if (purposes.find(PURPOSE).isPresent()) {
            return;
        }
        transaction.executeWithoutResult(_ -> {
            purposes.save(
                    purpose,
                    Texts.LANGUAGES.stream()
                            .collect(Collectors.toMap(
                                    it -> it, it -> Texts.of(it).t("link.purpose"))));
            for (var language : Texts.LANGUAGES) {
                wordings.save(purpose, language, null, Texts.of(language).t("link.wording"), actor);
            }
        });
    }

    /// Stores the links of a mailing, each once, and gives their tokens in the same order. Links of an earlier
    /// review that the text has no more are forgotten.
    public Map<Target, String> open(long campaign, List<Target> targets) {
        return open(campaign, targets, false);
    }

    /// Tokens for test messages: they lead to the same places and are never counted.
    public Map<Target, String> openForTest(long campaign, List<Target> targets) {
        return open(campaign, targets, true);
    }

    private Map<Target, String> open(long campaign, List<Target> targets, boolean test) {
        var urls = targets.stream().map(Target::address).distinct().toArray(String[]::new);
        return Objects.requireNonNull(transaction.execute(_ -> {
            jdbc.sql("""
                    DELETE FROM link.target
                    WHERE campaign_id = :campaign AND test = :test AND url <> ALL (:urls)
                    """)
                    .param("campaign", campaign)
                    .param("test", test)
                    .param("urls", urls)
                    .update();
            var tokens = new HashMap<String, String>();
            jdbc.sql("""
                    INSERT INTO link.target (token, campaign_id, number, url, test, opened_at)
                    SELECT link.token((SELECT key FROM link.hash_key),
                                      concat_ws(' ', 'target', :campaign::bigint, :test::boolean, t.url)),
                           :campaign, t.number, t.url, :test, :now::timestamptz
                    FROM unnest(:urls::text[]) WITH ORDINALITY AS t (url, number)
                    ON CONFLICT (token) DO UPDATE SET number = excluded.number, opened_at = excluded.opened_at
                    RETURNING url, token
                    """)
                    .param("campaign", campaign)
                    .param("test", test)
                    .param("urls", urls)
                    .param("now", Timestamp.from(clock.instant()))
                    .query(row -> {
                        tokens.put(row.getString("url"), row.getString("token"));
                    });
            var ordered = new LinkedHashMap<Target, String>();
            targets.forEach(it -> ordered.put(it, Objects.requireNonNull(tokens.get(it.address()))));
            return ordered;
        }));
    }

    /// Gives tokens of their own to those of an opened mailing who have said yes to being counted by name.
    ///
    /// @param recipients rows `(customer_id, address, reason)`, those without a reason being recipients
    /// @return how many tokens
    public int personalise(long campaign, Channel channel, SqlQuery recipients) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            jdbc.sql("""
                    DELETE FROM link.personal p USING link.target t
                    WHERE t.id = p.target_id AND t.campaign_id = :campaign
                    """).param("campaign", campaign).update();
            // as a rule nobody has, and then the audience need not be computed
            boolean anybody = jdbc.sql("""
                    SELECT EXISTS (SELECT FROM consent.purpose_choice WHERE key = :purpose)
                       AND EXISTS (SELECT FROM consent.permission
                                   WHERE channel = :channel AND purpose = :purpose AND state = 'given')
                    """)
                    .param("channel", channel.name())
                    .param("purpose", PURPOSE)
                    .query(Boolean.class)
                    .single();
            int tokens = anybody ? personalised(campaign, channel, recipients) : 0;
            if (tokens >= WORTH_ANALYZING) {
                jdbc.sql("ANALYZE link.target, link.personal").update();
            }
            return tokens;
        }));
    }

    private int personalised(long campaign, Channel channel, SqlQuery recipients) {
        var params = new HashMap<>(recipients.params());
        params.put("linkCampaign", campaign);
        params.put("linkChannel", channel.name());
        params.put("linkPurpose", PURPOSE);
        return jdbc.sql("""
                INSERT INTO link.personal (token, target_id, customer_id, channel, address)
                SELECT link.token((SELECT key FROM link.hash_key), concat_ws(' ', 'person', t.id, a.customer_id)),
                       t.id, a.customer_id, s.channel, a.address
                FROM (%s) a
                JOIN consent.permission s ON s.address = a.address
                CROSS JOIN link.target t
                WHERE a.reason IS NULL AND s.channel = :linkChannel AND s.purpose = :linkPurpose AND s.state = 'given'
                  AND t.campaign_id = :linkCampaign AND NOT t.test
                """.formatted(recipients.text())).params(params).update();
    }

    /// The tokens of those who have their own: rows `(customer_id bigint, tokens jsonb)`, the tokens by the
    /// number of the link. Its parameter begins with `link`.
    public static SqlQuery personal(long campaign) {
        return new SqlQuery("""
                SELECT p.customer_id, jsonb_object_agg(t.number, p.token) AS tokens
                FROM link.personal p
                JOIN link.target t ON t.id = p.target_id
                WHERE t.campaign_id = :linkCampaign AND p.customer_id IS NOT NULL
                GROUP BY p.customer_id\
                """, Map.of("linkCampaign", campaign));
    }

    /// How often each link of a mailing was opened, in the order of the text.
    public List<LinkClicks> clicks(long campaign) {
        return jdbc.sql("""
                SELECT t.url, count(h.target_id) AS clicks, count(DISTINCT h.customer_id) AS persons
                FROM link.target t
                LEFT JOIN link.hit h ON h.target_id = t.id
                WHERE t.campaign_id = :campaign AND NOT t.test
                GROUP BY t.id
                ORDER BY t.number
                """)
                .param("campaign", campaign)
                .query((row, _) -> new LinkClicks(row.getString("url"), row.getLong("clicks"), row.getLong("persons")))
                .list();
    }

    /// Forgets the links of a mailing that never went out.
    public void forget(long campaign) {
        jdbc.sql("DELETE FROM link.target WHERE campaign_id = :campaign")
                .param("campaign", campaign)
                .update();
    }
}
