package utskick.campaign;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.campaign.Campaign.OptOut;
import utskick.campaign.Campaign.State;
import utskick.dispatch.BatchId;
import utskick.kernel.Channel;
import utskick.segment.Audience;
import utskick.segment.SegmentUse;
import utskick.template.Wording;
import utskick.template.Wording.SmsRules;

/// All SQL of campaigns.
final class CampaignStore {

    private final JdbcClient jdbc;

    CampaignStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Campaign> get(long id) {
        return jdbc.sql("SELECT * FROM campaign.campaign WHERE id = :id")
                .param("id", id)
                .query(CampaignStore::campaign)
                .optional();
    }

    /// The same, and nobody else takes a decision on it until the transaction ends.
    Optional<Campaign> lock(long id) {
        return jdbc.sql("SELECT * FROM campaign.campaign WHERE id = :id FOR UPDATE")
                .param("id", id)
                .query(CampaignStore::campaign)
                .optional();
    }

    /// Newest change first. `states` empty: all; `batches` then narrows launched ones down (null: any).
    List<Campaign> page(Search search, int offset, int limit) {
        return jdbc.sql("""
                SELECT * FROM campaign.campaign
                WHERE (cardinality(:states) = 0 OR state = ANY (:states))
                  AND (CAST(:batches AS bigint[]) IS NULL OR batch_id = ANY (:batches))
                  AND (:name = '' OR strpos(lower(name), lower(:name)) > 0)
                ORDER BY changed_at DESC, id DESC
                OFFSET :offset LIMIT :limit
                """)
                .param("states", search.states().stream().map(State::key).toArray(String[]::new))
                .param("batches", search.batches() == null ? null : longs(search.batches()))
                .param("name", search.name().strip())
                .param("offset", offset)
                .param("limit", limit)
                .query(CampaignStore::campaign)
                .list();
    }

    long insert(Campaign draft) {
        return bind(jdbc.sql("""
                        INSERT INTO campaign.campaign (
                            name, channel, everybody, include_segments, exclude_segments, customers, purpose, labels,
                            pause_days, countries, quiet_segment,
                            account_id, sender, opt_out, subject, body, html, language, sms_steps, max_parts, counted,
                            not_before, not_after, dry_run, created_by, created_at, changed_by, changed_at)
                        VALUES (
                            :name, :channel, :everybody, :include, :exclude, :customers, :purpose, :labels,
                            :pauseDays, :countries, :quiet,
                            :account, :sender, :optOut, :subject, :body, :html, :language, :steps, :maxParts, :counted,
                            :notBefore, :notAfter, :dryRun, :by, :at, :by, :at)
                        RETURNING id
                        """), draft)
                .param("channel", draft.channel().name())
                .query(Long.class)
                .single();
    }

    /// Writes a change, if nobody else has written since the version that it was made from. Whatever was reviewed
    /// is not what it is any more, so it is a draft again.
    boolean update(Campaign changed, Campaign.Edit edit) {
        return bind(jdbc.sql("""
                        UPDATE campaign.campaign
                        SET name = :name, everybody = :everybody, include_segments = :include,
                            exclude_segments = :exclude, customers = :customers, purpose = :purpose, labels = :labels,
                            pause_days = :pauseDays, countries = :countries, quiet_segment = :quiet,
                            account_id = :account, sender = :sender, opt_out = :optOut, subject = :subject, body = :body,
                            html = :html, language = :language, sms_steps = :steps, max_parts = :maxParts, counted = :counted,
                            not_before = :notBefore, not_after = :notAfter, dry_run = :dryRun,
                            changed_by = :by, changed_at = :at, version = version + 1, edit = :edit, turn = :turn, state = 'draft',
                            review = NULL, reviewed_at = NULL, batch_id = NULL, register_mark = NULL,
                            audience_mark = NULL, review_problem = NULL
                        WHERE id = :id AND state IN ('draft', 'reviewed') AND (version = :version OR edit = :edit)
                        """), changed)
                        .param("id", changed.id())
                        .param("version", changed.version())
                        .param("edit", edit.page())
                        .param("turn", edit.turn())
                        .update()
                == 1;
    }

    /// Whether the page that saved last has saved what it sent after this.
    boolean isLate(long id, Campaign.Edit edit) {
        return jdbc.sql(
                        "SELECT EXISTS (SELECT FROM campaign.campaign WHERE id = :id AND edit = :edit AND turn > :turn)")
                .param("id", id)
                .param("edit", edit.page())
                .param("turn", edit.turn())
                .query(Boolean.class)
                .single();
    }

