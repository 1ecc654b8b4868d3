package utskick.segment;

import java.util.Set;
import utskick.kernel.Channel;

/// The channels that messages can be sent on now; the module above tells them, for a selection does not know who sends.
public interface SendingChannels {

    /// Those that have an account which is switched on.
    Set<Channel> open();
}
