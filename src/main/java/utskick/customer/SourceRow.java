package utskick.customer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One record of a register file, as it stands there.
///
/// @param line the physical line (workbook: row) it begins on, from 1
/// @param tooLong a cell was longer than anything a register holds, and was cut
/// @param problems faults of cells that only a workbook has, by place; null where there is none
record SourceRow(
        int line,
        List<String> cells,
        boolean tooLong,
        @Nullable List<@Nullable String> problems) {

    String cell(int index) {
        return index < cells.size() ? cells.get(index) : "";
    }

    @Nullable
    String problem(int index) {
        return problems == null || index >= problems.size() ? null : problems.get(index);
    }

    boolean isBlank() {
        for (var cell : cells) {
            if (!cell.isEmpty() && !CellText.clean(cell).isEmpty()) {
                return false;
            }
        }
        return problems == null;
    }
}