    /// Takes note of a save that changed nothing.
    void noted(long id, Campaign.Edit edit) {
        jdbc.sql("UPDATE campaign.campaign SET turn = :turn WHERE id = :id AND edit = :edit")
                .param("id", id)
                .param("edit", edit.page())
                .param("turn", edit.turn())
                .update();
    }

    boolean delete(long id) {
        return jdbc.sql("DELETE FROM campaign.campaign WHERE id = :id AND state IN ('draft', 'reviewed')")
                        .param("id", id)
                        .update()
                == 1;
    }

    void reviewing(long id, UUID review, Instant at) {
        jdbc.sql("""
                UPDATE campaign.campaign
                SET state = 'reviewed', review = :review, reviewed_at = :at, batch_id = NULL, register_mark = NULL,
                    audience_mark = NULL, review_problem = NULL
                WHERE id = :id
                """)
                .param("id", id)
                .param("review", review)
                .param("at", utc(at))
                .update();
    }

    /// False when another review, or a change, has come between.
    boolean frozen(long id, UUID review, BatchId batch, Marks marks) {
        return jdbc.sql("""
                UPDATE campaign.campaign
                SET batch_id = :batch, register_mark = :register, audience_mark = :audience
                WHERE id = :id AND review = :review AND state = 'reviewed'
                """)
                        .param("id", id)
                        .param("review", review)
                        .param("batch", batch.value())
                        .param("register", marks.register())
                        .param("audience", marks.audience())
                        .update()
                == 1;
    }

    void reviewFailed(long id, UUID review, String problem) {
        jdbc.sql("""
                UPDATE campaign.campaign
                SET state = 'draft', batch_id = NULL, register_mark = NULL, audience_mark = NULL,
                    review_problem = :problem
                WHERE id = :id AND review = :review AND state = 'reviewed'
                """)
                .param("id", id)
                .param("review", review)
                .param("problem", problem)
                .update();
    }

    /// Back to a draft that was never reviewed, as after taking back what was planned.
    void reopen(long id) {
        jdbc.sql("""
                UPDATE campaign.campaign
                SET state = 'draft', review = NULL, reviewed_at = NULL, batch_id = NULL, register_mark = NULL,
                    audience_mark = NULL, review_problem = NULL, launched_by = NULL, launched_at = NULL, ended_at = NULL
                WHERE id = :id
                """).param("id", id).update();
    }

    void launched(long id, State state, String by, Instant at) {
        jdbc.sql("""
                UPDATE campaign.campaign
                SET state = :state, launched_by = :by, launched_at = :at, changed_by = :by, changed_at = :at,
                    ended_at = CASE WHEN :state = 'launched' THEN NULL ELSE CAST(:at AS timestamptz) END
                WHERE id = :id
                """)
                .param("id", id)
                .param("state", state.key())
                .param("by", by)
                .param("at", utc(at))
                .update();
    }

    /// Moves a launched campaign to its end, or an ended one back to sending.
    boolean move(long id, Collection<State> from, State to, Instant at) {
        return jdbc.sql("""
                UPDATE campaign.campaign
                SET state = :to, ended_at = CASE WHEN :to = 'launched' THEN NULL ELSE CAST(:at AS timestamptz) END
                WHERE id = :id AND state = ANY (:from)
                """)
                        .param("id", id)
                        .param("from", from.stream().map(State::key).toArray(String[]::new))
                        .param("to", to.key())
                        .param("at", utc(at))
                        .update()
                == 1;
    }

    List<Campaign> launched() {
        return jdbc.sql("SELECT * FROM campaign.campaign WHERE state = 'launched' ORDER BY id LIMIT 500")
                .query(CampaignStore::campaign)
                .list();
    }

    Optional<Marks> marks(long id) {
        return jdbc.sql("""
                SELECT register_mark, audience_mark FROM campaign.campaign
                WHERE id = :id AND register_mark IS NOT NULL
                """)
                .param("id", id)
                .query((row, _) -> new Marks(row.getString("register_mark"), row.getString("audience_mark")))
                .optional();
    }

    /// A test to a typed address carried this customer's values.
    void tested(BatchId batch, long customer, Instant at) {
        jdbc.sql("""
                INSERT INTO campaign.test_like (batch_id, customer_id, at) VALUES (:batch, :customer, :at)
                ON CONFLICT DO NOTHING
                """)
                .param("batch", batch.value())
                .param("customer", customer)
                .param("at", utc(at))
                .update();
    }

