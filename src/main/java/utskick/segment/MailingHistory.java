package utskick.segment;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import utskick.kernel.Channel;
import utskick.kernel.SqlQuery;

/// What became of earlier messages. Selections ask it and do not know who sends: the module above tells them.
public interface MailingHistory {

    /// Rows `(customer_id bigint, address text, at timestamptz)` of those for whom a mailing went as `past` says,
    /// except [Criterion.Past#REPLIED], which is asked as [Criterion.Past#GOT]. Tests do not count. Of a click the
    /// address is null.
    ///
    /// @param campaign which mailing; null for any
    SqlQuery of(Criterion.Past past, @Nullable Long campaign);

    /// Rows of the same form of those to whom a message was handed over at `since` or later.
    ///
    /// @param channel null for any
    SqlQuery writtenSince(Instant since, @Nullable Channel channel);

    /// The mailings that have gone out, by id, the newest first and no more than `limit`.
    Map<String, String> mailings(int limit);

    /// What a mailing is called, if there is such a one.
    Optional<String> name(long campaign);
}
