package utskick.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import utskick.testing.App;

/// Whoever asks may write any address into a header.
final class ProxyTest {

    @RegisterExtension
    static final App app = App.empty();

    @Test
    void nobody_is_believed_whose_visitor_it_is_who_was_not_named_in_the_settings() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            int last = 0;
            for (int i = 0; i < 21; i++) {
                last = guess(client, "192.0.2." + i);
            }
            assertThat(last).isEqualTo(429);
        }
        assertThat(app.jdbc()
                        .sql("SELECT place FROM consent.attempt WHERE kind = 'wrong_link'")
                        .query(String.class)
                        .list())
                .containsExactly("127.0.0.1");
    }

    private static int guess(HttpClient client, String claimed) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(app.url("/a/AAAAAAAAAAAA")))
                .header("X-Forwarded-For", claimed)
                .header("Forwarded", "for=" + claimed)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}
