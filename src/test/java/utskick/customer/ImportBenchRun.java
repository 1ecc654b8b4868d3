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
import utskick.consent.RealConsents;

/// What the import benchmark needs of the register's inside: a file like `big.csv.gz`, made by a seeded generator, the
/// import of it into register and ledger, its preview, and a bare COPY of the same rows.
public final class ImportBenchRun {

    private static final long SEED = 20_261_101;
    private static final List<String> COUNTRIES = List.of("SE", "FI", "GR", "PL");
    private static final List<String> FIRST_NAMES = List.of("Åsa", "Päivi", "Ελένη", "Łucja");
    private static final List<String> LAST_NAMES = List.of("Lindström", "Mäkelä", "Σταύρου", "Wójcik");
    private static final List<String> STORES = List.of("Lund", "Vaasa", "Αθήνα", "Kraków");

    private final HikariDataSource pool;
    private final JdbcClient jdbc;
    private final Imports imports;

    public ImportBenchRun(HikariDataSource pool) {
        this.pool = pool;
        this.jdbc = JdbcClient.create(pool);
        this.imports = new Imports(
                pool,
                new TransactionTemplate(new JdbcTransactionManager(pool)),
                new ImportStore(jdbc),
                RealConsents.of(pool),
                Clock.systemUTC());
    }

    /// A gzipped register of this many customers of four countries, always the same. The customer numbers rise,
    /// as a till gives them; the phone numbers are in no order.
    public static void write(Path file, int customers) throws IOException {
        write(file, customers, false);
    }

    /// The file that [#changed(Path)] names.
    public static void writeChanged(Path file, int customers) throws IOException {
        write(changed(file), customers, true);
    }

    /// Where the same register lies in which every second customer has other points and another last name.
    public static Path changed(Path file) {
        return file.resolveSibling("changed-" + file.getFileName());
    }

    private static void write(Path file, int customers, boolean changed) throws IOException {
        var random = new Random(SEED);
        try (var out = new BufferedWriter(new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(file), 1 << 16), StandardCharsets.UTF_8))) {
            out.write(
                    "customer_no,first_name,last_name,country,mobile,email,store,groups,points,sms_consent,email_consent\n");
            for (int i = 0; i < customers; i++) {
                int country = i / 20 % 4;
                boolean other = changed && i % 2 == 1;
                out.write("%d,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s%n"
                        .formatted(
                                1_000_001 + i,
                                FIRST_NAMES.get(country),
                                LAST_NAMES.get(country) + (other ? "-" : "") + i % 977,
                                COUNTRIES.get(country),
                                random.nextInt(9) == 0 ? "" : mobile(country, i),
                                random.nextInt(3) == 0 ? "name" + i + "@example.org" : "",
                                STORES.get(country),
                                List.of("", "", "Gold;Garden", "Club").get(random.nextInt(4)),
                                random.nextBoolean() ? String.valueOf(random.nextInt(400) + (other ? 1 : 0)) : "",
                                List.of("yes", "yes", "no", "").get(random.nextInt(4)),
                                List.of("yes", "yes", "no", "").get(random.nextInt(4)))
                        .replace(System.lineSeparator(), "\n"));
            }
        }
    }

    /// Another number for each customer, as people write it: the multiplier has no factor in common with 10.
    private static String mobile(int country, int i) {
        int n = (int) (i * 7_368_787L % 10_000_000);
        return switch (country) {
            case 0 -> "070-%03d %02d %02d".formatted(n / 10_000, n / 100 % 100, n % 100);
            case 1 -> "040 %07d".formatted(n);
            case 2 -> "690 %03d %04d".formatted(n / 10_000, n % 10_000);
            default -> "50%d %03d %03d".formatted(n / 1_000_000, n / 1000 % 1000, n % 1000);
        };
    }

    /// Imports the file into register and ledger.
    public ImportCounts importFile(Path file) {
        return imports.run(file, "bench", ImportSettings.of("SE"), "bench");
    }

    /// Reads the whole file and decides on every row, as for the page that shows what would happen.
    public ImportCounts preview(Path file) {
        var staged = imports.stage(file, "bench", imports.open(file), ImportSettings.of("SE"), "bench");
        imports.cancel(staged);
        return staged.counts();
    }

    /// Entries that the ledger holds.
    public long consents() {
        return jdbc.sql("SELECT count(*) FROM consent.permission")
                .query(Long.class)
                .single();
    }

    /// The customers as the database took them, copied once more into a bare table: seconds.
    public double bareCopySeconds(Path scratch) throws SQLException, IOException {
        jdbc.sql("CREATE TABLE customer.bare_copy (LIKE customer.customer)").update();
        try (var connection = pool.getConnection()) {
            var copy = connection.unwrap(PGConnection.class).getCopyAPI();
            try (var out = Files.newOutputStream(scratch)) {
                copy.copyOut("COPY customer.customer TO STDOUT", out);
            }
            try (var in = Files.newInputStream(scratch)) {
                long begun = System.nanoTime();
                copy.copyIn("COPY customer.bare_copy FROM STDIN", in, 1 << 16);
                return (System.nanoTime() - begun) / 1e9;
            }
        } finally {
            Files.deleteIfExists(scratch);
            jdbc.sql("DROP TABLE customer.bare_copy").update();
        }
    }
}
