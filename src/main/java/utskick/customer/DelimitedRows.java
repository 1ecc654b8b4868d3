package utskick.customer;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads separated text as tills and spreadsheets write it, faults and all: CR, LF and CR LF in turn, physical lines
/// counted, and a quotation mark that is never closed, or closed in the middle of a word, taken as the letter it is. (A
/// strict reader takes the rest of the file into one cell at the first 27" bicycle.)
final class DelimitedRows implements SourceRows {

    /// A spreadsheet's cell holds 32,767 letters. What is longer comes from no register.
    static final int LONGEST_CELL = 32_767;

    /// What is longer than this comes from no program that writes registers: the file is refused at once, for it
    /// may hold nothing else for gigabytes.
    private static final int LONGEST_RUN = 4 << 20;

    /// More cells than this in a row is no register either.
    static final int MOST_CELLS = 4_096;

    private final Reader reader;
    private final char separator;
    private final boolean quoted;

    private char[] buffer = new char[1 << 16];
    private int at;
    private int end;
    private boolean ended;
    private int line = 1;
    /// How the quotation marks were found to be, for the sniffer.
    private int closedQuotes;

    private int strayQuotes;

    DelimitedRows(Reader reader, char separator, boolean quoted) {
        this.reader = reader;
        this.separator = separator;
        this.quoted = quoted;
    }

    @Override
    public @Nullable SourceRow next() throws IOException {
        if (peek(0) < 0) {
            return null;
        }
        int first = line;
        boolean tooLong = false;
        List<String> cells = new ArrayList<>(24);
        while (true) {
            String cell = quoted && peek(0) == '"' ? quotedCell() : null;
            if (cell == null) {
                int length = plainLength();
                tooLong |= length > LONGEST_CELL;
                cell = new String(buffer, at, Math.min(length, LONGEST_CELL));
                at += length;
                if (length > LONGEST_CELL) {
                    skipPlain();
                }
            }
            if (cells.size() >= MOST_CELLS) {
                throw new ImportRefused(ImportRefused.Reason.TOO_MANY_COLUMNS);
            }
            cells.add(cell);
            int c = peek(0);
            if (c == separator) {
                at++;
                continue;
            }
            if (c >= 0) {
                // looking ahead may move the buffer, so the place is taken after it
                int length = lineEnd(0);
                at += length;
                line++;
            }
            return new SourceRow(first, cells, tooLong, null);
        }
    }

    int closedQuotes() {
        return closedQuotes;
    }

    int strayQuotes() {
        return strayQuotes;
    }

    /// The cell that begins with a quotation mark here, or null (and nothing read) when the mark is but a letter.
    private @Nullable String quotedCell() throws IOException {
        var cell = new StringBuilder();
        int lines = 0;
        int i = 1;
        while (i <= LONGEST_CELL) {
            int c = peek(i);
            if (c < 0) {
                break;
            }
            if (c == '"') {
                int after = peek(i + 1);
                if (after == '"') {
                    cell.append('"');
                    i += 2;
                    continue;
                }
                int blanks = i + 1;
                while (after == ' ' || after == '\t' && separator != '\t') {
                    after = peek(++blanks);
                }
                if (after < 0 || after == separator || after == '\n' || after == '\r') {
                    at += blanks;
                    line += lines;
                    closedQuotes++;
                    return cell.toString();
                }
                break;
            }
            int lineEnd = lineEnd(i);
            if (lineEnd > 0) {
                lines++;
                cell.append('\n');
                i += lineEnd;
            } else {
                cell.append((char) c);
                i++;
            }
        }
        strayQuotes++;
        return null;
    }

    /// How far it is to the separator or the line's end, at most one more than a cell can be.
    private int plainLength() throws IOException {
        int length = 0;
        while (true) {
            int available = end - at;
            while (length < available) {
                char c = buffer[at + length];
                if (c == separator || c == '\n' || c == '\r' || length > LONGEST_CELL) {
                    return length;
                }
                length++;
            }
            if (peek(length) < 0) {
                return length;
            }
        }
    }

    private void skipPlain() throws IOException {
        for (int skipped = 0; skipped < LONGEST_RUN; skipped++) {
            int c = peek(0);
            if (c < 0 || c == separator || c == '\n' || c == '\r') {
                return;
            }
            at++;
        }
        throw new ImportRefused(ImportRefused.Reason.NOT_A_REGISTER);
    }

    /// The length of the line end at this distance, 0 where there is none.
    private int lineEnd(int distance) throws IOException {
        int c = peek(distance);
        if (c == '\n') {
            return 1;
        }
        return c == '\r' ? peek(distance + 1) == '\n' ? 2 : 1 : 0;
    }

    private int peek(int distance) throws IOException {
        while (at + distance >= end) {
            if (ended) {
                return -1;
            }
            fill();
        }
        return buffer[at + distance];
    }

    private void fill() throws IOException {
        if (at > 0) {
            System.arraycopy(buffer, at, buffer, 0, end - at);
            end -= at;
            at = 0;
        }
        if (end == buffer.length) {
            buffer = java.util.Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int read = reader.read(buffer, end, buffer.length - end);
        if (read < 0) {
            ended = true;
        } else {
            end += read;
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
