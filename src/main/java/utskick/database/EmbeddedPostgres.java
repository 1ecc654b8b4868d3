package utskick.database;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import utskick.kernel.StartProblem;

/// The PostgreSQL that Utskick brings along: a child process on a folder that outlives it.
///
/// It listens on the loopback address only, asks for a password that lies in a file of mode 0600, and is as durable as
/// PostgreSQL is by itself: what was committed is there after a `kill -9` of the program, the server, or both. A server
/// that a killed program left behind is stopped at the next start; one that dies while we live is started again.
public final class EmbeddedPostgres implements PostgresServer {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final String USER = "utskick";
    private static final String APPLICATION = "utskick_app";
    private static final Duration STOP_TAKES_AT_MOST = Duration.ofSeconds(40);

    /// What we want otherwise than PostgreSQL does by itself. Durability is not in the list and stays as it is: on.
    private static final Map<String, String> SETTINGS = settings();

    private final PostgresFolder folder;
    private final PostgresBinaries binaries;
    private final ServerAccount account;
    private final ServerProcess server;
    private final String password;
    private final Login application = new Login(APPLICATION, randomPassword());
    private final int port;

    /// The server on this folder, ready to take connections.
    ///
    /// @throws StartProblem with the way out, if there can be none
    public static EmbeddedPostgres start(Path folder) {
        return start(folder, folder.resolve("programs"), Map.of());
    }

    /// @param programs the folder that the PostgreSQL programs are unpacked into; several servers may share it
    /// @param settings of `postgresql.conf`, before our own
    public static EmbeddedPostgres start(Path folder, Path programs, Map<String, String> settings) {
        try {
            PostgresFolder opened = PostgresFolder.open(folder);
            try {
                return new EmbeddedPostgres(opened, programs, settings);
            } catch (IOException | RuntimeException | InterruptedException | SQLException e) {
                opened.close();
                throw e;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartProblem("Interrupted while PostgreSQL was starting.", e);
        } catch (IOException | SQLException e) {
            throw new StartProblem(
                    "PostgreSQL cannot use the folder %s: %s. Choose one that you may write with --data or UTSKICK_DATA."
                            .formatted(folder.toAbsolutePath(), e),
                    e);
        }
    }

    /// Deletes the data in this folder for good.
    ///
    /// @throws StartProblem if a program uses it
    public static void discard(Path folder) {
        if (!Files.exists(folder.resolve("data"))) {
            return;
        }
        start(folder).close();
        try (var opened = PostgresFolder.open(folder)) {
            FileTree.delete(opened.data());
            Files.deleteIfExists(opened.passwordFile());
        } catch (IOException e) {
            throw new StartProblem("The data in %s could not be deleted: %s".formatted(folder, e), e);
        }
    }

    private EmbeddedPostgres(PostgresFolder folder, Path programs, Map<String, String> settings)
            throws IOException, InterruptedException, SQLException {
        this.folder = folder;
        binaries = PostgresBinaries.unpackInto(programs);
        account = ServerAccount.choose(folder.root(), folder.data(), binaries);
        if (Files.isDirectory(folder.data())) {
            refuseOtherVersion();
            stopLeftover();
        } else {
            initialise();
        }
        password = folder.password();
        port = folder.choosePort();
        Path serverLog = folder.serverLog();
        server = new ServerProcess(account.server(command(settings)), folder.data(), serverLog);
        server.start();
        try {
            createDatabase();
        } catch (SQLException e) {
            close();
            throw e;
        }
        log.info("PostgreSQL {} runs on 127.0.0.1:{}, data in {}", account.major(), port, folder.data());
    }

    @Override
    public String url() {
        return url(USER);
    }

    /// The JDBC address of a database of this server.
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    @Override
    public String user() {
        return USER;
    }

    @Override
    public String password() {
        return password;
    }

    /// Its password is made anew at each start: nobody else has to know it.
    @Override
    public Login application() {
        return application;
    }

    /// The process id of the server, -1 while it is being started again.
    public long pid() {
        return server.pid();
    }

    /// Stops the server. Transactions that are under way are rolled back.
    @Override
    public void close() {
        server.letGo();
        try {
            try (folder) {
                long deadline = System.nanoTime() + STOP_TAKES_AT_MOST.toNanos();
                do { // again, because it may just be starting after an end of its own
                    stop("fast");
                } while (!server.awaitEnd(Duration.ofSeconds(1)) && System.nanoTime() < deadline);
                stop("immediate");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartProblem("Interrupted while PostgreSQL was stopping; it will stop by itself.", e);
        } catch (IOException e) {
            throw new StartProblem("PostgreSQL could not be stopped: " + e.getMessage(), e);
        }
    }

    private void refuseOtherVersion() throws IOException {
        Path file = folder.data().resolve("PG_VERSION");
        if (!Files.isReadable(file)) {
            throw new StartProblem(
                    "The data in %s belongs to another user (%s). Start Utskick as the user who started it first, or as root."
                            .formatted(folder.data(), Files.getOwner(folder.data())));
        }
        String version = Files.readString(file).strip();
        if (!version.equals(account.major())) {
            throw new StartProblem("""
                    The data in %s was written by PostgreSQL %s; this release of Utskick brings PostgreSQL %s and cannot \
                    read it. Nothing was changed. Start the release that wrote it, or choose another folder with --data.""".formatted(folder.data(), version, account.major()));
        }
    }

    /// Into a folder aside, which gets its name when all is there: a start that was killed half-way is simply begun
    /// anew.
    private void initialise() throws IOException, InterruptedException {
        Path unfinished = folder.root().resolve("data.unfinished");
        Path handedOver = folder.root().resolve("password.unfinished");
        FileTree.delete(unfinished);
        account.own(FileTree.createFolder(unfinished, "rwx------"));
        String secret = randomPassword();
        FileTree.writePrivate(folder.passwordFile(), secret + "\n");
        FileTree.writePrivate(handedOver, secret + "\n");
        account.own(handedOver);
        run(
                "initdb.log",
                "initdb",
                "-D",
                unfinished.toString(),
                "-U",
                USER,
                "--pwfile=" + handedOver,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions");
        Files.delete(handedOver);
        Files.move(unfinished, folder.data(), StandardCopyOption.ATOMIC_MOVE);
    }

    /// We hold the lock, so a server that still runs on the data belongs to a program that was killed. A process
    /// that only happens to have its number makes the file a lie; with no such process PostgreSQL knows what to
    /// do.
    private void stopLeftover() throws IOException, InterruptedException {
        Path file = folder.data().resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
        var process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        if (process.isEmpty()) {
            return;
        }
        if (serves(process.get())) {
            log.warn("stopping the PostgreSQL that a killed Utskick left behind (process {})", pid);
            stop("fast");
        } else {
            Files.delete(file);
        }
    }

    private boolean serves(ProcessHandle process) throws IOException {
        if (Platform.LINUX) {
            try {
                return Files.isSameFile(Path.of("/proc/" + process.pid() + "/cwd"), folder.data());
            } catch (IOException e) { // gone meanwhile, or somebody else's
                return false;
            }
        }
        return process.info()
                .command()
                .filter(command -> command.contains("postgres"))
                .isPresent();
    }

    private List<String> command(Map<String, String> settings) {
        var merged = new LinkedHashMap<>(SETTINGS);
        merged.putAll(settings);
        var command = new ArrayList<>(
                List.of(binaries.program("postgres"), "-D", folder.data().toString(), "-p", Integer.toString(port)));
        merged.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }

    private void createDatabase() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("postgres"), USER, password);
                var statement = connection.createStatement()) {
            if (!statement
                    .executeQuery("SELECT FROM pg_database WHERE datname = '" + USER + "'")
                    .next()) {
                statement.execute("CREATE DATABASE " + USER);
            }
            if (!statement
                    .executeQuery("SELECT FROM pg_roles WHERE rolname = '" + APPLICATION + "'")
                    .next()) {
                statement.execute("CREATE ROLE " + APPLICATION);
            }
            statement.execute("ALTER ROLE %s LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '%s'"
                    .formatted(APPLICATION, application.password()));
        }
    }

