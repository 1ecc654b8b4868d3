package utskick.bench;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// From the command to the first page, as a person at a shell would see it: the launcher, PostgreSQL and the program.
final class StartBench {

    private static final int STARTS = 5;

    private StartBench() {}

    static void run(PrintStream out) throws Exception {
        var data = Files.createTempDirectory("utskick-bench-start");
        // PostgreSQL runs as another user where we are root and must be able to enter
        data.toFile().setExecutable(true, false);
        try {
            out.printf("  first start (makes the database)  %6.2f s%n", start(data));
            var seconds = new double[STARTS];
            for (int i = 0; i < STARTS; i++) {
                seconds[i] = start(data);
            }
            java.util.Arrays.sort(seconds);
            out.printf(
                    "  second start to the first page    %6.2f s (median of %d, %.2f to %.2f)%n",
                    seconds[STARTS / 2], STARTS, seconds[0], seconds[STARTS - 1]);
        } finally {
            try (var files = Files.walk(data)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
    }

    private static double start(Path data) throws IOException, InterruptedException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var log = data.resolve("bench.log").toFile();
        var before = System.nanoTime();
        var program = new ProcessBuilder("./utskick", "--data", data.toString(), "--port", String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
        try (var client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(Duration.ofSeconds(1))
                .build()) {
            while (!answers(client, port)) {
                if (!program.isAlive()) {
                    throw new IllegalStateException("the program ended: " + Files.readString(log.toPath()));
                }
                if (System.nanoTime() - before > Duration.ofMinutes(2).toNanos()) {
                    throw new IllegalStateException("no page after two minutes: " + Files.readString(log.toPath()));
                }
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
            return (System.nanoTime() - before) / 1e9;
        } finally {
            program.destroy();
            if (!program.waitFor(60, TimeUnit.SECONDS)) {
                program.destroyForcibly().waitFor();
            }
        }
    }

    private static boolean answers(HttpClient client, int port) throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/".formatted(port)))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            // not listening yet
            return false;
        }
    }
}
