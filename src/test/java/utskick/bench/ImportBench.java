package utskick.bench;

import com.zaxxer.hikari.HikariDataSource;
import java.io.PrintStream;
import java.nio.file.Files;
import org.flywaydb.core.Flyway;
import utskick.customer.ImportBenchRun;
import utskick.database.EmbeddedPostgres;
import utskick.database.FileTree;

/// Imports a register of 200,000 customers of four countries from a gzipped file, phone numbers made E.164 and all, and
/// copies the same rows bare in the same run.
final class ImportBench {

    private static final int ROWS = 200_000;

    private ImportBench() {}

    static void run(PrintStream out) throws Exception {
        var folder = FileTree.createTemporaryFolder("utskick-import-bench-");
        try (var postgres = EmbeddedPostgres.start(folder.resolve("postgres"))) {
            var file = folder.resolve("register.csv.gz");
            ImportBenchRun.write(file, ROWS);
            try (var pool = new HikariDataSource()) {
                pool.setJdbcUrl(postgres.url());
                pool.setUsername(postgres.user());
                pool.setPassword(postgres.password());
                Flyway.configure()
                        .dataSource(pool)
                        .locations("classpath:db/migration")
                        .load()
                        .migrate();
                var bench = new ImportBenchRun(pool);
                long begun = System.nanoTime();
                var counts = bench.importFile(file);
                double first = (System.nanoTime() - begun) / 1e9;
                out.printf(
                        "  %,d rows of %,d bytes imported in %.2f s: %,.0f rows/s%n",
                        counts.rows(), Files.size(file), first, counts.rows() / first);
                begun = System.nanoTime();
                var again = bench.importFile(file);
                double second = (System.nanoTime() - begun) / 1e9;
                out.printf(
                        "  again, %,d unchanged, in %.2f s: %,.0f rows/s%n",
                        again.unchanged(), second, again.rows() / second);
                double bare = bench.bareCopySeconds();
                out.printf(
                        "  bare COPY of the same customers in %.2f s: %,.0f rows/s; the import takes %.1f times as long%n",
                        bare, counts.rows() / bare, first / bare);
            }
        } finally {
            FileTree.delete(folder);
        }
    }
}
