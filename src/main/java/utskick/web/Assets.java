package utskick.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/// The style sheets, scripts and fonts that pages use: ours, and of the libraries only the files named here. They
/// share one content hash in their address, so that a module's relative imports and a sheet's fonts keep working.
public final class Assets {

    private static final Map<String, String> LIBRARIES = Map.of(
            "webjars/htmx/htmx.min.js", "htmx.org/2.0.10/dist/htmx.min.js",
            "webjars/tabler/tabler.min.css", "tabler__core/1.4.0/dist/css/tabler.min.css");

    private static final String FONTS = "fontsource__source-sans-pro/4.5.11/files/";

    private final Map<String, Resource> files = new LinkedHashMap<>();
    private final String version;

    public Assets() {
        try {
            var resolver = new PathMatchingResourcePatternResolver();
            for (var pattern : new String[] {"css/*.css", "js/*.js", "img/*"}) {
                for (var file : resolver.getResources("classpath*:/static/" + pattern)) {
                    files.put(pattern.substring(0, pattern.indexOf('/') + 1) + file.getFilename(), file);
                }
            }
            LIBRARIES.forEach((name, path) -> files.put(name, webjar(path)));
            for (var subset : new String[] {"latin", "latin-ext", "greek"}) {
                for (var weight : new String[] {"400", "600"}) {
                    var font = "source-sans-pro-%s-%s-normal.woff2".formatted(subset, weight);
                    files.put("webjars/source-sans-pro/files/" + font, webjar(FONTS + font));
                }
            }
            version = hash();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @throws IllegalArgumentException when no page may use a file of that name
    String url(String name) {
        if (!files.containsKey(name)) {
            throw new IllegalArgumentException("no asset " + name);
        }
        return "/assets/%s/%s".formatted(version, name);
    }

    Map<String, Resource> files() {
        return files;
    }

    String version() {
        return version;
    }

    private static Resource webjar(String path) {
        var resource =
                new PathMatchingResourcePatternResolver().getResource("classpath:/META-INF/resources/webjars/" + path);
        if (!resource.exists()) {
            throw new IllegalStateException("missing from the libraries: " + path);
        }
        return resource;
    }

    private String hash() throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var sorted = files.entrySet().stream()
                    .sorted(Comparator.comparing(Map.Entry::getKey))
                    .toList();
            for (var file : sorted) {
                digest.update(file.getKey().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                digest.update(file.getValue().getContentAsByteArray());
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
