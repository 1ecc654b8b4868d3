package utskick.dispatch;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import utskick.consent.ConfirmationSender;
import utskick.gateway.Account;
import utskick.gateway.Accounts;
import utskick.kernel.Address;
import utskick.kernel.Channel;
import utskick.kernel.MergeField;
import utskick.template.Content;
import utskick.template.Contents;
import utskick.template.Wording;

/// Sends what asks somebody to confirm their sign-up, ahead of mailings, by the first account that is switched on.
final class Confirmations implements ConfirmationSender {

    private static final MergeField FIELD = new MergeField("confirmation", MergeField.Kind.TEXT);
    private static final String ACTOR = "sign-up";
    /// Reserved: `consent.refusal` lets it through where only an earlier STOP of the same person stands.
    private static final String PURPOSE = "confirmation";
    /// What has not left by then is of no use to anybody.
    private static final Duration LIVES = Duration.ofMinutes(30);

    private final Accounts accounts;
    private final Contents contents;
    private final Outbox outbox;
    private final Clock clock;

    Confirmations(Accounts accounts, Contents contents, Outbox outbox, Clock clock) {
        this.accounts = accounts;
        this.contents = contents;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public boolean canSend(Channel channel) {
        return account(channel).isPresent();
    }

    @Override
    public void send(Address to, String language, String subject, String text, String secret) {
        var account = account(to.channel())
                .orElseThrow(() -> new IllegalStateException("no account for " + to.channel() + " is switched on"));
        var wording = switch (to.channel()) {
            case SMS -> Wording.sms(text);
            case EMAIL -> Wording.email(subject, text, "");
        };
        var content = Content.of(wording.withLanguage(language), List.of(FIELD));
        var draft = new Draft(
                Draft.Kind.SINGLE,
                subject,
                null,
                new Draft.Route(to.channel(), account.id(), account.sender()),
                contents.save(content, ACTOR).value(),
                PURPOSE,
                account.unitPrice(),
                new Draft.Window(clock.instant(), clock.instant().plus(LIVES)),
                ACTOR,
                null);
        outbox.single(draft, new Recipient(null, to, language, List.of(secret)));
    }

    private Optional<Account> account(Channel channel) {
        return accounts.all().stream()
                .filter(it ->
                        it.channel() == channel && it.enabled() && !it.sender().isBlank())
                .findFirst();
    }
}
