package utskick;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import utskick.kernel.StartProblem;

/// Refuses to start on a setting of ours that does not exist: a mistyped `UTSKICK_DB_ULR` must not quietly open an
/// empty register. `settings.properties` names all there are.
final class SettingsCheck implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    private static final Set<String> KNOWN = known();

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        Set<String> unknown = unknown(event.getEnvironment());
        if (!unknown.isEmpty()) {
            throw new StartProblem("There is no setting %s. `./utskick help` names the settings."
                    .formatted(String.join(", ", unknown)));
        }
    }

    static Set<String> unknown(ConfigurableEnvironment environment) {
        return environment.getPropertySources().stream()
                .filter(EnumerablePropertySource.class::isInstance)
                .flatMap(source -> Set.of(((EnumerablePropertySource<?>) source).getPropertyNames()).stream())
                .filter(name -> plain(name).startsWith("utskick") && name.matches("(?i)utskick[._].*"))
                .filter(name -> !KNOWN.contains(plain(name)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// `UTSKICK_DB_URL` and `utskick.db.url` are one setting.
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[._-]", "");
    }

    private static Set<String> known() {
        var settings = new Properties();
        try (var in = Objects.requireNonNull(SettingsCheck.class.getResourceAsStream("/settings.properties"))) {
            settings.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return settings.stringPropertyNames().stream()
                .map(SettingsCheck::plain)
                .collect(Collectors.toUnmodifiableSet());
    }
}
