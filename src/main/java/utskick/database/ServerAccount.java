package utskick.database;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import utskick.kernel.StartProblem;

/// Whom the PostgreSQL programs run as. They refuse to be root, so root hands them to somebody who may do less.
///
/// On Linux the server is also a session of its own, so that Ctrl-C does not reach it before the program has let go of
/// it, and is told by the kernel when the program dies (`setpriv --pdeathsig`).
///
/// @param command what stands before a program
/// @param serverCommand what stands before the long-lived server
/// @param uid the user that must own the files, or null for ourselves
/// @param major the major version that `postgres --version` gave, run in exactly this way
record ServerAccount(
        List<String> command,
        List<String> serverCommand,
        @Nullable Integer uid,
        String major) {

    private static final List<String> UNTIL_WE_DIE = List.of("setsid", "setpriv", "--pdeathsig", "INT");
    private static final List<String> NAMESPACE = List.of("unshare", "-U");

    /// The first way in which PostgreSQL really starts here: each is tried with `postgres --version` from within
    /// the folder, which finds a path that the user may not walk, a missing tool and a folder mounted `noexec`
    /// alike.
    ///
    /// @param data the data folder; if it exists, its owner goes first
    static ServerAccount choose(Path folder, Path data, PostgresBinaries binaries) throws IOException {
        List<String> refused = new ArrayList<>();
        for (var candidate : candidates(data)) {
            var attempt = candidate.builder(candidate.serverCommand, versionFrom(folder, binaries));
            try {
                Process process = attempt.redirectErrorStream(true).start();
                String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                if (process.waitFor() == 0 && answer.startsWith("postgres (PostgreSQL) ")) {
                    return candidate.withMajor(answer.replaceAll("\\D*(\\d+).*", "$1"));
                }
                refused.add(candidate + ": " + answer);
            } catch (IOException e) {
                refused.add(candidate + ": " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StartProblem("Interrupted while PostgreSQL was starting.", e);
            }
        }
        throw new StartProblem("""
                PostgreSQL cannot be started in %s. Tried:
                  %s
                Start Utskick as an ordinary user, or choose a data folder that the user `postgres` or `nobody` can \
                reach (--data), or set UTSKICK_DB_URL to a PostgreSQL of your own.""".formatted(folder, String.join("\n  ", refused)));
    }

    /// A PostgreSQL program, ready to be started. It hears nothing from our terminal and from the `PG…` variables.
    ProcessBuilder program(List<String> program) {
        return builder(command, program);
    }

    /// The same for the server: it is told when the thread that starts it ends.
    ProcessBuilder server(List<String> program) {
        return builder(serverCommand, program);
    }

    /// Gives a file to the user whom PostgreSQL runs as.
    void own(Path file) throws IOException {
        if (uid != null) {
            Files.setAttribute(file, "unix:uid", uid);
        }
    }

    private ProcessBuilder builder(List<String> prefix, List<String> program) {
        var builder = new ProcessBuilder(
                Stream.concat(prefix.stream(), program.stream()).toList());
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        if (!Platform.WINDOWS) {
            builder.directory(new File("/")).redirectInput(new File("/dev/null"));
        }
        return builder;
    }

    private static List<String> versionFrom(Path folder, PostgresBinaries binaries) {
        return Platform.WINDOWS
                ? List.of(binaries.program("postgres"), "--version")
                : List.of(
                        "sh",
                        "-c",
                        "cd \"$1\" && exec \"$2\" --version",
                        "sh",
                        folder.toString(),
                        binaries.program("postgres"));
    }

    private static List<ServerAccount> candidates(Path data) throws IOException {
        if (!Platform.LINUX) {
            return List.of(ourselves(List.of()));
        }
        if (!isRoot()) {
            return List.of(ourselves(UNTIL_WE_DIE), ourselves(List.of()));
        }
        var inNamespace = new ServerAccount(NAMESPACE, concat(UNTIL_WE_DIE, NAMESPACE), null, "");
        if (!Files.exists(data)) {
            return Stream.concat(unprivilegedUsers(), Stream.of(inNamespace)).toList();
        }
        int owner = (int) Files.getAttribute(data, "unix:uid");
        return List.of(owner == 0 ? inNamespace : user(owner, (int) Files.getAttribute(data, "unix:gid")));
    }

    private static Stream<ServerAccount> unprivilegedUsers() throws IOException {
        List<String[]> users = Files.readAllLines(Path.of("/etc/passwd")).stream()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length > 3)
                .toList();
        return Stream.of("utskick", "postgres", "nobody")
                .flatMap(name ->
                        users.stream().filter(fields -> fields[0].equals(name)).limit(1))
                // by number: Debian has a user but no group called nobody
                .map(fields -> user(Integer.parseInt(fields[2]), Integer.parseInt(fields[3])));
    }

    private static ServerAccount user(int uid, int gid) {
        var become = List.of("--reuid", "" + uid, "--regid", "" + gid, "--clear-groups");
        return new ServerAccount(concat(List.of("setpriv"), become), concat(UNTIL_WE_DIE, become), uid, "");
    }

    private static ServerAccount ourselves(List<String> serverCommand) {
        return new ServerAccount(List.of(), serverCommand, null, "");
    }

    static boolean isRoot() throws IOException {
        return Platform.LINUX && (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    }

    private ServerAccount withMajor(String version) {
        return new ServerAccount(command, serverCommand, uid, version);
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    @Override
    public String toString() {
        return serverCommand.isEmpty() ? "as ourselves" : String.join(" ", serverCommand);
    }
}
