package utskick.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Measures the program: `./utskick bench` runs all, `./utskick bench sms mail` some. Figures are of this machine,
/// under whatever else it does; ratios within one run mean more than figures across runs. `--keep=FOLDER` keeps the
/// large register in that folder for the next run.
public final class Bench {

    /// One measurement; prints its own lines.
    interface Measurement {
        void run(PrintStream out) throws Exception;
    }

    private static final Map<String, Measurement> ALL = new LinkedHashMap<>();

    static {
        ALL.put("start", StartBench::run);
        ALL.put("import", ImportBench::run);
        ALL.put("search", SearchBench::run);
        ALL.put("freeze", FreezeBench::run);
        ALL.put("consent", ConsentBench::run);
        ALL.put("segment", SegmentBench::run);
        ALL.put("sms", SmppBench::run);
        ALL.put("mail", SmtpBench::run);
    }

    private Bench() {}

    public static void main(String[] args) throws Exception {
        var out = System.out;
        var names = new ArrayList<String>();
        for (var arg : args) {
            if (arg.startsWith("--keep=")) {
                System.setProperty(BigRegister.KEEP, arg.substring("--keep=".length()));
            } else {
                names.add(arg);
            }
        }
        var chosen = names.isEmpty() ? List.copyOf(ALL.keySet()) : names;
        for (var name : chosen) {
            if (!ALL.containsKey(name)) {
                out.printf("There is no benchmark '%s'. There are: %s%n", name, String.join(", ", ALL.keySet()));
                System.exit(2);
            }
        }
        out.printf(
                "Utskick at %s, %s, on %d cores, %d GiB, JDK %s%n",
                commit(),
                LocalDate.now(java.time.ZoneOffset.UTC),
                Runtime.getRuntime().availableProcessors(),
                memoryGib(),
                Runtime.version());
        for (var name : chosen) {
            out.printf("%n%s%n", name);
            ALL.get(name).run(out);
        }
    }

    private static String commit() throws IOException, InterruptedException {
        var git = new ProcessBuilder("git", "describe", "--always", "--dirty")
                .redirectErrorStream(true)
                .start();
        var text = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return git.waitFor() == 0 ? text : "an unknown commit";
    }

    private static long memoryGib() throws IOException {
        var meminfo = Path.of("/proc/meminfo");
        if (!Files.exists(meminfo)) {
            return Runtime.getRuntime().maxMemory() >> 30;
        }
        var total = Files.readAllLines(meminfo).getFirst().replaceAll("\\D+", "");
        return Math.round(Long.parseLong(total) / 1048576.0);
    }
}
