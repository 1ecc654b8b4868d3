package utskick.customer;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/// A workbook. Cells have types, so nothing in it is a formula and no number loses its zeros. A sheet is as long as
/// spreadsheets allow; the rest stands on the next one under the same headings.
final class XlsxExport implements ExportFile {

    /// Rows of a sheet and characters of a cell (Excel specifications and limits).
    private static final int MOST_ROWS = 1_048_576;

    private static final int LONGEST_CELL = 32_767;

    private static final int PORTION = 500;

    private final OutputStream out;
    private final Workbook workbook;
    private final String name;
    private List<ExportCell> headings = List.of();
    private int sheets;
    private int rows;
    private Worksheet sheet;

    /// @param name of the sheet
    XlsxExport(OutputStream out, String name) {
        this.out = out;
        workbook = new Workbook(out, "Utskick", null);
        this.name = name;
        sheet = next();
    }

    private Worksheet next() {
        sheets++;
        rows = 0;
        return workbook.newWorksheet(sheets == 1 ? name : name + " " + sheets);
    }

    @Override
    public void row(List<ExportCell> cells) throws IOException {
        if (sheets == 1 && rows == 0) {
            headings = List.copyOf(cells);
        }
        if (rows == MOST_ROWS) {
            sheet.finish();
            sheet = next();
            write(headings);
        }
        write(cells);
    }

    private void write(List<ExportCell> cells) throws IOException {
        for (int i = 0; i < cells.size(); i++) {
            switch (cells.get(i)) {
                case ExportCell.Text(var text) -> {
                    if (!text.isEmpty()) {
                        // kept out of the table of shared texts, which would have to stay in memory
                        sheet.inlineString(
                                rows, i, text.length() > LONGEST_CELL ? text.substring(0, LONGEST_CELL) : text);
                    }
                }
                case ExportCell.Amount(var number) -> sheet.value(rows, i, number);
                case ExportCell.Day(var date) -> {
                    sheet.value(rows, i, date);
                    sheet.style(rows, i).format("yyyy-mm-dd").set();
                }
            }
        }
        if (rows == 0) {
            sheet.range(0, 0, 0, Math.max(0, cells.size() - 1)).style().bold().set();
            sheet.freezePane(0, 1);
        }
        rows++;
        if (rows % PORTION == 0) {
            sheet.flush();
        }
    }

    @Override
    public void close() throws IOException {
        workbook.close();
        // the library ends the archive and leaves what it was written through
        out.close();
    }
}
