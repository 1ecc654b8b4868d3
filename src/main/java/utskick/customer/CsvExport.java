package utskick.customer;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/// A text file as spreadsheets of the reader's language open it by a double click: UTF-8 that says so, a semicolon
/// where the comma is the decimal mark. What a spreadsheet would take for a formula is made text (OWASP, CSV
/// injection); a phone number or an amount is none.
final class CsvExport implements ExportFile {

    private static final char BYTE_ORDER_MARK = '\ufeff';

    /// What begins with a sign and is a number all the same: `+46 70 174 06 05`, `-12.5`.
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9][0-9 .,()/-]*");

    private final CsvWriter csv;
    private final char decimal;

    /// @param language of the person who opens it
    CsvExport(OutputStream out, String language) throws IOException {
        boolean comma = !language.equals("en");
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        writer.append(BYTE_ORDER_MARK);
        decimal = comma ? ',' : '.';
        csv = CsvWriter.builder().fieldSeparator(comma ? ';' : ',').build(writer);
    }

    @Override
    public void row(List<ExportCell> cells) {
        csv.writeRecord(cells.stream().map(this::text).toList());
    }

    private String text(ExportCell cell) {
        return switch (cell) {
            case ExportCell.Text(var text) -> harmless(text);
            case ExportCell.Amount(var number) -> number.toPlainString().replace('.', decimal);
            case ExportCell.Day(var date) -> date.toString();
        };
    }

    /// The text with an apostrophe before it where a spreadsheet would calculate.
    static String harmless(String text) {
        if (text.isEmpty() || "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20".indexOf(text.charAt(0)) < 0) {
            return text;
        }
        return NUMBER.matcher(text).matches() ? text : "'" + text;
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }
}
