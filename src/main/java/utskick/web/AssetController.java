package utskick.web;

import java.time.Duration;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/// Serves the [Assets]. The address holds the content's hash: what was fetched once is never asked for again.
@Controller
final class AssetController {

    private static final CacheControl FOR_EVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    private final Assets assets;

    AssetController(Assets assets) {
        this.assets = assets;
    }

    @GetMapping("/assets/{version}/{*name}")
    ResponseEntity<Resource> asset(@PathVariable String version, @PathVariable String name) {
        var file = assets.files().get(name.substring(1));
        if (file == null) {
            return ResponseEntity.notFound().build();
        }
        // A page that was open during an update may still ask for the files of before: it gets today's, uncached.
        var cache = version.equals(assets.version()) ? FOR_EVER : CacheControl.noStore();
        return ResponseEntity.ok()
                .cacheControl(cache)
                .contentType(MediaTypeFactory.getMediaType(file).orElse(MediaType.APPLICATION_OCTET_STREAM))
                .body(file);
    }
}
