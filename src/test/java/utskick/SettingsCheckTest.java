package utskick;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

final class SettingsCheckTest {

    private static final Pattern NAMED = Pattern.compile("\\bUTSKICK_[A-Z_]*[A-Z]\\b|\\$\\{(utskick\\.[a-z.-]+)");

    @Test
    void a_mistyped_setting_is_found_and_a_known_one_in_any_spelling_is_not() {
        assertThat(SettingsCheck.unknown(with(
                        "UTSKICK_DB_URL", "UTSKICK_DB_ULR", "utskick.db.user", "utskick.daat", "PATH", "utskickx")))
                .containsExactlyInAnyOrder("UTSKICK_DB_ULR", "utskick.daat");
    }

    @Test
    void every_setting_that_the_program_or_a_test_reads_is_in_the_list() throws IOException {
        var named = new TreeSet<String>();
        try (var java = Files.walk(Path.of("src"));
                var scripts = Stream.of(Path.of("utskick"), Path.of(".ci", "run"))) {
            for (Path file : Stream.concat(java.filter(SettingsCheckTest::isSource), scripts)
                    .toList()) {
                NAMED.matcher(Files.readString(file))
                        .results()
                        .map(name -> name.group(1) == null ? name.group() : name.group(1))
                        .forEach(named::add);
            }
        }
        assertThat(named).contains("UTSKICK_DATA", "utskick.db.url");
        assertThat(SettingsCheck.unknown(with(named.toArray(String[]::new)))).isEmpty();
    }

    private static boolean isSource(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".java") && !name.startsWith("SettingsCheck");
    }

    private static StandardEnvironment with(String... names) {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .forEach(source -> environment.getPropertySources().remove(source.getName()));
        Map<String, Object> values = Stream.of(names).collect(Collectors.toMap(name -> name, _ -> "x"));
        environment.getPropertySources().addFirst(new MapPropertySource("given", values));
        return environment;
    }
}
