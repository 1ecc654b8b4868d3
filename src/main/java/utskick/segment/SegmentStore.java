package utskick.segment;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The saved selections, and what they were before.
final class SegmentStore {

    private final JdbcClient jdbc;

    SegmentStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Segment> list() {
        return jdbc.sql("SELECT * FROM segment.segment ORDER BY lower(name), id")
                .query(SegmentStore::segment)
                .list();
    }

    Optional<Segment> get(long id) {
        return jdbc.sql("SELECT * FROM segment.segment WHERE id = :id")
                .param("id", id)
                .query(SegmentStore::segment)
                .optional();
    }

    Saved insert(Keeping keeping, Criterion criterion, String actor, Instant now) {
        try {
            return new Saved.Done(bound(jdbc.sql("""
                    WITH saved AS (
                        INSERT INTO segment.segment (name, description, folder, owner, criteria, created_by, created_at,
                                                     changed_by, changed_at)
                        VALUES (:name, :description, :folder, :owner, :criteria::jsonb, :actor, :now, :actor, :now)
                        RETURNING *
                    ), noted AS (
                        INSERT INTO segment.history (segment_id, at, actor, name, description, folder, owner, criteria)
                        SELECT id, changed_at, changed_by, name, description, folder, owner, criteria FROM saved
                    )
                    SELECT * FROM saved
                    """), keeping, criterion)
                    .param("actor", actor)
                    .param("now", time(now))
                    .query(SegmentStore::segment)
                    .single());
        } catch (DuplicateKeyException _) {
            return new Saved.NameTaken();
        }
    }

    Saved update(Segment changed, Keeping keeping, String actor, Instant now) {
        try {
            Optional<Segment> saved = bound(jdbc.sql("""
                    WITH saved AS (
                        UPDATE segment.segment
                        SET name = :name, description = :description, folder = :folder, owner = :owner,
                            criteria = :criteria::jsonb,
                            version = version + 1, changed_by = :actor, changed_at = :now,
                            last_count = CASE WHEN criteria = :criteria::jsonb THEN last_count END,
                            counted_at = CASE WHEN criteria = :criteria::jsonb THEN counted_at END
                        WHERE id = :id AND version = :version
                        RETURNING *
                    ), noted AS (
                        INSERT INTO segment.history (segment_id, at, actor, name, description, folder, owner, criteria)
                        SELECT id, changed_at, changed_by, name, description, folder, owner, criteria FROM saved
                    )
                    SELECT * FROM saved
                    """), keeping, changed.criterion())
                    .param("id", changed.id())
                    .param("version", changed.version())
                    .param("actor", actor)
                    .param("now", time(now))
                    .query(SegmentStore::segment)
                    .optional();
            return saved.<Saved>map(Saved.Done::new)
                    .orElseGet(() ->
                            get(changed.id()).<Saved>map(Saved.Outdated::new).orElseGet(Saved.Gone::new));
        } catch (DuplicateKeyException _) {
            return new Saved.NameTaken();
        }
    }

    boolean delete(long id) {
        return jdbc.sql("DELETE FROM segment.segment WHERE id = :id")
                        .param("id", id)
                        .update()
                == 1;
    }

    void counted(long id, long count, Instant now) {
        jdbc.sql("UPDATE segment.segment SET last_count = :count, counted_at = :now WHERE id = :id")
                .param("id", id)
                .param("count", count)
                .param("now", time(now))
                .update();
    }

    /// Notes that customers were put on its list of those picked by hand, or taken off it.
    void picked(long id, int added, int removed, String actor, Instant now) {
        jdbc.sql("""
                INSERT INTO segment.history (segment_id, at, actor, name, description, folder, owner, criteria,
                                             added, removed)
                SELECT id, :now, :actor, name, description, folder, owner, criteria, :added, :removed
                FROM segment.segment WHERE id = :id
                """)
                .param("id", id)
                .param("now", time(now))
                .param("actor", actor)
                .param("added", added)
                .param("removed", removed)
                .update();
    }

    /// The saves of a selection, the newest first.
    List<PastSave> history(long id, int limit) {
        return jdbc.sql("SELECT * FROM segment.history WHERE segment_id = :id ORDER BY id DESC LIMIT :limit")
                .param("id", id)
                .param("limit", limit)
                .query((row, _) -> new PastSave(
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("actor"),
                        keeping(row),
                        CriterionJson.read(row.getString("criteria")),
                        row.getInt("added"),
                        row.getInt("removed")))
                .list();
    }

    /// The folders that something lies in.
    List<String> folders() {
        return jdbc.sql("SELECT DISTINCT folder FROM segment.segment WHERE folder <> '' ORDER BY folder")
                .query(String.class)
                .list();
    }

    /// The names that begin like this, to find one that is free.
    List<String> namesLike(String name) {
        return jdbc.sql("SELECT name FROM segment.segment WHERE starts_with(lower(name), lower(:name))")
                .param("name", name)
                .query(String.class)
                .list();
    }

    /// The selections that have this one as a row, at any depth.
    List<SegmentUse.User> segmentsWith(long id) {
        return jdbc.sql("""
                SELECT name, '/segments/' || id AS href FROM segment.segment
                WHERE id <> :id AND jsonb_path_exists(criteria, '$.**?(@.is == "segment" && @.id == $id)',
                                                      jsonb_build_object('id', :id::bigint))
                ORDER BY lower(name)
                """).param("id", id).query(SegmentUse.User.class).list();
    }

    private static JdbcClient.StatementSpec bound(
            JdbcClient.StatementSpec statement, Keeping keeping, Criterion criterion) {
        return statement
                .param("name", keeping.name())
                .param("description", keeping.description())
                .param("folder", keeping.folder())
                .param("owner", keeping.owner())
                .param("criteria", CriterionJson.write(criterion));
    }

    private static OffsetDateTime time(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private static Segment segment(ResultSet row, int index) throws SQLException {
        OffsetDateTime counted = row.getObject("counted_at", OffsetDateTime.class);
        return new Segment(
                row.getLong("id"),
                keeping(row),
                CriterionJson.read(row.getString("criteria")),
                row.getInt("version"),
                new Segment.Change(
                        row.getString("changed_by"),
                        row.getObject("changed_at", OffsetDateTime.class).toInstant()),
                counted == null ? null : new Segment.Count(row.getLong("last_count"), counted.toInstant()));
    }

    private static Keeping keeping(ResultSet row) throws SQLException {
        return new Keeping(
                row.getString("name"), row.getString("description"), row.getString("folder"), row.getString("owner"));
    }
}
