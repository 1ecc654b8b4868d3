package utskick.customer;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Countries and languages by the names people give them in the five languages.
final class Regions {

    private static final List<Locale> LANGUAGES =
            List.of(Locale.of("sv"), Locale.of("fi"), Locale.of("el"), Locale.of("pl"), Locale.of("en"));
    private static final Map<String, String> COUNTRIES = countries();
    private static final Map<String, String> SPOKEN = languages();

    private Regions() {}

    /// ISO 3166 code of a country, null when nobody knows it.
    static @Nullable String country(String text) {
        return COUNTRIES.get(CellText.key(text));
    }

    /// ISO 639-1 code of a language, null when nobody knows it.
    static @Nullable String language(String text) {
        return SPOKEN.get(CellText.key(text));
    }

    private static Map<String, String> countries() {
        var names = new HashMap<String, String>();
        for (var code : Locale.getISOCountries()) {
            names.put(CellText.key(code), code);
            for (var language : LANGUAGES) {
                names.putIfAbsent(CellText.key(Locale.of("", code).getDisplayCountry(language)), code);
            }
        }
        names.put("el", "GR");
        names.put("uk", "GB");
        return Map.copyOf(names);
    }

    private static Map<String, String> languages() {
        var names = new HashMap<String, String>();
        for (var code : Locale.getISOLanguages()) {
            if (code.length() == 2) {
                names.put(code, code);
                for (var language : LANGUAGES) {
                    names.putIfAbsent(CellText.key(Locale.of(code).getDisplayLanguage(language)), code);
                }
                names.putIfAbsent(Locale.of(code).getISO3Language(), code);
            }
        }
        return Map.copyOf(names);
    }
}
