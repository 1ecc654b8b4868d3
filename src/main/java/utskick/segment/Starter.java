package utskick.segment;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Selections that most shops want first; each opens in the builder.
public enum Starter {
    NEWSLETTER(Criterion.any(Tick.SMS_YES.criterion(), Tick.EMAIL_YES.criterion())),
    /// The shop's best category, whatever the shop calls it.
    GOLD(Criterion.all()),
    BIRTHDAY(Criterion.all(Tick.BIRTHDAY_7.criterion())),
    LAPSED(Criterion.all(new Criterion.Recent(Criterion.DateField.LAST_PURCHASE, false, 90))),
    NEWCOMERS(Criterion.all(new Criterion.Recent(Criterion.DateField.CREATED, true, 30))),
    CONTACTS(Criterion.all(new Criterion.Kind(List.of(Criterion.CustomerKind.CONTACT))));

    /// How registers write "gold" in the five languages.
    private static final List<String> GOLDEN = List.of("guld", "kulta", "χρυσ", "złot", "zlot", "gold");

    private final Criterion criterion;

    Starter(Criterion criterion) {
        this.criterion = criterion;
    }

    /// What the builder opens with; a shop without a golden category chooses one itself.
    SelectionForm form(Choices choices) {
        if (this != GOLD) {
            return SelectionForm.of(criterion);
        }
        List<Integer> golden = choices.categories().entrySet().stream()
                .filter(category -> GOLDEN.stream()
                        .anyMatch(word ->
                                category.getValue().toLowerCase(Locale.ROOT).startsWith(word)))
                .map(Map.Entry::getKey)
                .map(Integer::valueOf)
                .toList();
        return golden.isEmpty()
                ? SelectionForm.empty().changed("add:" + RowKind.CATEGORY.key())
                : SelectionForm.of(Criterion.all(new Criterion.Category(Criterion.Match.ANY_OF, golden)));
    }

    /// As an address and the texts write it.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Starter> of(String key) {
        return Stream.of(values()).filter(starter -> starter.key().equals(key)).findFirst();
    }
}
