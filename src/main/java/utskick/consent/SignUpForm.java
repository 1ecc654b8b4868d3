package utskick.consent;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import utskick.kernel.Channel;

/// A form by which people sign up by themselves: a page of ours, and a piece of HTML for the shop's own site.
///
/// @param slug the end of its address, `/f/` and this
/// @param language of the words where the visitor's own has none
/// @param country ISO code of the country whose phone numbers are written without a country code
/// @param storeId the store it belongs to, null for all
public record SignUpForm(
        long id,
        String slug,
        String title,
        String language,
        String country,
        @Nullable Integer storeId,
        List<Channel> channels,
        List<Purpose> purposes,
        boolean active) {

    public SignUpForm {
        channels = List.copyOf(channels);
        purposes = List.copyOf(purposes);
    }

    /// Whether both a phone number and an e-mail address can be given.
    public boolean both() {
        return channels.size() > 1;
    }

    /// In the keys of texts: `sms`, `email` or `both`.
    public String kind() {
        return both() ? "both" : channels.getFirst().name().toLowerCase(Locale.ROOT);
    }
}
