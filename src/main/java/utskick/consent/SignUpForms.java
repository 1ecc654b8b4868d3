package utskick.consent;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.kernel.Channel;

/// The sign-up forms of the shop.
public final class SignUpForms {

    private final JdbcClient jdbc;
    private final Clock clock;

    public SignUpForms(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// All of them, the ones in use first.
    public List<SignUpForm> all() {
        return jdbc.sql("SELECT * FROM consent.form ORDER BY active DESC, title, id")
                .query((row, _) -> form(row))
                .list();
    }

    /// One that is in use.
    public Optional<SignUpForm> open(String slug) {
        return jdbc.sql("SELECT * FROM consent.form WHERE slug = :slug AND active")
                .param("slug", slug)
                .query((row, _) -> form(row))
                .optional();
    }

    Optional<SignUpForm> byId(long id) {
        return jdbc.sql("SELECT * FROM consent.form WHERE id = :id")
                .param("id", id)
                .query((row, _) -> form(row))
                .optional();
    }

    /// Adds a form, or changes the one with this slug.
    public void save(SignUpForm form) {
        jdbc.sql("""
                INSERT INTO consent.form (slug, title, language, country, store_id, channels, purposes, active, created_at)
                VALUES (:slug, :title, :language, :country, CAST(:store AS integer), :channels, :purposes, :active, :now)
                ON CONFLICT (slug) DO UPDATE SET
                    title = excluded.title, language = excluded.language, country = excluded.country,
                    store_id = excluded.store_id, channels = excluded.channels, purposes = excluded.purposes,
                    active = excluded.active
                """)
                .param("slug", form.slug())
                .param("title", form.title())
                .param("language", form.language())
                .param("country", form.country())
                .param("store", form.storeId())
                .param("channels", form.channels().stream().map(Channel::name).toArray(String[]::new))
                .param("purposes", form.purposes().stream().map(Purpose::key).toArray(String[]::new))
                .param("active", form.active())
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    private static SignUpForm form(ResultSet row) throws SQLException {
        return new SignUpForm(
                row.getLong("id"),
                row.getString("slug"),
                row.getString("title"),
                row.getString("language"),
                row.getString("country"),
                row.getObject("store_id", Integer.class),
                texts(row.getArray("channels")).map(Channel::valueOf).toList(),
                texts(row.getArray("purposes")).map(Purpose::new).toList(),
                row.getBoolean("active"));
    }

    private static Stream<String> texts(Array array) throws SQLException {
        return Stream.of((String[]) array.getArray());
    }
}
