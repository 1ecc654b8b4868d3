package utskick.customer;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// How a register file is written. Detected by [RegisterFile], and everything can be chosen otherwise.
///
/// @param packed the text is compressed: by gzip, or as the only file of a ZIP
/// @param charset of a text file; a workbook brings its own
/// @param separator between the cells of a text file
/// @param quoted cells may stand in quotation marks; if not, a quotation mark is a letter
/// @param sheet the name of a workbook's sheet, null for a text file
/// @param headerLine the physical line (workbook: row) the headings stand on, from 1
/// @param decimalMark point or comma
/// @param pointGroups a point groups thousands
/// @param monthFirst `3/1/2026` is the first of March; where a year or a name stands first nothing is doubtful
public record FileForm(
        boolean packed,
        Charset charset,
        char separator,
        boolean quoted,
        @Nullable String sheet,
        int headerLine,
        char decimalMark,
        boolean pointGroups,
        boolean monthFirst) {

    static FileForm text(boolean packed, Charset charset, char separator, boolean quoted) {
        return new FileForm(packed, charset, separator, quoted, null, 1, ',', false, false);
    }

    static FileForm sheet(String name) {
        return new FileForm(false, StandardCharsets.UTF_8, ',', false, name, 1, ',', false, false);
    }

    boolean isWorkbook() {
        return sheet != null;
    }

    FileForm withHeader(int line) {
        return new FileForm(packed, charset, separator, quoted, sheet, line, decimalMark, pointGroups, monthFirst);
    }

    FileForm withNumbers(char mark, boolean groups) {
        return new FileForm(packed, charset, separator, quoted, sheet, headerLine, mark, groups, monthFirst);
    }

    FileForm withText(Charset other, char mark) {
        return new FileForm(packed, other, mark, quoted, sheet, headerLine, decimalMark, pointGroups, monthFirst);
    }

    FileForm withMonthFirst(boolean first) {
        return new FileForm(packed, charset, separator, quoted, sheet, headerLine, decimalMark, pointGroups, first);
    }
}
