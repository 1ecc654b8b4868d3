package utskick.template;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.kernel.Channel;
import utskick.kernel.MergeField;
import utskick.template.Wording.SmsRules;

/// The contents that batches point at. A content is never changed: what was sent stays readable to the letter.
public final class Contents {

    /// So many stay read. A content of a running batch is asked for at every round.
    private static final int CACHED = 256;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Map<ContentId, Content> cache = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ContentId, Content> eldest) {
            return size() > CACHED;
        }
    };

    public Contents(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Keeps a content for good, with the kinds that its fields have today.
    ///
    /// @throws IllegalArgumentException when it has problems: then it cannot be sent
    public ContentId save(Content content, String createdBy) {
        if (!content.problems().isEmpty()) {
            throw new IllegalArgumentException("not to be sent: " + content.problems());
        }
        var wording = content.wording();
        return jdbc.sql("""
                INSERT INTO template.content (channel, subject, text, html, opt_out, language, sms_steps, max_parts,
                                              field_names, field_kinds, created_by, created_at)
                VALUES (:channel, :subject, :text, :html, :optOut, :language, :steps, :maxParts,
                        :names, :kinds, :by, :at)
                RETURNING id
                """)
                .param("channel", wording.channel().name())
                .param("subject", wording.subject())
                .param("text", wording.text())
                .param("html", wording.html())
                .param("optOut", wording.optOut())
                .param("language", wording.language())
                .param("steps", wording.sms().stepNames())
                .param("maxParts", wording.sms().maxParts())
                .param("names", content.fields().stream().map(MergeField::name).toArray(String[]::new))
                .param(
                        "kinds",
                        content.fields().stream().map(it -> it.kind().name()).toArray(String[]::new))
                .param("by", createdBy)
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .query((row, _) -> new ContentId(row.getLong("id")))
                .single();
    }

    /// @throws IllegalArgumentException when there is none with that key
    public Content load(ContentId id) {
        synchronized (cache) {
            var known = cache.get(id);
            if (known != null) {
                return known;
            }
        }
        var content = find(id).orElseThrow(() -> new IllegalArgumentException("no content " + id.value()));
        synchronized (cache) {
            cache.put(id, content);
        }
        return content;
    }

    /// Takes away what these contents say, because it was said to somebody who is to be forgotten.
    public void forget(Collection<ContentId> ids) {
        jdbc.sql("""
                UPDATE template.content
                SET subject = '', text = '', html = '', opt_out = '', field_names = '{}', field_kinds = '{}'
                WHERE id = ANY (:ids)
                """)
                .param("ids", ids.stream().map(ContentId::value).toArray(Long[]::new))
                .update();
        synchronized (cache) {
            cache.keySet().removeAll(ids);
        }
    }

    private Optional<Content> find(ContentId id) {
        return jdbc.sql("""
                SELECT channel, subject, text, html, opt_out, language, sms_steps, max_parts, field_names, field_kinds
                FROM template.content
                WHERE id = :id
                """)
                .param("id", id.value())
                .query((row, _) -> Content.of(wording(row), fields(row)))
                .optional();
    }

    static Wording wording(ResultSet row) throws SQLException {
        return new Wording(
                Channel.valueOf(row.getString("channel")),
                row.getString("subject"),
                row.getString("text"),
                row.getString("html"),
                row.getString("opt_out"),
                row.getString("language"),
                SmsRules.of((String[]) row.getArray("sms_steps").getArray(), row.getInt("max_parts")));
    }

    private static List<MergeField> fields(ResultSet row) throws SQLException {
        var names = (String[]) row.getArray("field_names").getArray();
        var kinds = (String[]) row.getArray("field_kinds").getArray();
        var fields = new ArrayList<MergeField>(names.length);
        for (int i = 0; i < names.length; i++) {
            fields.add(new MergeField(names[i], MergeField.Kind.valueOf(kinds[i])));
        }
        return fields;
    }
}
