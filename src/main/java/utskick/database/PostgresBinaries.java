package utskick.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;
import utskick.kernel.StartProblem;

/// The unpacked PostgreSQL programs: `bin/postgres`, `bin/initdb`, `bin/pg_ctl`. They come as one archive in a jar that
/// the build chooses by platform, and are unpacked once, into a folder named after the archive's checksum.
record PostgresBinaries(Path home) {

    static PostgresBinaries unpackInto(Path folder) throws IOException {
        URL archive = archive();
        Path home = folder.resolve("postgres-" + fingerprint(archive));
        if (!Files.exists(home)) {
            Files.createDirectories(folder);
            Path unfinished = Files.createTempDirectory(folder, "unpacking-");
            try {
                unpack(archive, unfinished);
                FileTree.setMode(unfinished, "rwxr-xr-x");
                moveUnlessThere(unfinished, home);
            } finally {
                FileTree.delete(unfinished);
            }
        }
        return new PostgresBinaries(home);
    }

    String program(String name) {
        return home.resolve("bin")
                .resolve(Platform.WINDOWS ? name + ".exe" : name)
                .toString();
    }

    private static URL archive() {
        String name = "/postgres-%s-%s.txz".formatted(system(), processor());
        URL archive = PostgresBinaries.class.getResource(name);
        if (archive == null) {
            throw new StartProblem(
                    "This build of Utskick brings no PostgreSQL for %s on %s. Build it on the machine it runs on, or set UTSKICK_DB_URL to a PostgreSQL of your own."
                            .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
        }
        return archive;
    }

    private static String system() {
        if (Platform.LINUX) {
            return "linux";
        }
        return Platform.WINDOWS ? "windows" : "darwin";
    }

    private static String processor() {
        String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return switch (name) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> name;
        };
    }

    /// The checksum that the jar already holds: reading 15 MB at each start only to hash them would be waste.
    private static String fingerprint(URL archive) throws IOException {
        var connection = archive.openConnection();
        if (connection instanceof JarURLConnection jar) {
            return Long.toHexString(jar.getJarEntry().getCrc());
        }
        return Long.toString(connection.getContentLengthLong());
    }

    private static void unpack(URL archive, Path target) throws IOException {
        try (InputStream raw = archive.openStream();
                var tar = new TarArchiveInputStream(
                        new BufferedInputStream(new XZInputStream(new BufferedInputStream(raw))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = target.resolve(entry.getName()).normalize();
                if (!file.startsWith(target)) {
                    throw new IOException("the archive reaches out of its folder: " + entry.getName());
                }
                unpack(entry, tar, file);
            }
        }
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path file) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.resolveSibling(""));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
            Files.copy(content, file);
            FileTree.setMode(file, (entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--");
        }
    }

    /// Two programs may unpack at the same time; both results are the same, so the first one stays.
    private static void moveUnlessThere(Path unfinished, Path home) throws IOException {
        try {
            Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.exists(home)) {
                throw e;
            }
        }
    }
}
