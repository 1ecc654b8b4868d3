package utskick.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Files and folders with a given mode from their first moment on. Windows knows no modes: there, what is private
/// follows the folder that the data lies in.
public final class FileTree {

    private FileTree() {}

    /// A new file that nobody but its owner may read.
    public static void writePrivate(Path file, String content) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, mode("rw-------"));
        Files.writeString(file, content);
    }

    /// The folder, made with this mode if it was not there. Its parents are ordinary folders.
    static Path createFolder(Path folder, String mode) throws IOException {
        Path absolute = folder.toAbsolutePath().normalize();
        if (!Files.isDirectory(absolute)) {
            Files.createDirectories(absolute.resolveSibling(""));
            Files.createDirectory(absolute, mode(mode));
        }
        return absolute.toRealPath();
    }

    /// A new folder for what does not last. As root, others may walk through it, for PostgreSQL is then somebody
    /// else.
    public static Path createTemporaryFolder(String prefix) throws IOException {
        Path folder = Files.createTempDirectory(prefix);
        if (ServerAccount.isRoot()) {
            setMode(folder, "rwx--x--x");
        }
        return folder;
    }

    static void setMode(Path file, String mode) throws IOException {
        if (!Platform.WINDOWS) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        }
    }

    /// Removes a folder with all that is in it; links are removed, not followed.
    public static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new Deleting());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The last lines of a log, for an error message.
    static String tail(Path log, long from) throws IOException {
        try (var in = Files.newInputStream(log)) {
            in.skipNBytes(Math.min(from, Files.size(log)));
            List<String> lines = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        }
    }

    private static FileAttribute<?>[] mode(String mode) {
        return Platform.WINDOWS
                ? new FileAttribute<?>[0]
                : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))};
    }

    /// A server that is just stopping may remove files of its own meanwhile; what is gone is gone.
    private static final class Deleting extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException problem) throws IOException {
            if (problem instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw problem;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem) throws IOException {
            if (problem != null) {
                throw problem;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
