package utskick.dispatch;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A Java program that a test or measurement starts beside itself, on its own class path.
public final class ChildProgram implements AutoCloseable {

    private final Process process;
    private final BufferedReader out;

    private ChildProgram(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    /// Starts `main` with a small heap; what it logs goes to `log`, its output to [#line()].
    public static ChildProgram start(Class<?> main, List<String> arguments, Map<String, String> environment, Path log)
            throws IOException {
        return new ChildProgram(command(main, arguments, environment, log).start());
    }

    /// The same for a program that says more than anybody reads: its output goes to `log`, too.
    static ChildProgram startLogged(Class<?> main, List<String> arguments, Map<String, String> environment, Path log)
            throws IOException {
        return new ChildProgram(command(main, arguments, environment, log)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start());
    }

    private static ProcessBuilder command(
            Class<?> main, List<String> arguments, Map<String, String> environment, Path log) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // the settings of whoever runs the test are not the program's
        builder.environment().keySet().removeIf(name -> name.startsWith("UTSKICK_"));
        builder.environment().putAll(environment);
        return builder;
    }

    public String line() throws IOException {
        var line = out.readLine();
        if (line == null) {
            throw new IOException("the program has ended");
        }
        return line;
    }

    /// What the program reads.
    public java.io.OutputStream input() {
        return process.getOutputStream();
    }

    Process process() {
        return process;
    }

    /// `kill -9`.
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    public long pid() {
        return process.pid();
    }

    /// Asks it to end, and ends it in half a minute if it does not.
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException gone) {
            process.destroyForcibly();
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
