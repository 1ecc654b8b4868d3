package utskick.customer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import utskick.customer.ImportRefused.Reason;

/// The rows of a workbook's sheet, with the text each cell shows: 317 under the format `000000` is `000317`, a date is
/// a date, a phone number never becomes 3.58E11.
final class WorkbookRows implements SourceRows {

    /// More than the largest sheet that a spreadsheet can hold has unpacked.
    private static final long LARGEST = 2L << 30;

    /// Every part but a sheet is read into memory, where its texts take some four times as much.
    private static final long LARGEST_PART = Runtime.getRuntime().maxMemory() / 8;

    /// The last row and column of a sheet (Excel specifications and limits).
    private static final int LAST_ROW = 1_048_576;

    private static final int LAST_COLUMN = 16_384;

    private static final String ERROR_VALUE = "cell.error_value";

    /// What formulas come to that cannot be calculated (ECMA-376 part 1, 18.17.3, and those of later programs).
    private static final Set<String> ERRORS = Set.of(
            "#NULL!",
            "#DIV/0!",
            "#VALUE!",
            "#REF!",
            "#NAME?",
            "#NUM!",
            "#N/A",
            "#GETTING_DATA",
            "#SPILL!",
            "#CALC!",
            "#FIELD!",
            "#BLOCKED!",
            "#CONNECT!",
            "#UNKNOWN!",
            "#BUSY!");

    private final WorkbookParts workbook;
    private final PartReader sheet;
    private boolean inRows;
    private @Nullable SourceRow waiting;
    private int line;
    private int read;

    private WorkbookRows(WorkbookParts workbook, PartReader sheet) {
        this.workbook = workbook;
        this.sheet = sheet;
    }

    /// The names of the sheets.
    ///
    /// @throws ImportRefused when this is no workbook that we let in
    static List<String> sheets(Path path) throws IOException {
        inspect(path);
        try (var workbook = new WorkbookParts(path)) {
            return workbook.sheets();
        }
    }

    static WorkbookRows open(Path path, String name) throws IOException {
        var workbook = new WorkbookParts(path);
        try {
            return new WorkbookRows(workbook, workbook.sheet(name));
        } catch (IOException | RuntimeException e) {
            workbook.close();
            throw e;
        }
    }

    @Override
    public @Nullable SourceRow next() {
        if (waiting == null) {
            waiting = nextInFile();
        }
        var row = waiting;
        // rows without any cell are not in the file, and count as blank all the same
        if (row == null || row.line() == ++line) {
            waiting = null;
            return row;
        }
        return new SourceRow(line, List.of(), false, null);
    }

    private @Nullable SourceRow nextInFile() {
        while (sheet.advance()) {
            if (sheet.begins("sheetData")) {
                inRows = true;
            } else if (sheet.ends("sheetData")) {
                inRows = false;
                return null;
            } else if (inRows && sheet.begins("row")) {
                var number = sheet.attribute("r");
                int next = number == null ? read + 1 : whole(number);
                if (next <= read || next > LAST_ROW) {
                    // spreadsheets write rows from above; which of two is the first would be a guess
                    throw new ImportRefused(Reason.FILE_IS_DAMAGED);
                }
                read = next;
                return row(next);
            }
        }
        return null;
    }

    private SourceRow row(int number) {
        var cells = new ArrayList<String>();
        List<@Nullable String> problems = null;
        boolean tooLong = false;
        int column = -1;
        while (sheet.advance() && !sheet.ends("row")) {
            if (!sheet.begins("c")) {
                continue;
            }
            var reference = sheet.attribute("r");
            column = reference == null ? column + 1 : column(reference);
            if (column >= LAST_COLUMN) {
                throw new ImportRefused(Reason.TOO_MANY_COLUMNS);
            }
            var cell = cell();
            while (cells.size() <= column) {
                cells.add("");
            }
            var text = cell.text();
            tooLong |= text.length() > DelimitedRows.LONGEST_CELL;
            cells.set(
                    column,
                    text.length() > DelimitedRows.LONGEST_CELL ? text.substring(0, DelimitedRows.LONGEST_CELL) : text);
            if (cell.problem() != null) {
                problems = problems == null ? new ArrayList<>() : problems;
                while (problems.size() <= column) {
                    problems.add(null);
                }
                problems.set(column, cell.problem());
            }
        }
        return new SourceRow(number, cells, tooLong, problems);
    }

