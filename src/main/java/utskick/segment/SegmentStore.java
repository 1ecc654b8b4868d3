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

/// The saved selections.
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

    Saved insert(String name, String description, Criterion criterion, String actor, Instant now) {
        try {
            return new Saved.Done(jdbc.sql("""
                    INSERT INTO segment.segment (name, description, criteria, created_by, created_at,
                                                 changed_by, changed_at)
                    VALUES (:name, :description, :criteria::jsonb, :actor, :now, :actor, :now)
                    RETURNING *
                    """)
                    .param("name", name)
                    .param("description", description)
                    .param("criteria", CriterionJson.write(criterion))
                    .param("actor", actor)
                    .param("now", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                    .query(SegmentStore::segment)
                    .single());
        } catch (DuplicateKeyException _) {
            return new Saved.NameTaken();
        }
    }

    Saved update(Segment changed, String name, String actor, Instant now) {
        try {
            Optional<Segment> saved = jdbc.sql("""
                    UPDATE segment.segment
                    SET name = :name, description = :description, criteria = :criteria::jsonb,
                        version = version + 1, changed_by = :actor, changed_at = :now,
                        last_count = NULL, counted_at = NULL
                    WHERE id = :id AND version = :version
                    RETURNING *
                    """)
                    .param("id", changed.id())
                    .param("version", changed.version())
                    .param("name", name)
                    .param("description", changed.description().strip())
                    .param("criteria", CriterionJson.write(changed.criterion()))
                    .param("actor", actor)
                    .param("now", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
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
                .param("now", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                .update();
    }

    /// The names of the selections that have this one as a row, at any depth.
    List<String> segmentsWith(long id) {
        return jdbc.sql("""
                SELECT name FROM segment.segment
                WHERE id <> :id AND jsonb_path_exists(criteria, '$.**?(@.is == "segment" && @.id == $id)',
                                                      jsonb_build_object('id', :id::bigint))
                ORDER BY lower(name)
                """).param("id", id).query(String.class).list();
    }

    private static Segment segment(ResultSet row, int index) throws SQLException {
        OffsetDateTime counted = row.getObject("counted_at", OffsetDateTime.class);
        return new Segment(
                row.getLong("id"),
                row.getString("name"),
                row.getString("description"),
                CriterionJson.read(row.getString("criteria")),
                row.getInt("version"),
                new Segment.Change(
                        row.getString("changed_by"),
                        row.getObject("changed_at", OffsetDateTime.class).toInstant()),
                counted == null ? null : new Segment.Count(row.getLong("last_count"), counted.toInstant()));
    }
}
