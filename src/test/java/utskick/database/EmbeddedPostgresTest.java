package utskick.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import utskick.kernel.StartProblem;
import utskick.testing.Database;

/// What the embedded PostgreSQL promises about one folder; each test starts and stops it there.
@Timeout(120)
final class EmbeddedPostgresTest {

    private static Path folder = Path.of("");

    @BeforeAll
    static void makeFolder() throws IOException {
        folder = FileTree.createTemporaryFolder("utskick-postgres-");
    }

    @AfterAll
    static void deleteFolder() {
        FileTree.delete(folder);
    }

    @Test
    void what_was_written_is_there_after_a_restart() throws SQLException {
        try (var postgres = start()) {
            execute(postgres, "CREATE TABLE kept AS SELECT 42 AS answer");
        }
        try (var postgres = start()) {
            assertThat(ask(postgres, "SELECT answer FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void it_is_as_durable_as_PostgreSQL_is_by_itself() throws SQLException {
        try (var postgres = start()) {
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
                assertThat(ask(postgres, "SHOW " + setting)).as(setting).isEqualTo("on");
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void it_listens_on_the_loopback_address_only() throws IOException {
        try (var postgres = start()) {
            String port = postgres.url().replaceAll(".*:(\\d+)/.*", "$1");
            String suffix = ":%04X".formatted(Integer.parseInt(port));
            try (var sockets = Stream.of("/proc/net/tcp", "/proc/net/tcp6").flatMap(EmbeddedPostgresTest::lines)) {
                // column 2 is the local address, column 4 the state, 0A listening (proc_net_tcp in the kernel's docs)
                assertThat(sockets.map(line -> line.strip().split("\\s+"))
                                .filter(columns -> columns[3].equals("0A") && columns[1].endsWith(suffix))
                                .map(columns -> columns[1].toUpperCase(Locale.ROOT)))
                        .containsExactly("0100007F" + suffix);
            }
        }
    }

    @Test
    void nobody_gets_in_without_the_password_and_only_we_can_read_it() throws IOException {
        try (var postgres = start()) {
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.url(), postgres.user(), "guessed"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("password"))))
                    .isEqualTo("rw-------");
            assertThat(postgres.password()).hasSize(32);
        }
    }

    @Test
    void a_second_one_on_the_folder_is_refused() {
        try (var postgres = start()) {
            assertThat(postgres.pid()).isPositive();
            assertThatThrownBy(EmbeddedPostgresTest::start)
                    .isInstanceOf(StartProblem.class)
                    .hasMessageContaining(
                            "Another Utskick (process %d)",
                            ProcessHandle.current().pid());
        }
    }

    @Test
    void one_on_the_folder_of_another_program_is_refused() throws Exception {
        try (var other = WritingProcess.start(folder, new HashSet<>())) {
            other.awaitRows(1);
            assertThatThrownBy(EmbeddedPostgresTest::start)
                    .isInstanceOf(StartProblem.class)
                    .hasMessageContaining("Another Utskick (process %d)", other.pid());
            // the doctor looks at it all the same, and leaves it running
            try (var joined = PostgresServer.on(folder);
                    var connection = DriverManager.getConnection(joined.url(), joined.user(), joined.password())) {
                assertThat(connection.isValid(5)).isTrue();
            }
            other.awaitRows(2);
        }
    }

    @Test
    void data_of_another_major_version_is_refused_and_not_touched() throws IOException {
        start().close();
        Path version = folder.resolve("data").resolve("PG_VERSION");
        String ours = Files.readString(version);
        Files.writeString(version, "17\n");
        try {
            assertThatThrownBy(EmbeddedPostgresTest::start)
                    .isInstanceOf(StartProblem.class)
                    .hasMessageContaining("written by PostgreSQL 17")
                    .hasMessageContaining("brings PostgreSQL " + ours.strip());
            assertThat(version).hasContent("17");
        } finally {
            Files.writeString(version, ours);
        }
        start().close();
    }

    @Test
    void a_server_that_was_left_behind_is_stopped() throws Exception {
        start().close();
        ProcessHandle leftover = leaveServerBehind();
        try (var postgres = start()) {
            assertThat(leftover.onExit()).succeedsWithin(Duration.ofSeconds(10));
            assertThat(postgres.pid()).isNotEqualTo(leftover.pid());
            assertThat(ask(postgres, "SELECT 1")).isEqualTo("1");
        } finally {
            leftover.destroyForcibly();
        }
    }

    @Test
    void the_number_of_a_dead_server_that_another_process_got_does_not_matter() throws Exception {
        start().close();
        Files.writeString(
                folder.resolve("data").resolve("postmaster.pid"),
                ProcessHandle.current().pid() + "\n" + folder.resolve("data") + "\n1\n1\n\n127.0.0.1\n0 0\nready\n");
        try (var postgres = start()) {
            assertThat(ask(postgres, "SELECT 1")).isEqualTo("1");
        }
        assertThat(ProcessHandle.current().isAlive()).isTrue();
    }

    @Test
    void an_initialisation_that_was_cut_short_is_begun_anew() throws Exception {
        Path other = FileTree.createTemporaryFolder("utskick-half-");
        try {
            Files.createDirectories(other.resolve("data.unfinished").resolve("base"));
            Files.writeString(other.resolve("password"), "of the first attempt");
            try (var postgres = EmbeddedPostgres.start(other, Database.PROGRAMS, Map.of())) {
                assertThat(ask(postgres, "SELECT 1")).isEqualTo("1");
            }
            assertThat(other.resolve("data.unfinished")).doesNotExist();
            EmbeddedPostgres.discard(other);
            assertThat(other.resolve("data")).doesNotExist();
        } finally {
            FileTree.delete(other);
        }
    }

    private static EmbeddedPostgres start() {
        return EmbeddedPostgres.start(folder, Database.PROGRAMS, Map.of());
    }

    /// As a killed program on a system without parent-death signal leaves it.
    private static ProcessHandle leaveServerBehind() throws IOException, InterruptedException {
        Path data = folder.resolve("data");
        var binaries = PostgresBinaries.unpackInto(Database.PROGRAMS);
        var account = ServerAccount.choose(folder, data, binaries);
        int starter = account.program(List.of(
                        binaries.program("pg_ctl"),
                        "start",
                        "-w",
                        "-D",
                        data.toString(),
                        "-l",
                        "/dev/null",
                        "-o",
                        "-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -p "
                                + Files.readString(folder.resolve("port")).strip()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        assertThat(starter).isZero();
        String pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    private static void execute(EmbeddedPostgres postgres, String statement) throws SQLException {
        try (var connection = DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
                var running = connection.createStatement()) {
            running.execute(statement);
        }
    }

    private static String ask(EmbeddedPostgres postgres, String query) throws SQLException {
        try (var connection = DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
                var rows = connection.createStatement().executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static Stream<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file)).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
