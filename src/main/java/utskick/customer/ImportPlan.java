package utskick.customer;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import utskick.customer.RegisterFile.Look;
import utskick.customer.RegisterFile.Table;

/// Everything that is decided about one file: which of its tables are imported, what their columns are, by what rows
/// find their customer, what the consents rest on. Found by itself, from a profile, or by whoever looks at it.
///
/// @param profile the name of the profile it was made from, null without
record ImportPlan(
        List<Sheet> sheets,
        ImportSettings settings,
        @Nullable String profile) {

    /// One table of the file.
    ///
    /// @param taken whether it is imported
    record Sheet(Look look, boolean taken) {

        Table table() {
            return look.table();
        }

        Sheet with(Table other) {
            return new Sheet(new Look(other, look.head()), taken);
        }
    }

    /// As the file is found to be. The tables with customer numbers are taken, or the first where none has them;
    /// the ground of the consents is for a person to state.
    static ImportPlan of(List<Look> looks, ImportSettings settings) {
        boolean any = looks.stream().anyMatch(look -> look.table().has(Field.NUMBER));
        var sheets = new ArrayList<Sheet>();
        for (var look : looks) {
            sheets.add(new Sheet(look, any ? look.table().has(Field.NUMBER) : sheets.isEmpty()));
        }
        var plan = new ImportPlan(List.copyOf(sheets), settings, null);
        return plan.hasConsents() ? plan.with(settings.with(settings.match(), ConsentGround.UNSTATED)) : plan;
    }

    ImportPlan with(ImportSettings chosen) {
        return new ImportPlan(sheets, chosen, profile);
    }

    ImportPlan named(String name) {
        return new ImportPlan(sheets, settings, name);
    }

    /// The tables to import, companies before their contacts.
    List<Table> tables() {
        var taken = new ArrayList<>(
                sheets.stream().filter(Sheet::taken).map(Sheet::table).toList());
        taken.sort((a, b) -> Boolean.compare(a.has(Field.COMPANY), b.has(Field.COMPANY)));
        return List.copyOf(taken);
    }

    /// The purposes that columns name themselves.
    Set<String> purposes() {
        return tables().stream()
                .flatMap(table -> table.uses().stream())
                .map(ColumnUse::purpose)
                .filter(purpose -> !purpose.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Whether a column may give consents, which need a ground.
    boolean hasConsents() {
        return tables().stream().flatMap(table -> table.uses().stream()).anyMatch(use -> use.field() == Field.CONSENT);
    }

    /// Whether the ground needs a day of sale that neither a column nor anybody gives.
    boolean lacksSale() {
        var ground = settings.ground();
        return hasConsents()
                && ground.basis().equals(ConsentGround.EXISTING_CUSTOMER)
                && ground.sold() == null
                && tables().stream().noneMatch(table -> table.has(Field.LAST_PURCHASE));
    }

    /// Why the file cannot be read like this: the end of a message key `customer.import.plan.`; null when it can.
    @Nullable
    String problem() {
        var tables = tables();
        if (tables.isEmpty()) {
            return "nothing";
        }
        for (var table : tables) {
            var missing = switch (settings.match()) {
                case NUMBER -> table.has(Field.NUMBER) ? null : "no_number";
                case EXTERNAL_ID -> table.has(Field.EXTERNAL_ID) ? null : "no_external_id";
                case EMAIL -> has(table, Field.EMAIL) ? null : "no_email";
                case PHONE -> has(table, Field.PHONE) ? null : "no_phone";
            };
            if (missing != null) {
                return missing;
            }
            var once = EnumSet.noneOf(Field.class);
            var own = new HashSet<ColumnUse>();
            for (var use : table.uses()) {
                if (use.isOwn() && !own.add(use) || !use.field().isRepeatable() && !once.add(use.field())) {
                    return "twice";
                }
            }
        }
        return null;
    }

    private static boolean has(Table table, Field field) {
        return table.uses().stream().anyMatch(use -> use.field() == field);
    }
}
