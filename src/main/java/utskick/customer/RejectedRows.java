package utskick.customer;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.dhatim.fastexcel.Workbook;
import org.jspecify.annotations.Nullable;
import utskick.customer.Imports.Part;
import utskick.customer.Imports.Staged;

/// The rows of a file that were not imported, or not with all of their cells, as they stand there: the same columns,
/// separator and encoding, and one column more with the reason, which no import reads. So they can be put right and
/// brought in again. The file is read once more beside the reasons; neither is held.
final class RejectedRows {

    private static final int PORTION = 5_000;

    private final Staged staged;
    private final String heading;
    private final String suffix;
    private final Reasons reasons;

    /// Why the row on this line is among them.
    record Reason(int line, String text) {}

    /// Where the lines come from, a portion at a time.
    @FunctionalInterface
    interface Reasons {

        /// @param after the line of the last one before
        List<Reason> next(long part, int after, int limit);
    }

    /// @param heading what the column of reasons is called; [ColumnDictionary#isOurs]
    /// @param suffix what the file's name gets
    RejectedRows(Staged staged, String heading, String suffix, Reasons reasons) {
        this.staged = staged;
        this.heading = heading;
        this.suffix = suffix;
        this.reasons = reasons;
    }

    /// Those of the machines: in English, for files that nobody looks at before.
    static RejectedRows unattended(ImportStore store, Staged staged) {
        return new RejectedRows(
                staged,
                "Utskick: reason",
                "rejected",
                (part, after, limit) -> store.findings.rejected(part, after, 0, limit).stream()
                        .map(row -> new Reason(row.line(), row.reason().replace('_', ' ')))
                        .toList());
    }

    /// Whether the file is a workbook, and this is one too.
    boolean isWorkbook() {
        return staged.parts().getFirst().table().form().isWorkbook();
    }

    /// A name for it beside the original's: `kunder.csv` to `kunder-rejected.csv`.
    String fileName() {
        var name = staged.fileName();
        if (name.endsWith(".gz")) {
            name = name.substring(0, name.length() - 3);
        }
        int point = name.lastIndexOf('.');
        return point <= 0
                ? name + "-" + suffix
                : name.substring(0, point) + "-" + suffix + (isWorkbook() ? ".xlsx" : name.substring(point));
    }

    void write(OutputStream out) throws IOException {
        if (isWorkbook()) {
            writeWorkbook(out);
        } else {
            writeText(out, staged.parts().getFirst());
        }
    }

    private interface Sink {
        void row(List<String> cells, String reason) throws IOException;
    }

    private void each(Part part, Sink sink) throws IOException {
        Deque<Reason> waiting = new ArrayDeque<>(reasons.next(part.id(), 0, PORTION));
        try (var rows = new RegisterFile(staged.path(), new ColumnDictionary())
                .rows(part.table().form())) {
            for (var row = rows.next(); row != null && !waiting.isEmpty(); row = rows.next()) {
                var rejected = waiting.peek();
                if (row.line() == rejected.line()) {
                    sink.row(row.cells(), rejected.text());
                    waiting.poll();
                    if (waiting.isEmpty()) {
                        waiting.addAll(reasons.next(part.id(), rejected.line(), PORTION));
                    }
                }
            }
        }
    }

    private void writeText(OutputStream out, Part part) throws IOException {
        var form = part.table().form();
        if (hasMark(staged.path(), form)) {
            out.write("\ufeff".getBytes(form.charset()));
        }
        var encoder = form.charset()
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        var known = form.charset().newEncoder();
        int width = part.table().headings().size();
        try (var writer = new BufferedWriter(new OutputStreamWriter(out, encoder))) {
            line(writer, form, part.table().headings(), width, written(known, heading, "Utskick: reason"));
            each(part, (cells, why) -> line(writer, form, cells, width, written(known, why, "")));
        }
    }

    /// The reason in the user's language where the file's encoding has its letters; without accents else.
    private static String written(CharsetEncoder encoder, String text, String otherwise) {
        if (encoder.canEncode(text)) {
            return text;
        }
        var plain = CellText.key(text);
        return encoder.canEncode(plain) || otherwise.isEmpty() ? plain : otherwise;
    }

    private static void line(BufferedWriter writer, FileForm form, List<String> cells, int width, String last)
            throws IOException {
        for (int i = 0; i < Math.max(width, cells.size()); i++) {
            cell(writer, form, i < cells.size() ? cells.get(i) : "");
            writer.write(form.separator());
        }
        cell(writer, form, last);
        writer.write("\r\n");
    }

    private static void cell(BufferedWriter writer, FileForm form, String text) throws IOException {
        boolean quote = form.quoted()
                && (text.indexOf(form.separator()) >= 0
                        || text.indexOf('"') >= 0
                        || text.indexOf('\n') >= 0
                        || text.indexOf('\r') >= 0);
        // a file without quotation marks has no other way to hold its separator
        writer.write(
                quote
                        ? '"' + text.replace("\"", "\"\"") + '"'
                        : form.quoted() ? text : text.replace(form.separator(), ' '));
    }

    /// Whether the file begins with a byte order mark.
    private static boolean hasMark(Path path, FileForm form) throws IOException {
        if (form.packed()) {
            return form.charset() != StandardCharsets.UTF_8;
        }
        try (var in = Files.newInputStream(path)) {
            return CharsetSniffer.byMark(in.readNBytes(3)) != null;
        }
    }

    private void writeWorkbook(OutputStream out) throws IOException {
        try (var workbook = new Workbook(out, "Utskick", "1.0")) {
            for (var part : staged.parts()) {
                var sheet = workbook.newWorksheet(
                        Objects.requireNonNull(part.table().form().sheet()));
                var headings = part.table().headings();
                int width = headings.size();
                var place = new int[1];
                Sink sink = (cells, why) -> {
                    var all = new ArrayList<@Nullable String>(cells);
                    while (all.size() < width) {
                        all.add(null);
                    }
                    all.add(why);
                    for (int i = 0; i < all.size(); i++) {
                        var text = all.get(i);
                        if (text != null && !text.isEmpty()) {
                            sheet.value(place[0], i, text);
                        }
                    }
                    place[0]++;
                    if (place[0] % 1000 == 0) {
                        sheet.flush();
                    }
                };
                sink.row(headings, heading);
                each(part, sink);
                sheet.finish();
            }
        }
    }
}
