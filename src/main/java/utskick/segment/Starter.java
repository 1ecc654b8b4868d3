package utskick.segment;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Selections that most shops want first; each opens in the builder.
public enum Starter {
    NEWSLETTER(Criterion.any(Tick.SMS_YES.criterion(), Tick.EMAIL_YES.criterion())),
    BIRTHDAY(Criterion.all(Tick.BIRTHDAY_7.criterion())),
    LAPSED(Criterion.all(new Criterion.Recent(Criterion.DateField.LAST_PURCHASE, false, 90))),
    NEWCOMERS(Criterion.all(new Criterion.Recent(Criterion.DateField.CREATED, true, 30))),
    CONTACTS(Criterion.all(new Criterion.Kind(List.of(Criterion.CustomerKind.CONTACT))));

    private final Criterion criterion;

    Starter(Criterion criterion) {
        this.criterion = criterion;
    }

    Criterion criterion() {
        return criterion;
    }

    /// As an address and the texts write it.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Starter> of(String key) {
        return Stream.of(values()).filter(starter -> starter.key().equals(key)).findFirst();
    }
}
