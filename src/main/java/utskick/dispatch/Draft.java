package utskick.dispatch;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import utskick.kernel.Channel;
import utskick.kernel.Money;

/// What a batch is to be: everything but the audience. `command` is the caller's own name of the act (a hidden form
/// field): the same command twice makes one batch.
public record Draft(
        Kind kind,
        String name,
        @Nullable Long campaignId,
        Route route,
        long contentId,
        String purpose,
        Money unitPrice,
        Window window,
        String createdBy,
        @Nullable UUID command) {

    /// Why the batch exists. Single messages and tests go ahead of campaigns.
    public enum Kind {
        CAMPAIGN,
        SINGLE,
        TEST
    }

    /// How the messages leave: `sender` is the name or number that the phone shows, or the e-mail address of the
    /// sender.
    public record Route(Channel channel, long accountId, String sender) {}

    /// When messages may leave. What has not left at `notAfter` is cancelled.
    public record Window(
            @Nullable Instant notBefore, @Nullable Instant notAfter) {

        public static final Window NOW = new Window(null, null);
    }
}
