package utskick.template;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.kernel.Channel;

/// The saved templates.
public final class Templates {

    /// What became of saving one.
    public sealed interface Saved {

        record Done(TemplateId id) implements Saved {}

        /// Another template of the channel has that name.
        record NameTaken() implements Saved {}

        /// Somebody has changed or deleted it meanwhile; nothing was written.
        record Stale() implements Saved {}
    }

    private final JdbcClient jdbc;
    private final Clock clock;

    public Templates(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// By name, SMS and e-mail together.
    public List<Template> list() {
        return jdbc.sql("SELECT * FROM template.template ORDER BY lower(name), channel, id")
                .query((row, _) -> template(row))
                .list();
    }

    /// Those of one channel, by name.
    public List<Template> list(Channel channel) {
        return jdbc.sql("SELECT * FROM template.template WHERE channel = :channel ORDER BY lower(name), id")
                .param("channel", channel.name())
                .query((row, _) -> template(row))
                .list();
    }

    public Optional<Template> get(TemplateId id) {
        return jdbc.sql("SELECT * FROM template.template WHERE id = :id")
                .param("id", id.value())
                .query((row, _) -> template(row))
                .optional();
    }

    /// Keeps a new one.
    public Saved save(String name, String description, Wording wording, String by) {
        try {
            return new Saved.Done(insert(name, description, wording, by));
        } catch (DuplicateKeyException _) {
            return new Saved.NameTaken();
        }
    }

    /// Changes one that was read in `version`: its name, its words, or both.
    public Saved change(TemplateId id, int version, String name, String description, Wording wording, String by) {
        try {
            int changed = update(id, version, name, description, wording, by);
            return changed == 1 ? new Saved.Done(id) : new Saved.Stale();
        } catch (DuplicateKeyException _) {
            return new Saved.NameTaken();
        }
    }

    /// Another name for the same words.
    public Saved rename(TemplateId id, String name, String by) {
        return get(id).map(it -> change(id, it.version(), name, it.description(), it.wording(), by))
                .orElseGet(Saved.Stale::new);
    }

    /// Contents that were frozen from it stay. False when it was gone already.
    public boolean delete(TemplateId id) {
        return jdbc.sql("DELETE FROM template.template WHERE id = :id")
                        .param("id", id.value())
                        .update()
                == 1;
    }

    private TemplateId insert(String name, String description, Wording wording, String by) {
        return bind(jdbc.sql("""
                        INSERT INTO template.template (name, description, channel, subject, text, html, opt_out, language,
                                                       sms_steps, max_parts, changed_by, changed_at)
                        VALUES (:name, :description, :channel, :subject, :text, :html, :optOut, :language,
                                :steps, :maxParts, :by, :at)
                        RETURNING id
                        """), name, description, wording, by)
                .query((row, _) -> new TemplateId(row.getLong("id")))
                .single();
    }

    private int update(TemplateId id, int version, String name, String description, Wording wording, String by) {
        return bind(jdbc.sql("""
                        UPDATE template.template
                        SET name = :name, description = :description, channel = :channel, subject = :subject,
                            text = :text, html = :html, opt_out = :optOut, language = :language, sms_steps = :steps,
                            max_parts = :maxParts, version = version + 1, changed_by = :by, changed_at = :at
                        WHERE id = :id AND version = :version
                        """), name, description, wording, by)
                .param("id", id.value())
                .param("version", version)
                .update();
    }

    private JdbcClient.StatementSpec bind(
            JdbcClient.StatementSpec statement, String name, String description, Wording wording, String by) {
        return statement
                .param("name", name.strip())
                .param("description", description.strip())
                .param("channel", wording.channel().name())
                .param("subject", wording.subject())
                .param("text", wording.text())
                .param("html", wording.html())
                .param("optOut", wording.optOut())
                .param("language", wording.language())
                .param("steps", wording.sms().stepNames())
                .param("maxParts", wording.sms().maxParts())
                .param("by", by)
                .param("at", clock.instant().atOffset(ZoneOffset.UTC));
    }

    private static Template template(ResultSet row) throws SQLException {
        return new Template(
                new TemplateId(row.getLong("id")),
                row.getString("name"),
                row.getString("description"),
                Contents.wording(row),
                row.getInt("version"),
                row.getString("changed_by"),
                row.getObject("changed_at", OffsetDateTime.class).toInstant());
    }
}
