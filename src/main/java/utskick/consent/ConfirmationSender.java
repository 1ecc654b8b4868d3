package utskick.consent;

import utskick.kernel.Address;
import utskick.kernel.Channel;

/// Sends the one message that asks the owner of an address whether it was they who signed up. The engine above has it.
public interface ConfirmationSender {

    /// Where the secret goes in the text.
    String PLACE = "{{confirmation}}";

    /// Whether there is an account for that channel.
    boolean canSend(Channel channel);

    /// @param subject of an e-mail; ignored for an SMS
    /// @param text with [#PLACE] where the code or the link goes
    /// @param secret the code or the link, which is kept with the recipient and not in the text
    void send(Address to, String language, String subject, String text, String secret);
}