    /// What a cell shows.
    ///
    /// @param problem why it has no value, null when all is well
    private record Shown(String text, @Nullable String problem) {

        static final Shown NOTHING = new Shown("", null);
    }

    /// The cell that has begun, up to its end.
    private Shown cell() {
        var type = sheet.attribute("t");
        var style = sheet.attribute("s");
        String value = null;
        String inline = null;
        boolean formula = false;
        while (sheet.advance() && !sheet.ends("c")) {
            if (sheet.begins("v")) {
                value = sheet.text();
            } else if (sheet.begins("is")) {
                inline = SharedTexts.text(sheet, "is");
            } else if (sheet.begins("f")) {
                formula = true;
                sheet.skip();
            } else {
                sheet.skip();
            }
        }
        if (inline != null) {
            return new Shown(inline, null);
        }
        if (value == null || value.isEmpty()) {
            // a formula whose text came out empty has a value, and that is empty
            boolean calculated = value != null && "str".equals(type);
            return formula && !calculated ? new Shown("", "cell.formula_without_value") : Shown.NOTHING;
        }
        return switch (type == null ? "n" : type) {
            case "s" -> new Shown(workbook.texts().get(whole(value)), null);
            case "str" ->
                new Shown(SharedTexts.unescape(value), formula && ERRORS.contains(value) ? ERROR_VALUE : null);
            case "inlineStr" -> new Shown(SharedTexts.unescape(value), null);
            case "b" -> new Shown(value.strip().equals("1") || value.equalsIgnoreCase("true") ? "TRUE" : "FALSE", null);
            case "e" -> new Shown(value, ERROR_VALUE);
            // a day and a time of ISO 8601, of which the time is no use to anybody
            case "d" -> new Shown(value.indexOf('T') > 0 ? value.substring(0, value.indexOf('T')) : value, null);
            default -> new Shown(workbook.format(style).text(value), null);
        };
    }

    /// A column's place from 0: `B7` is 1.
    private static int column(String reference) {
        int column = 0;
        for (int i = 0; i < reference.length(); i++) {
            int letter = Character.toUpperCase(reference.charAt(i)) - 'A' + 1;
            if (letter < 1 || letter > 26) {
                break;
            }
            column = 26 * column + letter;
            if (column > LAST_COLUMN) {
                break;
            }
        }
        if (column == 0) {
            throw new ImportRefused(Reason.FILE_IS_DAMAGED);
        }
        return column - 1;
    }

    /// A number that the program that wrote the workbook counts with.
    ///
    /// @throws ImportRefused when it is none
    static int whole(@Nullable String number) {
        try {
            int whole = number == null ? 0 : Integer.parseInt(number.strip());
            if (whole >= 0) {
                return whole;
            }
        } catch (NumberFormatException e) {
            throw new ImportRefused(Reason.FILE_IS_DAMAGED);
        }
        throw new ImportRefused(Reason.FILE_IS_DAMAGED);
    }

    /// Looks into a file before it is read: what unpacks without end, holds a document type or is broken stays out.
    private static void inspect(Path path) throws IOException {
        long packed = Files.size(path);
        long unpacked = 0;
        boolean workbook = false;
        var buffer = new byte[1 << 16];
        try (var zip = new ZipFile(path.toFile())) {
            var names = new HashSet<String>();
            for (var entry : zip.stream().toList()) {
                if (!names.add(entry.getName().toLowerCase(Locale.ROOT))) {
                    // each reader would take another of the two
                    throw new ImportRefused(Reason.FILE_IS_DAMAGED);
                }
                workbook |= entry.getName().equals(WorkbookParts.WORKBOOK);
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
        sheet.close();
        workbook.close();
    }
}
