package utskick.customer;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// A file somebody hands over as a register: what it is by its content, whatever its name says, and its rows.
final class RegisterFile {

    /// The rows that are looked at to find out how a file is written.
    private static final int SAMPLE_ROWS = 400;

    private static final int SAMPLE_BYTES = 1 << 20;
    private static final int TITLE_LINES = 20;
    private static final int HEAD_ROWS = 10;
    /// A text that unpacks to more is no register of a shop: 40 million customers.
    private static final long LARGEST_TEXT = 4L << 30;

    /// Unpacked bytes from which on a packed file is looked at with suspicion, and how often more than packed it
    /// may be then. Text packs to a tenth, a bomb to a thousandth.
    static final long SUSPICIOUS = 64L << 20;

    static final int MOST_EXPANSION = 100;

    private final Path path;
    private final ColumnDictionary dictionary;

    private final ImportProgress progress;
    private final ArchivedFile archive;

    RegisterFile(Path path, ColumnDictionary dictionary) {
        this(path, dictionary, new ImportProgress());
    }

    /// @param progress counts the bytes as they are read
    RegisterFile(Path path, ColumnDictionary dictionary, ImportProgress progress) {
        this.path = path;
        this.dictionary = dictionary;
        this.progress = progress;
        this.archive = new ArchivedFile(path);
    }

    /// One table of a file: a text file has one, a workbook one for each sheet with customers.
    ///
    /// @param fills places of the columns that only fill what is empty in the register; the others overwrite
    record Table(FileForm form, List<String> headings, List<ColumnUse> uses, Set<Integer> fills) {

        Table(FileForm form, List<String> headings, List<ColumnUse> uses) {
            this(form, headings, uses, Set.of());
        }

        boolean has(Field field) {
            return uses.contains(ColumnUse.of(field));
        }
    }

    /// A table as it is found before anybody has decided on it.
    ///
    /// @param head its first rows, titles and headings included
    record Look(Table table, List<SourceRow> head) {}

    /// The tables of this file, in the order they are to be imported.
    ///
    /// @throws ImportRefused when this is no file to import
    List<Table> tables() throws IOException {
        var found = looks().stream()
                .map(Look::table)
                .filter(table -> table.has(Field.NUMBER))
                .toList();
        if (found.isEmpty()) {
            throw new ImportRefused(ImportRefused.Reason.NO_CUSTOMER_NUMBER_COLUMN);
        }
        return found;
    }

    /// As [#tables], with those that have no column of customer numbers: somebody may say which it is.
    List<Look> looks() throws IOException {
        byte[] head = head();
        if (head.length == 0) {
            throw new ImportRefused(ImportRefused.Reason.EMPTY_FILE);
        }
        if (CharsetSniffer.startsWith(head, 'P', 'K', 5, 6)) {
            throw new ImportRefused(ImportRefused.Reason.EMPTY_FILE);
        }
        boolean archived = Workbook.is(head);
        if (archived) {
            head = archive.look(head);
        }
        if (Workbook.is(head)) {
            return workbookLooks();
        }
        refuseOthers(head);
        boolean packed = archived || CharsetSniffer.startsWith(head, 0x1f, 0x8b);
        try {
            return List.of(textLook(packed));
        } catch (ZipException | EOFException e) {
            throw new ImportRefused(ImportRefused.Reason.FILE_IS_DAMAGED, e);
        }
    }

    /// The rows of one table after its header.
    SourceRows rows(FileForm form) throws IOException {
        var rows = form.isWorkbook()
                ? archive.rows(Objects.requireNonNull(form.sheet()))
                : new DelimitedRows(reader(form), form.separator(), form.quoted());
        try {
            while (true) {
                var row = rows.next();
                if (row == null || row.line() >= form.headerLine()) {
                    return rows;
                }
            }
        } catch (IOException | RuntimeException e) {
            rows.close();
            throw e;
        }
    }

    /// As [#looks], but the caller has chosen the form.
    ///
    /// @throws ImportRefused when there is nothing in this form
    Look look(FileForm form) throws IOException {
        var sample = sample(form);
        var table = table(form, sample);
        return new Look(new Table(form, table.headings(), table.uses()), head(sample));
    }

