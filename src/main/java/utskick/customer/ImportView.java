package utskick.customer;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that the page of an import shows.
///
/// @param state the session's state, `READY` and the like
/// @param problem why the file cannot be read as planned, in words
/// @param columns how many columns the file has, `known` of which have a use
/// @param ground what was stated about the consents
/// @param profile the profile the file was recognised by
/// @param errors what is wrong in the last form, by field
public record ImportView(
        String token,
        String fileName,
        String state,
        int rows,
        int percent,
        boolean open,
        @Nullable String problem,
        List<Sheet> sheets,
        int columns,
        int known,
        Choices choices,
        @Nullable Result result,
        @Nullable String refusal,
        Map<String, String> errors) {

    public boolean isWorking() {
        return state.equals("READING") || state.equals("IMPORTING");
    }

    /// Whether the columns can still be changed.
    public boolean isChoosing() {
        return state.equals("READY") || state.equals("CHOOSING");
    }

    /// One table of the file.
    ///
    /// @param name the sheet's name, empty for a text file
    /// @param form how it is written, in words
    public record Sheet(
            int index,
            String name,
            boolean taken,
            String form,
            boolean text,
            String charset,
            String separator,
            String decimal,
            String dates,
            List<Line> headers,
            List<Column> columns) {}

    /// A row that may hold the headings.
    public record Line(int line, String text, boolean chosen) {}

    /// @param purpose of a consent column the purpose it has for itself; empty for the file's, null for other
    /// columns
    /// @param fillable whether it can be left to what the register has
    /// @param sample some of its values; none of national identity numbers
    public record Column(
            String id,
            String heading,
            String use,
            @Nullable String purpose,
            boolean fills,
            boolean fillable,
            boolean sensitive,
            String sample) {}

    /// @param consents whether a column gives consents, so that a ground must be stated
    /// @param purposes keys and names
    /// @param profile the name of the profile it was read by, empty without
    /// @param name what somebody typed as a name for a profile
    /// @param own the names of the shop's own fields by a column's use for them
    public record Choices(
            String country,
            String match,
            boolean consents,
            ConsentGround ground,
            Map<String, String> purposes,
            String profile,
            String name,
            Map<String, String> own) {}

    /// What the import would do, or has done.
    ///
    /// @param rejected rows that are not imported
    /// @param cells rows that are imported without some of their cells
    /// @param cellProblems how many cells cannot be used
    /// @param from the first changed customer that is shown
    /// @param notAllowed before it is done: by ground, addresses whose yes would not count on it
    /// @param merged rows about customers who have become a part of another one in the file
    public record Result(
            ImportCounts counts,
            Shown rejected,
            Shown cells,
            int cellProblems,
            List<String> changedColumns,
            List<ChangedRow> changed,
            int from,
            ConsentCounts consents,
            Map<String, Integer> notAllowed,
            int merged) {}

    /// Which page of each list is looked at: its first row.
    public record Place(int changed, int rejected, int cells) {

        static final Place START = new Place(0, 0, 0);

        public Place {
            changed = Math.max(0, changed);
            rejected = Math.max(0, rejected);
            cells = Math.max(0, cells);
        }
    }

    /// A page of the file's own rows.
    ///
    /// @param from the first of them, `rows` how many are shown, `of` how many there are
    public record Shown(List<FileTable> tables, int from, int rows, int of) {}

    /// Rows of one table of the file.
    ///
    /// @param name the sheet's name, empty for a text file
    /// @param headings as the file has them
    public record FileTable(String name, List<String> headings, List<FileRow> rows) {}

    /// A row as it stands in the file.
    ///
    /// @param reason why it is not imported; empty when it is
    public record FileRow(int line, String reason, List<FileCell> cells) {}

    /// @param wrong whether the cell is what is wrong with the row
    /// @param reason what is wrong with it; empty when the row's own reason says it
    public record FileCell(String text, boolean wrong, String reason) {}

    /// A customer that changes.
    ///
    /// @param values by the column's name
    public record ChangedRow(String number, String name, Map<String, Values> values) {}

    public record Values(String before, String after) {}
}
