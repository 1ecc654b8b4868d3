package utskick;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import utskick.customer.ExampleProfile;
import utskick.database.FileTree;
import utskick.database.PostgresServer;

/// `./utskick import` as somebody calls it: a process of its own, with a program on the data folder or without.
@Timeout(180)
class ImportCommandTest {

    private Path data;

    @BeforeEach
    void a_register_with_a_profile() throws IOException {
        data = FileTree.createTemporaryFolder("utskick-import-command-");
        var example = Files.writeString(data.resolve("first.csv"), "Kundnummer;Efternamn;Mobil;Samtycke SMS\n1;Ek;;\n");
        try (var parts = QuietProgram.on(data)) {
            ExampleProfile.save(parts, "Kassan i Lund", example);
        }
    }

    @AfterEach
    void clear() {
        FileTree.delete(data);
    }

    @Test
    void a_file_is_imported_whether_the_program_runs_or_not() throws Exception {
        var file = Files.writeString(
                data.resolve("kunder.csv"),
                "Kundnummer;Efternamn;Mobil;Samtycke SMS\n1;Ek;070-1740605;ja\n2;Öst;;\n;Namnlös;;\n");

        var dry = command(file, "--dry-run", "--profile", "kassan i lund");
        assertThat(dry.out())
                .contains("Would import 3 rows: 2 new, 0 changed, 0 unchanged, 1 rejected", "Nothing was changed.");
        assertThat(dry.code()).isEqualTo(3);
        assertThat(numbers()).isEmpty();

        var alone = command(file, "--profile", "Kassan i Lund");
        assertThat(alone.out())
                .contains("Imported 3 rows: 2 new, 0 changed, 0 unchanged, 1 rejected", "Consent entries written: 1");
        assertThat(alone.code()).isEqualTo(3);
        assertThat(numbers()).containsExactly("1", "2");
        assertThat(Files.readString(data.resolve("kunder-rejected.csv"))).contains(";Namnlös;;;no customer number");

        assertThat(command(file, "--profile", "Annan").out())
                .contains("there is no profile named Annan; there are: Kassan i Lund");
        assertThat(command(file, "--profile", "Annan").code()).isEqualTo(1);
        assertThat(command(data.resolve("none.csv"), "--profile", "Kassan i Lund")
                        .code())
                .isEqualTo(1);
        assertThat(command(file).code()).as("called without a profile").isEqualTo(2);

        var second = Files.writeString(
                data.resolve("fler.csv"), "Kundnummer;Efternamn;Mobil;Samtycke SMS\n2;Östman;;\n3;Al;;\n");
        var program = start("--data", data.toString(), "--port", "0");
        try (var lines = program.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.lines().anyMatch(line -> line.startsWith("Utskick is ready")))
                    .isTrue();
            var handed = command(second, "--profile", "Kassan i Lund");
            assertThat(handed.out()).contains("Imported 2 rows: 1 new, 1 changed, 0 unchanged, 0 rejected");
            assertThat(handed.code()).isZero();
            assertThat(numbers()).containsExactly("1", "2", "3");
            assertThat(program.isAlive()).isTrue();
        } finally {
            program.destroy();
            assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        try (var errands = Files.list(data.resolve("import").resolve("errands"))) {
            assertThat(errands).isEmpty();
        }
    }

    private record Ended(int code, String out) {}

    private Ended command(Path file, String... options) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("import", file.toString(), "--data", data.toString()));
        arguments.addAll(List.of(options));
        var process = start(arguments.toArray(String[]::new));
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), out);
    }

    private static Process start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                Utskick.class.getName()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        // the settings of whoever runs the test are not the program's
        builder.environment().keySet().removeIf(name -> name.startsWith("UTSKICK_"));
        return builder.start();
    }

    private List<String> numbers() {
        try (var server = PostgresServer.on(data.resolve("postgres"))) {
            return JdbcClient.create(new DriverManagerDataSource(server.url(), server.user(), server.password()))
                    .sql("SELECT number FROM customer.customer ORDER BY number")
                    .query(String.class)
                    .list();
        }
    }
}
