package utskick.customer;

import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// What the import benchmark needs of the register's inside: a file like `big.csv.gz`, made by a seeded generator, the
/// import of it, and a bare COPY of the same rows.
public final class ImportBenchRun {

    private static final long SEED = 20_261_101;
    private static final List<String> COUNTRIES = List.of("SE", "FI", "GR", "PL");

    private final HikariDataSource pool;
    private final JdbcClient jdbc;

    public ImportBenchRun(HikariDataSource pool) {
        this.pool = pool;
        this.jdbc = JdbcClient.create(pool);
    }

    /// A gzipped register of this many customers of four countries, always the same.
    public static void write(Path file, int customers) throws IOException {
        var random = new Random(SEED);
        try (var out = new BufferedWriter(new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(file), 1 << 16), StandardCharsets.UTF_8))) {
            out.write(
                    "customer_no,first_name,last_name,country,mobile,email,store,groups,points,sms_consent,email_consent\n");
            for (int i = 0; i < customers; i++) {
                int country = i / 20 % 4;
                out.write("%d,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s%n"
                        .formatted(
                                1_000_001 + i,
                                List.of("Åsa", "Päivi", "Ελένη", "Łucja").get(country),
                                List.of("Lindström", "Mäkelä", "Σταύρου", "Wójcik")
                                                .get(country)
                                        + i % 977,
                                COUNTRIES.get(country),
                                random.nextInt(9) == 0 ? "" : mobile(country, i),
                                random.nextInt(3) == 0 ? "name" + i + "@example.org" : "",
                                List.of("Lund", "Vaasa", "Αθήνα", "Kraków").get(country),
                                List.of("", "", "Gold;Garden", "Club").get(random.nextInt(4)),
                                random.nextBoolean() ? String.valueOf(random.nextInt(400)) : "",
                                List.of("yes", "yes", "no", "").get(random.nextInt(4)),
                                List.of("yes", "yes", "no", "").get(random.nextInt(4)))
                        .replace(System.lineSeparator(), "\n"));
            }
        }
    }

    private static String mobile(int country, int i) {
        return switch (country) {
            case 0 -> "070-%03d %02d %02d".formatted(i / 10_000 % 1000, i / 100 % 100, i % 100);
            case 1 -> "040 %07d".formatted(i);
            case 2 -> "690 %03d %04d".formatted(i / 10_000 % 1000, i % 10_000);
            default -> "500 %03d %03d".formatted(i / 1000 % 1000, i % 1000);
        };
    }

    /// Imports the file and says how many rows were new.
    public ImportCounts importFile(Path file) {
        var imports = new Imports(
                pool,
                new TransactionTemplate(new JdbcTransactionManager(pool)),
                new ImportStore(jdbc),
                new RecordingConsents(jdbc),
                Clock.systemUTC());
        return imports.run(file, "bench", ImportSettings.of("SE"), "bench");
    }

    /// The rows as the database took them, copied once more into a bare table: seconds.
    public double bareCopySeconds() throws SQLException, IOException {
        jdbc.sql("CREATE TABLE bare_copy (LIKE customer.customer)").update();
        var bytes = new java.io.ByteArrayOutputStream();
        try (var connection = pool.getConnection()) {
            var copy = connection.unwrap(PGConnection.class).getCopyAPI();
            copy.copyOut("COPY customer.customer TO STDOUT", bytes);
            long begun = System.nanoTime();
            copy.copyIn("COPY bare_copy FROM STDIN", new java.io.ByteArrayInputStream(bytes.toByteArray()));
            return (System.nanoTime() - begun) / 1e9;
        } finally {
            jdbc.sql("DROP TABLE bare_copy").update();
        }
    }
}
