package utskick;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import utskick.kernel.Announcement;

/// The started product.
///
/// @param address where its pages are, such as `http://localhost:8080`
record Product(String address, ConfigurableApplicationContext context) implements AutoCloseable {

    /// Starts, and prints the one line that says where; empty if it could not, and the reason has been printed.
    ///
    /// @param arguments further settings, `--name=value`
    static Optional<Product> start(StartOptions options, Path data, String... arguments) {
        List<String> settings = new ArrayList<>(List.of(arguments));
        settings.add("--utskick.data=" + data);
        settings.add("--server.address=" + options.host());
        settings.add("--server.port=" + freePort(options));
        var application = new SpringApplication(Utskick.class);
        application.addListeners(new SettingsCheck());
        try {
            var product = running(options, application.run(settings.toArray(String[]::new)));
            System.out.println(product.greeting());
            return Optional.of(product);
        } catch (RuntimeException _) { // Spring has reported it, in words where one of our problems is the cause
            return Optional.empty();
        }
    }

    private static Product running(StartOptions options, ConfigurableApplicationContext context) {
        String port = Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port"));
        String host =
                options.host().equals("127.0.0.1") || options.host().equals("0.0.0.0") ? "localhost" : options.host();
        return new Product("http://%s:%s".formatted(host, port), context);
    }

    private String greeting() {
        var line = new StringBuilder("Utskick is ready: ").append(address);
        context.getBeanProvider(Announcement.class)
                .orderedStream()
                .map(Announcement::text)
                .filter(text -> !text.isEmpty())
                .forEach(text -> line.append(" · ").append(text));
        return line.toString();
    }

    private static int freePort(StartOptions options) {
        if (options.port() == 0 || isFree(options.host(), options.port())) {
            return options.port();
        }
        System.out.printf("Port %d is busy, so another one is used.%n", options.port());
        return 0;
    }

    private static boolean isFree(String host, int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
