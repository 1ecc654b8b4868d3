package utskick;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import utskick.customer.ErrandFolder;
import utskick.customer.ImportErrands;
import utskick.customer.ImportErrands.Answer;
import utskick.customer.ImportErrands.Errand;
import utskick.customer.ImportErrands.Progress;
import utskick.database.FileTree;
import utskick.database.PostgresServer;

/// `./utskick import FILE --profile NAME`: brings a file in as a profile says, by the program that runs on the data
/// folder, or, when none does, by itself with the database alone. Whoever may read the data folder may do it.
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Imports a file as a profile says, whether Utskick is running or not.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:All rows are in the register (with --dry-run: would be).",
            "1:Nothing of the file is in the register; the reason is printed.",
            "2:The command was called wrongly.",
            "3:The file is in the register, but for the rejected rows, which lie in a file beside it."
        })
final class ImportCommand implements Callable<Integer> {

    private static final int SOME_REJECTED = 3;

    /// Between two looks at what a running program does.
    private static final long LOOK_MILLIS = 200;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "The file to import.")
    private Path file = Path.of("");

    @Option(names = "--profile", required = true, paramLabel = "NAME", description = "The profile of such files.")
    private String profile = "";

    @Option(names = "--dry-run", description = "Only say what would happen; the register stays as it is.")
    private boolean dry;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:UTSKICK_DATA:-}",
            description = "Folder of the data (UTSKICK_DATA).")
    private String data = "";

    private int shown = -1;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            return failed("The file %s cannot be read.".formatted(file));
        }
        var folder = (data.isEmpty() ? StartOptions.home().resolve("data") : Path.of(data))
                .toAbsolutePath()
                .normalize();
        var errand = new Errand(profile, file.getFileName().toString(), dry);
        var outside = OutsideDatabase.ofSettings();
        while (outside.isEmpty() && PostgresServer.isInUse(folder.resolve("postgres"))) {
            var errands = ErrandFolder.in(folder);
            var handed = errands.hand(errand, file);
            var stop = new Thread(() -> {
                if (!errands.takeBack(handed)) {
                    errands.cancel(handed);
                }
            });
            Runtime.getRuntime().addShutdownHook(stop);
            try {
                if (await(errands, handed, folder)) {
                    return told(errands, handed);
                }
            } finally {
                Runtime.getRuntime().removeShutdownHook(stop);
            }
        }
        new DataFolder(folder).useForRegister();
        outside.ifPresent(OutsideDatabase::useForRegister);
        if (outside.isEmpty() && !Files.exists(folder.resolve("postgres").resolve("data"))) {
            return failed("There is no register in %s yet; ./utskick makes one.".formatted(folder));
        }
        return alone(folder, errand);
    }

    /// Waits for what a running program makes of it.
    ///
    /// @return false when the program ended before it took it, so that it is to be done otherwise
    private boolean await(ErrandFolder errands, ErrandFolder.Handed handed, Path folder) throws InterruptedException {
        while (errands.answer(handed).isEmpty()) {
            errands.progress(handed).ifPresent(this::show);
            Thread.sleep(LOOK_MILLIS);
            if (!PostgresServer.isInUse(folder.resolve("postgres"))
                    && errands.answer(handed).isEmpty()) {
                return !errands.takeBack(handed);
            }
        }
        return true;
    }

    private int told(ErrandFolder errands, ErrandFolder.Handed handed) throws IOException {
        var answer = errands.answer(handed);
        if (answer.isEmpty()) {
            return failed(
                    "Utskick was stopped while it imported the file. Either all of it is in the register or nothing: see the list of imports.");
        }
        int code = told(answer.get());
        errands.forget(handed);
        return code;
    }

    private int alone(Path folder, Errand errand) throws IOException {
        var beside = Files.createTempDirectory("utskick-import-");
        try (var parts = QuietProgram.on(folder)) {
            return told(parts.getBean(ImportErrands.class).run(errand, file, beside.resolve("rejected"), this::show));
        } finally {
            FileTree.delete(beside);
        }
    }

    /// A line for each tenth of the way.
    private void show(Progress progress) {
        int step = (progress.writing() ? 100 : 0) + progress.percent() / 10 * 10;
        if (step > shown) {
            shown = step;
            spec.commandLine()
                    .getErr()
                    .println(
                            progress.writing()
                                    ? "Writing … %d %%".formatted(progress.percent())
                                    : "Reading … %d %% (%,d rows)".formatted(progress.percent(), progress.rows()));
        }
    }

    private int told(Answer answer) throws IOException {
        if (answer.refusal() != null) {
            return failed("The file was not imported: " + answer.refusal());
        }
        var out = spec.commandLine().getOut();
        var counts = answer.counts();
        out.printf(
                "%s %,d rows: %,d new, %,d changed, %,d unchanged, %,d rejected%n",
                dry ? "Would import" : "Imported",
                counts.rows(),
                counts.added(),
                counts.changed(),
                counts.unchanged() + counts.repeated(),
                counts.rejected());
        if (answer.consents().written() > 0) {
            out.printf("Consent entries written: %,d%n", answer.consents().written());
        }
        if (answer.consents().keptBack() > 0) {
            out.printf(
                    "Addresses that said no before, and still do: %,d%n",
                    answer.consents().keptBack());
        }
        if (answer.consents().notAllowed() > 0) {
            out.printf(
                    "Yeses left out, because the law of the customer's country does not accept the legal basis: %,d%n",
                    answer.consents().notAllowed());
        }
        if (answer.rejected() != null) {
            out.println("Rejected rows: " + keep(answer.rejected()));
        }
        if (dry) {
            out.println("Nothing was changed.");
        }
        return counts.rejected() > 0 ? SOME_REJECTED : 0;
    }

    /// The rejected rows beside the file that they are from.
    private Path keep(Path rejected) throws IOException {
        var name = file.getFileName().toString();
        var ending = rejected.getFileName().toString().substring("rejected".length());
        int point = name.indexOf('.');
        var place = file.toAbsolutePath()
                .resolveSibling((point <= 0 ? name : name.substring(0, point)) + "-rejected" + ending);
        return Files.move(rejected, place, StandardCopyOption.REPLACE_EXISTING);
    }

    private int failed(String reason) {
        spec.commandLine().getErr().println(reason);
        return 1;
    }
}