    /// The drafts that use a selection.
    List<SegmentUse.User> withSegment(long segment) {
        return jdbc.sql("""
                SELECT name, '/campaigns/' || id AS href FROM campaign.campaign
                WHERE state IN ('draft', 'reviewed')
                  AND (:segment = ANY (include_segments) OR :segment = ANY (exclude_segments)
                       OR :segment = quiet_segment)
                ORDER BY name
                """)
                .param("segment", segment)
                .query(SegmentUse.User.class)
                .list();
    }

    long unitsUsed(long id) {
        return jdbc.sql("SELECT units_used FROM campaign.campaign WHERE id = :id")
                .param("id", id)
                .query(Long.class)
                .single();
    }

    void used(long id, long units) {
        jdbc.sql("UPDATE campaign.campaign SET units_used = :units WHERE id = :id")
                .param("id", id)
                .param("units", units)
                .update();
    }

    private JdbcClient.StatementSpec bind(JdbcClient.StatementSpec statement, Campaign campaign) {
        var who = campaign.who();
        var what = campaign.what();
        var wording = what.wording();
        return statement
                .param("name", campaign.name())
                .param("everybody", who.everybody())
                .param("include", longs(who.include()))
                .param("exclude", longs(who.exclude()))
                .param("customers", longs(who.customers()))
                .param("purpose", who.purpose())
                .param("labels", who.labels().toArray(String[]::new))
                .param("pauseDays", who.limits().pauseDays())
                .param("countries", who.limits().countries().toArray(String[]::new))
                .param("quiet", who.limits().quiet())
                .param("account", what.accountId())
                .param("sender", what.sender())
                .param("optOut", what.optOut().name().toLowerCase(Locale.ROOT))
                .param("subject", wording.subject())
                .param("body", wording.text())
                .param("html", wording.html())
                .param("language", wording.language())
                .param("steps", wording.sms().stepNames())
                .param("maxParts", wording.sms().maxParts())
                .param("counted", what.counted())
                .param("notBefore", utc(campaign.when().notBefore()))
                .param("notAfter", utc(campaign.when().notAfter()))
                .param("dryRun", campaign.when().dryRun())
                .param("by", campaign.changed().by())
                .param("at", utc(campaign.changed().at()));
    }

    private static Campaign campaign(ResultSet row, int number) throws SQLException {
        var wording = new Wording(
                Channel.valueOf(row.getString("channel")),
                row.getString("subject"),
                row.getString("body"),
                row.getString("html"),
                "",
                row.getString("language"),
                SmsRules.of((String[]) row.getArray("sms_steps").getArray(), row.getInt("max_parts")));
        var launchedAt = instant(row, "launched_at");
        return new Campaign(
                row.getLong("id"),
                row.getString("name"),
                wording.channel(),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getInt("version"),
                new Campaign.Who(
                        row.getBoolean("everybody"),
                        longs(row.getArray("include_segments")),
                        longs(row.getArray("exclude_segments")),
                        longs(row.getArray("customers")),
                        row.getString("purpose"),
                        List.of((String[]) row.getArray("labels").getArray()),
                        new Audience.Limits(
                                row.getInt("pause_days"),
                                List.of((String[]) row.getArray("countries").getArray()),
                                row.getObject("quiet_segment", Long.class))),
                new Campaign.What(
                        row.getObject("account_id", Long.class),
                        row.getString("sender"),
                        OptOut.valueOf(row.getString("opt_out").toUpperCase(Locale.ROOT)),
                        wording,
                        row.getBoolean("counted")),
                new Campaign.When(instant(row, "not_before"), instant(row, "not_after"), row.getBoolean("dry_run")),
                review(row),
                new Campaign.Change(
                        row.getString("changed_by"),
                        row.getObject("changed_at", OffsetDateTime.class).toInstant()),
                launchedAt == null ? null : new Campaign.Change(row.getString("launched_by"), launchedAt));
    }

    private static Campaign.@Nullable Review review(ResultSet row) throws SQLException {
        var command = row.getObject("review", UUID.class);
        if (command == null) {
            return null;
        }
        var batch = row.getObject("batch_id", Long.class);
        return new Campaign.Review(
                command,
                row.getObject("reviewed_at", OffsetDateTime.class).toInstant(),
                batch == null ? null : new BatchId(batch),
                row.getString("review_problem"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static Long[] longs(Collection<Long> numbers) {
        return numbers.toArray(Long[]::new);
    }

    private static List<Long> longs(Array array) throws SQLException {
        return List.of((Long[]) array.getArray());
    }

    /// What a list of campaigns is asked for.
    record Search(
            String name, Collection<State> states, @Nullable Collection<Long> batches) {}

    /// What the register looked like at a review: `register` is cheap to ask and may change without meaning,
    /// `audience` costs a selection and changes only when somebody of it did.
    record Marks(String register, String audience) {}
}
