package utskick.customer;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ExcelReaderException;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.jspecify.annotations.Nullable;
import utskick.customer.ImportRefused.Reason;

/// The rows of a workbook's sheet, with the text each cell shows: 317 under the format `000000` is `000317`, a date is
/// a date, a phone number never becomes 3.58E11.
final class WorkbookRows implements SourceRows {

    /// More than the largest sheet that a spreadsheet can hold has unpacked.
    private static final long LARGEST = 2L << 30;

    /// Every part but a sheet is read into memory, where its texts take some four times as much.
    private static final long LARGEST_PART = Runtime.getRuntime().maxMemory() / 8;

    private static final ReadingOptions OPTIONS = new ReadingOptions(true, false);

    private final ReadableWorkbook workbook;
    private final Stream<Row> stream;
    private final Iterator<Row> rows;
    private final LocalDate dayZero;
    private @Nullable SourceRow waiting;
    private int line;

    private WorkbookRows(ReadableWorkbook workbook, Stream<Row> stream) {
        this.workbook = workbook;
        this.stream = stream;
        this.rows = stream.iterator();
        // Excel believes in 29 February 1900, so its days count from 30 December 1899 (ECMA-376 part 1, 18.17.4.1)
        this.dayZero = workbook.isDate1904() ? LocalDate.of(1904, 1, 1) : LocalDate.of(1899, 12, 30);
    }

    /// The names of the sheets.
    ///
    /// @throws ImportRefused when this is no workbook that we let in
    static List<String> sheets(Path path) throws IOException {
        inspect(path);
        try (var workbook = new ReadableWorkbook(path.toFile(), OPTIONS)) {
            return workbook.getSheets().map(sheet -> sheet.getName()).toList();
        } catch (ExcelReaderException e) {
            throw new ImportRefused(Reason.FILE_IS_DAMAGED);
        }
    }

    static WorkbookRows open(Path path, String name) throws IOException {
        var workbook = new ReadableWorkbook(path.toFile(), OPTIONS);
        try {
            var sheet = workbook.findSheet(name).orElseThrow(() -> new ImportRefused(Reason.FILE_IS_DAMAGED));
            return new WorkbookRows(workbook, sheet.openStream());
        } catch (ExcelReaderException e) {
            workbook.close();
            throw new ImportRefused(Reason.FILE_IS_DAMAGED);
        } catch (IOException | RuntimeException e) {
            workbook.close();
            throw e;
        }
    }

    @Override
    public @Nullable SourceRow next() {
        try {
            if (waiting == null && rows.hasNext()) {
                waiting = row(rows.next());
            }
            var row = waiting;
            // rows without any cell are not in the file, and count as blank all the same
            if (row == null || row.line() == ++line) {
                waiting = null;
                return row;
            }
            return new SourceRow(line, List.of(), false, null);
        } catch (ExcelReaderException e) {
            throw new ImportRefused(Reason.FILE_IS_DAMAGED);
        }
    }

    private SourceRow row(Row row) {
        var cells = new ArrayList<String>(row.getCellCount());
        List<@Nullable String> problems = null;
        boolean tooLong = false;
        for (int i = 0; i < row.getCellCount(); i++) {
            var cell = row.hasCell(i) ? row.getCell(i) : null;
            var problem = cell == null ? null : problem(cell);
            if (problem != null) {
                problems = problems == null ? new ArrayList<>() : problems;
                while (problems.size() < i) {
                    problems.add(null);
                }
                problems.add(problem);
            }
            var text = cell == null || cell.getType() == CellType.EMPTY ? "" : text(cell);
            tooLong |= text.length() > DelimitedRows.LONGEST_CELL;
            cells.add(
                    text.length() > DelimitedRows.LONGEST_CELL ? text.substring(0, DelimitedRows.LONGEST_CELL) : text);
        }
        return new SourceRow(row.getRowNum(), cells, tooLong, problems);
    }

    private static @Nullable String problem(Cell cell) {
        if (cell.getType() == CellType.ERROR) {
            return "cell.error_value";
        }
        var raw = cell.getRawValue();
        boolean empty = raw == null || raw.isEmpty();
        return cell.getFormula() != null && empty ? "cell.formula_without_value" : null;
    }

