package utskick.gateway;

import org.jspecify.annotations.Nullable;
import utskick.kernel.Channel;
import utskick.kernel.Money;

/// A provider account as the rest of the program knows it. Its secret is known to its gateway alone.
///
/// @param unitPrice   for one SMS part or one e-mail
/// @param rate        SMS parts or e-mails a second at most; null: as fast as the provider takes them
/// @param sender      used when nobody chooses another one: a name, a number, or an e-mail address
/// @param replyNumber that people may answer to, such as `+46701740605`; empty: none
public record Account(
        long id,
        String name,
        Channel channel,
        boolean enabled,
        Money unitPrice,
        @Nullable Integer rate,
        String sender,
        String replyNumber) {}
