package utskick.campaign;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import utskick.campaign.Samples.Sample;
import utskick.dispatch.BatchId;
import utskick.dispatch.Draft;
import utskick.dispatch.Outbox;
import utskick.dispatch.Recipient;
import utskick.gateway.Account;
import utskick.kernel.Address;
import utskick.kernel.Channel;
import utskick.kernel.CustomerId;
import utskick.segment.Roster;
import utskick.template.Content;
import utskick.template.Contents;

/// The test send (T12): a real message, exactly as it will be, to a customer's own address or to an address that
/// somebody types, who then gets it as the recipient on the screen would.
public final class TestSends {

    private final Parts parts;
    private final Outbox outbox;
    private final Clock clock;

    TestSends(Parts parts, Outbox outbox, Clock clock) {
        this.parts = parts;
        this.outbox = outbox;
        this.clock = clock;
    }

    /// What a test is made of.
    record Parts(Composer composer, Samples samples, Roster roster, Contents contents, Lent lent) {}

    /// Where it is noted whose values a test to a typed address carries.
    record Lent(CampaignStore store, TransactionOperations transaction) {}

    /// What came of it.
    public sealed interface Tested {

        /// On its way to that address.
        record Sent(BatchId batch, String address) implements Tested {}

        /// The campaign cannot be sent as it stands, or nothing can go to that customer or address.
        record Refused(String key, List<Object> args) implements Tested {}
    }

    /// @param to a customer number, a phone number with its country code, or an e-mail address
    /// @param like the recipient whose values are used for an address that is typed
    /// @param command the same command twice is one test
    Tested send(Campaign campaign, String to, long like, UUID command, String actor) {
        var content = parts.composer().content(campaign);
        if (to.isBlank()) {
            return refused("campaign.test.problem.empty");
        }
        if (parts.composer().account(campaign).isEmpty()) {
            return refused("campaign.problem.account");
        }
        var sender = parts.composer().senderProblems(campaign);
        if (!sender.isEmpty()) {
            return new Tested.Refused(sender.getFirst().key(), sender.getFirst().args());
        }
        if (!content.problems().isEmpty()) {
            var problem = Composer.of(content.problems().getFirst());
            return new Tested.Refused(problem.key(), problem.args());
        }
        var typed = address(campaign.channel(), to);
        if (typed.isPresent()) {
            return toAddress(campaign, content, typed.get(), like, command, actor);
        }
        var customer = parts.roster().withNumber(to);
        if (customer.isEmpty()) {
            return refused("campaign.test.problem.unknown", to.strip());
        }
        // a test is nobody's marketing, but a no stands
        var sample = parts.samples()
                .of(campaign, content, customer.get().customerId(), "service")
                .orElseThrow();
        if (sample.reason() != null || sample.address() == null) {
            var reason = sample.reason() == null ? "no_address" : sample.reason();
            return refused(
                    "campaign.test.problem." + reason,
                    customer.get().name(),
                    sample.address() == null ? "" : sample.address());
        }
        return send(campaign, Address.of(campaign.channel(), sample.address()), sample, command, actor);
    }

    private Tested toAddress(
            Campaign campaign, Content content, Address address, long like, UUID command, String actor) {
        return parts.samples()
                .place(campaign, content, like)
                .<Tested>map(it -> {
                    var nobody = new Sample(
                            it.sample().customer(),
                            null,
                            it.sample().language(),
                            it.sample().fields(),
                            null);
                    return send(campaign, address, nobody, command, actor);
                })
                .orElseGet(() -> refused("campaign.test.problem.nobody"));
    }

    private Tested send(Campaign campaign, Address address, Sample sample, UUID command, String actor) {
        Account account = parts.composer().account(campaign).orElseThrow();
        var draft = new Draft(
                Draft.Kind.TEST,
                campaign.name(),
                campaign.id(),
                new Draft.Route(
                        campaign.channel(), account.id(), parts.composer().sender(campaign)),
                parts.contents()
                        .save(parts.composer().contentToTest(campaign), actor)
                        .value(),
                "service",
                account.unitPrice(),
                new Draft.Window(clock.instant(), null),
                actor,
                command);
        // a typed address is nobody's: the message is none of that customer's history
        @Nullable
        CustomerId customer = sample.address() == null
                ? null
                : new CustomerId(sample.customer().customerId());
        var recipient = new Recipient(customer, address, sample.language(), sample.fields());
        var lent = parts.lent();
        var batch = lent.transaction().execute(_ -> {
            var made = outbox.single(draft, recipient);
            if (customer == null) {
                lent.store().tested(made, sample.customer().customerId(), clock.instant());
            }
            return made;
        });
        return new Tested.Sent(Objects.requireNonNull(batch), address.value());
    }

    private static Optional<Address> address(Channel channel, String typed) {
        var plain = channel == Channel.SMS ? typed.replaceAll("[\\s()./-]", "") : typed.strip();
        if (channel == Channel.SMS ? !plain.startsWith("+") : plain.indexOf('@') < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Address.of(channel, plain));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Tested.Refused refused(String key, Object... args) {
        return new Tested.Refused(key, List.of(args));
    }
}
