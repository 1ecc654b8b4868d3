package utskick.campaign;

import java.util.Locale;
import utskick.dispatch.Message;
import utskick.kernel.Channel;
import utskick.web.PageModel;

/// How the state of a message is shown, wherever messages are: its icon, its colour, its word and the word for why.
public final class MessageState {

    private MessageState() {}

    public static String icon(Message.State state) {
        return switch (state) {
            case DELIVERED -> "delivered";
            case SUBMITTED, CLAIMED -> "send";
            case QUEUED -> "clock";
            case RETRYING -> "retry";
            case UNDELIVERED, CANCELLED -> "close";
            case FAILED -> "warning";
            case SUPPRESSED -> "barred";
            case UNCERTAIN -> "question";
        };
    }

    /// The class of its colour, may be empty.
    public static String look(Message.State state) {
        return switch (state) {
            case DELIVERED -> "state-ok";
            case CLAIMED, RETRYING -> "state-wait";
            case UNDELIVERED, FAILED -> "state-bad";
            case UNCERTAIN -> "state-warn";
            case SUBMITTED, QUEUED, SUPPRESSED, CANCELLED -> "";
        };
    }

    /// The key of its word.
    public static String key(Message.State state, Channel channel) {
        var key = "campaign.message." + state.name().toLowerCase(Locale.ROOT);
        // nobody reports that a letter has arrived
        return state == Message.State.SUBMITTED && channel == Channel.EMAIL ? key + ".email" : key;
    }

    /// The key of the words for a reason; `campaign.reason.other` where there are none of its own.
    ///
    /// @param reason as [Message] has it
    public static String reason(PageModel page, String reason) {
        var key = "campaign.reason." + reason.toLowerCase(Locale.ROOT);
        return page.texts().has(key) ? key : "campaign.reason.other";
    }
}
