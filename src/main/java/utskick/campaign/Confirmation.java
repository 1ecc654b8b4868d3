package utskick.campaign;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import utskick.dispatch.Batch;
import utskick.dispatch.Pricing;
import utskick.kernel.Channel;
import utskick.kernel.Money;
import utskick.quota.Quotas;

/// The last question before anything leaves: who, as whom, how much, what is left of the quota, when.
///
/// @param batch null while the audience is being frozen, `pricing` while it is not being counted
/// @param refusal why it was not started, null when it was not asked yet
/// @param stuck whether nobody is at it any more
public record Confirmation(
        Campaign campaign,
        UUID review,
        @Nullable Batch batch,
        @Nullable Pricing pricing,
        Quotas.Month month,
        Launches.@Nullable Launch refusal,
        boolean stuck) {

    public boolean finished() {
        return batch != null && pricing != null && pricing.finished();
    }

    public boolean sms() {
        return campaign.channel() == Channel.SMS;
    }

    public Money cost() {
        return batch == null || pricing == null
                ? Money.of("0", "SEK")
                : batch.unitPrice().times(pricing.units());
    }

    /// What is missing of the quota, 0 when there is enough.
    public long missing() {
        return pricing == null || month.left().isEmpty()
                ? 0
                : Math.max(0, pricing.units() - month.left().getAsLong());
    }

    /// Whether there is anything to say yes to.
    public boolean possible() {
        return finished()
                && (campaign.when().dryRun() || missing() == 0)
                && pricing != null
                && pricing.tooLong() == 0
                && refusal == null;
    }
}
