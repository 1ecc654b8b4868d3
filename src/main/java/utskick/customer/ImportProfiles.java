package utskick.customer;

import java.nio.charset.Charset;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;
import utskick.customer.ImportPlan.Sheet;
import utskick.customer.RegisterFile.Look;
import utskick.customer.RegisterFile.Table;

/// Files that come again and again, each remembered under a name with what was decided about it the first time. Known
/// by their headings.
public final class ImportProfiles {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;
    private final Clock clock;

    ImportProfiles(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// A profile as lists show it.
    ///
    /// @param watched whether files in its folder are imported by themselves
    public record Profile(int id, String name, boolean watched, String changedBy, Instant changedAt) {}

    /// What is remembered of a plan: all but the rows.
    ///
    /// @param words the file's own words for yes and no; null in a profile that is older than they are
    record Kept(
            String country,
            MatchBy match,
            String basis,
            String purpose,
            String note,
            @Nullable ConsentWords words,
            List<KeptSheet> sheets) {

        ConsentGround ground() {
            return new ConsentGround(basis, purpose, note, Objects.requireNonNullElse(words, ConsentWords.NONE));
        }
    }

    /// @param sheet null for a text file
    record KeptSheet(
            @Nullable String sheet,
            boolean taken,
            String charset,
            String separator,
            boolean quoted,
            int headerLine,
            String decimalMark,
            boolean pointGroups,
            boolean monthFirst,
            List<KeptColumn> columns) {}

    record KeptColumn(String heading, String use, boolean fills) {}

    List<Profile> all() {
        return jdbc.sql("SELECT * FROM customer.import_profile ORDER BY lower(name)")
                .query(ImportProfiles::profile)
                .list();
    }

    Optional<Profile> byName(String name) {
        return jdbc.sql("SELECT * FROM customer.import_profile WHERE lower(name) = lower(:name)")
                .param("name", name.strip())
                .query(ImportProfiles::profile)
                .optional();
    }

    Optional<Profile> byId(int id) {
        return jdbc.sql("SELECT * FROM customer.import_profile WHERE id = :id")
                .param("id", id)
                .query(ImportProfiles::profile)
                .optional();
    }

    private static Profile profile(ResultSet row, int index) throws SQLException {
        return new Profile(
                row.getInt("id"),
                row.getString("name"),
                row.getBoolean("watched"),
                row.getString("changed_by"),
                row.getTimestamp("changed_at").toInstant());
    }

    /// Remembers a plan under a name. A profile of that name for files with the same headings is replaced.
    ///
    /// @return false when the name stands for files with other headings
    boolean save(String name, ImportPlan plan, String actor) {
        try {
            return jdbc.sql("""
                    INSERT INTO customer.import_profile AS p (name, headings, plan, changed_by, changed_at)
                    VALUES (:name, :headings, :plan::jsonb, :actor, :now)
                    ON CONFLICT (lower(name)) DO UPDATE
                    SET plan = excluded.plan, changed_by = excluded.changed_by, changed_at = excluded.changed_at
                    WHERE p.headings = excluded.headings
                    """)
                            .param("name", name.strip())
                            .param(
                                    "headings",
                                    headings(plan.sheets().stream()
                                            .map(Sheet::look)
                                            .toList()))
                            .param("plan", JSON.writeValueAsString(kept(plan)))
                            .param("actor", actor)
                            .param("now", Timestamp.from(clock.instant()))
                            .update()
                    == 1;
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    void delete(int id) {
        jdbc.sql("DELETE FROM customer.import_profile WHERE id = :id")
                .param("id", id)
                .update();
    }

    void watch(int id, boolean watched) {
        jdbc.sql("UPDATE customer.import_profile SET watched = :watched WHERE id = :id")
                .param("id", id)
                .param("watched", watched)
                .update();
    }

    /// The plan for a file with the headings of a profile, the last one that was changed where there are several.
    Optional<ImportPlan> recognise(List<Look> looks) {
        return jdbc.sql("""
                SELECT name, plan::text FROM customer.import_profile
                WHERE headings = :headings ORDER BY changed_at DESC LIMIT 1
                """)
                .param("headings", headings(looks))
                .query((row, _) -> plan(row.getString("name"), kept(row.getString("plan")), looks))
                .optional();
    }

    /// The plan of this profile for a file that may be found otherwise than it was the first time.
    ///
    /// @param reread reads a table again in the form that the profile has
    /// @throws ImportRefused when the file has other headings
    ImportPlan plan(Profile profile, List<Look> looks, java.util.function.Function<FileForm, Look> reread) {
        var stored = jdbc.sql("SELECT headings, plan::text FROM customer.import_profile WHERE id = :id")
                .param("id", profile.id())
                .query((row, _) -> new String[] {row.getString("headings"), row.getString("plan")})
                .single();
        var kept = kept(stored[1]);
        if (headings(looks).equals(stored[0])) {
            return plan(profile.name(), kept, looks);
        }
        var again = new ArrayList<Look>();
        for (var look : looks) {
            again.add(sheet(kept, look)
                    .map(sheet -> reread.apply(form(sheet, look.table().form())))
                    .orElse(look));
        }
        if (!headings(again).equals(stored[0])) {
            throw new ImportRefused(ImportRefused.Reason.NOT_AS_THE_PROFILE);
        }
        return plan(profile.name(), kept, again);
    }

    /// By the sheet's name; a text file has one table only.
    private static Optional<KeptSheet> sheet(Kept kept, Look look) {
        var name = look.table().form().sheet();
        return kept.sheets().stream()
                .filter(sheet -> name == null ? sheet.sheet() == null : name.equals(sheet.sheet()))
                .findFirst();
    }

    private static FileForm form(KeptSheet sheet, FileForm found) {
        return new FileForm(
                found.packed(),
                Charset.forName(sheet.charset()),
                sheet.separator().charAt(0),
                sheet.quoted(),
                found.sheet(),
                sheet.headerLine(),
                sheet.decimalMark().charAt(0),
                sheet.pointGroups(),
                sheet.monthFirst());
    }

    private static ImportPlan plan(String name, Kept kept, List<Look> looks) {
        var sheets = new ArrayList<Sheet>();
        for (var look : looks) {
            var stored = kept.sheets().stream()
                    .filter(sheet -> folded(sheet.columns().stream()
                                    .map(KeptColumn::heading)
                                    .toList())
                            .equals(folded(look.table().headings())))
                    .findFirst();
            sheets.add(stored.map(sheet -> new Sheet(new Look(table(sheet, look.table()), look.head()), sheet.taken()))
                    .orElseGet(() -> new Sheet(look, false)));
        }
        var country = ImportSettings.of(kept.country());
        return new ImportPlan(List.copyOf(sheets), country.with(kept.match(), kept.ground()), name);
    }

    /// The columns by their headings, wherever they stand now; how numbers and days are written as it was decided.
    private static Table table(KeptSheet sheet, Table found) {
        var uses = new ArrayList<ColumnUse>();
        var fills = new HashSet<Integer>();
        var left = new ArrayList<>(sheet.columns());
        for (int i = 0; i < found.headings().size(); i++) {
            if (ColumnDictionary.isOurs(found.headings().get(i))) {
                uses.add(ColumnUse.IGNORE);
                continue;
            }
            var heading = CellText.key(found.headings().get(i));
            var column = left.stream()
                    .filter(kept -> CellText.key(kept.heading()).equals(heading))
                    .findFirst()
                    .orElseThrow();
            left.remove(column);
            uses.add(ColumnUse.parse(column.use()));
            if (column.fills()) {
                fills.add(i);
            }
        }
        var form = found.form()
                .withNumbers(sheet.decimalMark().charAt(0), sheet.pointGroups())
                .withMonthFirst(sheet.monthFirst());
        return new Table(form, found.headings(), List.copyOf(uses), java.util.Set.copyOf(fills));
    }

    private static String headings(List<Look> looks) {
        return looks.stream()
                .map(look -> folded(look.table().headings()))
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private static String folded(List<String> headings) {
        return headings.stream()
                .filter(heading -> !ColumnDictionary.isOurs(heading))
                .map(CellText::key)
                .sorted()
                .collect(Collectors.joining("\t"));
    }

    private static Kept kept(String json) {
        return JSON.readValue(json, Kept.class);
    }

    private static Kept kept(ImportPlan plan) {
        var settings = plan.settings();
        return new Kept(
                settings.country(),
                settings.match(),
                settings.ground().basis(),
                settings.ground().purpose(),
                settings.ground().note(),
                settings.ground().words(),
                plan.sheets().stream().map(ImportProfiles::kept).toList());
    }

    private static KeptSheet kept(Sheet sheet) {
        var table = sheet.table();
        var form = table.form();
        var columns = new ArrayList<KeptColumn>();
        for (int i = 0; i < table.headings().size(); i++) {
            columns.add(new KeptColumn(
                    table.headings().get(i),
                    table.uses().get(i).key(),
                    table.fills().contains(i)));
        }
        return new KeptSheet(
                form.sheet(),
                sheet.taken(),
                form.charset().name(),
                String.valueOf(form.separator()),
                form.quoted(),
                form.headerLine(),
                String.valueOf(form.decimalMark()),
                form.pointGroups(),
                form.monthFirst(),
                columns);
    }
}
