package utskick;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds the arrows that the compiler does not see: a module names the tables of its own schema only, and the views and
/// functions of those modules that it may use.
final class SqlArchitectureTest {

    private static final Path SOURCES = Path.of("src", "main", "java", "utskick");
    private static final Path MIGRATIONS = Path.of("src", "main", "resources", "db", "migration");
    private static final Pattern TABLE = Pattern.compile("CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?(\\w+\\.\\w+)");
    private static final Pattern LITERAL =
            Pattern.compile("\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\n]|\\\\.)*)\"", Pattern.DOTALL);
    private static final Pattern SQL =
            Pattern.compile("\\b(SELECT|INSERT|UPDATE|DELETE|FROM|JOIN|COPY|MERGE|TRUNCATE|EXISTS)\\b");
    private static final Pattern NAME = Pattern.compile("\\b([a-z]\\w*)\\.(\\w+)\\b");
    private static final Pattern ALLOWED = Pattern.compile("allowedDependencies = (\\{.*?}|\".*?\")", Pattern.DOTALL);
    private static final Pattern QUOTED = Pattern.compile("\"(\\w+)\"");

    private final Set<String> tables = all(MIGRATIONS, ".sql")
            .flatMap(file -> TABLE.matcher(read(file)).results().map(table -> table.group(1)))
            .collect(toSet());
    private final Set<String> schemas =
            tables.stream().map(table -> table.substring(0, table.indexOf('.'))).collect(toSet());

    @Test
    void statements_keep_to_the_arrows() {
        assertThat(tables).contains("customer.customer", "dispatch.recipient");
        var statements = all(SOURCES, ".java")
                .filter(file -> SOURCES.relativize(file).getNameCount() > 1)
                .collect(Collectors.groupingBy(
                        file -> SOURCES.relativize(file).getName(0).toString()));
        assertThat(statements.entrySet().stream().flatMap(this::smuggledByStatements))
                .isEmpty();
    }

    @Test
    void migrations_keep_to_the_arrows() {
        assertThat(all(MIGRATIONS, ".sql")
                        .flatMap(file -> smuggled(
                                MIGRATIONS.relativize(file).getName(0).toString(), withoutComments(read(file)), file)))
                .isEmpty();
    }

    @Test
    void a_smuggled_arrow_is_found() {
        var nowhere = Path.of("Nowhere.java");
        assertThat(smuggled("report", "SELECT 1 FROM customer.customer", nowhere))
                .hasSize(1);
        assertThat(smuggled("report", "SELECT 1 FROM customer.profile", nowhere))
                .isEmpty();
        assertThat(smuggled("gateway", "SELECT 1 FROM customer.profile", nowhere))
                .hasSize(1);
    }

    private Stream<String> smuggledByStatements(Map.Entry<String, List<Path>> module) {
        return module.getValue().stream()
                .flatMap(file -> LITERAL.matcher(read(file))
                        .results()
                        .map(MatchResult::group)
                        .filter(literal -> SQL.matcher(literal).find())
                        .flatMap(literal -> smuggled(module.getKey(), literal, file)));
    }

    /// What the SQL of a module names without being allowed to.
    private Stream<String> smuggled(String module, String sql, Path file) {
        Set<String> allowed = allowed(module);
        return NAME
                .matcher(sql)
                .results()
                .filter(name ->
                        schemas.contains(name.group(1)) && !name.group(1).equals(module))
                .filter(name -> tables.contains(name.group()) || !allowed.contains(name.group(1)))
                .map(name -> "%s (%s) names %s".formatted(module, file.getFileName(), name.group()))
                .collect(Collectors.toCollection(TreeSet::new))
                .stream();
    }

    private static Set<String> allowed(String module) {
        return ALLOWED.matcher(read(SOURCES.resolve(module).resolve("package-info.java")))
                .results()
                .flatMap(list -> QUOTED.matcher(list.group(1)).results())
                .map(name -> name.group(1))
                .collect(toSet());
    }

    private static String withoutComments(String sql) {
        return Arrays.stream(sql.split("\n"))
                .map(line -> line.replaceFirst("--.*", ""))
                .collect(Collectors.joining("\n"));
    }

    private static Stream<Path> all(Path folder, String ending) {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