    private static List<SourceRow> head(List<SourceRow> sample) {
        return List.copyOf(sample.subList(0, Math.min(sample.size(), TITLE_LINES + HEAD_ROWS)));
    }

    private List<Look> workbookLooks() throws IOException {
        var looks = new ArrayList<Look>();
        for (var sheet : archive.sheets()) {
            var form = FileForm.sheet(sheet);
            var sample = sample(form);
            int header = headerLine(sample);
            if (sample.stream().anyMatch(row -> row.line() > header && !row.isBlank())) {
                looks.add(new Look(table(form.withHeader(header), sample), head(sample)));
            }
        }
        if (looks.isEmpty()) {
            throw new ImportRefused(ImportRefused.Reason.NO_ROWS);
        }
        // companies first, so that their contacts find them
        looks.sort((a, b) ->
                Boolean.compare(a.table().has(Field.COMPANY), b.table().has(Field.COMPANY)));
        return List.copyOf(looks);
    }

    private Look textLook(boolean packed) throws IOException {
        var charset = charset(packed);
        if (isMarkup(packed, charset)) {
            throw new ImportRefused(ImportRefused.Reason.NOT_A_REGISTER);
        }
        FileForm best = null;
        List<SourceRow> bestSample = List.of();
        int highest = Integer.MIN_VALUE;
        var named = namedSeparator(packed, charset);
        for (char separator : named != 0 ? new char[] {named} : new char[] {';', ',', '\t', '|'}) {
            var form = FileForm.text(packed, charset, separator, true);
            var sample = sample(form);
            int header = headerLine(sample);
            int score = score(sample, header);
            if (score > highest) {
                highest = score;
                best = form.withHeader(header);
                bestSample = sample;
            }
        }
        var form = Objects.requireNonNull(best);
        if (isNeverQuoted(form)) {
            form = new FileForm(packed, charset, form.separator(), false, null, form.headerLine(), ',', false, false);
            bestSample = sample(form);
        }
        var table = table(form, bestSample);
        if (!table.has(Field.NUMBER) && !looksLikeText(bestSample)) {
            throw new ImportRefused(ImportRefused.Reason.NOT_A_REGISTER);
        }
        return new Look(table, head(bestSample));
    }

    private Table table(FileForm form, List<SourceRow> sample) {
        SourceRow header = null;
        var body = new ArrayList<SourceRow>();
        for (var row : sample) {
            if (row.line() == form.headerLine()) {
                header = row;
            } else if (row.line() > form.headerLine() && !row.isBlank()) {
                body.add(row);
            }
        }
        if (header == null || body.isEmpty()) {
            throw new ImportRefused(ImportRefused.Reason.NO_ROWS);
        }
        var headings = header.cells().stream().map(CellText::clean).toList();
        while (!headings.isEmpty() && headings.getLast().isEmpty() && isEmptyColumn(body, headings.size() - 1)) {
            headings = headings.subList(0, headings.size() - 1);
        }
        var uses = dictionary.uses(headings, body);
        return new Table(withDates(withNumbers(form, uses, body), uses, body), headings, uses);
    }

    private static boolean isEmptyColumn(List<SourceRow> body, int column) {
        return body.stream().allMatch(row -> row.cell(column).isBlank());
    }

    private List<SourceRow> sample(FileForm form) throws IOException {
        var sample = new ArrayList<SourceRow>();
        try (var rows = form.isWorkbook()
                ? archive.rows(Objects.requireNonNull(form.sheet()))
                : new DelimitedRows(reader(form), form.separator(), form.quoted())) {
            for (var row = rows.next(); row != null && sample.size() < SAMPLE_ROWS; row = rows.next()) {
                sample.add(row);
            }
        }
        return sample;
    }

    /// The row below the titles that has the most headings the dictionary knows, of two that follow each other
    /// (in two languages, or for people and for programs) the second; without any, the first that is filled.
    private int headerLine(List<SourceRow> sample) {
        int line = 1;
        int highest = 0;
        int most = 0;
        int next = 0;
        for (int i = 0; i < Math.min(sample.size(), TITLE_LINES); i++) {
            var row = sample.get(i);
            int headings = dictionary.known(row.cells());
            int known = 2 * headings
                    + (highest == 0
                                    && row.cells().stream()
                                                    .filter(cell -> !cell.isBlank())
                                                    .count()
                                            > 1
                            ? 1
                            : 0);
            boolean second = headings > 2 && headings == most && row.line() == next;
            if (known > highest || second) {
                next = row.line() + 1;
                most = headings;
                highest = known;
                line = row.line();
            }
        }
        return line;
    }

