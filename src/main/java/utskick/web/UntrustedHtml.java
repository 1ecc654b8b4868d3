package utskick.web;

import java.nio.charset.StandardCharsets;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/// HTML that somebody wrote, such as an e-mail's body, as an answer that can do nothing: no script runs, no form is
/// sent, nothing is fetched, and it has an origin of its own. To be shown in `<iframe sandbox src="…">`.
public final class UntrustedHtml {

    private static final String POLICY =
            "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'";

    private UntrustedHtml() {}

    public static ResponseEntity<byte[]> response(String html) {
        return ResponseEntity.ok()
                .header("Content-Security-Policy", POLICY)
                .cacheControl(CacheControl.noStore())
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .body(html.getBytes(StandardCharsets.UTF_8));
    }
}
