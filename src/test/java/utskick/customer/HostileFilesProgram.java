package utskick.customer;

import com.sun.management.OperatingSystemMXBean;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Scanner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// The program that [HostileFilesTest] starts with a heap of 512 MB: opens and stages the files that are named on its
/// input, and says for each what came of it and how many milliseconds of
/// a processor it took.
public final class HostileFilesProgram {

    private HostileFilesProgram() {}

    /// @param args url, user and password of the database
    public static void main(String[] args) {
        try (var pool = new HikariDataSource();
                var input = new Scanner(System.in)) {
            pool.setJdbcUrl(args[0]);
            pool.setUsername(args[1]);
            pool.setPassword(args[2]);
            var jdbc = JdbcClient.create(pool);
            var imports = new Imports(
                    pool,
                    new TransactionTemplate(new JdbcTransactionManager(pool)),
                    new ImportStore(jdbc),
                    new RecordingConsents(jdbc),
                    Clock.systemUTC());
            var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            while (input.hasNextLine()) {
                var file = Path.of(input.nextLine());
                long begun = system.getProcessCpuTime();
                var outcome = outcome(imports, file);
                System.out.println(outcome + " " + (system.getProcessCpuTime() - begun) / 1_000_000);
            }
        }
    }

    private static String outcome(Imports imports, Path file) {
        try {
            var staged = imports.stage(file, "a file", imports.open(file), ImportSettings.of("SE"), "test");
            imports.cancel(staged);
            return "ROWS_" + staged.counts().rows();
        } catch (ImportRefused e) {
            return e.reason().name();
        } catch (RuntimeException | OutOfMemoryError e) {
            return e.getClass().getSimpleName();
        }
    }
}
