package utskick.consent;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import utskick.gateway.InboundMessage;
import utskick.gateway.InboundMessageListener;
import utskick.kernel.PhoneNumber;

/// What people write to us. Each text is kept; a stop is in the ledger and on the suppression list before the provider
/// is told that we have it.
///
/// A *start* is a new consent, with the text as its evidence, and obeyed only as the taking back of the same phone's
/// own stop: the last word about its marketing must be a withdrawal by SMS or link. From anybody else it is a text
/// for a person to read, for a text to a known number is no proof of who wants what. Own purposes that the stop ended
/// are given again where they are explained, behind the link of a message.
///
/// A stop ends everything that needs a yes. Messages about the customer's own business go on, for they rest on another
/// ground than consent, unless the stop says "all" or answers one of them: then it can only have been meant for those.
final class Inbox implements InboundMessageListener {

    private static final Duration ANSWERED_WITHIN = Duration.ofDays(7);

    private final JdbcClient jdbc;
    private final ConsentLedger ledger;
    private final SuppressionList suppressions;
    private final TransactionOperations transaction;
    private final Clock clock;
    private final AnswerWords words;
    private final LastMessage lastMessage;

    Inbox(
            JdbcClient jdbc,
            Permissions permissions,
            LastMessage lastMessage,
            TransactionOperations transaction,
            Clock clock) {
        this.jdbc = jdbc;
        this.ledger = permissions.ledger();
        this.suppressions = permissions.suppressions();
        this.lastMessage = lastMessage;
        this.transaction = transaction;
        this.clock = clock;
        this.words = new AnswerWords(jdbc, clock);
    }

    /// Where a stop is written down.
    record Permissions(ConsentLedger ledger, SuppressionList suppressions) {}

    @Override
    public void received(InboundMessage message) {
        var reading = StopWords.read(message.text(), words.own());
        transaction.executeWithoutResult(_ -> {
            store(message, reading);
            phone(message.from()).ifPresent(phone -> obey(phone, reading, message));
        });
    }

    /// Newest first, from the one before `before`; a null begins at the newest.
    List<InboxItem> page(@Nullable Long before, boolean onlyStops, int limit) {
        return jdbc.sql("""
                SELECT i.id, i.sender, i.body, i.meaning, i.at, c.customer_id, c.name
                FROM consent.inbound i
                LEFT JOIN LATERAL (
                    SELECT p.customer_id, p.name
                    FROM customer.contact k JOIN customer.profile p USING (customer_id)
                    WHERE k.address = i.sender AND k.channel = 'SMS'
                    ORDER BY k.preferred DESC, p.customer_id DESC
                    LIMIT 1) c ON true
                WHERE i.id < :before AND (NOT :only_stops OR i.meaning <> 'other')
                ORDER BY i.id DESC
                LIMIT :limit
                """)
                .param("before", before == null ? Long.MAX_VALUE : before)
                .param("only_stops", onlyStops)
                .param("limit", limit)
                .query((row, _) -> new InboxItem(
                        row.getLong("id"),
                        row.getString("sender"),
                        row.getString("body"),
                        row.getString("meaning"),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getObject("customer_id", Long.class),
                        row.getString("name")))
                .list();
    }

    private void store(InboundMessage message, StopWords.Reading reading) {
        jdbc.sql("""
                INSERT INTO consent.inbound (account_id, sender, recipient, body, meaning, keyword, at, received_at)
                VALUES (:account, :sender, :recipient, :body, :meaning, :keyword, :at, :now)
                ON CONFLICT DO NOTHING
                """)
                .param("account", message.accountId())
                .param("sender", phone(message.from()).map(PhoneNumber::value).orElse(message.from()))
                .param("recipient", message.to())
                .param("body", message.text())
                .param("meaning", reading.meaning().key())
                .param("keyword", reading.keyword())
                .param("at", OffsetDateTime.ofInstant(message.at(), ZoneOffset.UTC))
                .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .update();
    }

    private void obey(PhoneNumber phone, StopWords.Reading reading, InboundMessage message) {
        var origin = Origin.customer(Origin.Source.STOP, reading.keyword(), message.text());
        switch (reading.meaning()) {
            case STOP -> {
                ledger.stop(phone, origin);
                boolean serviceToo = reading.everything() || answersService(phone);
                if (serviceToo) {
                    ledger.withdraw(phone, Purpose.SERVICE, origin);
                }
                suppressions.stop(phone, serviceToo);
            }
            case START -> {
                if (stoppedByItself(phone)) {
                    suppressions.takeStopBack(phone, Purpose.MARKETING);
                    ledger.give(phone, Purpose.MARKETING, origin);
                }
            }
            case MAYBE_STOP, OTHER -> {}
        }
    }

    /// Who has got nothing of late answers an old mailing.
    private boolean answersService(PhoneNumber phone) {
        var customers =
                jdbc.sql("""
                SELECT DISTINCT k.customer_id FROM customer.contact k
                WHERE k.address = :phone AND k.channel = 'SMS'
                """).param("phone", phone.value()).query(Long.class).list();
        return lastMessage
                .purpose(phone, customers, clock.instant().minus(ANSWERED_WITHIN))
                .filter(Purpose.SERVICE.key()::equals)
                .isPresent();
    }

    private boolean stoppedByItself(PhoneNumber phone) {
        return jdbc.sql("""
                SELECT EXISTS (SELECT FROM consent.standing
                               WHERE address = :phone AND channel = 'SMS' AND purpose = 'marketing'
                                 AND state = 'withdrawn' AND source IN ('stop', 'link'))
                """).param("phone", phone.value()).query(Boolean.class).single();
    }

    /// Providers leave the plus out; a name or a short code is no phone.
    private static Optional<PhoneNumber> phone(String from) {
        var digits = from.strip();
        if (digits.matches("\\+?[1-9][0-9]{6,14}")) {
            return Optional.of(new PhoneNumber(digits.startsWith("+") ? digits : "+" + digits));
        }
        return Optional.empty();
    }
}
