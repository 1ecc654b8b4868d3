package utskick.customer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `./utskick import FILE --profile NAME`: hands a file to the program that runs on the data folder, by the watched
/// folder of the profile, and waits for what becomes of it. There is one way in for files that nobody looks at, with
/// the rights of the data folder; without a running program the file is taken back and nothing has happened.
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Imports a file as a profile says, through the running Utskick.")
public final class ImportCommand implements Callable<Integer> {

    private static final Duration LOOK = Duration.ofMillis(200);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "The file to import.")
    private Path file = Path.of("");

    @Option(names = "--profile", required = true, paramLabel = "NAME", description = "The profile of such files.")
    private String profile = "";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:UTSKICK_DATA:-}",
            description = "Folder of the data (UTSKICK_DATA).")
    private String data = "";

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait until a running Utskick takes the file. Default: 30.")
    private int wait = 30;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            return failed("The file %s cannot be read.".formatted(file));
        }
        var root = (data.isEmpty() ? Path.of(System.getProperty("utskick.home", ""), "data") : Path.of(data))
                .resolve("import")
                .toAbsolutePath();
        var folder = folder(root);
        if (folder.isEmpty()) {
            return failed("No folder is watched for a profile %s under %s. Let it be watched on the profile's page."
                    .formatted(profile, root));
        }
        return handOver(folder.get());
    }

    private Optional<Path> folder(Path root) throws IOException {
        var ending = ImportFolders.slug(profile);
        try (var folders = Files.list(root)) {
            return folders.filter(folder -> folder.getFileName().toString().matches("\\d+" + ending))
                    .filter(folder -> Files.isDirectory(folder.resolve("processed")))
                    .findFirst();
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    private int handOver(Path folder) throws IOException, InterruptedException {
        var name = file.getFileName().toString();
        var place = folder.resolve(name);
        if (Files.exists(place) || Files.exists(folder.resolve("working").resolve(name))) {
            return failed("A file named %s is being imported already. Try again when it is done.".formatted(name));
        }
        var before = new HashSet<>(ended(folder, name));
        var part = folder.resolve(name + ".part");
        Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
        long until = System.nanoTime() + Duration.ofSeconds(wait).toNanos();
        while (true) {
            var now = ended(folder, name);
            now.removeAll(before);
            if (!now.isEmpty()) {
                return told(now.iterator().next());
            }
            if (Files.exists(place) && System.nanoTime() > until && Files.deleteIfExists(place)) {
                return failed(
                        "No running Utskick took the file within %d seconds. Start it, or see that the profile is watched."
                                .formatted(wait));
            }
            Thread.sleep(LOOK);
        }
    }

    /// The files of this name that were imported or refused; each has a moment before its name.
    private static Set<Path> ended(Path folder, String name) throws IOException {
        var ended = new HashSet<Path>();
        for (var part : List.of("processed", "failed")) {
            try (var files = Files.list(folder.resolve(part))) {
                files.filter(done -> done.getFileName().toString().matches("\\d{8}-\\d{6}-" + Pattern.quote(name)))
                        .forEach(ended::add);
            } catch (NoSuchFileException _) {
                // made with the first file: nothing has ended there yet
            }
        }
        return ended;
    }

    private int told(Path done) throws IOException {
        var reason = done.resolveSibling(done.getFileName() + ".reason.txt");
        if (Files.exists(reason)) {
            return failed("The file was not imported: "
                    + Files.readString(reason, StandardCharsets.UTF_8).strip());
        }
        var out = spec.commandLine().getOut();
        out.println("Imported: " + done);
        try (var beside = Files.list(done.getParent())) {
            beside.filter(other -> other.getFileName().toString().startsWith(done.getFileName() + ".rejected"))
                    .forEach(rejected -> out.println("Rejected rows: " + rejected));
        }
        return 0;
    }

    private int failed(String reason) {
        spec.commandLine().getErr().println(reason);
        return 1;
    }
}
