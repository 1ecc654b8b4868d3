package utskick.campaign;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import utskick.dispatch.Batch;

/// Where a campaign stands, as people see it: icon and word.
public enum Standing {
    DRAFT("mail", ""),
    SCHEDULED("clock", ""),
    SENDING("send", "state-wait"),
    PAUSED("pause", "state-warn"),
    DONE("check", "state-ok"),
    CANCELLED("close", ""),
    /// A dry run that has ended: nothing was sent.
    TESTED("check", "");

    private final String icon;
    private final String look;

    Standing(String icon, String look) {
        this.icon = icon;
        this.look = look;
    }

    public String icon() {
        return icon;
    }

    /// The class of the state's colour, may be empty.
    public String look() {
        return look;
    }

    /// The key of the word.
    public String key() {
        return "campaign.state." + name().toLowerCase(Locale.ROOT);
    }

    /// Whether it is still on its way.
    public boolean underWay() {
        return this == SENDING || this == PAUSED || this == SCHEDULED;
    }

    static Standing of(Campaign campaign, Optional<Batch> batch, Instant now) {
        if (campaign.editable()) {
            return DRAFT;
        }
        if (campaign.when().dryRun()) {
            return TESTED;
        }
        return batch.map(it -> of(it, now)).orElse(CANCELLED);
    }

    private static Standing of(Batch batch, Instant now) {
        return switch (batch.state()) {
            case HELD -> DRAFT;
            case PAUSED -> PAUSED;
            case CANCELLED -> batch.ended() ? CANCELLED : SENDING;
            case DONE -> DONE;
            case RUNNING -> {
                var from = batch.window().notBefore();
                yield from != null && from.isAfter(now) && batch.counts().settled() == 0 ? SCHEDULED : SENDING;
            }
        };
    }
}
