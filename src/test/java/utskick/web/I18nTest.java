package utskick.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.util.ULocale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// All five languages are whole, and all words of the pages come from them.
final class I18nTest {

    private static final Path MESSAGES = Path.of("src/main/resources/messages");
    private static final Pattern KEY = Pattern.compile("[a-z]+(\\.[A-Za-z0-9_]+)+");
    /// Also inside an attribute, where quotation marks do not come in pairs.
    private static final Pattern LITERAL = Pattern.compile("(?<=\")[a-z]+\\.[A-Za-z0-9_.%]*(?=\")");

    /// The beginnings of keys whose end is made of data without a literal that says so.
    private static final List<String> MADE_OF_DATA = List.of(
            "field.",
            "segment.channel.",
            "segment.consent.",
            "segment.date.",
            "segment.fact.",
            "segment.join.",
            "segment.past.",
            "segment.purpose.",
            "segment.rel.",
            "segment.say.");
    private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d+)[,}]");
    private static final Pattern CALL = Pattern.compile("\\b(?:t|rich)\\(");

    private static final Map<String, Map<String, String>> TEXTS = new LinkedHashMap<>();
    private static final Map<Path, String> SOURCES = new TreeMap<>();
    private static final Set<String> MODULES = new TreeSet<>();

    @BeforeAll
    static void read() throws IOException {
        for (var language : Texts.LANGUAGES) {
            var texts = new LinkedHashMap<String, String>();
            for (var line : Files.readAllLines(MESSAGES.resolve("messages_%s.properties".formatted(language)))) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    int equals = line.indexOf('=');
                    assertThat(equals).as(line).isPositive();
                    assertThat(texts.put(line.substring(0, equals), line.substring(equals + 1)))
                            .as("twice: " + line)
                            .isNull();
                }
            }
            TEXTS.put(language, texts);
        }
        for (var root : List.of(Path.of("src/main/java"), Path.of("src/main/jte"))) {
            try (Stream<Path> files = Files.walk(root)) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    SOURCES.put(file, Files.readString(file));
                }
            }
        }
        try (Stream<Path> folders = Files.list(Path.of("src/main/java/utskick"))) {
            // the merge fields' names belong to nobody alone
            MODULES.add("field");
            folders.filter(Files::isDirectory)
                    .forEach(folder -> MODULES.add(folder.getFileName().toString()));
        }
    }

    @Test
    void every_language_has_every_text() {
        var all = TEXTS.values().stream()
                .flatMap(texts -> texts.keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        TEXTS.forEach((language, texts) -> {
            var missing = new TreeSet<>(all);
            missing.removeAll(texts.keySet());
            assertThat(missing).as("missing in " + language).isEmpty();
            assertThat(texts.entrySet().stream()
                            .filter(text -> text.getValue().isBlank())
                            .map(Map.Entry::getKey))
                    .as("empty in " + language)
                    .isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"sv", "fi", "el", "pl", "en"})
    void keys_stand_sorted_in_the_block_of_their_module(String language) {
        var keys = List.copyOf(texts(language).keySet());
        var blocks =
                keys.stream().collect(Collectors.groupingBy(I18nTest::module, LinkedHashMap::new, Collectors.toList()));
        assertThat(blocks.values()).allSatisfy(block -> assertThat(block).isSorted());
        assertThat(blocks.values().stream().flatMap(List::stream).toList())
                .as("one block for each module")
                .isEqualTo(keys);
        assertThat(keys).allSatisfy(key -> {
            assertThat(key).matches(KEY);
            assertThat(MODULES).contains(module(key));
        });
    }

    /// A language may do without the count that another needs for its grammar, but not without what is shown.
    @Test
    void patterns_can_be_read_and_show_the_same_arguments_in_every_language() {
        var shown = Pattern.compile("\\{(\\d+)(?:}|,(?! *plural))");
        texts("en").keySet().forEach(key -> {
            var all = TEXTS.values().stream()
                    .flatMap(texts -> shown.matcher(texts.getOrDefault(key, "")).results())
                    .map(argument -> argument.group(1))
                    .collect(Collectors.toSet());
            for (var language : Texts.LANGUAGES) {
                assertThat(arguments(language, key)).as(key + " in " + language).containsAll(all);
            }
        });
    }

    @Test
    void polish_counts_know_few_and_many() {
        var plural = Pattern.compile("\\{\\d+, *plural,");
        assertThat(texts("pl").entrySet().stream()
                        .filter(text -> plural.matcher(text.getValue()).find())
                        .filter(text -> !text.getValue().contains("few {")
                                || !text.getValue().contains("many {"))
                        .map(Map.Entry::getKey))
                .isEmpty();
    }

    @Test
    void every_text_is_used() {
        var literals = new TreeSet<String>();
        SOURCES.values().forEach(source -> literals(source).forEach(literals::add));
        var beginnings = literals.stream()
                .filter(literal -> literal.endsWith(".") && isOfModule(literal))
                .collect(Collectors.toSet());
        var patterns = literals.stream()
                .filter(literal -> literal.contains("%s") && isOfModule(literal))
                .map(literal -> literal.replace(".", "\\.").replace("%s", "[A-Za-z0-9_.]+"))
                .collect(Collectors.toSet());
        var unused = texts("en").keySet().stream()
                .filter(key -> !literals.contains(key))
                .filter(key -> beginnings.stream().noneMatch(key::startsWith))
                .filter(key -> MADE_OF_DATA.stream().noneMatch(key::startsWith))
                .filter(key -> patterns.stream().noneMatch(pattern -> key.matches(pattern)));

        assertThat(unused).as("texts that nothing shows").isEmpty();
    }

    @Test
    void every_text_that_is_asked_for_is_there() {
        var missing = new ArrayList<String>();
        SOURCES.forEach((file, source) -> asked(source).stream()
                .filter(key -> KEY.matcher(key).matches() && isOfModule(key))
                .filter(key -> !texts("en").containsKey(key))
                .forEach(key -> missing.add(file.getFileName() + ": " + key)));

        assertThat(missing).isEmpty();
    }

    @Test
    void no_text_is_typed_into_a_page() {
        var typed = new ArrayList<String>();
        SOURCES.forEach((file, source) -> {
            if (file.toString().endsWith(".jte")) {
                var text = TypedText.in(source);
                if (!text.isEmpty()) {
                    typed.add(file + ": " + text);
                }
            }
        });

        assertThat(typed).isEmpty();
    }

    @Test
    void typed_text_is_found() {
        assertThat(TypedText.in("<p>${page.t(\"web.x\")}</p> @if(a > b)<b class=\"x\">·</b>@endif"))
                .isEmpty();
        assertThat(TypedText.in("@template.layout.page(page = page, content = @`<p>Hello</p>`)"))
                .isEqualTo("Hello");
        assertThat(TypedText.in("<a title=\"Go\" href=\"/x\">${a ? \"}\" : b}</a>"))
                .isEqualTo("Go");
        assertThat(TypedText.in("!{String x = \"code\";}<%-- why --%><i>5 %</i>"))
                .isEmpty();
    }

    /// The string literals inside calls of `t` and `rich`.
    private static List<String> asked(String source) {
        var keys = new ArrayList<String>();
        var call = CALL.matcher(source);
        while (call.find()) {
            keys.addAll(literals(source.substring(call.end(), closing(source, call.end()))));
        }
        return keys;
    }

    private static int closing(String source, int from) {
        int depth = 1;
        int at = from;
        while (at < source.length() && depth > 0) {
            char letter = source.charAt(at++);
            depth += letter == '(' ? 1 : letter == ')' ? -1 : 0;
        }
        return at;
    }

    private static List<String> literals(String source) {
        return LITERAL.matcher(source).results().map(result -> result.group()).toList();
    }

    private static boolean isOfModule(String key) {
        return MODULES.contains(module(key));
    }

    private static String module(String key) {
        return key.substring(0, Math.max(0, key.indexOf('.')));
    }

    /// Those inside a plural or select too, which ICU does not name.
    private static Set<String> arguments(String language, String key) {
        var pattern = texts(language).getOrDefault(key, "");
        try {
            assertThat(new MessageFormat(pattern, new ULocale(language))).isNotNull();
        } catch (IllegalArgumentException e) {
            throw new AssertionError("%s in %s: %s".formatted(key, language, e.getMessage()), e);
        }
        return ARGUMENT.matcher(pattern)
                .results()
                .map(argument -> argument.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, String> texts(String language) {
        return TEXTS.getOrDefault(language, Map.of());
    }
}
