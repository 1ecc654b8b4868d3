package utskick.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import utskick.customer.ImportBenchRun;
import utskick.database.ApplicationRole;
import utskick.database.EmbeddedPostgres;
import utskick.database.FileTree;

/// Imports registers of four countries from gzipped files, phone numbers made E.164, consents into the real ledger
/// and all, in a program of its own with a heap of 256 MB: 200,000 rows by a program that has just started, with
/// their preview before and the preview of a file that changes every second one, and 1,000,000 rows, with what lives
/// in the heap over the time. The same customers are copied bare in the same run.
final class ImportBench {

    private static final int SMALL = 200_000;
    private static final int LARGE = 1_000_000;

    private static final Set<String> FIGURES = Set.of("preview", "import", "unchanged", "changed", "copy", "consents");

    private ImportBench() {}

    static void run(PrintStream out) throws Exception {
        measure(out, SMALL, List.of("preview"));
        measure(out, SMALL, List.of("import", "import", "changed"));
        measure(out, LARGE, List.of("import", "import", "copy"));
    }

    private static void measure(PrintStream out, int rows, List<String> works) throws Exception {
        var folder = FileTree.createTemporaryFolder("utskick-import-bench-");
        try (var postgres = EmbeddedPostgres.start(folder.resolve("postgres"))) {
            var flyway = Flyway.configure()
                    .dataSource(postgres.url(), postgres.user(), postgres.password())
                    .locations("classpath:db/migration")
                    .load();
            flyway.migrate();
            ApplicationRole.equip(
                    flyway.getConfiguration().getDataSource(),
                    postgres.application().user());
            var file = folder.resolve("register.csv.gz");
            ImportBenchRun.write(file, rows);
            if (works.contains("changed")) {
                ImportBenchRun.writeChanged(file, rows);
            }
            out.printf(
                    "  %,d rows, %,d bytes packed; a program that has just started, heap of 256 MB%n",
                    rows, Files.size(file));
            var program = program(postgres, file, works);
            try (var lines = program.inputReader()) {
                var cpu = cpu(postgres);
                double imported = 0;
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    var cells = line.split(" ");
                    if (cells[0].equals("alive")) {
                        alive(out, cells, rows >= LARGE);
                        continue;
                    }
                    if (cells.length != 5 || !FIGURES.contains(cells[0])) {
                        continue; // what the program logs
                    }
                    var now = cpu(postgres);
                    double seconds = Double.parseDouble(cells[2]);
                    switch (cells[0]) {
                        case "copy" ->
                            out.printf(
                                    "    bare COPY of the customers: %.2f s; the import takes %.1f times as long%n",
                                    seconds, imported / seconds);
                        case "consents" ->
                            out.printf("    the ledger stands for %,d addresses%n", Long.parseLong(cells[1]));
                        default -> {
                            long read = Long.parseLong(cells[1]);
                            out.printf(
                                    "    %-9s %.2f s: %,.0f rows/s; CPU %.1f s program + %.1f s database; heap at most %s MB%n",
                                    cells[0],
                                    seconds,
                                    read / seconds,
                                    Double.parseDouble(cells[3]),
                                    now.minus(cpu).toMillis() / 1e3,
                                    cells[4]);
                            imported = imported == 0 ? seconds : imported;
                        }
                    }
                    cpu = now;
                }
            }
            if (program.waitFor() != 0) {
                throw new IllegalStateException("the measured program failed");
            }
        } finally {
            FileTree.delete(folder);
        }
    }

    /// @param judged whether the run is long enough to say whether the heap grows: a short one ends before anything
    /// old is
    ///     collected
    private static void alive(PrintStream out, String[] cells, boolean judged) {
        var tenths = Stream.of(cells).skip(1).map(Long::valueOf).toList();
        if (!tenths.isEmpty()) {
            out.printf(
                    "              alive after collections, by tenths of the time: %s MB%s%n",
                    String.join(" ", List.of(cells).subList(1, cells.length)),
                    !judged ? "" : HeapFloor.isFlat(tenths) ? ": flat" : ": NOT FLAT");
        }
    }

    private static Process program(EmbeddedPostgres postgres, Path file, List<String> works) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dlogging.level.root=warn",
                "-cp",
                System.getProperty("java.class.path"),
                ImportProgram.class.getName(),
                postgres.url(),
                postgres.application().user(),
                postgres.application().password(),
                file.toString()));
        command.addAll(works);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /// What the server and its processes have used; those that are gone are not counted.
    private static Duration cpu(EmbeddedPostgres postgres) {
        var server = ProcessHandle.of(postgres.pid()).orElseThrow();
        return Stream.concat(Stream.of(server), server.descendants())
                .map(it -> it.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }
}
