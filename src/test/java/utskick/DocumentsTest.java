package utskick;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What the documents name is there: files, classes and their members, views and columns, commands and settings.
final class DocumentsTest {

    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)");
    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *```");
    private static final Pattern QUOTED = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern TYPE =
            Pattern.compile("(?:[a-z]+\\.)*([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(?:\\.(\\w+))?");
    private static final Pattern DECLARED = Pattern.compile("\\b(?:class|interface|record|enum) ([A-Z]\\w*)");
    private static final Pattern FILE = Pattern.compile("[\\w.-]+(?:/[\\w.-]+)+\\.\\w+");
    private static final Pattern COMMAND = Pattern.compile("\\./utskick ([a-z]+)(?: ([A-Z]\\w+Test))?");
    private static final Pattern SETTING = Pattern.compile("\\bUTSKICK_[A-Z_]+");

    private static final List<String> ROOTS = List.of("", "src/main/java/utskick", "src/test/java/utskick");

    private static final Map<Path, String> DOCUMENTS = new TreeMap<>();
    private static final Map<String, String> SOURCES = new HashMap<>();
    private static String all = "";
    private static Pattern relation = Pattern.compile("");

    @BeforeAll
    static void read() throws IOException {
        for (var folder : List.of(Path.of(""), Path.of("docs"), Path.of("docs", "recipes"))) {
            try (Stream<Path> files = Files.list(folder)) {
                for (var file :
                        files.filter(it -> it.toString().endsWith(".md")).toList()) {
                    DOCUMENTS.put(file, Files.readString(file));
                }
            }
        }
        var text = new StringBuilder(Files.readString(Path.of("utskick")));
        for (var root : List.of("src/main", "src/test/java")) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                for (var file : files.filter(it -> it.toString().matches(".*\\.(java|sql)"))
                        .toList()) {
                    var source = Files.readString(file);
                    text.append(source);
                    DECLARED.matcher(source)
                            .results()
                            .forEach(it -> SOURCES.merge(it.group(1), source, String::concat));
                }
            }
        }
        all = text.toString();
        try (Stream<Path> modules = Files.list(Path.of("src/main/resources/db/migration"))) {
            relation = Pattern.compile("(?:%s)\\.[a-z_]+"
                    .formatted(String.join(
                            "|", modules.map(it -> it.getFileName().toString()).toList())));
        }
        assertThat(DOCUMENTS).as("the tests run in the project's folder").isNotEmpty();
    }

    @Test
    void every_link_leads_somewhere() {
        assertThat(missing(
                        LINK,
                        false,
                        (document, it) ->
                                it.group(1).startsWith("http") || Files.exists(document.resolveSibling(it.group(1)))))
                .isEmpty();
    }

    @Test
    void every_file_that_is_named_is_there() {
        assertThat(quoted(FILE, (_, it) -> ROOTS.stream().anyMatch(root -> Files.exists(Path.of(root, it.group())))))
                .isEmpty();
    }

    /// A document may declare what it explains in an example of its own.
    @Test
    void every_class_and_member_is_one_of_ours() {
        assertThat(quoted(TYPE, (document, it) -> {
                    var type = it.group(1);
                    var member = it.group(2);
                    var source = SOURCES.getOrDefault(type, DOCUMENTS.get(document));
                    return SOURCES.containsKey(type)
                            ? member == null || names(source, member)
                            : type.equals("Clock") || source.contains("record " + type + "(");
                }))
                .isEmpty();
    }

    @Test
    void every_view_and_table_is_in_the_database() {
        assertThat(quoted(relation, (_, it) -> names(all, it.group()))).isEmpty();
    }

    @Test
    void every_command_and_setting_is_known() {
        var commands = List.of("demo", "doctor", "import", "simulator", "test", "bench", "version", "help");
        assertThat(commands).allMatch(it -> all.contains("./utskick " + it));
        assertThat(missing(
                        COMMAND,
                        false,
                        (_, it) -> commands.contains(it.group(1))
                                && (it.group(2) == null || SOURCES.containsKey(it.group(2)))))
                .isEmpty();
        assertThat(missing(SETTING, false, (_, it) -> names(all, it.group()) || isProperty(it.group())))
                .isEmpty();
    }

    /// Spring reads `UTSKICK_DB_URL` as `utskick.db.url`.
    private static boolean isProperty(String setting) {
        return names(all, setting.toLowerCase(Locale.ROOT).replace('_', '.'));
    }

    private static boolean names(String text, String word) {
        return Pattern.compile("\\b%s\\b".formatted(Pattern.quote(word)))
                .matcher(text)
                .find();
    }

    /// What stands between backquotes, as a whole, and is not so.
    private static List<String> quoted(Pattern form, BiPredicate<Path, MatchResult> isSo) {
        return missing(QUOTED, true, (document, quoted) -> {
            var whole = form.matcher(quoted.group(1));
            return !whole.matches() || isSo.test(document, whole.toMatchResult());
        });
    }

    private static List<String> missing(Pattern form, boolean prose, BiPredicate<Path, MatchResult> isSo) {
        var missing = new ArrayList<String>();
        DOCUMENTS.forEach(
                (document, text) -> form.matcher(prose ? FENCE.matcher(text).replaceAll("") : text)
                        .results()
                        .filter(it -> !isSo.test(document, it))
                        .forEach(it -> missing.add(document + ": " + it.group())));
        return missing;
    }
}