    /// How well a separator fits: headings it brings to light, and rows as wide as the header.
    private int score(List<SourceRow> sample, int headerLine) {
        int width = 0;
        int known = 0;
        int fitting = 0;
        int rows = 0;
        for (var row : sample) {
            if (row.line() == headerLine) {
                width = row.cells().size();
                known = dictionary.known(row.cells());
            } else if (row.line() > headerLine && rows < 50 && !row.isBlank()) {
                rows++;
                fitting += row.cells().size() == width ? 1 : 0;
            }
        }
        return 100 * known + (width > 1 ? 1 + fitting : 0);
    }

    /// Quotation marks are letters in a file where some open a cell and none is ever closed at the end of one.
    private boolean isNeverQuoted(FileForm form) throws IOException {
        try (var rows = new DelimitedRows(reader(form), form.separator(), true)) {
            int read = 0;
            while (rows.next() != null && read < 20_000) {
                read++;
            }
            return rows.strayQuotes() > 0 && rows.closedQuotes() == 0;
        }
    }

    /// The decimal mark by what stands in the columns of numbers; where nothing tells, the comma of our countries.
    private FileForm withNumbers(FileForm form, List<ColumnUse> uses, List<SourceRow> body) {
        int comma = 0;
        int point = 0;
        int groups = 0;
        for (int i = 0; i < uses.size(); i++) {
            if (!dictionary.isNumber(uses.get(i))) {
                continue;
            }
            for (var row : body) {
                var text = CellText.address(row.cell(i)).replaceAll("[^0-9.,]", "");
                if (text.matches("\\d{1,3}(\\.\\d{3})+,\\d{1,2}")) {
                    groups++;
                    comma++;
                } else if (text.matches("\\d{1,3}(,\\d{3})*\\.\\d{1,2}")) {
                    point++;
                } else if (text.matches("\\d+,(\\d{1,2}|\\d{4,})")) {
                    comma++;
                } else if (text.matches("\\d+\\.(\\d{1,2}|\\d{4,})")) {
                    point++;
                }
            }
        }
        return form.withNumbers(point > comma ? '.' : ',', groups > 0 && comma >= point);
    }

    /// The month first where a date can be read in no other way, and none the other way about.
    private FileForm withDates(FileForm form, List<ColumnUse> uses, List<SourceRow> body) {
        boolean monthFirst = false;
        for (int i = 0; i < uses.size(); i++) {
            if (!dictionary.isDate(uses.get(i))) {
                continue;
            }
            for (var row : body) {
                int order = DateReader.order(row.cell(i));
                if (order < 0) {
                    return form;
                }
                monthFirst |= order > 0;
            }
        }
        return form.withMonthFirst(monthFirst);
    }

    private byte[] head() throws IOException {
        try (var in = Files.newInputStream(path)) {
            return in.readNBytes(16);
        }
    }

    private Charset charset(boolean packed) throws IOException {
        try (var in = bytes(packed)) {
            var sample = in.readNBytes(SAMPLE_BYTES);
            if (sample.length == 0) {
                throw new ImportRefused(ImportRefused.Reason.EMPTY_FILE);
            }
            var marked = CharsetSniffer.byMark(sample);
            if (marked == null) {
                marked = CharsetSniffer.byZeros(sample);
            }
            if (marked != null) {
                return marked;
            }
            if (isBinary(sample)) {
                throw new ImportRefused(ImportRefused.Reason.NOT_A_REGISTER);
            }
            // the first letter outside ASCII may come late, so UTF-8 is judged by the whole file
            var check = new CharsetSniffer.Utf8Check();
            byte[] piece = sample;
            int length = sample.length;
            byte[] pieceWithLetters = sample;
            while (length > 0) {
                if (!check.accepts(piece, length, false)) {
                    pieceWithLetters = java.util.Arrays.copyOf(piece, length);
                    return CharsetSniffer.byContent(pieceWithLetters);
                }
                piece = in.readNBytes(SAMPLE_BYTES);
                length = piece.length;
            }
            return check.accepts(piece, 0, true) ? StandardCharsets.UTF_8 : CharsetSniffer.byContent(pieceWithLetters);
        }
    }

