package utskick;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import utskick.database.FileTree;

/// `./utskick train`: starts on a throw-away folder, shows two pages and ends, so that the build can watch which
/// classes a start needs (JEP 514). Never touches anybody's data.
@Command(name = "train", hidden = true)
final class TrainCommand implements Callable<Integer> {

    private static final List<String> PAGES = List.of("/", "/login");

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = FileTree.createTemporaryFolder("utskick-train-");
        try {
            var started = Product.start(StartOptions.onAnyPort(), folder);
            if (started.isEmpty()) {
                return 1;
            }
            try (var product = started.get();
                    var client = HttpClient.newHttpClient()) {
                for (String page : PAGES) {
                    var request = HttpRequest.newBuilder(URI.create(product.address() + page))
                            .build();
                    client.send(request, HttpResponse.BodyHandlers.discarding());
                }
            }
            return 0;
        } finally {
            FileTree.delete(folder);
        }
    }
}