    private void stop(String mode) throws IOException, InterruptedException {
        Path running = folder.data().resolve("postmaster.pid");
        if (!Files.exists(running)) {
            return;
        }
        try {
            run("stop.log", "pg_ctl", "stop", "-D", folder.data().toString(), "-m", mode, "-w", "-t", "30");
        } catch (IOException e) {
            if (Files.exists(running)) { // otherwise it went by itself meanwhile
                throw e;
            }
        }
    }

    private void run(String logName, String program, String... arguments) throws IOException, InterruptedException {
        Path output = folder.root().resolve(logName);
        var command = new ArrayList<>(List.of(binaries.program(program)));
        command.addAll(List.of(arguments));
        int exit = account.program(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("%s failed:\n%s".formatted(program, FileTree.tail(output, 0)));
        }
    }

    private static String randomPassword() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Of the machine, or what a container may use of it.
    private static long memoryMegabytes() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getTotalMemorySize() >> 20;
    }

    private static Map<String, String> settings() {
        var settings = new LinkedHashMap<String, String>();
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("unix_socket_directories", "");
        settings.put("max_connections", "100");
        long memory = memoryMegabytes();
        // what a large import writes at random places, and what a selection reads, stays at hand where there is room
        settings.put("shared_buffers", Math.clamp(memory / 16, 128, 2048) + "MB");
        settings.put("effective_cache_size", Math.max(memory / 3, 512) + "MB");
        settings.put("work_mem", "16MB");
        settings.put("maintenance_work_mem", "128MB");
        // a million new customers are 2 GB of log: a checkpoint in their midst makes it more (measured: a tenth slower)
        settings.put("max_wal_size", "4GB");
        settings.put("checkpoint_timeout", "15min");
        // two connections that write a large import wait for the log a quarter of their time if its buffers are of the
        // usual 16 MB and its writer syncs every megabyte; a commit waits for the disk in any case
        settings.put("wal_buffers", Math.clamp(memory / 384, 4, 64) + "MB");
        settings.put("wal_writer_delay", "20ms");
        settings.put("wal_writer_flush_after", "64MB");
        // a large import writes register and ledger at the same time, and commits both or none
        settings.put("max_prepared_transactions", "8");
        settings.put("random_page_cost", "1.1");
        // compiling a plan takes longer than our longest ordinary statement
        settings.put("jit", "off");
        settings.put("timezone", "UTC");
        settings.put("log_timezone", "UTC");
        // neither values nor statements in the log: they are people's numbers and names
        settings.put("log_error_verbosity", "terse");
        settings.put("log_min_error_statement", "panic");
        settings.put("log_parameter_max_length_on_error", "0");
        return settings;
    }
}
