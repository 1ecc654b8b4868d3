package utskick.gateway.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import utskick.kernel.Channel;

/// The switches of a simulator that runs alone, by HTTP on loopback:
/// - `GET /`: what was taken, `sms=12 mails=3 bound=1`
/// - `POST /behave?channel=sms&handling=reject&percent=10&digits=7&reports=twice&delay=2`
/// - `POST /write?phone=%2B46701740605&to=72456&text=STOP`: somebody writes an SMS to one of our numbers
/// - `POST /disconnect?channel=sms`: all connections end at once
final class SimulatorControl implements AutoCloseable {

    private final Simulator simulator;
    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    SimulatorControl(Simulator simulator, int port) throws IOException {
        this.simulator = simulator;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(executor);
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String text;
            int status = 200;
            try {
                text = obey(exchange);
            } catch (IllegalArgumentException e) {
                status = 400;
                text = String.valueOf(e.getMessage());
            }
            byte[] octets = (text + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(status, octets.length);
            exchange.getResponseBody().write(octets);
        }
    }

    private String obey(HttpExchange exchange) {
        if (exchange.getRequestHeaders().containsKey("Origin")) {
            throw new IllegalArgumentException("not for pages of other servers");
        }
        String path = exchange.getRequestURI().getPath();
        if (exchange.getRequestMethod().equals("POST")) {
            Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
            switch (path) {
                case "/behave" -> simulator.behave(channel(query), behaviour(query));
                case "/write" ->
                    simulator.write(required(query, "phone"), required(query, "to"), required(query, "text"));
                case "/disconnect" -> simulator.disconnect(channel(query));
                default -> throw new IllegalArgumentException("no such switch");
            }
        } else if (!path.equals("/")) {
            throw new IllegalArgumentException("no such switch, or it wants POST");
        }
        return "sms=" + simulator.acceptedSms() + " mails=" + simulator.acceptedMails() + " bound="
                + simulator.boundClients();
    }

    private static Behaviour behaviour(Map<String, String> query) {
        return new Behaviour(
                Behaviour.Handling.valueOf(upper(query.getOrDefault("handling", "take"))),
                new Behaviour.Share(
                        Integer.parseInt(query.getOrDefault("percent", "100")), query.getOrDefault("digits", "")),
                Behaviour.Reports.valueOf(upper(query.getOrDefault("reports", "once"))),
                Duration.ofMillis(Math.round(1000 * Double.parseDouble(query.getOrDefault("delay", "2")))));
    }

    private static Channel channel(Map<String, String> query) {
        return Channel.valueOf(upper(required(query, "channel")));
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }

    private static String required(Map<String, String> query, String name) {
        String value = query.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    private static Map<String, String> query(@org.jspecify.annotations.Nullable String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            String[] sides = pair.split("=", 2);
            query.put(sides[0], sides.length < 2 ? "" : URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    @Override
    public void close() {
        server.stop(0);
        executor.close();
    }
}
