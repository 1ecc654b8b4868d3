package utskick.customer;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// How a register file is written. Detected by [FormSniffer], and everything can be chosen otherwise.
///
/// @param packed the file is compressed by gzip
/// @param charset of a text file; a workbook brings its own
/// @param separator between the cells of a text file
/// @param quoted cells may stand in quotation marks; if not, a quotation mark is a letter
/// @param sheet the name of a workbook's sheet, null for a text file
/// @param headerLine the physical line (workbook: row) the headings stand on, from 1
/// @param decimalMark point or comma
/// @param pointGroups a point groups thousands
public record FileForm(
        boolean packed,
        Charset charset,
        char separator,
        boolean quoted,
        @Nullable String sheet,
        int headerLine,
        char decimalMark,
        boolean pointGroups) {

    static FileForm text(boolean packed, Charset charset, char separator, boolean quoted) {
        return new FileForm(packed, charset, separator, quoted, null, 1, ',', false);
    }

    static FileForm sheet(String name) {
        return new FileForm(false, StandardCharsets.UTF_8, ',', false, name, 1, ',', false);
    }

    boolean isWorkbook() {
        return sheet != null;
    }

    FileForm withHeader(int line) {
        return new FileForm(packed, charset, separator, quoted, sheet, line, decimalMark, pointGroups);
    }

    FileForm withNumbers(char mark, boolean groups) {
        return new FileForm(packed, charset, separator, quoted, sheet, headerLine, mark, groups);
    }
}
