package utskick.consent;

import java.util.List;

/// The sentences that a customer may have been shown for one purpose and channel.
///
/// @param all newest first, those in the customer's language and of the customer's store before the others
/// @param standard the one that is shown today: what is chosen unless somebody says otherwise
public record WordingChoice(List<Wordings.Wording> all, Wordings.Wording standard) {

    public WordingChoice {
        all = List.copyOf(all);
    }
}
