package utskick.customer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import utskick.customer.ImportProfiles.Profile;

/// The watched folders of profiles: `import/NAME` in the data folder. A file that has been put there, and has not
/// changed between two looks, is taken by renaming it into `working` (so that one program takes it), imported as the
/// profile says, and ends in `processed`, beside its rejected rows where it has some, or in `failed`, beside a text
/// with the reason. What a program that died had taken is taken again: an import is done as a whole or not at all.
final class ImportFolders {

    private static final Logger log = LoggerFactory.getLogger(ImportFolders.class);

    /// A file that somebody still writes has a newer time.
    private static final Duration QUIET = Duration.ofSeconds(2);

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss").withZone(ZoneOffset.UTC);

    /// Who did it, in the register's log.
    private static final String ACTOR = "folder";

    private final ImportProfiles profiles;
    private final UnattendedImports imports;
    private final Path root;
    private final Clock clock;
    private final Map<Path, Seen> seen = new HashMap<>();

    private record Seen(long size, Instant changed) {}

    private boolean reclaimed;

    /// @param root the folder that holds the profiles' folders
    ImportFolders(ImportProfiles profiles, UnattendedImports imports, Path root, Clock clock) {
        this.profiles = profiles;
        this.imports = imports;
        this.root = root;
        this.clock = clock;
    }

    /// Where files of this profile are put.
    Path of(Profile profile) {
        return root.resolve(profile.id() + slug(profile.name())).toAbsolutePath();
    }

    /// The end of a folder's name, such as `-kassan`.
    static String slug(String profile) {
        var name = CellText.key(profile).replaceAll("[^\\p{L}\\p{N}]+", "-").replaceAll("^-|-$", "");
        return name.isEmpty() ? "" : "-" + name;
    }

    void create(Profile profile) {
        try {
            for (var part : List.of("processed", "failed", "working")) {
                Files.createDirectories(of(profile).resolve(part));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Looks again; the first time it takes up what an earlier run of the program had begun. For one thread.
    void watch() {
        if (!reclaimed) {
            reclaim();
            reclaimed = true;
        }
        look();
    }

    /// Looks into every watched folder once, and imports what is ready there.
    ///
    /// @return files that were taken
    int look() {
        int taken = 0;
        for (var profile : profiles.all()) {
            if (profile.watched()) {
                taken += look(profile);
            }
        }
        return taken;
    }

    /// Takes again what was taken and not finished. Once, when the program starts.
    void reclaim() {
        for (var profile : profiles.all()) {
            var working = of(profile).resolve("working");
            for (var file : files(working)) {
                move(file, of(profile).resolve(file.getFileName().toString()));
            }
        }
    }

    private int look(Profile profile) {
        create(profile);
        int taken = 0;
        for (var file : files(of(profile))) {
            if (isReady(file)) {
                var working = of(profile)
                        .resolve("working")
                        .resolve(file.getFileName().toString());
                if (move(file, working)) {
                    seen.remove(file);
                    bringIn(profile, working);
                    taken++;
                }
            }
        }
        return taken;
    }

    private static List<Path> files(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> {
                        var name = file.getFileName().toString().toLowerCase(Locale.ROOT);
                        return !name.startsWith(".")
                                && !name.startsWith("~")
                                && !name.endsWith(".part")
                                && !name.endsWith(".tmp");
                    })
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether the file is as it was at the last look, and has been for a while.
    private boolean isReady(Path file) {
        try {
            var now = new Seen(Files.size(file), Files.getLastModifiedTime(file).toInstant());
            var before = seen.put(file, now);
            return now.equals(before) && now.changed().isBefore(clock.instant().minus(QUIET));
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @return false when somebody else was faster
    private static boolean move(Path file, Path to) {
        try {
            Files.move(file, to, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (AtomicMoveNotSupportedException e) {
            throw new IllegalStateException("the watched folder " + file.getParent() + " cannot rename files", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void bringIn(Profile profile, Path file) {
        var name = file.getFileName().toString();
        var stamped = STAMP.format(clock.instant()) + "-" + name;
        try {
            var processed = of(profile).resolve("processed");
            var outcome = imports.run(
                    profile,
                    new UnattendedImports.Task(file, name, ACTOR, processed.resolve(stamped + ".rejected"), false),
                    new ImportProgress());
            switch (outcome) {
                case UnattendedImports.Outcome.Imported(var counts, var _, var _) -> {
                    move(file, processed.resolve(stamped));
                    log.info("file for profile {} imported: {} rows", profile.id(), counts.rows());
                }
                case UnattendedImports.Outcome.Refused(var reason) -> {
                    var failed = of(profile).resolve("failed");
                    Files.writeString(failed.resolve(stamped + ".reason.txt"), reason + "\n", StandardCharsets.UTF_8);
                    move(file, failed.resolve(stamped));
                    log.warn("file for profile {} refused: {}", profile.id(), reason);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
