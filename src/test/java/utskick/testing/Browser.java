package utskick.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotCaret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A real Chromium before an [App]. Each page has cookies of its own. What the browser complains about, and every
/// request that fails, fails the test:
/// ```java
/// @RegisterExtension
/// static final Browser browser = new Browser(app);
/// …
/// Page page = browser.loggedIn("sv", Browser.PHONE);
/// ```
/// `UTSKICK_POOR_LINE=true` makes them slow, to find what works only because everything comes at once.
/// Without Chromium the tests are left out, loudly; `UTSKICK_REQUIRE_BROWSER=true` makes that a failure.
public final class Browser implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    /// How large the window is.
    public record Window(int width, int height) {}

    public static final Window DESKTOP = new Window(1280, 900);
    public static final Window PHONE = new Window(390, 844);

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private final App app;
    private final List<BrowserContext> contexts = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private final List<Pattern> expected = new ArrayList<>();
    private @Nullable Playwright playwright;
    private com.microsoft.playwright.@Nullable Browser chromium;

    /// @param app declared before the browser, so that it runs first
    public Browser(App app) {
        this.app = app;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        var program = program();
        if (program.isEmpty()) {
            leaveOut();
            return;
        }
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        // a machine may be slow, and what comes is not waited for any longer
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
        chromium = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program.get())
                        .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")));
    }

    private static Optional<Path> program() {
        return Stream.of(
                        Optional.ofNullable(System.getenv("UTSKICK_CHROMIUM")).orElse("/usr/bin/chromium"),
                        "/usr/bin/chromium-browser",
                        "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void leaveOut() {
        if ("true".equals(System.getenv("UTSKICK_REQUIRE_BROWSER"))) {
            throw new IllegalStateException("there is no Chromium, and UTSKICK_REQUIRE_BROWSER asks for it");
        }
        System.err.println("""

                *** NO BROWSER: the tests of the pages are LEFT OUT.
                *** Install Chromium (Debian: apt install chromium) or name it in UTSKICK_CHROMIUM.
                """);
        abort("no Chromium");
    }

    /// A new visitor's empty page.
    ///
    /// @param language that the browser asks for, `sv`
    public Page visitor(String language, Window window) {
        return visitor(language, window, ColorScheme.LIGHT);
    }

    public Page visitor(String language, Window window, ColorScheme colours) {
        var context = Objects.requireNonNull(chromium)
                .newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                        .setBaseURL(app.url(""))
                        .setLocale(language)
                        .setColorScheme(colours)
                        .setViewportSize(window.width(), window.height()));
        context.setDefaultTimeout(60_000);
        contexts.add(context);
        var page = context.newPage();
        if ("true".equals(System.getenv("UTSKICK_POOR_LINE"))) {
            slowDown(page);
        }
        page.onConsoleMessage(message -> {
            // htmx says it aloud when leaving a page ends what it was still asking for
            boolean left = message.text().matches("htmx:(sendAbort|afterRequest),.*");
            if (!left && (message.type().equals("error") || message.type().equals("warning"))) {
                complaints.add("console: " + message.text());
            }
        });
        page.onPageError(error -> complaints.add("script: " + error));
        page.onRequestFailed(request -> {
            // leaving a page ends what it was still asking for
            if (!"net::ERR_ABORTED".equals(request.failure())) {
                complaints.add("request: %s %s".formatted(request.url(), request.failure()));
            }
        });
        page.onResponse(response -> {
            if (response.status() >= 400) {
                complaints.add("response: %d %s".formatted(response.status(), response.url()));
            }
        });
        return page;
    }

    /// What a cheap telephone on a bad line makes of the page: each answer takes a third of a second to come, and
    /// what the page does takes six times as long.
    private static void slowDown(Page page) {
        var session = page.context().newCDPSession(page);
        var line = new JsonObject();
        line.addProperty("offline", false);
        line.addProperty("latency", 350);
        line.addProperty("downloadThroughput", -1);
        line.addProperty("uploadThroughput", -1);
        session.send("Network.enable");
        session.send("Network.emulateNetworkConditions", line);
        var processor = new JsonObject();
        processor.addProperty("rate", 6);
        session.send("Emulation.setCPUThrottlingRate", processor);
    }

    /// A page of [App#LOGIN] on the start page.
    public Page loggedIn(String language, Window window) {
        return loggedIn(language, window, ColorScheme.LIGHT);
    }

    public Page loggedIn(String language, Window window, ColorScheme colours) {
        var page = visitor(language, window, colours);
        page.navigate("/login");
        logIn(page, App.LOGIN, App.PASSWORD);
        page.waitForURL(url -> !url.contains("/login"));
        return page;
    }

    /// Fills in the login form and sends it.
    public void logIn(Page page, String login, String password) {
        page.fill("#login", login);
        page.fill("#password", password);
        page.click("form[action='/login'] button");
    }

    /// Says that a complaint is part of the test.
    ///
    /// @param pattern found in the complaint, such as `response: 404`
    public void expect(String pattern) {
        expected.add(Pattern.compile(pattern));
    }

    /// Keeps a picture of the whole page in `target/screenshots`, for whoever wants to look at the pages:
    /// `UTSKICK_SCREENSHOTS=true`. Pictures of long pages are dear, so a run that nobody looks at takes none.
    ///
    /// @param name such as `login-sv-390`
    public void screenshot(Page page, String name) {
        if ("true".equals(System.getenv("UTSKICK_SCREENSHOTS"))) {
            picture(page, name);
        }
    }

    private static Path picture(Page page, String name) {
        var file = SCREENSHOTS.resolve(name.toLowerCase(Locale.ROOT) + ".png");
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(file)
                .setFullPage(true)
                // hiding it leaves a style attribute on each field
                .setCaret(ScreenshotCaret.INITIAL));
        return file;
    }

    /// What the pages showed when the test failed, for whoever has only the log.
    private void tell(String test) {
        var pages = contexts.stream().flatMap(it -> it.pages().stream()).toList();
        for (int i = 0; i < pages.size(); i++) {
            var page = pages.get(i);
            try {
                var file = picture(page, "failed-%s-%d".formatted(test.replaceAll("\\W+", "-"), i));
                System.err.printf(
                        "%s failed at %s (%s), which shows:%n%s%n",
                        test, page.url(), file, page.locator("body").innerText());
            } catch (PlaywrightException e) {
                System.err.printf("%s failed at %s, which cannot be shown: %s%n", test, page.url(), e.getMessage());
            }
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            tell(context.getRequiredTestClass().getSimpleName() + " " + context.getDisplayName());
        }
        contexts.forEach(BrowserContext::close);
        contexts.clear();
        var unexpected = complaints.stream()
                .filter(complaint -> expected.stream()
                        .noneMatch(pattern -> pattern.matcher(complaint).find()))
                .toList();
        complaints.clear();
        expected.clear();
        assertThat(unexpected).as("what the browser complained about").isEmpty();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (playwright != null) {
            playwright.close();
        }
    }
}
