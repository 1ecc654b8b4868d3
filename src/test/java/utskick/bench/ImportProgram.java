package utskick.bench;

import com.sun.management.OperatingSystemMXBean;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import utskick.customer.ImportBenchRun;
import utskick.customer.ImportCounts;

/// The program that [ImportBench] starts with a small heap: does what its arguments name and says what each took, a
/// line each: `name rows seconds cpu-seconds heap-peak-MB`, and behind it `alive` with the megabytes that lived in each
/// tenth of it.
public final class ImportProgram {

    private ImportProgram() {}

    /// @param args url, user, password and file, then any of `preview`, `import`, `changed` and `copy`
    public static void main(String[] args) throws Exception {
        try (var pool = new HikariDataSource()) {
            pool.setJdbcUrl(args[0]);
            pool.setUsername(args[1]);
            pool.setPassword(args[2]);
            var file = Path.of(args[3]);
            var run = new ImportBenchRun(pool);
            for (int i = 4; i < args.length; i++) {
                switch (args[i]) {
                    case "preview" -> measure("preview", () -> run.preview(file));
                    case "import" -> measure("import", () -> run.importFile(file));
                    case "changed" -> measure("changed", () -> run.preview(ImportBenchRun.changed(file)));
                    case "copy" ->
                        System.out.printf("copy 0 %s 0 0%n", run.bareCopySeconds(file.resolveSibling("copy.txt")));
                    default -> throw new IllegalArgumentException(args[i]);
                }
            }
            System.out.printf("consents %d 0 0 0%n", run.consents());
        }
    }

    private static void measure(String name, Callable<ImportCounts> work) throws Exception {
        var heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
        heap.forEach(MemoryPoolMXBean::resetPeakUsage);
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long begun = System.nanoTime();
        ImportCounts counts;
        List<Long> alive;
        try (var floor = new HeapFloor()) {
            counts = work.call();
            alive = floor.tenths();
        }
        System.out.printf(
                "%s %d %s %s %d%n",
                name.equals("import") && counts.unchanged() == counts.rows() ? "unchanged" : name,
                counts.rows(),
                (System.nanoTime() - begun) / 1e9,
                (system.getProcessCpuTime() - cpu) / 1e9,
                // the pools have their peaks at different times, so their sum can be more than there is
                Math.min(
                                heap.stream()
                                        .mapToLong(pool -> pool.getPeakUsage().getUsed())
                                        .sum(),
                                Runtime.getRuntime().maxMemory())
                        >> 20);
        System.out.printf("alive %s%n", alive.stream().map(String::valueOf).collect(Collectors.joining(" ")));
    }
}
