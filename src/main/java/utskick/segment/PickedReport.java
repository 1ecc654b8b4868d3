package utskick.segment;

import java.util.List;
import java.util.Map;

/// What a list of numbers came to, as the pages tell it.
///
/// @param found customers that were found, each counted once
/// @param shared whom an entry may mean, for a person to choose
public record PickedReport(int found, List<String> repeated, Map<String, List<Selected>> shared, List<String> missing) {

    /// Entries of one kind that are shown; the rest is only counted.
    private static final int SHOWN = 200;

    static final PickedReport NOTHING = new PickedReport(0, List.of(), Map.of(), List.of());

    static PickedReport of(NumberLookup.Looked looked) {
        return new PickedReport(looked.customers().size(), looked.repeated(), looked.shared(), looked.missing());
    }

    /// The entries as text, a line each, as many as are shown.
    public static String lines(List<String> entries) {
        return NumberList.lines(entries.subList(0, Math.min(SHOWN, entries.size())));
    }

    /// How many stand behind those that are shown.
    public static int hidden(List<String> entries) {
        return Math.max(0, entries.size() - SHOWN);
    }

    /// What is not settled, to look it up again when the page is shown once more.
    public String rest() {
        return NumberList.lines(missing.subList(0, Math.min(SHOWN, missing.size())))
                + "\n"
                + NumberList.lines(shared.keySet().stream().limit(SHOWN).toList());
    }
}