    /// Whether the text begins as web pages, XML, JSON and rich text do, whatever the file is called.
    private boolean isMarkup(boolean packed, Charset charset) throws IOException {
        try (var reader = reader(FileForm.text(packed, charset, ';', false))) {
            var start = new char[64];
            int read = reader.read(start);
            var text = read < 0 ? "" : new String(start, 0, read).strip();
            return text.startsWith("{") || text.startsWith("[{") || text.startsWith("<");
        }
    }

    /// The separator that a first line `sep=;` names, or 0.
    private char namedSeparator(boolean packed, Charset charset) throws IOException {
        try (var reader = reader(FileForm.text(packed, charset, ';', false))) {
            var line = new char[6];
            int read = reader.read(line);
            return read >= 5 && new String(line, 0, 4).equalsIgnoreCase("sep=") ? line[4] : 0;
        }
    }

    private InputStreamReader reader(FileForm form) throws IOException {
        var in = new PushbackInputStream(bytes(form.packed()), 4);
        var mark = in.readNBytes(3);
        var marked = CharsetSniffer.byMark(mark);
        int skip = !form.charset().equals(marked) ? 0 : form.charset().equals(StandardCharsets.UTF_8) ? 3 : 2;
        in.unread(mark, skip, mark.length - skip);
        return new InputStreamReader(
                in,
                form.charset()
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE));
    }

    private InputStream bytes(boolean packed) throws IOException {
        var in = new BufferedInputStream(new Counted(Files.newInputStream(path), progress), 1 << 16);
        if (!packed) {
            return in;
        }
        long most = Math.clamp(MOST_EXPANSION * Files.size(path), SUSPICIOUS, LARGEST_TEXT);
        in.mark(4);
        boolean zip = in.read() == 'P';
        in.reset();
        var unpacked = zip ? ArchivedFile.text(in) : new GZIPInputStream(in, 1 << 16);
        return new Limited(new BufferedInputStream(unpacked, 1 << 16), most);
    }

    private static final class Counted extends java.io.FilterInputStream {

        private final ImportProgress progress;

        Counted(InputStream in, ImportProgress progress) {
            super(in);
            this.progress = progress;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            progress.bytes(Math.max(read, 0));
            return read;
        }
    }

    /// Ends an unpacking that never ends.
    private static final class Limited extends java.io.FilterInputStream {

        private long left;

        Limited(InputStream in, long most) {
            super(in);
            this.left = most;
        }

        @Override
        public int read() throws IOException {
            count(1);
            return super.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            count(Math.max(read, 0));
            return read;
        }

        private void count(int bytes) {
            left -= bytes;
            if (left < 0) {
                throw new ImportRefused(ImportRefused.Reason.FILE_EXPANDS_TOO_MUCH);
            }
        }
    }

    private static void refuseOthers(byte[] head) {
        if (CharsetSniffer.startsWith(head, 0xd0, 0xcf, 0x11, 0xe0)) {
            // an old binary workbook, or one under a password
            throw new ImportRefused(ImportRefused.Reason.FILE_IS_PROTECTED);
        }
        if (CharsetSniffer.startsWith(head, '%', 'P', 'D', 'F')
                || CharsetSniffer.startsWith(head, 0x89, 'P', 'N', 'G')
                || CharsetSniffer.startsWith(head, 0xff, 0xd8, 0xff)
                || CharsetSniffer.startsWith(head, 'G', 'I', 'F', '8')
                || CharsetSniffer.startsWith(head, 'R', 'I', 'F', 'F')) {
            throw new ImportRefused(ImportRefused.Reason.NOT_A_REGISTER);
        }
    }

    /// Controls no text has; a few NULs come with some tills.
    private static boolean isBinary(byte[] sample) {
        int controls = 0;
        for (byte b : sample) {
            if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != 0x1a) {
                controls++;
            }
        }
        return controls > 4 && 50 * controls > sample.length;
    }

    private static boolean looksLikeText(List<SourceRow> sample) {
        return sample.stream()
                .limit(50)
                .flatMap(row -> row.cells().stream())
                .noneMatch(cell -> cell.indexOf('\ufffd') >= 0);
    }
}
