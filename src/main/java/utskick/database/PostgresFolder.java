package utskick.database;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import utskick.kernel.StartProblem;

/// What lies in the folder of one embedded PostgreSQL, and the lock that makes it ours while we run.
///
/// | name | what |
/// |---|---|
/// | `lock` | locked by the program that uses the folder, with its process id as text |
/// | `data` | PostgreSQL's own data folder |
/// | `password` | the database password, readable for the owner alone |
/// | `port` | the port of the last start, taken again if it is free |
/// | `postgres.log` | what the server says |
record PostgresFolder(Path root, FileChannel lock) implements AutoCloseable {

    private static final long LOG_BYTES = 10_000_000;

    /// @throws StartProblem if another program uses the folder
    static PostgresFolder open(Path folder) throws IOException {
        // The unprivileged user must be able to walk through; it may not look around.
        Path root = FileTree.createFolder(folder, ServerAccount.isRoot() ? "rwx--x--x" : "rwx------");
        Path file = root.resolve("lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            String holder = Files.readString(file).strip();
            channel.close();
            throw new StartProblem(
                    "Another Utskick (process %s) already uses the data in %s. Stop it first, or choose another folder with --data."
                            .formatted(holder, root));
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
        return new PostgresFolder(root, channel);
    }

    /// A running server's address and owner.
    record InUse(String url, Login owner) {}

    /// How to reach the server of another program, if one uses the folder.
    static Optional<InUse> inUse(Path folder) {
        Path file = folder.resolve("lock");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            FileLock free = tryLock(channel);
            if (free != null) {
                free.release();
                return Optional.empty();
            }
            return Optional.of(new InUse(
                    "jdbc:postgresql://127.0.0.1:%s/utskick"
                            .formatted(Files.readString(folder.resolve("port")).strip()),
                    new Login(
                            "utskick",
                            Files.readString(folder.resolve("password")).strip())));
        } catch (IOException e) {
            throw new StartProblem("The folder %s cannot be read: %s".formatted(folder, e), e);
        }
    }

    Path data() {
        return root.resolve("data");
    }

    Path passwordFile() {
        return root.resolve("password");
    }

    String password() throws IOException {
        if (!Files.exists(passwordFile())) {
            throw new StartProblem(
                    "The database password is missing: %s. Bring the file back from your backup of the folder."
                            .formatted(passwordFile()));
        }
        return Files.readString(passwordFile()).strip();
    }

    /// The server's log; a long one has been put aside as `postgres.log.1`.
    Path serverLog() throws IOException {
        Path log = root.resolve("postgres.log");
        if (Files.exists(log) && Files.size(log) > LOG_BYTES) {
            Files.move(log, root.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        return log;
    }

    /// A free loopback port: the last one again if possible, so that a tool that was pointed at it finds it again.
    int choosePort() throws IOException {
        Path file = root.resolve("port");
        int last = Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
        int port = freePort(last).orElseGet(() -> freePort(0).orElseThrow());
        Files.writeString(file, port + "\n");
        return port;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static OptionalInt freePort(int wanted) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), wanted));
            return OptionalInt.of(socket.getLocalPort());
        } catch (BindException e) {
            return OptionalInt.empty();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) { // this very program holds it
            return null;
        }
    }
}
