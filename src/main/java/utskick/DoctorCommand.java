package utskick;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.springframework.core.env.StandardEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./utskick doctor`: looks whether everything is as it should be, also while the program runs, and changes nothing;
/// it only notes how the ledger was found, for the start page.
/// Ends with 1 when something is broken; what is only worth knowing does not count.
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Looks whether everything is as it should be. Changes nothing.")
final class DoctorCommand implements Callable<Integer> {

    private static final long MANY = 200_000;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:UTSKICK_DATA:-}",
            description = "Folder of the data (UTSKICK_DATA).")
    private String data = "";

    @Override
    public Integer call() {
        Path folder = (data.isEmpty() ? StartOptions.home().resolve("data") : Path.of(data))
                .toAbsolutePath()
                .normalize();
        return report(new Doctor(folder, new StandardEnvironment(), DoctorCommand::announce).examine(), System.out);
    }

    /// So that nobody thinks it hangs: it takes five seconds a million on two cores, and more on a busy machine.
    private static void announce(long entries) {
        if (entries >= MANY) {
            System.out.printf("Reading %,d entries of consent and their seals …%n", entries);
        }
    }

    static int report(List<Doctor.Finding> findings, PrintStream out) {
        findings.forEach(finding -> out.printf("  %-5s %s%n", finding.level().word(), finding.text()));
        long broken = findings.stream()
                .filter(it -> it.level() == Doctor.Level.BROKEN)
                .count();
        out.println(
                broken == 0
                        ? "Nothing is broken."
                        : broken == 1 ? "One thing is broken." : "%d things are broken.".formatted(broken));
        return broken == 0 ? 0 : 1;
    }
}
