package utskick.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/// A [WritingProgram] seen from outside: what it acknowledged, and ways to kill it.
final class WritingProcess implements AutoCloseable {

    private final Process program;
    private final BufferedReader output;
    private final Set<Long> acknowledged;
    private long server = -1;

    private WritingProcess(Process program, Set<Long> acknowledged) {
        this.program = program;
        this.output = program.inputReader();
        this.acknowledged = acknowledged;
    }

    /// @param acknowledged takes the numbers of the rows whose commit was confirmed
    static WritingProcess start(Path folder, Set<Long> acknowledged) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        WritingProgram.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new WritingProcess(process, acknowledged);
    }

    long pid() {
        return program.pid();
    }

    /// Returns when so many more rows were acknowledged, by a server that nobody has killed.
    void awaitRows(int count) throws IOException {
        for (int rows = 0; rows < count; ) {
            String line = output.readLine();
            if (line == null) {
                throw new IllegalStateException("the writing program ended by itself");
            }
            // rows that were said before the kill may be read after it
            rows += take(line) && server > 0 ? 1 : 0;
        }
    }

    void killServer() {
        ProcessHandle.of(server).orElseThrow().destroyForcibly();
        server = -1;
    }

    /// Returns when the program is gone and all that it had said is read.
    void killProgram() throws InterruptedException {
        program.toHandle().destroyForcibly(); // by its handle: the other way throws away what is still to be read
        program.waitFor();
        output.lines().forEach(this::take);
    }

    private boolean take(String line) {
        if (line.startsWith("server ")) {
            server = Long.parseLong(line.substring(7));
        } else if (line.startsWith("row ")) {
            acknowledged.add(Long.parseLong(line.substring(4)));
            return true;
        }
        return false;
    }

    @Override
    public void close() throws InterruptedException {
        program.destroyForcibly().waitFor();
    }
}
