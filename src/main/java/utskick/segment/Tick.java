package utskick.segment;

import java.util.List;
import java.util.Locale;
import utskick.consent.ConsentState;
import utskick.consent.Purpose;
import utskick.kernel.Channel;

/// The criteria that are simply on or off.
public enum Tick {
    SMS_YES(new Criterion.Consent(Channel.SMS, Purpose.MARKETING, List.of(ConsentState.GIVEN))),
    EMAIL_YES(new Criterion.Consent(Channel.EMAIL, Purpose.MARKETING, List.of(ConsentState.GIVEN))),
    HAS_MOBILE(new Criterion.HasAddress(true, Channel.SMS, List.of())),
    BOUGHT_90(new Criterion.Recent(Criterion.DateField.LAST_PURCHASE, true, 90)),
    BIRTHDAY_7(new Criterion.Birthday(7));

    private final Criterion criterion;

    Tick(Criterion criterion) {
        this.criterion = criterion;
    }

    Criterion criterion() {
        return criterion;
    }

    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