    private String text(Cell cell) {
        var raw = cell.getRawValue() == null ? "" : cell.getRawValue();
        return switch (cell.getType()) {
            case NUMBER -> number(cell, raw);
            case BOOLEAN -> raw.equals("1") || raw.equalsIgnoreCase("true") ? "TRUE" : "FALSE";
            case FORMULA -> cell.getValue() instanceof BigDecimal ? number(cell, raw) : raw;
            case STRING -> cell.getText();
            case ERROR, EMPTY -> raw;
        };
    }

    private String number(Cell cell, String raw) {
        BigDecimal value;
        try {
            value = new BigDecimal(raw.strip());
        } catch (NumberFormatException e) {
            // some writers mark text as a number; then it is text
            return raw;
        }
        var format = cell.getDataFormatString();
        var id = cell.getDataFormatId();
        if (isDate(format, id == null ? 0 : id)) {
            return dayZero.plusDays(value.setScale(0, RoundingMode.FLOOR).longValue())
                    .toString();
        }
        var plain = value.stripTrailingZeros().toPlainString();
        if (format == null || plain.indexOf('.') >= 0 || value.signum() < 0) {
            return plain;
        }
        return padded(format, plain);
    }

    /// The shown form of a whole number under formats such as `00000` and `"+"0`; other formats show the number.
    private static String padded(String format, String digits) {
        var section = format.indexOf(';') < 0 ? format : format.substring(0, format.indexOf(';'));
        var before = new StringBuilder();
        int zeros = 0;
        boolean quoted = false;
        for (int i = 0; i < section.length(); i++) {
            char c = section.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted || c == '+') {
                if (zeros > 0) {
                    return digits;
                }
                before.append(c);
            } else if (c == '\\' && i + 1 < section.length()) {
                before.append(section.charAt(++i));
            } else if (c == '0') {
                zeros++;
            } else {
                return digits;
            }
        }
        return before + "0".repeat(Math.max(0, zeros - digits.length())) + digits;
    }

    /// Formats 14 to 22 and 45 to 47 are dates and times (ECMA-376 part 1, 18.8.30); of the others those that
    /// name a day or a year.
    private static boolean isDate(@Nullable String format, int id) {
        if (id >= 14 && id <= 22 || id >= 45 && id <= 47) {
            return true;
        }
        return format != null
                && format.replaceAll("\"[^\"]*\"|\\\\.|\\[[^\\]]*\\]", "").matches("(?i).*[dy].*");
    }

    /// Looks into a file before it is read: what unpacks without end, holds a document type or is broken stays out.
    private static void inspect(Path path) throws IOException {
        long packed = Files.size(path);
        long unpacked = 0;
        boolean workbook = false;
        var buffer = new byte[1 << 16];
        try (var zip = new ZipFile(path.toFile())) {
            for (var entry : zip.stream().toList()) {
                workbook |= entry.getName().equals("xl/workbook.xml");
                boolean isSheet = entry.getName().startsWith("xl/worksheets/");
                long before = unpacked;
                var marks = new MarkupCheck(isSheet);
                try (var in = zip.getInputStream(entry)) {
                    boolean first = true;
                    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                        unpacked += read;
                        if (unpacked > LARGEST
                                || unpacked > RegisterFile.SUSPICIOUS && unpacked > RegisterFile.MOST_EXPANSION * packed
                                || !isSheet && unpacked - before > LARGEST_PART) {
                            throw new ImportRefused(Reason.FILE_EXPANDS_TOO_MUCH);
                        }
                        marks.look(buffer, read);
                        if (first && holdsDocumentType(buffer, read)) {
                            throw new ImportRefused(Reason.DOCUMENT_TYPE_IN_WORKBOOK);
                        }
                        first = false;
                    }
                }
            }
        } catch (IOException e) {
            // a torn or invented archive; what the user can do about it is the same
            throw new ImportRefused(Reason.FILE_IS_DAMAGED);
        }
        if (!workbook) {
            throw new ImportRefused(Reason.CONTENT_IS_NOT_WHAT_THE_NAME_SAYS);
        }
    }

    private static boolean holdsDocumentType(byte[] head, int length) {
        return new String(head, 0, Math.min(length, 4096), StandardCharsets.ISO_8859_1)
                .replace("\0", "")
                .contains("<!DOCTYPE");
    }

    @Override
    public void close() throws IOException {
        stream.close();
        workbook.close();
    }
}
