package utskick;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What every way of starting the product can be told.
final class StartOptions {

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "${env:UTSKICK_PORT:-8080}",
            description = "Port of the pages (UTSKICK_PORT); if it is busy, another one. Default: 8080.")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "${env:UTSKICK_HOST:-127.0.0.1}",
            description = "Address to listen on (UTSKICK_HOST). Default: this machine only; 0.0.0.0 for everybody.")
    private String host = "127.0.0.1";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:UTSKICK_DATA}",
            description = "Folder of the data (UTSKICK_DATA).")
    private @Nullable Path data;

    /// On a port that is free.
    static StartOptions onAnyPort() {
        return new StartOptions();
    }

    int port() {
        return port;
    }

    String host() {
        return host;
    }

    Path data(Path usual) {
        return (data == null ? usual : data).toAbsolutePath().normalize();
    }

    /// The folder that the program was built in, as `./utskick` tells; otherwise where we are.
    static Path home() {
        return Path.of(System.getProperty("utskick.home", ""));
    }
}
