package utskick.customer;

/// Looks over the XML of a workbook before it is read. Who reads a row or a cell holds all of it in memory, so a row
/// with millions of cells and a cell of a gigabyte must be found before. Counts bytes only; what the XML says and
/// whether it is well-formed is its reader's business.
final class MarkupCheck {

    /// A spreadsheet's cell holds 32,767 letters, each of which takes at most 12 bytes (`&#128512;` and a pair).
    private static final int LONGEST_TEXT = 1 << 20;

    /// Twice the 16,384 columns that a spreadsheet has, each with an opening and closing mark for cell, formula and
    /// value.
    private static final int MOST_MARKS = 2 * 16_384 * 6;

    /// The last cell is `XFD1048576`: three letters, seven digits. What is longer leads a reader to columns and
    /// rows that no sheet has.
    private static final int MOST_LETTERS = 3;

    private static final int MOST_DIGITS = 7;

    private static final byte[] ROW = {'r', 'o', 'w'};
    private static final byte[] REFERENCE = {' ', 'r', '=', '"'};

    private final boolean isSheet;
    private int sinceMark;
    private int marksInRow;
    /// How many letters of `row` the present mark has begun with, -1 where it is another one.
    private int row = -1;

    private int reference;
    private boolean inReference;
    private int letters;
    private int digits;

    /// @param isSheet rows and cells are counted in sheets only
    MarkupCheck(boolean isSheet) {
        this.isSheet = isSheet;
    }

    /// @throws ImportRefused when no spreadsheet has written this
    void look(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            if (b == '<') {
                sinceMark = 0;
                row = 0;
                marksInRow++;
            } else {
                sinceMark++;
                row = row >= 0 && row < ROW.length && b == ROW[row] ? row + 1 : -1;
            }
            if (row == ROW.length) {
                marksInRow = 0;
            }
            if (isSheet) {
                lookForReference(b);
            }
            if (sinceMark > LONGEST_TEXT) {
                throw new ImportRefused(ImportRefused.Reason.NOT_A_REGISTER);
            }
        }
        if (isSheet && marksInRow > MOST_MARKS) {
            throw new ImportRefused(ImportRefused.Reason.TOO_MANY_COLUMNS);
        }
    }

    private void lookForReference(byte b) {
        if (inReference) {
            inReference = b != '"';
            letters += b >= 'A' ? 1 : 0;
            digits += b >= '0' && b <= '9' ? 1 : 0;
            if (letters > MOST_LETTERS || digits > MOST_DIGITS) {
                throw new ImportRefused(ImportRefused.Reason.FILE_IS_DAMAGED);
            }
        } else if (b == REFERENCE[reference]) {
            reference++;
            if (reference == REFERENCE.length) {
                reference = 0;
                inReference = true;
                letters = 0;
                digits = 0;
            }
        } else {
            reference = b == REFERENCE[0] ? 1 : 0;
        }
    }
}
