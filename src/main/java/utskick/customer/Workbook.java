package utskick.customer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A workbook (Office Open XML) read as an import reads it: guarded against files that unpack without end, and each
/// cell as the text it shows, 317 under the format `000000` as `000317`.
public final class Workbook {

    private Workbook() {}

    /// Whether a file begins as every workbook does.
    public static boolean is(byte[] start) {
        return start.length > 3 && start[0] == 'P' && start[1] == 'K' && start[2] == 3 && start[3] == 4;
    }

    /// The rows of the first sheet that has any, blank ones left out.
    ///
    /// @param most rows to read; the rest is not looked at
    /// @throws ImportRefused when it is no workbook, or one that cannot be read
    public static List<List<String>> rows(Path path, int most) throws IOException {
        for (String sheet : WorkbookRows.sheets(path)) {
            List<List<String>> rows = new ArrayList<>();
            try (var source = WorkbookRows.open(path, sheet)) {
                for (var row = source.next(); row != null && rows.size() < most; row = source.next()) {
                    if (row.cells().stream().anyMatch(cell -> !cell.isBlank())) {
                        rows.add(row.cells());
                    }
                }
            }
            if (!rows.isEmpty()) {
                return rows;
            }
        }
        return List.of();
    }
}
