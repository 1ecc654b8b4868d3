package utskick.customer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import utskick.customer.ImportRefused.Reason;

/// A file that begins as a ZIP does: a workbook, or an archive with one register in it. What entries are called says
/// nothing about where anything is written; text is read straight out of the archive.
final class ArchivedFile {

    /// What archives of some systems hold besides what was put into them.
    private static final List<String> LITTER = List.of("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini");

    private final Path path;
    /// Whether the file is an archive with a workbook in it; null while nobody has looked.
    private @Nullable Boolean holdsWorkbook;

    ArchivedFile(Path path) {
        this.path = path;
    }

    /// Looks into the archive.
    ///
    /// @param head the first bytes of the file
    /// @return the first bytes of what is to be read: of the only entry, or of the workbook that the file is
    /// @throws ImportRefused when it holds no register, or several files
    byte[] look(byte[] head) throws IOException {
        if (head.length > 6 && (head[6] & 1) != 0) {
            throw new ImportRefused(Reason.FILE_IS_PROTECTED);
        }
        try (var zip = new ZipFile(path.toFile())) {
            if (zip.getEntry(WorkbookParts.WORKBOOK) != null) {
                holdsWorkbook = false;
                return head;
            }
            if (zip.getEntry("mimetype") != null || zip.getEntry("[Content_Types].xml") != null) {
                // a document of another office program
                throw new ImportRefused(Reason.CONTENT_IS_NOT_WHAT_THE_NAME_SAYS);
            }
            var files = zip.stream().filter(ArchivedFile::isFile).limit(2).toList();
            if (files.size() != 1) {
                throw new ImportRefused(files.isEmpty() ? Reason.EMPTY_FILE : Reason.ARCHIVE_OF_SEVERAL_FILES);
            }
            byte[] inner;
            try (var in = zip.getInputStream(files.getFirst())) {
                inner = in.readNBytes(head.length);
            }
            if (inner.length == 0) {
                throw new ImportRefused(Reason.EMPTY_FILE);
            }
            holdsWorkbook = Workbook.is(inner);
            return inner;
        } catch (ZipException e) {
            // a torn or invented archive
            throw new ImportRefused(Reason.FILE_IS_DAMAGED);
        }
    }

    /// The names of the workbook's sheets.
    List<String> sheets() throws IOException {
        if (!isWorkbookInside()) {
            return WorkbookRows.sheets(path);
        }
        var copy = copy();
        try {
            return WorkbookRows.sheets(copy);
        } finally {
            Files.delete(copy);
        }
    }

    /// The rows of one of the workbook's sheets.
    SourceRows rows(String sheet) throws IOException {
        if (!isWorkbookInside()) {
            return WorkbookRows.open(path, sheet);
        }
        var copy = copy();
        try {
            return new Copied(WorkbookRows.open(copy, sheet), copy);
        } catch (IOException | RuntimeException e) {
            Files.delete(copy);
            throw e;
        }
    }

    /// The text in the archive.
    ///
    /// @param in the archive from its beginning
    static InputStream text(InputStream in) throws IOException {
        var zip = new ZipInputStream(in);
        for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (isFile(entry)) {
                return zip;
            }
        }
        throw new ZipException("no entry");
    }

    private boolean isWorkbookInside() throws IOException {
        var known = holdsWorkbook;
        if (known == null) {
            try (var zip = new ZipFile(path.toFile())) {
                known = zip.getEntry(WorkbookParts.WORKBOOK) == null;
            } catch (ZipException e) {
                throw new ImportRefused(Reason.FILE_IS_DAMAGED);
            }
            holdsWorkbook = known;
        }
        return known;
    }

    /// The workbook as a file of its own, since its parts are read in an order of their own. Only this program can
    /// read it.
    private Path copy() throws IOException {
        long most = Math.max(RegisterFile.SUSPICIOUS, RegisterFile.MOST_EXPANSION * Files.size(path));
        var copy = Files.createTempFile("import-", ".xlsx");
        try (var in = text(new BufferedInputStream(Files.newInputStream(path)));
                var out = Files.newOutputStream(copy)) {
            var buffer = new byte[1 << 16];
            long copied = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                copied += read;
                if (copied > most) {
                    throw new ImportRefused(Reason.FILE_EXPANDS_TOO_MUCH);
                }
                out.write(buffer, 0, read);
            }
            return copy;
        } catch (ZipException e) {
            Files.delete(copy);
            throw new ImportRefused(Reason.FILE_IS_DAMAGED);
        } catch (IOException | RuntimeException e) {
            Files.delete(copy);
            throw e;
        }
    }

    private static boolean isFile(ZipEntry entry) {
        var name = entry.getName();
        return !entry.isDirectory()
                && LITTER.stream().noneMatch(litter -> name.startsWith(litter) || name.endsWith(litter));
    }

    /// Rows of a copy that goes when they are read.
    private record Copied(SourceRows rows, Path copy) implements SourceRows {

        @Override
        public @Nullable SourceRow next() throws IOException {
            return rows.next();
        }

        @Override
        public void close() throws IOException {
            try {
                rows.close();
            } finally {
                Files.deleteIfExists(copy);
            }
        }
    }
}
